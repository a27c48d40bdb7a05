"""When something is asked, in words for people and as data for the script of the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.kinds.guidance import Guidance, Heading
from forms.question import Approval, Condition, Signer
from forms.section import Section


@dataclass(frozen=True)
class WhenAsked:
    """`sentence` says it in words: "Svara bara om du svarade ”Avsluta” på fråga 7.". `inputs` are
    the names of inputs, each with the values of which one must be sent; all of them must hold."""

    sentence: str
    inputs: list[tuple[str, list[str]]]


def when_asked(form: Any, what: Any, *, is_alone: bool = False) -> WhenAsked | None:
    """When `what` of a bound form (a Section, a field, a Heading, Guidance, who signs) is asked, as
    far as it says itself; None when it says nothing. A field that `is_alone` says it for its
    question and for its part of the form, too."""
    if is_alone:
        said = list(_named(what.hung_on, what.conditions(form)))
    else:
        said = list(_conditions(form, what))
    if not said:
        return None
    told = " och ".join(_told(leaf, condition) for leaf, condition in said)
    inputs = [
        (leaf.name, [leaf.posted(value) for value in condition.values]) for leaf, condition in said
    ]
    return WhenAsked(f"{_beginning(what)} om du {told}.", inputs)


def _beginning(what: Any) -> str:
    if isinstance(what, Approval | Signer):
        return "Skrivs under bara"
    if isinstance(what, Heading):
        return "Fyll i den här delen bara"
    return "Det här gäller bara" if isinstance(what, Guidance) else "Svara bara"


def _conditions(form: Any, what: Any) -> Iterator[tuple[Any, Condition]]:
    """Each condition with the input that it is about.

    What answers a question alone says its condition beside that of the question.
    """
    if isinstance(what, Section):
        own = what.question.asked_if
        yield from _named(form.leaf, [own])
        if len(what.fields) == 1:
            yield from _conditions(form, what.fields[0])
    elif isinstance(what, Heading | Guidance | Approval | Signer):
        yield from _named(form.leaf, [what.asked_if])
    else:
        yield from _named(what.hung_on, [what.asked_if])


def _named(find: Any, conditions: Iterable[Condition | None]) -> Iterator[tuple[Any, Condition]]:
    for one in conditions:
        if one is not None:
            yield find(one.name), one


def _told(leaf: Any, condition: Condition) -> str:
    """As "svarade ”Avsluta” på fråga 7" or "kryssade i ”Kontot är inte skapat ännu”"."""
    if not leaf.options:
        not_ticked = "" if True in condition.values else "inte "
        return f"{not_ticked}kryssade i ”{leaf.label.text}”"
    labels = {one.value: f"”{one.label}”" for one in leaf.options}
    words = [
        ("ja" if value else "nej") if isinstance(value, bool) else labels.get(value, f"”{value}”")
        for value in condition.values
    ]
    return f"svarade {' eller '.join(words)} på {_place(leaf)}"


def _place(leaf: Any) -> str:
    """Which answer it is: "fråga 7", "”Befattning” i fråga 7", "frågan ”Vem skriver under?”"."""
    top = leaf
    while top.holder is not None:
        top = top.holder
    question = top.question
    if question is None:
        return f"”{leaf.label.text}”"
    number = str(question.number or "").replace(" ", "\u00a0")
    named = f"fråga {number}" if number else f"frågan ”{question.text}”"
    return named if leaf.label.text == question.text else f"”{leaf.label.text}” i {named}"

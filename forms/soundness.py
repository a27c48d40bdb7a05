"""What must be right in a class before a form can be made of it, told when it is loaded.

A slip of the pen in a form shows itself late: on paper, in the register's list, in one message of
many. Each is found here, and said with what to write instead.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from wtforms import FieldList, Form, FormField
from wtforms.fields.core import UnboundField

from forms.dependence import wrong_conditions
from forms.keeping import ADDRESSEE, READERS, SORTS_PAPER
from forms.unfit import UnfitForm, nearest

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
PREFIX = re.compile(r"[A-Z0-9]{1,12}")
_ROW = re.compile(r"-\d{1,4}-")
# What the page itself sends beside the answers.
_OF_THE_PAGE = frozenset(("action", "csrf_token", "revision"))
# Given by WTForms itself when it makes a field.
_NOT_OURS = {"self", "name", "_form", "_prefix", "_translations", "_meta"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with which `fact` of a class, and the `word` in it to look for."""

    text: str
    fact: str = ""
    word: str = ""


def refuse_unfit_parts(parts: Any) -> None:
    """Raise UnfitForm for the first thing wrong with the parts of a question."""
    _refuse(parts, _wrong_keywords(parts))
    made = parts()
    _refuse(parts, _without_label(made))
    _refuse(parts, _files_as_parts(made))


def refuse_unfit(form: Any) -> None:
    """Raise UnfitForm for the first thing wrong with a form."""
    for wrong in (_wrong_facts, _wrong_keywords):
        _refuse(form, wrong(form))
    for parts in _parts_of(form):
        _refuse(parts, _questions_as_parts(parts))
    made = form()
    for told in (
        *(_without_question, _without_label, _wrong_questions, _unknown_names),
        *(_wrong_conditions, _without_number, _without_signer, _without_tick),
        *(_wrong_inputs, _public_identities),
    ):
        _refuse(form, told(made))


def unfinished(form: Any) -> Iterator[Problem]:
    """What works and is not good enough to be offered: a message that says nothing."""
    for field in form():
        rows = getattr(field, "entries", None)
        if rows is None and not field.optional and field.noun == "svaret":
            yield Problem(
                f'{field.short_name} must be answered and has no noun: write noun="lokalen", say, '
                "so that a message can tell what is missing",
                field.short_name,
            )


def _refuse(owner: type, problems: Iterable[Problem]) -> None:
    for one in problems:
        raise UnfitForm.of(owner, one.text, one.fact, one.word)


# What the class says of itself


def _wrong_facts(form: Any) -> Iterator[Problem]:
    facts = {name for base in form.__mro__[1:-1] for name in _own_facts(base)}
    taken = facts | _OF_THE_PAGE | {name for name in vars(form) if name.startswith("_")}
    hidden = {name for name in taken if isinstance(vars(form).get(name), UnboundField)}
    for name in sorted(hidden):
        yield Problem(f"a question cannot be called {name}; give it another name", name)
    for name in ("slug", "prefix", "title"):
        if not getattr(form, name, ""):
            yield Problem(f'{name} is missing; write {name} = "…"', name)
    if not SLUG.fullmatch(form.slug):
        yield Problem(
            f"the slug must be 1 to 40 of a to z, 0 to 9 and -, not {form.slug!r}", "slug"
        )
    if not PREFIX.fullmatch(form.prefix):
        problem = f"the prefix must be 1 to 12 of A to Z and 0 to 9, not {form.prefix!r}"
        yield Problem(problem, "prefix")
    if not isinstance(form.edition, str):
        yield Problem(f'edition is a text; write edition = "{form.edition}"', "edition")
    yield from _wrong_readers(form)


def _wrong_readers(form: Any) -> Iterator[Problem]:
    for one in form.copies_to:
        if not ADDRESSEE.fullmatch(one):
            problem = f"copies_to holds {one!r}; write INFORMATION_OFFICER, or COPIES_ and a name"
            yield Problem(problem, "copies_to", one)
    for one in form.read_by:
        if one not in READERS:
            problem = f"read_by holds {one!r}; write one of {', '.join(READERS)}"
            yield Problem(problem, "read_by", one)
    if form.approvals and form.read_by and SORTS_PAPER not in form.read_by:
        problem = f"read_by lacks {SORTS_PAPER!r}, who sorts the signed paper; add it"
        yield Problem(problem, "read_by")


def _own_facts(base: type) -> set[str]:
    """What a class of the house says or promises; the fields of a form are none of it."""
    told = {**vars(base), **inspect.get_annotations(base)}
    return {name for name, value in told.items() if not isinstance(value, UnboundField)}


# How its questions are called


def _wrong_keywords(form: Any) -> Iterator[Problem]:
    for name, field in vars(form).items():
        if not isinstance(field, UnboundField):
            continue
        kind, known = field.field_class.__name__, _keywords(field.field_class)
        for word in field.kwargs:
            if word not in known:
                yield Problem(
                    f"{name}: {kind} knows no {word!r}; {nearest(word, known)}", name, word
                )
        try:
            inspect.signature(field.field_class.__init__).bind(None, *field.args, **field.kwargs)
        except TypeError as error:
            yield Problem(f"{name}: {kind} {error}", name)


@cache
def _keywords(kind: type) -> frozenset[str]:
    """Every keyword that a kind takes."""
    return frozenset(options_of(kind))


def options_of(kind: type) -> dict[str, Any]:
    """Every keyword that a kind takes with its default (Parameter.empty when it must be given),
    those that it hands on to what it is made from too."""
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        if "__init__" in vars(base) and base is not object:
            for name, one in inspect.signature(base).parameters.items():
                if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD):
                    found.setdefault(name, one.default)
    return {name: default for name, default in found.items() if name not in _NOT_OURS}


# What is asked


def _without_question(form: Any) -> Iterator[Problem]:
    if not list(form):
        yield Problem("it asks nothing; write a question")


def _parts_of(form: Any) -> Iterator[Any]:
    """The classes whose fields are the parts of a question."""
    for field in vars(form).values():
        if isinstance(field, UnboundField):
            told = (*field.args, *field.kwargs.values())
            yield from (one for one in told if isinstance(one, type) and issubclass(one, Form))


def _questions_as_parts(parts: Any) -> Iterator[Problem]:
    for name, field in vars(parts).items():
        kind = field.field_class if isinstance(field, UnboundField) else object
        if issubclass(kind, FieldList | FormField):
            text = f"{name}: a {kind.__name__} is a question of its own, and no part of another"
            yield Problem(text, name)


def _files_as_parts(parts: Any) -> Iterator[Problem]:
    for part in parts:
        if part.kind == "attachments":
            text = f"{part.short_name}: files are a question of their own, and no part of another"
            yield Problem(text, part.short_name)


def _without_label(form: Any) -> Iterator[Problem]:
    for field in form:
        if not field.label.text.strip():
            yield Problem(
                f"{field.short_name} has neither label nor question; write what is asked",
                field.short_name,
            )


def _wrong_questions(form: Any) -> Iterator[Problem]:
    numbers: dict[str, str] = {}
    asked: set[Any] = set()
    for section in form.sections():
        question, names = section.question, [field.short_name for field in section.fields]
        if question in asked:
            problem = f"{names[0]}: what answers one question must stand together"
            yield Problem(f"{problem}, {question.text!r} is begun twice", names[0])
        asked.add(question)
        number = str(question.number or "")
        if number in numbers:
            problem = f"{names[0]} and {numbers[number]} are both number {number}"
            yield Problem(f"{problem}; give one another", names[0])
        if number:
            numbers[number] = names[0]
        yield from _several_alike(section)


def _several_alike(section: Any) -> Iterator[Problem]:
    """Fields of one question that nothing tells apart; rows have titles."""
    labels: set[str] = set()
    for field in section.fields:
        if hasattr(field, "entries"):
            continue
        if field.label.text in labels:
            problem = f"{field.short_name} needs a label of its own: {field.label.text!r} is taken"
            yield Problem(problem, field.short_name)
        labels.add(field.label.text)


def _wrong_conditions(form: Any) -> Iterator[Problem]:
    for name, text, word in wrong_conditions(form):
        yield Problem(text, name, word)


def _wrong_inputs(form: Any) -> Iterator[Problem]:
    """What a kind finds wrong by itself."""
    for section in form.sections(on_paper=True):
        for field in section.fields:
            rows = getattr(field, "entries", ())
            row = rows[0] if rows else field
            for leaf in (*((field,) if rows else ()), *getattr(row, "parts", (row,))):
                for text in leaf.unsound():
                    yield Problem(f"{leaf.name}: {text}", field.short_name)


# What it says of its own answers


def _unknown_names(form: Any) -> Iterator[Problem]:
    leaves = {_ROW.sub("-0-", leaf.name) for leaf in form.leaves()}
    lists = {field.short_name for field in form if hasattr(field, "entries")}
    single = {field.short_name for field in form} & leaves
    for fact, name, known in _names_told(form, leaves, lists, single):
        if name and _ROW.sub("-0-", name) not in known:
            yield Problem(f"{fact} names {name!r}; {_instead(name, known)}", fact, name)


def _without_number(form: Any) -> Iterator[Problem]:
    for signer in (one for approval in form.approvals for one in approval.signers):
        if signer.each_of and "{}" not in signer.title:
            text = f"{signer.title!r} signs for each row and has no {{}} for its number"
            yield Problem(f"{text}; write {signer.title + ' {}'!r}", "approvals", signer.title)


def _without_signer(form: Any) -> Iterator[Problem]:
    for approval in form.approvals:
        if not approval.signers:
            text = f"nobody signs {approval.statement!r}; write who, or take it away"
            yield Problem(text, "approvals", approval.statement)


def _without_tick(form: Any) -> Iterator[Problem]:
    """On paper it is a box with a cross or without, whatever the answer says."""
    for signer in (one for approval in form.approvals for one in approval.signers):
        ticks = {name for name, part in _known_to(form, signer).items() if part.kind == "tick"}
        name = _ROW.sub("-0-", signer.delegated_from)
        if name and name not in ticks:
            named = f"{signer.title!r} has delegated_from={signer.delegated_from!r}"
            yield Problem(
                f"{named}, which is no tick; {nearest(name, ticks) if ticks else 'make it a Tick'}",
                "approvals",
                signer.delegated_from,
            )


def _known_to(form: Any, signer: Any) -> dict[str, Any]:
    """What a signer may name: the parts of a row of the list, or whatever is answered."""
    if rows := form.row_list(signer.each_of):
        return {part.short_name: part for part in rows.entries[0].parts}
    return {_ROW.sub("-0-", leaf.name): leaf for leaf in form.leaves()}


def _public_identities(form: Any) -> Iterator[Problem]:
    """What lists and searches of the register are made of tells of no person."""
    kept = form.kept_as
    listed = [("kept_as", name) for name in (kept.medium, kept.department, kept.unit, kept.hours)]
    for fact, name in [("subject_from", form.subject_from), *listed]:
        if name and form.leaf(name).personal:
            problem = f"{fact} names {name!r}, which tells who somebody is; name another answer"
            yield Problem(problem, fact, name)


def _instead(name: str, known: set[str]) -> str:
    return f"no answer is called so, {nearest(name, known)}" if known else "there is none such"


def _names_told(
    form: Any, leaves: set[str], lists: set[str], single: set[str]
) -> Iterator[tuple[str, str, set[str]]]:
    """Fact, the name that it holds, and the names that it may hold."""
    yield "subject_from", form.subject_from, single
    yield "counted_by", form.counted_by, {leaf.name for leaf in form.leaves() if leaf.options}
    yield from (("summary_from", name, leaves) for name in form.summary_from)
    for field in form:
        yield field.short_name, getattr(field, "same_as", ""), lists - {field.short_name}
    if form.follows:
        yield "follows", form.follows.reference, single
    for signer in (one for approval in form.approvals for one in approval.signers):
        known = set(_known_to(form, signer))
        yield "approvals", signer.each_of, lists
        yield from (("approvals", name, known) for name in signer.preprinted_from)
    kept = form.kept_as
    for name in (kept.medium, kept.department, kept.unit, kept.hours):
        yield "kept_as", name, leaves
    for name in (*kept.people, kept.administrators):
        yield "kept_as", name, lists

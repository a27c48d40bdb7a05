"""Writes docs/kinds.md out of the classes: `make kinds`. A test says when it is out of date."""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forms.keeping import KeptAs
from forms.kinds import KINDS, Guidance, Heading, Kind, Line, PersonName, StoragePlace, Sum, Tick
from forms.kinds.conditional import Conditional
from forms.printable import PartForm, PrintableForm
from forms.question import Approval, Choice, Condition, Question, Signer
from forms.samples import Length, made_up
from forms.soundness import options_of

PAGE = Path(__file__).with_name("kinds.md")
_TOP = """\
# Every kind of question, and every option

Made from the classes by `make kinds`; do not edit it here. How to write a form:
[new-form.md](new-form.md).

Kinds come from `forms.kinds`, `PrintableForm` and `PartForm` from `forms.printable`, the words
below from `forms.question`, `KeptAs` from `forms.keeping`. A slip of the pen is refused as the file
is loaded, with the line to mend.

"""
WORDS = (Question, Choice, Condition, Approval, Signer, KeptAs)
MARKERS = (Heading, Guidance)
# What is told once of all kinds.
SHARED = (Kind, Conditional)
# What is made from something of the form's own, for an example.
_NEEDED: dict[str, Any] = {
    "part_form": type("Parts", (PartForm,), {"what": Line("Vad"), "note": Line("Notering")}),
    "choices": (Choice("car", "Bil"), Choice("bus", "Buss")),
    "statement": "Jag har läst villkoren.",
    "least": 1,
    "most": 4,
    "medium": "medium",
    "planned": "planned",
}


def page() -> str:
    """The whole reference."""
    return _TOP + "\n".join(_lines()).rstrip() + "\n"


def kinds() -> tuple[Any, ...]:
    """The kinds that a form may be written with, special cases of others last."""
    return (*KINDS, PersonName, StoragePlace)


def told_of(kind: type) -> str:
    """What the class says of itself, and then what it is made from, up to what all kinds share."""
    bases = [one for one in _ours(kind) if one not in SHARED and vars(one).get("__doc__")]
    return "\n\n".join(inspect.cleandoc(str(one.__doc__)) for one in bases)


def own_options(kind: type) -> dict[str, Any]:
    """The options that not every kind has, with their defaults; those of our libraries left out."""
    ours = {
        name
        for one in _ours(kind)
        if "__init__" in vars(one)
        for name in inspect.signature(one.__init__).parameters
    }
    shared = {*options_of(Kind)} if issubclass(kind, Kind) and kind is not Kind else set()
    hidden = shared | _settled(kind)
    return {name: one for name, one in options_of(kind).items() if name in ours - hidden}


def _ours(kind: type) -> list[Any]:
    return [one for one in kind.__mro__ if one.__module__.startswith("forms.")]


def _settled(kind: type) -> set[str]:
    """What a kind gives itself to what it is made from."""
    found: set[str] = set()
    inits = [one.__init__ for one in kind.__mro__ if "__init__" in vars(one)]
    for number, init in enumerate(inits):
        if not getattr(init, "__module__", "").startswith("forms."):
            break
        own, taken = inspect.signature(init).parameters, _placed(inits[number + 1 :])
        for call in _calls_of_super(init):
            named = {one.arg for one in call.keywords if one.arg}
            placed = [one for one in call.args if not isinstance(one, ast.Starred)]
            found |= (named | set(taken[: len(placed)])) - own.keys()
    return found


def _placed(inits: list[Any]) -> list[str]:
    """The arguments by their places, of the first that names them."""
    for init in inits:
        found = [*inspect.signature(init).parameters.values()][1:]
        if found[0].kind is not found[0].VAR_POSITIONAL:
            return [one.name for one in found]
    return []


def _calls_of_super(init: Any) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(init)))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
            yield node


def _lines() -> Iterator[str]:
    yield from _section("## A form", PrintableForm, _facts())
    for title, classes in (("## Words", WORDS), ("## Between questions", MARKERS)):
        yield from (title, "")
        for one in classes:
            yield from _section(f"### {one.__name__}", one, _parameters(one))
    told = "\n\n".join(inspect.cleandoc(str(one.__doc__)) for one in SHARED)
    yield from ("## What every kind takes", "", told, "")
    yield from _table(own_options(Kind))
    yield from ("Those that are made of parts, at the end, name theirs themselves.", "")
    yield from ("## Kinds", "")
    for kind in kinds():
        yield from (f"### {kind.__name__}", "", told_of(kind), "")
        yield from _table(own_options(kind))
        yield from _answers(kind)


def _section(title: str, one: type, options: dict[str, Any]) -> Iterator[str]:
    yield from (title, "", inspect.cleandoc(str(one.__doc__)), "")
    yield from _table(options)


def _facts() -> dict[str, Any]:
    names = inspect.get_annotations(PrintableForm)
    hidden = ("difference", "has_conditions")
    return {
        name: vars(PrintableForm).get(name, inspect.Parameter.empty)
        for name in names
        if name not in hidden
    }


def _parameters(one: type) -> dict[str, Any]:
    found = inspect.signature(one).parameters.values()
    return {each.name: each.default for each in found if each.name != "is_asked"}


def _table(options: dict[str, Any]) -> Iterator[str]:
    if not options:
        return
    yield from ("| option | when it is left out |", "|---|---|")
    for name, default in options.items():
        yield f"| `{name}` | {_default(default)} |"
    yield ""


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return "must be given"
    named = value.__name__ if isinstance(value, type) else repr(value)
    return f"`{named}`"


def _answers(kind: Any) -> Iterator[str]:
    """How an answer is kept, as far as one can be made up."""
    if made_up.dispatch(kind) is made_up.dispatch(Sum):
        return
    needed = {
        name: _NEEDED[name]
        for name, default in own_options(kind).items()
        if default is inspect.Parameter.empty and name != "question"
    }
    facts: dict[str, Any] = {"slug": "a", "prefix": "A", "title": "A"}
    if "medium" in needed:
        facts |= {"medium": Line("Medium"), "planned": Tick("Planerat")}
    facts["answer"] = kind(question=Question(1, "Vad?"), **needed)
    asked = type("Asked", (PrintableForm,), facts)
    given = made_up(asked().answer, Length.ORDINARY, 0)
    kept = asked(data={"answer": given}).answer.answer
    yield from (f"An answer: `{_short(kept)}`", "")


def _short(answer: Any) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]} …"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

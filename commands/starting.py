"""The file that a new form begins from, as text."""

import inspect
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forms.kinds import KINDS

# What a kind cannot be made without, by the name of the argument: something to write over.
_NEEDED = {
    "part_form": "{parts}",
    "least": "1",
    "most": "10",
    "choices": '(Choice("first", "Det första"), Choice("second", "Det andra"))',
}
_GIVEN = {"self", "label", "question", "noun"}
_WIDTH = 100
_HEAD = '''\
"""{title}. All that can be written here: docs/new-form.md and docs/kinds.md."""

{imports}

'''
_PARTS = '''\
class {name}(PartForm):
    """The parts of what is asked under {number}; write your own."""

    first = Line("Första delen", noun="den första delen")
    second = Line("Andra delen", noun="den andra delen", optional=True)


'''


def _needs(kind: type) -> set[str]:
    """The arguments that a kind has no default for."""
    found = inspect.signature(kind.__init__).parameters.values()  # type: ignore[misc]
    named = (one for one in found if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD))
    return {one.name for one in named if one.default is one.empty} - _GIVEN


ASKABLE: dict[str, type[Any]] = {
    kind.kind: kind for kind in KINDS if _needs(kind) <= _NEEDED.keys()
}
"""The kinds that need to know nothing of the rest of the form, by what they are called."""


@dataclass(frozen=True)
class Asked:
    """A question: `noun` stands in messages after "Skriv", `name` is that of the answer."""

    kind: str
    text: str
    noun: str
    name: str


@dataclass(frozen=True)
class Start:
    """What is known of a form before its file is begun."""

    title: str
    slug: str
    prefix: str
    questions: Sequence[Asked]
    signers: Sequence[str] = ()
    statement: str = ""


def starting_file(start: Start) -> str:
    """The Python of a form that works as it stands."""
    body = "".join(_form(start))
    parts = "".join(_parts(start.questions))
    kinds = {ASKABLE[one.kind].__name__ for one in start.questions} | ({"Line"} if parts else set())
    names = {"PrintableForm"} | ({"PartForm"} if parts else set())
    words = {"Question"} | ({"Approval", "Signer"} if start.signers else set())
    words |= {"Choice"} if "Choice(" in body else set()
    imports = {"kinds": kinds, "printable": names, "question": words}
    head = _HEAD.format(
        title=start.title.rstrip(".").replace('"', "'").replace("\\", "/"),
        imports="".join(_import(f"forms.{room}", sorted(imports[room])) for room in imports),
    )
    return head + parts + body


def _import(module: str, names: Sequence[str]) -> str:
    """On one line, or on as many as there are names."""
    line = f"from {module} import {', '.join(names)}\n"
    if len(line) <= _WIDTH:
        return line
    inner = "".join(f"    {name},\n" for name in names)
    return f"from {module} import (\n{inner})\n"


def _parts(questions: Sequence[Asked]) -> Iterator[str]:
    for number, one in enumerate(questions, 1):
        if "part_form" in _needs(ASKABLE[one.kind]):
            yield _PARTS.format(name=_parts_name(number), number=number)


def _parts_name(number: int) -> str:
    return f"PartsOf{number}"


def _form(start: Start) -> Iterator[str]:
    name = "".join(word.capitalize() for word in start.slug.split("-"))
    yield f"class {'Form' if name[0].isdigit() else ''}{name}(PrintableForm):\n"
    yield f"    slug = {_said(start.slug)}\n    prefix = {_said(start.prefix)}\n"
    yield f"    title = {_long(start.title, 4)}\n"
    yield "    # What stands above the questions, and what becomes of the paper.\n"
    yield '    intro = ""\n'
    if start.signers:
        signers = [f"Signer({_said(one)})" for one in start.signers]
        yield f"    approvals = (\n        Approval(\n            {_long(start.statement, 12)},\n"
        yield f"            {_tuple(signers, 12)},\n        ),\n    )\n"
    if told := next((one.name for one in start.questions if one.kind == "line"), ""):
        yield "    # The answers that tell one from another in lists and in the subject of mail.\n"
        yield f"    summary_from = ({_said(told)},)\n"
    for number, one in enumerate(start.questions, 1):
        yield from _question(number, one)


def _question(number: int, one: Asked) -> Iterator[str]:
    kind = ASKABLE[one.kind]
    yield f"\n    {one.name} = {kind.__name__}(\n"
    for need in sorted(_needs(kind) & {"part_form"}):
        yield f"        {_NEEDED[need].format(parts=_parts_name(number))},\n"
    asked = f"        question=Question({number}, {_said(one.text)}),\n"
    if len(asked) > _WIDTH:
        said = _long(one.text, 12)
        asked = (
            f"        question=Question(\n            {number},\n            {said},\n        ),\n"
        )
    yield f"{asked}        noun={_long(one.noun, 8)},\n"
    for need in sorted(_needs(kind) - {"part_form"}):
        yield f"        {need}={_NEEDED[need]},\n"
    yield "    )\n"


def _said(text: str) -> str:
    """A text as Python writes it, in the quotes that need no escape."""
    return repr(text) if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)


def _tuple(items: Sequence[str], indent: int) -> str:
    """A tuple on one line, or on as many as it has items."""
    line = f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if indent + len(line) < _WIDTH:
        return line
    inner = "".join(f"{' ' * (indent + 4)}{one},\n" for one in items)
    return f"(\n{inner}{' ' * indent})"


def _long(text: str, indent: int) -> str:
    """The same on several lines, when it is longer than one."""
    pieces = textwrap.wrap(
        text, _WIDTH - indent - 20, drop_whitespace=False, break_on_hyphens=False
    )
    if len(pieces) < 2:
        return _said(text)
    inner = "".join(f"{' ' * (indent + 4)}{_said(one)}\n" for one in pieces)
    return f"(\n{inner}{' ' * indent})"

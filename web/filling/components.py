"""Questions and empty forms as HTML, quickly.

The design system's macros take most of the time that a page takes. What they make depends on the
shape of a question (its labels, how many persons it lists, whether an answer is wrong), not on
what was typed. So each shape is made once, with slots for what was typed and what follows from
it, and kept. Nothing that a person typed is kept with it.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from forms import Section
from web.site.compression import pack

Suggestions = Mapping[str, Sequence[str]]

# Slots are found by a number that nobody can guess, so that no typed text can look like one.
_SECRET = secrets.token_hex(8)
_SLOT = re.compile(_SECRET + r"_([\w.-]+);")
_CSRF_SLOT = f"{_SECRET}_csrf_token;"
# Shapes are few, but somebody may send lists of fifty persons in every combination. In characters.
_MOST_KEPT = 4_000_000
_MOST_PAGES = 20
_MOST_ADDRESSES = 500


@dataclass(frozen=True)
class _Said:
    """What the page says about a field that hangs on what was typed; one text a slot."""

    texts: Mapping[str, str]
    is_ticked: bool = False
    is_focused: bool = False

    @classmethod
    def about(cls, field: Any, suggestions: Suggestions, focus: str) -> "_Said":
        """Gather it once: to understand an answer can mean to read a telephone number."""
        errors = getattr(field, "list_errors", None) or field.errors
        texts = {f"warning.{number}": text for number, text in enumerate(field.warnings)}
        if isinstance(errors, list | tuple) and errors and isinstance(errors[0], str):
            texts["error"] = errors[0]
        elif field.understood:
            texts["understood"] = field.understood
        if field.name in suggestions:
            texts["suggestions"] = _options(tuple(suggestions[field.name]))
        if isinstance(field.data, str) and field.data:
            texts["data"] = field.data
        slots = {f"{field.id}.{what}": text for what, text in texts.items()}
        return cls(slots, field.data is True, field.name == focus)


class _Blank:
    """A field as the macros see it: slots in place of what was typed, the rest is its own."""

    def __init__(self, field: Any, said: Mapping[str, _Said]) -> None:
        self._field = field
        if hasattr(field, "entries"):
            self.entries = [_Blank(entry, said) for entry in field.entries]
        if hasattr(field, "parts"):
            self.parts = [_Blank(part, said) for part in field.parts]
        if field.id in said:
            self._cut_slots(field, said[field.id])

    def _cut_slots(self, field: Any, said: _Said) -> None:
        slots = {slot.removeprefix(f"{field.id}."): f"{_SECRET}_{slot};" for slot in said.texts}
        self.data = said.is_ticked or slots.get("data", "")
        self.errors = self.list_errors = [slots["error"]] if "error" in slots else []
        self.warnings = [slot for what, slot in slots.items() if what.startswith("warning.")]
        self.understood = slots.get("understood", "")
        self.suggestions = slots.get("suggestions", "")
        self.focused = said.is_focused

    def __getattr__(self, name: str) -> Any:
        return getattr(self._field, name)


@dataclass(frozen=True)
class _Stencil:
    """HTML cut at its slots: literal, slot, literal, slot, …, literal."""

    pieces: tuple[str, ...]

    def filled(self, texts: Mapping[str, str]) -> Markup:
        """The HTML with `texts` in its slots, escaped unless they are markup already."""
        made = list(self.pieces)
        made[1::2] = [escape(texts[slot]) for slot in self.pieces[1::2]]
        return Markup("".join(made))  # noqa: S704 - templates made the literals, the slots are escaped


class Stencils:
    """The shapes of questions seen so far, by everything that the macros look at."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Stencil] = {}
        self._size = 0

    def get(self, shape: Hashable, make: Callable[[], str]) -> _Stencil:
        """The stencil of `shape`, made from the HTML that `make` gives when it is new."""
        found = self._kept.get(shape)
        if found is None:
            html = make()
            found = _Stencil(tuple(_SLOT.split(html)))
            if self._size + len(html) > _MOST_KEPT:
                self._kept, self._size = {}, 0
            self._kept[shape] = found
            self._size += len(html)
        return found


def question_html(
    section: Section, suggestions: Suggestions | None = None, focus: str = ""
) -> Markup:
    """One question with its inputs, as the macro `question` of questions.html makes it.

    `suggestions` lists earlier answers by the name of the input that they may help with; `focus`
    names the input to begin with.
    """
    nodes = list(_nodes(section.fields))
    typed_in = filter(_is_typed_in, nodes)
    said = {node.id: _Said.about(node, suggestions or {}, focus) for node in typed_in}
    shape = (section.question, *(_facts(node, said.get(node.id)) for node in nodes))

    def make() -> str:
        macros: Any = current_app.jinja_env.get_template("questions.html").module
        blanks: list[Any] = [_Blank(field, said) for field in section.fields]
        return str(macros.question(Section(section.question, blanks)))

    stencils: Stencils = current_app.extensions["stencils"]
    stencil = stencils.get(shape, make) if not current_app.debug else Stencils().get(shape, make)
    return stencil.filled({slot: text for one in said.values() for slot, text in one.texts.items()})


def untouched_page(key: Hashable, make: Callable[[Callable[[], str]], str]) -> Response:
    """A page that is the same for everybody but for its CSRF token, as an answer.

    `make` renders it with the `csrf_token` that it is given; the page is made once for each
    `key`, which must hold all that may differ from one request to the next.
    """
    pages: dict[Hashable, str] = current_app.extensions["untouched_pages"]
    whole_key = (request.script_root, key)
    if current_app.debug or whole_key not in pages:
        if len(pages) >= _MOST_PAGES:
            pages.clear()
        pages[whole_key] = make(lambda: _CSRF_SLOT)
    response = Response(pages[whole_key].replace(_CSRF_SLOT, generate_csrf()), mimetype="text/html")
    # It has a token, but repeats nothing that came with the request, so no length tells of it.
    pack(response)
    return response


def asset(name: str) -> str:
    """The address of a static file; it stays the same as long as the process lives."""
    addresses: dict[tuple[str, str], str] = current_app.extensions["assets"]
    key = (request.script_root, name)
    if key not in addresses:
        # The prefix comes with the request, and somebody may send another one each time.
        if len(addresses) >= _MOST_ADDRESSES:
            addresses.clear()
        addresses[key] = url_for("static", filename=name)
    return addresses[key]


def add_components(app: Flask) -> None:
    """Let the templates of `app` call `question_html` and `asset`."""
    app.extensions |= {"stencils": Stencils(), "untouched_pages": {}, "assets": {}}
    app.jinja_env.globals |= {"question_html": question_html, "asset": asset}


def _nodes(fields: Iterable[Any]) -> Iterator[Any]:
    for field in fields:
        yield field
        yield from _nodes(getattr(field, "entries", ()))
        yield from _nodes(getattr(field, "parts", ()))


def _is_typed_in(node: Any) -> bool:
    return hasattr(node, "warnings")


def _facts(node: Any, said: _Said | None) -> Hashable:
    """Everything about a field that the macros look at, but what was typed."""
    return (
        *(node.kind, node.id, node.name, node.label.text, node.hint, node.question, node.optional),
        *((node.min_people, node.max_people, node.person_title) if node.kind == "people" else ()),
        *((node.title, *node.same_as) if node.kind == "group" else ()),
        *((said.is_ticked, said.is_focused, node.autocomplete, *said.texts) if said else ()),
    )


def _options(suggestions: tuple[str, ...]) -> Markup:
    return Markup().join(Markup('<option value="{}"></option>').format(one) for one in suggestions)

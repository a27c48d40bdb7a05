"""The blank form: the layout of the document, with space for a pen and fields for a keyboard."""

from dataclasses import dataclass, replace
from functools import singledispatch

from forms import PrintableForm, Question, Section
from forms.field import Leaf
from forms.kinds import (
    AccountAddress,
    Email,
    Field,
    Group,
    Hours,
    Line,
    LongText,
    People,
    Phone,
    StoragePlace,
    Tick,
)
from pdf import geometry, styles
from pdf.blocks import Block, Row, Stack, paragraph
from pdf.blocks.writing import Entry, TickBox, WritingSpace
from pdf.file.fields import FormFields
from pdf.file.tags import Element
from pdf.form.answers import LABEL_AFTER
from pdf.form.questions import answer_area, label, side_by_side
from pdf.form.tables import blank_people_table

_PEOPLE_ROWS = 3
_LONG_TEXT_LINES = 5
_STORAGE_PLACE_LINES = 2
_TICK_COLUMN = 7.0


@dataclass(frozen=True)
class Surroundings:
    """Where a field stands: its part of the tree, its question, and the document's fields."""

    element: Element
    question: Question
    fields: FormFields

    def entry(self, field: Leaf, title: str = "") -> Entry:
        """The field of `field`; `title` tells one person of a list from another."""
        name = field.label.text
        parts = [self.question.heading, title, "" if name == self.question.text else name]
        element = self.element.add("Form")
        return Entry(self.fields, element, field.name, ", ".join(filter(None, parts)))


def blank_form(form: type[PrintableForm]) -> PrintableForm:
    """The form without answers, with a few rows in every list of persons."""
    lists = [field for field in form() if isinstance(field, People)]
    rows: dict[str, list[dict[str, str]]] = {
        field.short_name: [{}] * max(field.min_people, _PEOPLE_ROWS) for field in lists
    }
    return form(data=rows)


def section_spaces(section: Section, element: Element, fields: FormFields) -> list[Block]:
    """What stands below the wording of a question, as wide as its box."""
    around, width = Surroundings(element, section.question, fields), geometry.CONTENT_WIDTH
    if len(section.fields) == 1:
        return [answer_area(blank_spaces(section.fields[0], around, width))]
    return [answer_area([_labelled(field, around, width) for field in section.fields])]


def _labelled(field: Field, around: Surroundings, width: float) -> Stack:
    if isinstance(field, Tick):
        return Stack(blank_spaces(field, around, width), width, before=LABEL_AFTER)
    text = label(field.label.text, width, around.element)
    return Stack([text, *blank_spaces(field, around, width)], width, after=LABEL_AFTER)


@singledispatch
def blank_spaces(field: Field, around: Surroundings, width: float) -> list[Block]:
    """The blocks in which `field` can be answered by hand."""
    raise TypeError(f"no way to leave space for {type(field).__name__}")


@blank_spaces.register(Line)
@blank_spaces.register(AccountAddress)
@blank_spaces.register(Email)
@blank_spaces.register(Phone)
@blank_spaces.register(Hours)
def _line(field: Leaf, around: Surroundings, width: float) -> list[Block]:
    return [WritingSpace(around.entry(field), width)]


@blank_spaces.register
def _long_text(field: LongText, around: Surroundings, width: float) -> list[Block]:
    return [WritingSpace(around.entry(field), width, lines=_LONG_TEXT_LINES)]


@blank_spaces.register
def _storage_place(field: StoragePlace, around: Surroundings, width: float) -> list[Block]:
    return [WritingSpace(around.entry(field), width, lines=_STORAGE_PLACE_LINES)]


@blank_spaces.register
def _tick(field: Tick, around: Surroundings, width: float) -> list[Block]:
    box = TickBox(around.entry(field))
    text_width = width - _TICK_COLUMN
    text = paragraph(field.label.text, styles.BODY, text_width, around.element.add("P"))
    return [Row([box, text], [_TICK_COLUMN, text_width])]


@blank_spaces.register
def _group(field: Group, around: Surroundings, width: float) -> list[Block]:
    return [side_by_side(field, width, lambda part, own: _labelled(part, around, own))]


@blank_spaces.register
def _people(field: People, around: Surroundings, width: float) -> list[Block]:
    def entry(person: Group, part: Leaf, cell: Element) -> Entry:
        return replace(around, element=cell).entry(part, person.title)

    return blank_people_table(field, entry, around.element, width)

"""The continuation sheet: more rows and more room for texts, for any form that asks for them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from forms import PrintableForm, Question, Section
from forms.continuation import continued, may_go_on, said_again
from forms.field import Leaf
from forms.kinds import Field, RowList
from pdf import geometry
from pdf.blocks import Block
from pdf.blocks.writing import WritingRow
from pdf.file.fields import FormFields
from pdf.file.tags import Element
from pdf.form.blank import leaves_of, rows_on_blank
from pdf.form.cells import Named, Place
from pdf.form.heading import Words
from pdf.form.questions import question_table, wording, writing_box
from pdf.form.rows import rows_to_fill

_MORE_ROWS = 4
_TITLE = "Fortsättningsblad"
_GOES_ON = "fortsättning"
_INTRO = (
    "Hör till {title}. Lämna bladet tillsammans med blanketten. Är de ifyllda på skärmen: välj "
    "båda filerna på en gång när du läser in dem."
)
_WHOSE = Question(None, "Vilken blankett hör bladet till? Skriv som på blanketten.")


def sheet_words(form: type[PrintableForm]) -> Words:
    """The title of the sheet, and what to do with it."""
    return Words(_TITLE, _INTRO.format(title=form.title))


def sheet_form(form: type[PrintableForm]) -> PrintableForm:
    """The form without answers, its lists as long as those of blank and sheet together."""
    lists = [field for field in form() if isinstance(field, RowList)]
    rows: dict[str, list[dict[str, str]]] = {
        field.short_name: [{}] * min(rows_on_blank(field) + _MORE_ROWS, field.most)
        for field in lists
    }
    return form(data=rows)


def sheet_body(
    form: PrintableForm, document: Element, fields: FormFields, lines: dict[str, int]
) -> list[Block]:
    """Whose sheet it is, and each question that may need more room."""
    boxes: list[Block] = []
    if form.summary_from:
        place = Place(_WHOSE, fields, lines)
        boxes.append(_box(_WHOSE, document, partial(_whose, form, place)))
    for section in form.sections():
        if any(map(_has_more, section.fields)):
            question = replace(section.question, example="", note="")
            place = Place(question, fields, lines)
            boxes.append(_box(question, document, partial(_rooms, section, place)))
    return [question_table(boxes)]


def _box(question: Question, document: Element, rooms: Callable[[Element], list[Block]]) -> Block:
    element = document.add("Sect")
    return writing_box(wording(question, element, "H2"), rooms(element))


def _whose(form: PrintableForm, place: Place, element: Element) -> list[Block]:
    """What tells filings apart."""
    told = (leaf for leaf in form.leaves() if leaf.name in form.summary_from)
    return [_line(Named(said_again(leaf.name), leaf.label.text), place, element) for leaf in told]


def _rooms(section: Section, place: Place, element: Element) -> list[Block]:
    """Below the words of a question: rows of a list, or lines of texts."""
    blocks: list[Block] = []
    for field in section.fields:
        if isinstance(field, RowList):
            blocks += rows_to_fill(field.entries[rows_on_blank(field) :], field, place, element)
        else:
            texts = filter(may_go_on, leaves_of(field))
            blocks += [_text(leaf, place, element) for leaf in texts]
    return blocks


def _has_more(field: Field) -> bool:
    if isinstance(field, RowList):
        return field.most > rows_on_blank(field)
    return any(map(may_go_on, leaves_of(field)))


def _text(leaf: Leaf, place: Place, element: Element) -> Block:
    name = continued(leaf.name)
    is_named = leaf.label.text != place.question.text
    words = f"{leaf.label.text}, {_GOES_ON}" if is_named else _GOES_ON.capitalize()
    return _line(Named(name, words), place, element, place.lines[name])


def _line(named: Named, place: Place, element: Element, lines: int = 1) -> Block:
    cell = place.box(named, element, geometry.BODY_WIDTH, lines)
    return WritingRow([cell], [geometry.BODY_WIDTH])

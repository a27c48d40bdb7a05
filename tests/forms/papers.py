"""What is written on a blank, so that it says what a form says."""

from forms import PrintableForm
from forms.field import Leaf
from forms.kinds import Attachments, RowList
from pdf.form.blank import rows_on_blank
from tests.intake.fillers import TICKED


def on_blank(form: PrintableForm) -> PrintableForm:
    """The form with as many rows as a blank has room for, and without the files beside it."""
    answers = form.answers()
    for field in form:
        if isinstance(field, RowList) and field.short_name in answers:
            answers[field.short_name] = answers[field.short_name][: rows_on_blank(field)]
        if isinstance(field, Attachments):
            answers.pop(field.short_name, None)
    return form.from_answers(answers)


def written(form: PrintableForm) -> dict[str, str]:
    """Fields of the blank and what stands in them, of those in which anything stands."""
    leaves = [leaf for leaf in form.leaves() if leaf.is_asked and not leaf.is_blank]
    both = (pair for leaf in leaves for pair in _written_in(leaf).items())
    return {name: said for name, said in both if said}


def _written_in(leaf: Leaf) -> dict[str, str]:
    fields = leaf.paper_fields()
    if len(fields) == 1 and not fields[0].is_tick:
        # As it was typed, which need not be as it is printed.
        return {fields[0].name: leaf.data if isinstance(leaf.data, str) else leaf.shown}
    if len(fields) == 1:
        return {fields[0].name: TICKED}
    return {one.name: _said(leaf, one.name.partition("--")[2], one.is_tick) for one in fields}


def _said(leaf: Leaf, option: str, is_tick: bool) -> str:
    """What stands in one of several fields: a cross at what is chosen, or what was chosen else."""
    if not is_tick:
        return str(getattr(leaf, "written", ""))
    return TICKED if any(one.is_chosen for one in leaf.options if one.value == option) else ""

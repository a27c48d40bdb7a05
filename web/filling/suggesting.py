"""Answers that are suggested for what is left blank: put in, and said to be suggestions."""

from collections.abc import Collection

from flask import flash

from forms import PrintableForm

_TOLD = "Svaret på fråga {} är ett förslag. Ändra det om det inte stämmer."


def put_in_suggested(form: PrintableForm) -> None:
    """Answer what the form has a suggestion for, as if it was typed; the next page tells so."""
    suggested = form.suggested()
    for name, text in suggested.items():
        if leaf := form.leaf(name):
            leaf.data = text
    if suggested:
        flash(told_of(form, suggested), "notice")


def told_of(form: PrintableForm, names: Collection[str]) -> str:
    """That the inputs with these names are answered by suggestions, by their questions."""
    asked = (one.question for one in form.sections() if not one.names.isdisjoint(names))
    return _TOLD.format(" och ".join(str(one.number) for one in asked))

"""The questions of a form with nothing in it, made once."""

from collections.abc import Callable

from flask import current_app
from markupsafe import Markup

from forms import PrintableForm
from office.offering import Answers


def once(form: PrintableForm, offered: Answers, make: Callable[[], Markup]) -> Markup:
    """The HTML that `make` gives; that of an empty form is kept while the same is `offered`.

    Without it the empty form is served at 0.77 of the rate of a bare page, where 0.8 is the goal;
    with it at 1.05 (`python -m bench.pages`). Nothing that was typed is kept, and one text a form.
    """
    if form is not form.blank():
        return make()
    kept: dict[type[PrintableForm], tuple[Answers, Markup]]
    kept = current_app.extensions.setdefault("untouched", {})
    form_class = type(form)
    if form_class not in kept or kept[form_class][0] is not offered:
        kept[form_class] = offered, make()
    return kept[form_class][1]

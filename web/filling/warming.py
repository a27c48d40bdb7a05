"""What the first visitors of a web process would otherwise wait for."""

from flask import Flask

import pdf
from forms import FORMS
from web.filling.saving import form_page
from web.office import office


def warm_up(app: Flask) -> None:
    """Make one page and one document of each form: templates, questions and fonts are then ready.

    A register that is away stops nothing. Logs nothing and counts nothing.
    """
    for form_class in FORMS:
        form = form_class.from_answers({})
        with app.test_request_context(f"/{form_class.slug}/"):
            form_page(form)
            form.validate()
            form_page(form)
            imprint = pdf.Imprint("", 1, office().now(), mark=pdf.Mark.PREVIEW)
            pdf.picture_of_page(pdf.render(form, imprint, office().letterhead), 1)

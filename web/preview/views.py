"""The pages of `flask preview`; no other server has them."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, url_for

import pdf
from forms import PrintableForm
from forms.editions import digest_of
from forms.samples import Length, sample
from forms.soundness import unfinished
from web.filling.saving import form_page
from web.office import office
from web.preview.trial import Trial

preview = Blueprint(
    "preview", __name__, url_prefix="/preview", static_folder="files", template_folder="files"
)
ANSWERED = (Length.SHORT, Length.ORDINARY, Length.LONGEST)


@preview.get("/")
def side_by_side() -> str:
    """Everything that the form makes, or what is wrong with its file."""
    trial, seen = _trial(), _trial().look()
    told: dict[str, Any] = {}
    if seen.form is not None:
        try:
            told = _made_of(seen.form, seen.number)
        # Whatever a form of somebody may do wrong as it is drawn.
        except Exception as error:  # noqa: BLE001
            seen = trial.failed(seen, error)
    return render_template("preview.html", trial=trial, seen=seen, **told)


def _made_of(form: type[PrintableForm], number: int) -> dict[str, Any]:
    papers = [("blank", _blank(form)), *((one.value, _paper(form, one)) for one in ANSWERED)]
    for length in Length:
        page(length)
    return {
        "digest": digest_of(form),
        "unfinished": list(unfinished(form)),
        "lengths": [one.value for one in Length],
        "papers": [_told(name, paper, number) for name, paper in papers],
    }


@preview.get("/page/<length>")
def page(length: str) -> str:
    """The form to fill in, with made-up answers that are checked."""
    form = sample(_form(), _length(length))
    form.validate()
    return form_page(form)


@preview.get("/empty")
def empty() -> str:
    """The form to fill in, as who comes to it sees it."""
    return form_page(_form().blank())


@preview.get("/<name>.pdf")
def paper(name: str) -> Response:
    """The blank, or the document of made-up answers."""
    return Response(_drawn(name), mimetype="application/pdf")


@preview.get("/<name>-<int:number>.png")
def picture(name: str, number: int) -> Response:
    """One page of it as a picture."""
    made = pdf.picture_of_page(_drawn(name), number) or abort(HTTPStatus.NOT_FOUND)
    return Response(made, mimetype="image/png")


@preview.get("/now")
def now() -> dict[str, int]:
    """Which saving of the file the pages would show."""
    return {"number": _trial().look().number}


def _trial() -> Trial:
    trial: Trial = current_app.extensions["trial"]
    return trial


def _form() -> type[PrintableForm]:
    return _trial().look().form or abort(HTTPStatus.NOT_FOUND)


def _length(name: str) -> Length:
    return Length(name) if name in list(Length) else abort(HTTPStatus.NOT_FOUND)


def _drawn(name: str) -> bytes:
    form = _form()
    return _blank(form) if name == "blank" else _paper(form, _length(name))


def _blank(form: type[PrintableForm]) -> bytes:
    return office().previews((form, "blank"), lambda: pdf.render_blank(form, office().letterhead))


def _paper(form: type[PrintableForm], length: Length) -> bytes:
    imprint = pdf.Imprint("", 1, office().now(), mark=pdf.Mark.PREVIEW)
    return office().previews(
        (form, length), lambda: pdf.render(sample(form, length), imprint, office().letterhead)
    )


def _told(name: str, content: bytes, number: int) -> dict[str, Any]:
    """A paper and its pages; the number makes each a new picture to the browser."""
    pages = range(1, pdf.page_count(content) + 1)
    return {
        "name": name,
        "url": url_for("preview.paper", name=name, n=number),
        "pages": [url_for("preview.picture", name=name, number=one, n=number) for one in pages],
    }

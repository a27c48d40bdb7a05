"""The year in figures: as a page with charts, as CSV, and as a PDF for a manager."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for

from office.figures import Figures, csv_of_year, figures_of, pdf_of_year
from office.limits import Cost
from swedish import day_of
from web.desk.guard import visitor
from web.office import office
from web.site.limits import count

# Before these there is no year, and a database takes no number of any size.
FIRST_YEAR, YEARS_SHOWN = 2000, 5
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
_WORDS = {"pdf": "PDF, att skriva ut eller skicka", "csv": "CSV, för kalkylprogram"}
desk_figures = Blueprint("desk_figures", __name__)


@desk_figures.get("/register/aret/")
def year() -> str:
    """One year; those of a reader who is bound to a förvaltning are about it alone."""
    found, this = _found(), day_of(office().now()).year
    return render_template(
        "desk/figures.html",
        figures=found,
        years=range(this, this - YEARS_SHOWN, -1),
        department=visitor().department,
        files={words: url_for(".file", kind=kind, ar=found.year) for kind, words in _WORDS.items()},
    )


@desk_figures.get('/register/aret.<any("csv", "pdf"):kind>')
def file(kind: str) -> Response:
    """The same as a file."""
    count(Cost.EXPORT)
    found = _found()
    content = csv_of_year(found) if kind == "csv" else pdf_of_year(office(), found)
    response = Response(content, content_type=_MEDIA_TYPES[kind])
    name = f"aret-{found.year}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _found() -> Figures:
    """The year that is asked for, or this one."""
    this = day_of(office().now()).year
    asked = request.args.get("ar", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    if not FIRST_YEAR <= wanted <= this:
        abort(HTTPStatus.NOT_FOUND)
    return figures_of(office(), wanted, visitor().sight)

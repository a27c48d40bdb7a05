"""The förteckning over plans, a year at a time: to read, to print, and as a file."""

from flask import Blueprint, Response, render_template, url_for

from office.exports.inventory import entry_of, export_inventory, of_year
from office.exports.plans import Format
from office.limits import Cost
from register.choices import choices
from register.listing import page_of
from web.desk.exports import sent
from web.desk.guard import look, visitor
from web.desk.query import STATUS_WORDS, query_asked
from web.office import office
from web.site.limits import count

# A year of any municipality on one page, to be printed as it is.
ENTRIES = 500
_FORMATS = '<any("xlsx", "csv"):kind>'
_WORDS = {Format.XLSX: "Excel (.xlsx)", Format.CSV: "CSV, för andra kalkylprogram"}
desk_inventory = Blueprint("desk_inventory", __name__)


@desk_inventory.get("/register/forteckning/")
def inventory() -> str:
    """A year, or the last one of which there is something."""
    register, who = office().register, visitor()
    query, years = query_asked(), choices(register, who.sight).years[::-1]
    year = query.wanted.year or next(iter(years), None)
    page = page_of(register, of_year(year, query.wanted.after), who.sight, ENTRIES)
    return render_template(
        "desk/inventory.html",
        year=year,
        years=years,
        entries=[entry_of(row) for row in page.rows],
        page=page,
        department=who.department,
        files={words: url_for(".file", kind=kind, ar=year) for kind, words in _WORDS.items()},
        onwards=url_for(".inventory", ar=year, efter=page.next) if page.next else "",
    )


@desk_inventory.get(f"/register/forteckning.{_FORMATS}")
def file(kind: str) -> Response:
    """A year as a file, or all of them."""
    format, year, who = Format(kind), query_asked().wanted.year, visitor()
    count(Cost.EXPORT)
    exported = export_inventory(office(), format, year, who.sight, STATUS_WORDS)
    look("inventory", exported.rows)
    return sent(exported, f"forteckning-{year}" if year else "forteckning", format)

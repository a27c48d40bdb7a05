"""The list for the plan of records: to read and print, and as a file."""

from itertools import islice

from flask import Blueprint, Response, render_template, url_for

from office.exports.records import (
    RESPONSIBLE,
    TITLE,
    RecordsFormat,
    export_records,
    in_words,
    kinds_of_records,
    lines_of,
)
from office.limits import Cost
from web.desk.exports import sent
from web.desk.guard import look, visitor
from web.office import office
from web.site.limits import count

# As many as anybody reads on a page; the files have all.
ACCOUNTS = 500
_WORDS = {
    RecordsFormat.PDF: "PDF, tillgänglig och för arkivet",
    RecordsFormat.XLSX: "Excel (.xlsx)",
    RecordsFormat.CSV: "CSV, för andra kalkylprogram",
}
desk_records = Blueprint("desk_records", __name__)


@desk_records.get("/register/dokumenthanteringsplan/")
def records() -> str:
    """What the files have too."""
    own, who = office(), visitor()
    lines = list(islice(lines_of(own, who.sight), ACCOUNTS + 1))
    return render_template(
        "desk/records.html",
        title=TITLE,
        kinds=kinds_of_records(own, who.sight),
        lines=lines[:ACCOUNTS],
        has_more=len(lines) > ACCOUNTS,
        in_words=in_words,
        responsible=RESPONSIBLE,
        department=who.department,
        files={words: url_for(".file", kind=kind) for kind, words in _WORDS.items()},
    )


@desk_records.get('/register/dokumenthanteringsplan.<any("pdf", "xlsx", "csv"):kind>')
def file(kind: str) -> Response:
    """All of it as a file."""
    format = RecordsFormat(kind)
    count(Cost.EXPORT)
    exported = export_records(office(), format, visitor().sight)
    look("records", exported.rows)
    return sent(exported, "dokumenthanteringsplan", format)

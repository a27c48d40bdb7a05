"""The list of plans as files, for who sees it; a reader's hold no persons."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, send_file, url_for

import forms
from forms import PrintableForm
from forms.table import Table
from office.exports.plans import Asked, Format, export_plans
from office.exports.spool import Exported
from office.limits import Cost
from swedish import day_of
from web.desk.guard import Role, look, recently, visitor
from web.desk.query import STATUS_WORDS, Query, query_asked
from web.office import office
from web.site.limits import count

# Whose files name persons.
_SEES_PERSONS = frozenset((Role.OFFICER, Role.ARCHIVIST))
# What files there are, as they are offered.
WORDS = {
    Format.XLSX: "Excel (.xlsx)",
    Format.CSV: "CSV, för andra kalkylprogram",
    Format.JSON: "JSON, för andra system",
}
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    # Whoever sends a text says in which letters.
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
}
_FORM = "blankett"
_FORMATS = '<any("xlsx", "csv", "json"):kind>'
desk_exports = Blueprint("desk_exports", __name__)


@desk_exports.get(f"/register/planer.{_FORMATS}")
def plans(kind: str) -> Response:
    """What the list shows for the same address, all pages of it; of `blankett`, or of the first."""
    query, persons = query_asked(), sees_persons()
    if persons:
        recently(query.without())
    seen = forms_seen()
    chosen = (one for one in seen if one.slug == request.args.get(_FORM))
    form = next(chosen, next(iter(seen), None)) or abort(HTTPStatus.NOT_FOUND)
    table = Table.of(form, persons=persons)
    asked = Asked(Format(kind), table, query.wanted, visitor().sight, STATUS_WORDS)
    count(Cost.EXPORT)
    exported = export_plans(office(), asked)
    look("export" if persons else "export_without_persons", exported.rows)
    return sent(exported, "planer", asked.format)


def sees_persons() -> bool:
    """Whether the files of this visitor name persons."""
    return bool(visitor().roles & _SEES_PERSONS)


def files_of(query: Query) -> dict[str, dict[str, str]]:
    """What can be fetched of the same plans: words and address by the name of each form."""
    return {
        form.title: {
            words: url_for("desk_exports.plans", kind=kind.value, **{_FORM: form.slug} | query.kept)  # type: ignore[arg-type]
            for kind, words in WORDS.items()
        }
        for form in forms_seen()
        if query.given.get(_FORM, form.slug) == form.slug
    }


def forms_seen() -> list[type[PrintableForm]]:
    """The forms of today that the visitor reads."""
    return [one for one in forms.FORMS if one.slug not in visitor().sight.hidden]


def sent(exported: Exported, name: str, format: StrEnum) -> Response:
    """The file as a download, whose length tells the browser how far it has come."""
    day = day_of(office().now()).isoformat()
    response = send_file(
        exported.file,
        MEDIA_TYPES[format],
        as_attachment=True,
        download_name=f"{name}-{day}.{format}",
        conditional=False,
        etag=False,
    )
    response.content_length = exported.size
    response.call_on_close(exported.file.close)
    return response

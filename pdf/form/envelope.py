"""What rides inside the document: the answers and what a reader must know about them."""

from typing import Any

from forms import PrintableForm, canonical_json
from pdf.file.closing import Attachment
from pdf.imprint import Imprint

_MEDIA_TYPE = "application/json"


def filled(
    form: type[PrintableForm], imprint: Imprint, answers: dict[str, Any], digest: str
) -> Attachment:
    """The answers of a filled form, with their digest."""
    envelope = {
        "form": form.slug,
        "edition": form.edition,
        "reference": imprint.reference,
        "version": imprint.version,
        "issued_at": imprint.issued_at.isoformat(),
        "answers": answers,
        "answers_sha256": digest,
    }
    content = canonical_json(envelope)
    name = file_name(form)
    return Attachment(name, _MEDIA_TYPE, content, "Svaren i blanketten", imprint.issued_at)


def blank(form: type[PrintableForm]) -> Attachment:
    """Which form and edition the fields of a blank belong to."""
    content = canonical_json({"form": form.slug, "edition": form.edition})
    return Attachment(
        file_name(form), _MEDIA_TYPE, content, "Vilken blankett detta är", relationship="Data"
    )


def file_name(form: type[PrintableForm]) -> str:
    """The name of the attached file."""
    return f"{form.slug}.json"

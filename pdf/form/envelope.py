"""What rides inside the document: the answers and what a reader must know about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms import PrintableForm, canonical_json
from pdf.enclosures import Enclosure
from pdf.file.closing import Attachment
from pdf.form.attachments import numbered
from pdf.imprint import Imprint

_AS_SENT = "Bilaga {}, så som den laddades upp, utan uppgift om plats. SHA-256 {}"
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


def originals(
    form: PrintableForm, imprint: Imprint, enclosures: Mapping[str, Enclosure]
) -> Iterator[Attachment]:
    """The files that belong to the answers, as they were sent but for what they told beside."""
    for number, file in numbered(form):
        enclosed = enclosures.get(file["sha256"])
        if enclosed and enclosed.content:
            yield Attachment(
                f"bilaga-{number}-{file['name']}",
                file["media"],
                enclosed.content,
                _AS_SENT.format(number, file["sha256"]),
                imprint.issued_at,
                is_packed=True,
            )

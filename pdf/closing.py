"""What turns drawn pages into an archival, accessible file: the catalog and what hangs on it.

ISO 19005-3 (PDF/A-3, level a) and ISO 14289-1 (PDF/UA-1) at once.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from reportlab.pdfbase.pdfdoc import PDFDocument

from pdf.canvas import TaggedCanvas
from pdf.fields import FormFields
from pdf.metadata import Information, Metadata, xmp
from pdf.objects import Ready, reference, stream, text_string
from pdf.text.fontfile import add_font

_SRGB_PROFILE = Path(__file__).with_name("srgb.icc")
_SRGB_NAME = text_string("sRGB IEC61966-2.1")
_FILE_TIME = "D:%Y%m%d%H%M%SZ"
# ReportLab's name of the font resources that all pages share.
_SHARED_FONTS = "BasicFonts"


@dataclass(frozen=True)
class Attachment:
    """A file that rides inside the document (ISO 19005-3, 6.8); `media_type` as `a/b`."""

    name: str
    media_type: str
    content: bytes
    description: str
    modified: datetime | None = None
    relationship: str = "Source"


def close(
    canvas: TaggedCanvas,
    metadata: Metadata,
    attachment: Attachment,
    fields: FormFields | None = None,
) -> bytes:
    """The finished file. The canvas must not be used afterwards."""
    document = canvas._doc
    _add_fonts(canvas, document)
    _fill_catalog(canvas, document, metadata)
    _attach(document, attachment)
    if fields:
        document.Catalog.AcroForm = fields.dictionary()
    document.info = Information(metadata)
    # ISO 32000-1, 14.4: the identifier depends on the content and not on the moment of writing.
    digest = sha256(metadata.identifier.encode()).hexdigest()[:32]
    document._ID = f"[<{digest}> <{digest}>]".encode()
    return bytes(document.GetPDFData(canvas))


def _add_fonts(canvas: TaggedCanvas, document: PDFDocument) -> None:
    shared = document.idToObject[_SHARED_FONTS].dict
    for face, used in canvas.fonts.items():
        glyphs, meanings = frozenset(used.glyphs), frozenset(used.meanings.items())
        shared[used.name] = add_font(document, face, glyphs, meanings)


def _fill_catalog(canvas: TaggedCanvas, document: PDFDocument, metadata: Metadata) -> None:
    catalog = document.Catalog
    # ReportLab writes only entries that it knows.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.StructTreeRoot = canvas.tree
    catalog.MarkInfo = Ready(b"<</Marked true>>")
    catalog.ViewerPreferences = Ready(b"<</DisplayDocTitle true>>")
    packet = stream("/Type /Metadata /Subtype /XML", xmp(metadata), compress=False)
    catalog.Metadata = Ready(packet)
    profile = reference(document, Ready(_colour_profile()))
    catalog.OutputIntents = (
        f"[<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier {_SRGB_NAME} "
        f"/Info {_SRGB_NAME} /DestOutputProfile {profile}>>]"
    )


@cache
def _colour_profile() -> bytes:
    """ISO 19005-3, 6.2.3: what the colours of the page mean."""
    return stream("/N 3", _SRGB_PROFILE.read_bytes())


def _attach(document: PDFDocument, attachment: Attachment) -> None:
    media_type = attachment.media_type.replace("/", "#2F")
    parameters = f"/Size {len(attachment.content)}"
    if attachment.modified:
        parameters += f" /ModDate {text_string(attachment.modified.strftime(_FILE_TIME))}"
    entries = f"/Type /EmbeddedFile /Subtype /{media_type} /Params <<{parameters}>>"
    file = reference(document, Ready(stream(entries, attachment.content)))
    name = text_string(attachment.name)
    specification = Ready(
        (
            f"<</Type /Filespec /F {name} /UF {name} /AFRelationship /{attachment.relationship} "
            f"/Desc {text_string(attachment.description)} /EF <</F {file} /UF {file}>>>>"
        ).encode()
    )
    place = reference(document, specification)
    document.Catalog.AF = f"[{place}]"
    document.Catalog.Names = Ready(f"<</EmbeddedFiles <</Names [{name} {place}]>>>>".encode())

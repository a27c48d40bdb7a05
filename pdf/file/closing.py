"""What turns drawn pages into an archival, accessible file: the catalog and what hangs on it.

ISO 19005-3 (PDF/A-3, level a) and ISO 14289-1 (PDF/UA-1) at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from pdf.file.canvas import TaggedCanvas
from pdf.file.fields import FormFields
from pdf.file.fontprogram import add_font
from pdf.file.metadata import LANGUAGE, Metadata, information, xmp
from pdf.file.objects import Objects, Ready, stream, text_string
from pdf.file.output import file_bytes

_SRGB_PROFILE = Path(__file__).with_name("srgb.icc")
_SRGB_NAME = text_string("sRGB IEC61966-2.1")
_FILE_TIME = "D:%Y%m%d%H%M%SZ"


@dataclass(frozen=True)
class Attachment:
    """A file that rides inside the document (ISO 19005-3, 6.8); `media_type` as `a/b`. One that
    `is_packed` in itself is not packed once more."""

    name: str
    media_type: str
    content: bytes
    description: str
    modified: datetime | None = None
    relationship: str = "Source"
    is_packed: bool = False


class Closing:
    """A drawn document, of which files can be written that differ in what they say of themselves.

    The canvas must not be drawn on any more.
    """

    def __init__(
        self,
        canvas: TaggedCanvas,
        attachments: Iterable[Attachment],
        fields: FormFields | None = None,
    ) -> None:
        self._objects = canvas.objects
        self._packet = Ready()
        self._information = Ready()
        _add_fonts(canvas)
        canvas.page_tree.body = (
            f"<</Type /Pages /Count {len(canvas.pages)} /Kids [{' '.join(canvas.pages)}]>>".encode()
        )
        self._places: dict[str, str] = {}
        self._entries = _catalog(canvas, self._packet)
        self._fields = fields
        self._catalog = Ready()
        self.attach(attachments)
        for one in (self._catalog, self._information):
            self._objects.reference(one)

    def attach(self, attachments: Iterable[Attachment]) -> None:
        """Let these ride inside too, in what is written from now on."""
        for one in attachments:
            self._places[text_string(one.name)] = _specification(self._objects, one)
        entries = self._entries + _attached(self._places)
        if self._fields:
            entries += f" /AcroForm {self._fields.dictionary()}"
        self._catalog.body = f"<<{entries}>>".encode()

    def file(self, metadata: Metadata) -> bytes:
        """The finished file."""
        self._packet.body = stream("/Type /Metadata /Subtype /XML", xmp(metadata), compress=False)
        self._information.body = information(metadata)
        # ISO 32000-1, 14.4: the identifier depends on the content and not on the moment of writing.
        file_id = sha256(metadata.identifier.encode()).hexdigest()[:32]
        return file_bytes(self._objects, self._catalog, self._information, file_id)


def _add_fonts(canvas: TaggedCanvas) -> None:
    entries = []
    for face, used in canvas.fonts.items():
        glyphs, meanings = frozenset(used.glyphs), frozenset(used.meanings.items())
        entries.append(f"/{face.name} {add_font(canvas.objects, face, glyphs, meanings)}")
    canvas.font_resources.body = f"<<{' '.join(entries)}>>".encode()


def _catalog(canvas: TaggedCanvas, packet: Ready) -> str:
    """The entries of ISO 32000-1, 7.7.2 that PDF/A and PDF/UA ask for; `packet` is the XMP."""
    profile = canvas.reference(Ready(colour_profile()))
    return (
        f"/Type /Catalog /Pages {canvas.reference(canvas.page_tree)} "
        f"/Lang ({LANGUAGE}) /MarkInfo <</Marked true>> "
        f"/StructTreeRoot {canvas.reference(canvas.tree)} "
        "/ViewerPreferences <</DisplayDocTitle true>> "
        f"/Metadata {canvas.reference(packet)} {output_intents(profile)}"
    )


def output_intents(profile: str) -> str:
    """The entry of the catalog for the reference of `colour_profile`."""
    return (
        f"/OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 "
        f"/OutputConditionIdentifier {_SRGB_NAME} /Info {_SRGB_NAME} "
        f"/DestOutputProfile {profile}>>]"
    )


@cache
def colour_profile() -> bytes:
    """ISO 19005-3, 6.2.3: what the colours of the page mean."""
    return stream("/N 3", _SRGB_PROFILE.read_bytes())


def _attached(places: Mapping[str, str]) -> str:
    """The catalog entries of the files that ride inside, by their names, in a name tree in the
    order of its bytes (ISO 32000-1, 7.9.6)."""
    in_order = sorted(places.items(), key=lambda place: bytes.fromhex(place[0].strip("<>")))
    names = " ".join(f"{name} {place}" for name, place in in_order)
    return f" /AF [{' '.join(places.values())}] /Names <</EmbeddedFiles <</Names [{names}]>>>>"


def _specification(objects: Objects, attachment: Attachment) -> str:
    media_type = attachment.media_type.replace("/", "#2F")
    parameters = f"/Size {len(attachment.content)}"
    if attachment.modified:
        parameters += f" /ModDate {text_string(attachment.modified.strftime(_FILE_TIME))}"
    entries = f"/Type /EmbeddedFile /Subtype /{media_type} /Params <<{parameters}>>"
    packed = stream(entries, attachment.content, compress=not attachment.is_packed)
    file = objects.reference(Ready(packed))
    name = text_string(attachment.name)
    specification = (
        f"<</Type /Filespec /F {name} /UF {name} /AFRelationship /{attachment.relationship} "
        f"/Desc {text_string(attachment.description)} /EF <</F {file} /UF {file}>>>>"
    )
    return objects.reference(Ready(specification.encode()))

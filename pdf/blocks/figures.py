"""Pictures: the municipality's logo, and those that belong to the answers."""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from pdf import geometry
from pdf.file.canvas import TaggedCanvas
from pdf.file.images import image_of
from pdf.file.tags import Element, alternative_text
from pdf.geometry import Box
from pdf.numbers import number
from pdf.styles import FONTS

_LOGOS_REMEMBERED = 4
# 600 dots to the inch in the place that a logo has.
_SVG_HEIGHT_IN_PIXELS = round(geometry.LOGO_HEIGHT / 25.4 * 600)


class UnreadableImageError(ValueError):
    """The bytes are no image that can be drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a PDF object, and its shape."""

    width: int
    height: int
    xobject: bytes


@lru_cache(_LOGOS_REMEMBERED)
def picture(image: bytes) -> Picture:
    """An SVG, or any image that Pillow reads, flattened on white: a soft mask would be
    transparency, which the output intent would then have to account for (veraPDF 6.2.10-2).
    Raises UnreadableImageError."""
    from PIL import Image

    try:
        pixels_of = _drawn_svg(image) if image.lstrip().startswith(b"<") else image
        opened = Image.open(BytesIO(pixels_of)).convert("RGBA")
    except (OSError, ValueError) as error:
        raise UnreadableImageError(str(error)) from error
    flat = Image.new("RGBA", opened.size, "white")
    flat.alpha_composite(opened)
    pixels = zlib.compress(flat.convert("RGB").tobytes(), 9)
    entries = (
        f"<</Type /XObject /Subtype /Image /Width {opened.width} /Height {opened.height} "
        "/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode "
        f"/Length {len(pixels)}>>\nstream\n"
    )
    return Picture(opened.width, opened.height, entries.encode() + pixels + b"\nendstream")


def _drawn_svg(image: bytes) -> bytes:
    """A PNG of it. Words in it are set in our own fonts, so that every machine draws the same."""
    import resvg_py

    fonts = [str(FONTS / f"{name}.ttf") for name in ("NotoSans-Regular", "NotoSans-Bold")]
    return resvg_py.svg_to_bytes(
        svg_string=image.decode(),
        height=_SVG_HEIGHT_IN_PIXELS,
        skip_system_fonts=True,
        font_files=fonts,
        font_family="Noto Sans",
    )


@dataclass
class Logo:
    """The logo, as high as the wordmark's place allows."""

    picture: Picture
    element: Element
    description: str
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    @property
    def _scale(self) -> float:
        by_height = geometry.LOGO_HEIGHT / self.picture.height
        return min(by_height, geometry.LOGO_MAX_WIDTH / self.picture.width)

    @property
    def height(self) -> float:
        """The drawn height."""
        return self.picture.height * self._scale

    def split(self, room: float) -> None:
        """A picture is never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The picture under its Figure element."""
        box = Box(left, top, self.picture.width * self._scale, self.height)
        self.element.attributes = figure_attributes(self.description, box)
        with canvas.tagged(self.element):
            canvas.draw_image("Logo", self.picture.xobject, box)


@dataclass
class Figure:
    """A picture that belongs to the answers, JPEG, drawn so wide and high. It is never cut."""

    name: str
    picture: bytes
    width: float
    height: float
    element: Element
    description: str
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    def split(self, room: float) -> None:
        """A picture is never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The picture under its Figure element."""
        box = Box(left, top, self.width, self.height)
        self.element.attributes = figure_attributes(self.description, box)
        with canvas.tagged(self.element):
            canvas.draw_figure(self.name, image_of(self.picture)[0], box)


def figure_attributes(description: str, box: Box) -> str:
    """Alternative text and bounding box (ISO 14289-1, 7.3; ISO 32000-1, 14.8.5.4.3)."""
    corners = " ".join(map(number, TaggedCanvas.corners(box)))
    layout = f"/A <</O /Layout /Placement /Block /BBox [{corners}]>>"
    return f"{alternative_text(description)} {layout}"

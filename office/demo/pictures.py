"""Pictures of made-up accounts: the front page of one, as a telephone shows it."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

PICTURES = 6
_SIZE = (360, 640)
_INKS = ((0, 74, 128), (122, 40, 80), (20, 110, 80), (150, 80, 10), (60, 60, 120), (90, 90, 90))
_PAPER, _PALE, _GREY = (255, 255, 255), (238, 240, 242), (205, 210, 214)
_POSTS = 3


def front_page(number: int) -> bytes:
    """One of `PICTURES`, PNG: whose account it is, and its last posts without their words."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    pen, ink = ImageDraw.Draw(picture), _INKS[number % PICTURES]
    pen.rectangle((0, 0, _SIZE[0], 90), ink)
    pen.ellipse((20, 50, 100, 130), _PALE, ink, 3)
    pen.text((115, 55), "Töreboda kommun", _PAPER, ImageFont.load_default(22))
    pen.text((115, 100), "Påhittat konto (exempel)", ink, ImageFont.load_default(16))
    for post in range(_POSTS):
        top = 150 + post * 160
        pen.rectangle((20, top, 340, top + 90), ink if (post + number) % 2 else _PALE)
        for line, width in enumerate((320, 250)):
            pen.rectangle((20, top + 102 + line * 18, 20 + width, top + 112 + line * 18), _GREY)
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()

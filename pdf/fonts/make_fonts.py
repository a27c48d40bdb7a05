"""Make the font files of this folder from the published npm packages (see README.md).

Run by hand when a font is upgraded, never at run time:

    npm install dejavu-fonts-ttf @fontsource/unifont @expo-google-fonts/{noto-sans,\\
        vazirmatn,noto-sans-arabic,noto-sans-hebrew,noto-sans-ethiopic,noto-emoji,noto-sans-sc}
    python pdf/fonts/make_fonts.py node_modules

The small fonts lose nothing but the names of their glyphs. The three large ones keep only the
characters that no font before them in the chain has, so that all files together stay under 16 MB.
Needs fontTools (to unpack the woff) and uharfbuzz (to subset).
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(__file__).parent

KEPT_WHOLE = {
    "NotoSans-Regular.ttf": "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
    "NotoSans-Bold.ttf": "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
    "Vazirmatn-Regular.ttf": "@expo-google-fonts/vazirmatn/400Regular/Vazirmatn_400Regular.ttf",
    "NotoSansArabic-Regular.ttf": (
        "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf"
    ),
    "NotoSansHebrew-Regular.ttf": (
        "@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf"
    ),
    "NotoSansEthiopic-Regular.ttf": (
        "@expo-google-fonts/noto-sans-ethiopic/400Regular/NotoSansEthiopic_400Regular.ttf"
    ),
    "NotoEmoji-Regular.ttf": "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
}
LICENCES = {
    "NotoSans-OFL.txt": "@expo-google-fonts/noto-sans/LICENSE_FONT",
    "Vazirmatn-OFL.txt": "@expo-google-fonts/vazirmatn/LICENSE_FONT",
    "NotoSansArabic-OFL.txt": "@expo-google-fonts/noto-sans-arabic/LICENSE_FONT",
    "NotoSansHebrew-OFL.txt": "@expo-google-fonts/noto-sans-hebrew/LICENSE_FONT",
    "NotoSansEthiopic-OFL.txt": "@expo-google-fonts/noto-sans-ethiopic/LICENSE_FONT",
    "NotoEmoji-OFL.txt": "@expo-google-fonts/noto-emoji/LICENSE_FONT",
    "NotoSansSC-OFL.txt": "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
    "DejaVuSans-LICENSE.txt": "dejavu-fonts-ttf/LICENSE",
    "Unifont-OFL.txt": "@fontsource/unifont/LICENSE",
}
DEJAVU = "dejavu-fonts-ttf/ttf/DejaVuSans.ttf"
NOTO_SANS_SC = "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"
UNIFONT = "@fontsource/unifont/files/unifont-latin-400-normal.woff"

# Rare Han letters of extension A are left to Unifont, which has them in an eighth of the space.
HAN_EXTENSION_A = set(range(0x3400, 0x4DC0))
# A letter and its accents must come from one font, so every font keeps the common accents.
COMBINING_MARKS = {*range(0x0300, 0x0370), *range(0x20D0, 0x20F1)}


def characters(font: bytes) -> set[int]:
    """The code points that the font's character map holds."""
    return set(uharfbuzz.Face(font).unicodes)


def subset(font: bytes, wanted: set[int]) -> bytes:
    """The font with the wanted characters only, without hints."""
    plan = uharfbuzz.SubsetInput()
    plan.unicode_set.update(wanted)
    plan.flags = uharfbuzz.SubsetFlags.NO_HINTING
    return bytes(uharfbuzz.subset(uharfbuzz.Face(font), plan).blob.data)


def unpacked(woff: Path) -> bytes:
    """A woff file as plain TrueType."""
    font = TTFont(woff, recalcTimestamp=False)
    font.flavor = None
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def without_glyph_names(path: Path) -> bytes:
    """The font with a post table that names no glyph: we know them by number."""
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    font["post"].formatType = 3.0
    out = BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def make(packages: Path) -> None:
    """Write every font and licence file of this folder."""
    for name, source in LICENCES.items():
        shutil.copyfile(packages / source, FONTS / name)
    for name, source in KEPT_WHOLE.items():
        (FONTS / name).write_bytes(without_glyph_names(packages / source))
    covered = set().union(*(characters((FONTS / name).read_bytes()) for name in KEPT_WHOLE))
    large = {
        "DejaVuSans.ttf": (packages / DEJAVU).read_bytes(),
        "NotoSansSC-Regular.ttf": (packages / NOTO_SANS_SC).read_bytes(),
        "Unifont.ttf": unpacked(packages / UNIFONT),
    }
    for name, font in large.items():
        wanted = characters(font) - (covered - COMBINING_MARKS)
        if name.startswith("NotoSansSC"):
            wanted -= HAN_EXTENSION_A
        (FONTS / name).write_bytes(subset(font, wanted))
        covered |= wanted


if __name__ == "__main__":
    make(Path(sys.argv[1]))

"""The signs of Word: bullets, arrows and ticks that only its own fonts can show.

Word keeps a sign of its fonts Symbol and Wingdings as a character for private use (U+F020 to
U+F0FF), and so it is pasted. No other font has it. Those that Word makes by itself (its bullets,
and what it turns "-->" and ":)" into) are known by the font that it takes for them.
"""

import re

_SIGNS = {
    # Of Symbol.
    0xF0B7: "•",
    0xF02D: "–",
    # Of Wingdings.
    0xF0A7: "▪",
    0xF0D8: "➢",
    0xF076: "❖",
    0xF0FC: "✓",
    0xF0FB: "✗",
    0xF0FE: "☑",
    0xF0FD: "☒",
    0xF0A8: "□",
    0xF06F: "□",
    0xF071: "❑",
    0xF06E: "■",
    0xF06C: "●",
    0xF0E0: "→",
    0xF0DF: "←",
    0xF0E1: "↑",
    0xF0E2: "↓",
    0xF0E8: "➔",
    0xF0E7: "←",
    0xF0F3: "↔",
    0xF0F0: "⇨",
    0xF0EF: "⇦",
    0xF04A: "☺",
    0xF04B: "😐",
    0xF04C: "☹",
    0xF028: "☎",
    0xF02A: "✉",
    0xF020: " ",
}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def as_signs(text: str) -> str:
    """`text` with the signs of Word as anybody can show them."""
    return text.translate(_SIGNS) if _PRIVATE.search(text) else text


def holds_private_signs(text: str) -> bool:
    """Whether `text` has characters whose shape only some programs know."""
    return bool(_PRIVATE.search(text))

"""The signs of Word: bullets, arrows and ticks that only its own fonts can show.

Word keeps a sign of its fonts Symbol and Wingdings as a character for private use (U+F020 to
U+F0FF), and so it is pasted. No other font has it, and which of the two it was of is lost. What is
listed here is what people mean by it: the bullets and arrows that Word makes by itself, and signs
beside which the other font has but letters on their heads, pieces of brackets or faces of a clock.
Where both are likely (★ and ↔, π and a box), who fills in is asked.
"""

import re

# The first code of a row of signs, and the row.
_OF_SYMBOL = (
    *((0xF02D, "–"), (0xF0AC, "←↑→↓°±"), (0xF0B3, "≥×"), (0xF0B7, "•÷≠"), (0xF0BB, "≈…")),
    *((0xF0D2, "®©™"), (0xF0D6, "√·"), (0xF0DB, "⇔⇐"), (0xF0DE, "⇒")),
)
_OF_WINGDINGS = (
    *((0xF020, " ✏✂"), (0xF024, "👓🔔📖"), (0xF028, "☎✆✉"), (0xF04A, "☺😐☹"), (0xF06C, "●")),
    *((0xF06E, "■□"), (0xF071, "❑❒⬧⧫◆❖⬥☒"), (0xF081, "①②③④⑤⑥⑦⑧⑨⑩"), (0xF08C, "❶❷❸❹❺❻❼❽❾❿")),
    *((0xF09E, "·•"), (0xF0A1, "○"), (0xF0A4, "◉"), (0xF0A7, "▪□"), (0xF0D8, "➢")),
    *((0xF0DF, "←→↑↓↖↗"), (0xF0E6, "↘←➔↑↓↖↗↙↘⇦⇨⇧⇩↔↕"), (0xF0FB, "✗✓☒☑")),
)
SIGNS = {
    first + at: sign for first, row in (*_OF_SYMBOL, *_OF_WINGDINGS) for at, sign in enumerate(row)
}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def as_signs(text: str) -> str:
    """`text` with the signs of Word as anybody can show them."""
    return text.translate(SIGNS) if _PRIVATE.search(text) else text


def holds_private_signs(text: str) -> bool:
    """Whether `text` has characters whose shape only some programs know."""
    return bool(_PRIVATE.search(text))

"""No text takes longer to search than it is long: every expression of the house is linear.

A search that tries every place of a text and from each of them goes to its end takes four times as
long for twice the text. Which texts do that to an expression is told by the expression itself: runs
of what stands in it. Processor time is counted, so that a busy machine makes no difference.
"""

import ast
import importlib
import random
import re
import time
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path
from re import _constants, _parser

import pytest

from tests import house

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    [file for package in house.PACKAGES for file in (ROOT / package).rglob("*.py")]
    + list(ROOT.glob("*.py"))
)
# Linear ones take a tenth of a millisecond for the longest text, a quadratic one twenty.
SIZES, SECONDS = (300, 3_000), 0.008
CHANCES = 150
SAMPLES = {
    _constants.CATEGORY_DIGIT: "1",
    _constants.CATEGORY_NOT_DIGIT: "b",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_NOT_SPACE: "c",
    _constants.CATEGORY_WORD: "d",
    _constants.CATEGORY_NOT_WORD: "!",
}
MOST_SAMPLES = 14


def module_of(file: Path) -> object:
    """The module that the file holds."""
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return importlib.import_module(name.removesuffix(".__init__"))


def expressions_in(file: Path) -> Iterator[re.Pattern]:
    """What stands in the calls of `re` in the file, and what its module keeps compiled."""
    source = file.read_text(encoding="utf-8")
    if "import re\n" not in source or file.name == "__main__.py":
        return
    module = module_of(file)
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        is_ours = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "re"
        if is_ours and call.func.attr not in ("escape", "Pattern"):
            yield from evaluated(call, vars(module))
    for value in vars(module).values():
        for one in value if isinstance(value, tuple | list) else (value,):
            kept = vars(one).values() if hasattr(type(one), "__dataclass_fields__") else [one]
            yield from (found for found in kept if isinstance(found, re.Pattern))


def evaluated(call: ast.Call, names: dict) -> Iterator[re.Pattern]:
    """The expression as its module writes it; one put together from arguments is found kept."""
    flags = ast.unparse(call.args[2]) if len(call.args) > 2 else "0"
    flags = ast.unparse(call.args[1]) if call.func.attr == "compile" and call.args[1:] else flags
    try:
        given = eval(ast.unparse(call.args[0]), dict(names))
    except NameError:
        return
    yield re.compile(given, eval(flags, dict(names)) if "re." in flags else 0)


def steady(pattern: str | bytes) -> str | bytes:
    """The expression in every process the same: what was drawn at its start is a run of zeros."""
    return re.sub(r"[0-9a-f]{16}", 16 * "0", pattern) if isinstance(pattern, str) else pattern


EXPRESSIONS = sorted(
    {(steady(one.pattern), one.flags) for file in MODULES for one in expressions_in(file)},
    key=repr,
)


def samples(pattern: str | bytes, flags: int) -> list[str]:
    """Characters that the expression looks for."""
    found: list[str] = []
    waiting = [_parser.parse(pattern, flags & ~re.UNICODE if isinstance(pattern, bytes) else flags)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, tuple) and len(node) == 2 and node[0] in (_constants.LITERAL,):
            found.append(chr(node[1]))
        elif isinstance(node, tuple) and len(node) == 2 and node[0] is _constants.RANGE:
            found.append(chr(node[1][0]))
        elif isinstance(node, tuple) and len(node) == 2 and node[0] is _constants.CATEGORY:
            found.append(SAMPLES.get(node[1], "e"))
        elif isinstance(node, tuple | list | _parser.SubPattern):
            waiting += list(node)
    few = list(dict.fromkeys([*found, " ", "a"]))
    return few[:: max(1, len(few) // MOST_SAMPLES)]


def seconds(search: re.Pattern, text: str | bytes) -> float:
    """Processor time to look through the whole text, the least of three."""
    took = []
    for _ in range(3):
        began = time.process_time()
        for _ in search.finditer(text):
            pass
        took.append(time.process_time() - began)
        if took[-1] < SECONDS:
            break
    return min(took)


def test_the_expressions_of_the_house_are_found() -> None:
    assert len(EXPRESSIONS) > 40
    assert any("ankn" in str(pattern) for pattern, _ in EXPRESSIONS)


def texts(signs: list[str], size: int) -> Iterator[str]:
    """Runs of each sign, of each two, and of a few at a guess after a beginning that is one too."""
    chance = random.Random(len(signs))

    def some(least: int, most: int) -> str:
        return "".join(chance.choices(signs, k=chance.randint(least, most)))

    for (first, second), end in product(product(signs, signs), ("", "!", " x")):
        yield (f"{first}{second}" * size)[:size] + end
    for _ in range(CHANCES):
        yield some(0, 4) + (some(1, 4) * size)[:size] + some(0, 2)


@pytest.mark.parametrize(("pattern", "flags"), EXPRESSIONS, ids=lambda one: str(one)[:40])
def test_no_expression_takes_longer_than_its_text_is_long(pattern: str, flags: int) -> None:
    signs, search = samples(pattern, flags), re.compile(pattern, flags)
    for text in chain.from_iterable(texts(signs, size) for size in SIZES):
        sent = text.encode("utf-8") if isinstance(pattern, bytes) else text
        assert seconds(search, sent) < SECONDS, f"{text[:12]!r} … {text[-4:]!r}"

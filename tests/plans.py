"""The five example plans: real-looking, persons invented, addresses and numbers reserved."""

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

PLANS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "plans.json").read_text(encoding="utf-8")
)


def plan(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A copy of example plan `number` with `changes` to its top level."""
    return deepcopy(PLANS[number]) | changes


def as_inputs(answers: Any, prefix: str = "") -> dict[str, str]:
    """Answers as a browser sends them: names joined with "-"."""
    pairs: Iterable[tuple[Any, Any]]
    if isinstance(answers, dict):
        pairs = answers.items()
    elif isinstance(answers, list):
        pairs = enumerate(answers)
    else:
        return {prefix: str(answers).replace("\n", "\r\n")}
    inputs: dict[str, str] = {}
    for name, value in pairs:
        inputs |= as_inputs(value, f"{prefix}-{name}" if prefix else str(name))
    return inputs

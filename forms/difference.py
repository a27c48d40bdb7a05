"""What today's questions are to somebody whose answers are of an older edition of the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Difference:
    """Questions of today that are `new` or `changed`, by their words, and the answers that no
    question of today has room for: `gone` maps the question that was asked to its answer.

    `is_unknown` when nobody kept what was asked: then it is not known which questions are new.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)
    is_unknown: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.new or self.changed or self.gone or self.is_unknown)

    def __or__(self, later: "Difference") -> "Difference":
        """Both, of two changes one after the other."""
        return Difference(
            tuple(dict.fromkeys(self.new + later.new)),
            tuple(dict.fromkeys(self.changed + later.changed)),
            {**self.gone, **later.gone},
            self.is_unknown or later.is_unknown,
        )

    def as_data(self) -> dict[str, Any]:
        """It as JSON-safe data, to be kept with a draft."""
        return {
            "new": list(self.new),
            "changed": list(self.changed),
            "gone": dict(self.gone),
            "is_unknown": self.is_unknown,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Difference":
        """What `as_data` gave."""
        new, changed = tuple(data["new"]), tuple(data["changed"])
        return cls(new, changed, dict(data["gone"]), is_unknown=bool(data["is_unknown"]))


NO_DIFFERENCE = Difference()

"""What is asked only after a certain answer: shared by questions of one input, groups and lists."""

from collections.abc import Iterator
from typing import Any, ClassVar

from forms.question import Condition, Question


class Conditional:
    """Knows whether it is asked: by its own condition, those of its question and of its part of the
    form, and those of what they hang on."""

    asked_if: Condition | None = None
    # The group that it is a part of, or the list that it is a row of, as these tell it.
    holder: Any = None
    # The office fills it in by hand: it stands on paper and has no answer.
    is_on_paper_only: ClassVar[bool] = False
    is_ticked_only: ClassVar[bool] = False  # answered with one box, which says nothing when blank
    question: Question | None
    name: str
    short_name: str
    meta: Any
    _form: Any

    @property
    def whole(self) -> Any:
        """The whole form, also around a part of a group."""
        outermost: Conditional = self
        while outermost.holder is not None:
            outermost = outermost.holder
        return outermost._form

    @property
    def is_asked(self) -> bool:
        """Whether the answers that it hangs on are such that it is asked."""
        return not self.meta.has_conditions or self._is_asked_in(self.whole)

    def _is_asked_in(self, whole: Any) -> bool:
        holder = self.holder
        if holder is not None and not holder.is_asked:
            return False
        return all(self.is_met(one) for one in self.conditions(whole))

    def conditions(self, whole: Any) -> Iterator[Condition]:
        """Those that are said of itself, of its question and of its part of the form `whole`."""
        above = whole.heading_over(self) if self.holder is None else None
        for one in (self, self.question, above):
            if one is not None and one.asked_if is not None:
                yield one.asked_if

    def is_met(self, condition: Condition) -> bool:
        """Whether the answer that `condition` names is asked for and is one of its values."""
        leaf = self.hung_on(condition.name)
        return leaf.is_asked and not set(leaf.chosen).isdisjoint(condition.values)

    def hung_on(self, name: str) -> Any:
        """The input called `name`: beside it in its group or row, else in the whole form."""
        beside = self._form._fields.get(name) if self.holder is not None else None
        return beside or self.whole.leaf(name)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """What is not asked is neither missing nor wrong."""
        return not self.is_asked or bool(super().validate(form, extra_validators))  # type: ignore[misc]

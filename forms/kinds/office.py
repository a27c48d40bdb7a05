"""A box on paper that the office fills in: nobody answers it."""

from collections.abc import Iterator, Sequence
from typing import Any

import wtforms

from forms.field import Around, PaperField
from forms.kinds.base import Kind


class OfficeOnly(Kind, wtforms.Field):
    """Room to write on the document and the blank; nowhere else is it told of.

    There is room for so many `lines`. It is no answer: whatever a browser or a file says under its
    name is left out.
    """

    kind = "office"
    is_on_paper_only = True

    def __init__(self, *args: Any, lines: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "optional": True})
        self.lines = lines

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing."""
        super().process(None)

    def holds(self, value: object) -> bool:
        """No value."""
        return False

    def unsound(self) -> Iterator[str]:
        """Parts of a group are answered."""
        if self.holder is not None:
            yield "a box of the office stands in the form itself, not in a group or a list"

    def pre_validate(self, form: Around) -> None:
        """Nothing to stop."""

    def paper_fields(self) -> Sequence[PaperField]:
        """None: it is written by hand."""
        return ()

    def schema(self) -> dict[str, Any]:
        """Nothing is allowed."""
        return {"not": {}}

"""What all questions share whose answer is one value: a day, a time, a number, an identity."""

from typing import Any

import wtforms

from forms.field import Around
from forms.kinds.base import Kind


class Value(Kind, wtforms.StringField):
    """A text that is understood as one value, or stopped: nothing else can stand in it.

    `pattern` is told beside the box on a blank, `usual_hint` on the page of a form without a hint.
    """

    is_of_signs = True
    max_length = 60
    usual_hint = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hint = self.hint or self.usual_hint

    @property
    def value(self) -> Any:
        """What the text was understood as; None when it was not."""
        return self._reading.value

    def advise(self, form: Around) -> list[str]:
        """A value is right or it is stopped."""
        return []

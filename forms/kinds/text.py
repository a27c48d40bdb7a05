"""Questions answered with text or a tick."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import wtforms

from forms import messages
from forms.cleaning import clean_text
from forms.field import Around, Cell, PaperField
from forms.ink import has_letter, without_unseen
from forms.kinds.base import Kind
from forms.question import Understood, UnreadableError
from forms.values.oddity import is_function
from forms.values.secret import looks_like_secret


class _Text(Kind):
    quoted = ""

    def __init__(self, *args: Any, quoted: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if quoted:
            self.quoted = quoted

    def advise(self, form: Around) -> list[str]:
        """Of a quotation nobody is asked to change a word."""
        advice = super().advise(form)
        if not self.quoted:
            return advice
        return [said for one in advice if (said := messages.of_quotation(one, self.quoted))]

    def too_long(self) -> str:
        """What to do with more than there is room for."""
        say = messages.quotation_too_long if self.quoted else messages.too_long
        return say(self.noun, self.max_length, self.size)


class Line(_Text, wtforms.StringField):
    """One line of text.

    What is `quoted` is somebody else's, word for word: no advice asks to change it. The option is a
    sentence about what to do when something in it looks secret. A `personal` one tells who somebody
    is though it is no name, as what they call themselves somewhere: it is masked with the names.
    """

    kind = "line"

    def __init__(self, *args: Any, personal: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if personal and self.suggest:
            raise TypeError("what tells of a person is never offered to the next one")
        if personal:
            self.personal = True


class PersonName(Line):
    """A person's name: any letters of any script, never compared with a register."""

    purpose = "name"
    max_length = 120
    _USUAL_SIGNS = frozenset(" -‐‑–'’ʼ.()`´·,")

    def read(self, text: str, form: Around | None) -> Understood:
        """A name needs at least one letter."""
        if not has_letter(text):
            raise UnreadableError(messages.no_letters(self.noun))
        return Understood(text)

    def advise(self, form: Around) -> list[str]:
        """A single name and unusual signs may be right, so they only make us ask."""
        advice = super().advise(form)
        if self.is_blank:
            return advice
        if is_function(self.data):
            return [*advice, messages.NAME_OF_FUNCTION]
        if " " not in self.data:
            advice.append(messages.NAME_WITHOUT_SURNAME)
        if not all(
            c.isalpha() or c in self._USUAL_SIGNS or unicodedata.category(c).startswith("M")
            for c in without_unseen(self.data)
        ):
            advice.append(messages.NAME_WITH_ODD_SIGNS)
        return advice


class LongText(_Text, wtforms.TextAreaField):
    """Text of many lines; line breaks and blank lines are part of the answer.

    What is `quoted` is somebody else's, word for word: no advice asks to change it. The option is a
    sentence about what to do when something in it looks secret.
    """

    kind = "long_text"
    max_length = 10_000

    def clean(self, value: object) -> str:
        """Many lines of clean text."""
        return "" if value is None else clean_text(value)


class StoragePlace(LongText):
    """Where login details are kept. A place, never the password (Bilaga 1, question 5)."""

    max_length = 500

    def read(self, text: str, form: Around | None) -> Understood:
        """Stop what looks like the secret itself."""
        if looks_like_secret(text):
            raise UnreadableError(messages.PLACE_ONLY)
        return Understood(text)


class Box(Kind, wtforms.BooleanField):
    """A box to tick."""

    def clean(self, value: object) -> bool:
        """Yes or no."""
        return bool(value)

    def holds(self, value: object) -> bool:
        """Yes or no, and no other value."""
        return isinstance(value, bool)

    def paper_fields(self) -> Sequence[PaperField]:
        """A box to tick."""
        return (PaperField(self.name, self.label.text, is_tick=True),)

    def from_paper(self, written: Mapping[str, str]) -> bool:
        """Whether there is a tick in its box."""
        return bool(written.get(self.name))

    @property
    def values(self) -> Sequence[bool]:
        """Ticked or not."""
        return (True, False)

    @property
    def chosen(self) -> Sequence[bool]:
        """Ticked or not."""
        return (bool(self.data),)

    def posted(self, value: str | bool) -> str:
        """As the page writes it."""
        return "y" if value else ""

    @property
    def shown(self) -> str:
        """Ja, or nothing."""
        return "Ja" if self.data else ""

    def cell(self, kept: Any) -> Cell:
        """Ja, or nothing."""
        return "Ja" if kept is True else ""

    @property
    def among_others(self) -> str:
        """What was ticked: a lone "Ja" would say nothing."""
        return self.label.text if self.data else ""

    @property
    def understood(self) -> str:
        """A tick needs no reading."""
        return ""


class Tick(Box):
    """A box to tick; nothing is said about it unless it is ticked."""

    kind = "tick"
    is_ticked_only = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"optional": True, **kwargs})

    def schema(self) -> dict[str, Any]:
        """True or false."""
        return {"title": self.label.text, "type": "boolean"}

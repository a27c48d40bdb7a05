"""How many posts were removed, beside how many records of it are filed."""

from datetime import date
from typing import Any

from forms.field import Around
from forms.kinds import Number
from forms.moderation.borttaget_inlagg import BorttagetInlagg

FILED = "I registret finns {} ({}) för kontot och tiden i fråga 1 och 3."
RECORDS = "{} anteckningar om borttagna inlägg"
NO_RECORD, ONE_RECORD = "ingen anteckning om borttagna inlägg", "1 anteckning om borttagna inlägg"
MORE_REMOVED = "Lämna in en anteckning för varje borttaget inlägg, eller ändra antalet."
FEWER_REMOVED = "Ändra antalet om det inte stämmer."


def records_about(account: Any, period: Any) -> int | None:
    """How many records the register has of posts that were removed from an account in a period.

    None while one of the answers is missing or wrong, and where nobody can say.
    """
    first, last = (part.value for part in period.parts)
    count, subject = account.whole.meta.count_about, account.key
    if count is None or not subject or not _is_period(first, last):
        return None
    found: int | None = count(BorttagetInlagg.slug, subject, "removed-day", first, last)
    return found


def _is_period(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and first <= last


class RemovedPosts(Number):
    """A number of posts; the account is asked for as `url` and the time as `period`."""

    _filed: tuple[object, int | None] | None = None
    _hint = ""

    @property
    def hint(self) -> str:
        """What the register says, where anybody was asked."""
        filed = self.filed
        return self._hint if filed is None else _told(filed)

    @hint.setter
    def hint(self, hint: str) -> None:
        self._hint = hint

    @property
    def filed(self) -> int | None:
        """How many records there are, asked once while the account and the time are the same."""
        if self.form_around is None:  # it is being made, and nothing is answered yet
            return None
        whole = self.form_around
        asked = whole["url"].data, whole["medium"].data, whole["period"].typed
        if self._filed is None or self._filed[0] != asked:
            self._filed = asked, records_about(whole["url"], whole["period"])
        return self._filed[1]

    def advise(self, form: Around) -> list[str]:
        """Ask about another number than that of the records."""
        filed, number = self.filed, self.value
        if filed is None or number is None or number == filed:
            return []
        return [f"{_told(filed)} {MORE_REMOVED if number > filed else FEWER_REMOVED}"]


def _told(filed: int) -> str:
    records = {0: NO_RECORD, 1: ONE_RECORD}.get(filed) or RECORDS.format(filed)
    return FILED.format(records, BorttagetInlagg.prefix)

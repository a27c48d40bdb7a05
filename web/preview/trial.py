"""The form of a file, loaded anew whenever the file is saved."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import forms
from forms import PrintableForm
from forms.loading import forms_in, what_failed
from forms.unfit import UnfitForm, told_at

# A module of its own: whatever else was loaded from the file goes on as it is.
_NAME = "previewed"


@dataclass(frozen=True)
class Seen:
    """What the file held when it was looked at: a form, or what is wrong with it. Another `number`
    says that it was saved in between."""

    number: int
    form: type[PrintableForm] | None = None
    fault: str = ""


class Trial:
    """One file; of several forms in it the one with the `slug`, else the last."""

    def __init__(self, path: Path, slug: str = "") -> None:
        self.path, self._slug = path, slug
        self._stamp: tuple[int, int] | None = None
        self._seen = Seen(0)
        self._lock = Lock()

    @property
    def shown(self) -> str:
        """The file, as sentences about it name it."""
        return told_at(self.path, None).removesuffix(": ")

    def look(self) -> Seen:
        """The file as it stands now. Never raises."""
        with self._lock:
            stamp = self._stamp_now()
            if stamp != self._stamp:
                self._stamp = stamp
                self._seen = self._load(self._seen.number + 1)
            return self._seen

    def failed(self, seen: Seen, error: Exception) -> Seen:
        """What was loaded and cannot be drawn."""
        return Seen(seen.number, fault=str(what_failed(self.path, _NAME, error)))

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            # Some editors take the file away for a moment while they save it.
            return self._stamp
        return found.st_mtime_ns, found.st_size

    def _load(self, number: int) -> Seen:
        try:
            found = forms_in(self.path, _NAME)
        except UnfitForm as error:
            return Seen(number, fault=str(error))
        form = next((one for one in found if one.slug == self._slug), found[-1])
        _offer(form)
        return Seen(number, form)


def _offer(form: type[PrintableForm]) -> None:
    """Let the pages of this process find the form: its address, the review, what follows."""
    others = [one for one in forms.FORMS if one.slug != form.slug]
    forms.FORMS = (form, *others)

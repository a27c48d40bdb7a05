"""A file is attached to a draft: looked at in a process of its own, and kept as what it is."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeAlias

from forms import PrintableForm
from forms.cleaning import clean_text
from forms.kinds import Attachments
from forms.kinds.attachments import LONGEST_NAME, MEDIA, File
from intake.depictions import Depicted, Depiction, files_inside, open_depiction
from intake.refusals import NotAScan, Refusal
from office.attached import file_questions
from office.drafts import Count, Kept, form_of, keep_again
from office.limits import Cost
from office.office import Office
from office.slots import AllTaken
from register import attached
from register.arrivals import name_of
from register.attached import Attached, AttachedPage, Bounds, NewAttached
from register.errors import NoRoomForDrafts, TooManyAttached
from register.room import make_room
from swedish import MEGABYTE

Wanted: TypeAlias = tuple[Attachments, File]
"""A file that answers name, and the question that it answers."""

log = logging.getLogger(__name__)

# Of one draft: more than any question asks for, and what one filing can be printed with.
MOST_FILES = 30
MOST_BYTES = 60 * MEGABYTE
LONGEST_TEXT = 4_000
# While others' files are looked at.
SECONDS_OF_WAITING, SECONDS_BETWEEN_LOOKS = 5.0, 0.2
_ENDINGS = {media: (ending,) for media, (_, ending) in MEDIA.items()} | {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/heic": (".heic", ".heif"),
    "image/tiff": (".tif", ".tiff"),
}


@dataclass(frozen=True)
class Added:
    """A file that is attached now; `is_new` unless it was already. `called` is the name it came
    under where that said that it was of another kind."""

    file: Attached
    is_new: bool
    called: str = ""


class NameLies(NotAScan):
    """The name says that it is a kind that is taken, and it is none."""

    code = "name-lies"


class Empty(NotAScan):
    """There is nothing in the file."""

    code = "empty"


def attach(
    own: Office, kept: Kept, field: Attachments, name: str, content: bytes, count: Count
) -> Added:
    """Attach a file that was sent under a name as an answer to `field`.

    Raises a Refusal of `intake.depictions`, NameLies, Empty, TooManyAttached, AllTaken,
    NoRoomForDrafts, DraftAlreadyFiled, DraftNotFound, RegisterUnavailable, and what `count` raises.
    """
    called, new = look_at(own, field.name, name, content, count)
    make_room(own.register, own.room, new.weight, own.now(), is_new=False)
    bounds = Bounds(MOST_FILES, MOST_BYTES, field.most)
    file, is_new = attached.attach(own.register, kept.key, new, bounds, own.now())
    log.info("file attached", extra={"media": new.media, "bytes": len(content), "new": is_new})
    return Added(file, is_new, called if new.name != called else "")


def look_at(
    own: Office, question: str, name: str, content: bytes, count: Count
) -> tuple[str, NewAttached]:
    """What a file that was sent under a name shows, to be kept for a question, and that name, cut.

    Raises a Refusal of `intake.depictions`, NameLies, Empty, AllTaken, and what `count` raises.
    """
    count(Cost.ATTACHING, max(1, len(content) // MEGABYTE))
    called = name_of(name)[-LONGEST_NAME:]
    try:
        with _one_slot(own), open_depiction(content, own.settings.max_scan_bytes) as looked_at:
            return called, _looked_at(question, called, looked_at)
    except NotAScan as refusal:
        if content and _says(called):
            raise NameLies from refusal
        raise (refusal if content else Empty()) from refusal


def drop_what_is_not_kept(own: Office, kept: Kept, form: PrintableForm) -> None:
    """Remove from a draft the files that its form, as it was answered, keeps in no draft.

    Raises DraftAlreadyFiled, DraftNotFound, RegisterUnavailable.
    """
    typed = form.typed()
    for field in file_questions(form):
        held = {one["sha256"] for one in typed[field.short_name]}
        for file in field.data:
            if file["sha256"] not in held:
                attached.detach(own.register, kept.key, file["sha256"], own.now())


def bring_home(
    own: Office, kept: Kept, wanted: Sequence[Wanted], contents: Sequence[bytes], count: Count
) -> list[str]:
    """Attach what rides inside PDFs that were read into a draft, with what was said of each.

    The names of those that did not come along. Raises RegisterUnavailable, and what `count` raises
    when the draft is saved.
    """
    inside = _inside(own, contents, {file["sha256"] for _, file in wanted})
    missing = [
        file["name"]
        for field, file in wanted
        if not _came(own, kept, field, file, inside.get(file["sha256"]), count)
    ]
    form = form_of(own, kept.draft)
    if form is not None:
        said = {file["sha256"]: file["text"] for _, file in wanted}
        for field in file_questions(form):
            for one in field.data:
                one["text"] = said.get(one["sha256"], "")
        keep_again(own, kept, form, kept.draft.revision, count)
    return missing


def _inside(own: Office, contents: Sequence[bytes], digests: set[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for content in contents:
        with suppress(Refusal, AllTaken), _one_slot(own):
            found |= files_inside(content, digests)
    return found


def _came(
    own: Office, kept: Kept, field: Attachments, file: File, content: bytes | None, count: Count
) -> bool:
    if content is None:
        return False
    try:
        attach(own, kept, field, file["name"], content, count)
    except (Refusal, TooManyAttached, AllTaken, NoRoomForDrafts):
        return False
    return True


def _looked_at(question: str, called: str, found: Depiction) -> NewAttached:
    pages = [_page(found.page(number)) for number in range(1, found.pages + 1)]
    name = _named(called, found.media)
    return NewAttached(question, name, found.media, found.content, pages)


def _page(found: Depicted) -> AttachedPage:
    text = clean_text(found.text)[:LONGEST_TEXT]
    return AttachedPage(found.width, found.height, found.picture, found.small, text)


def _named(called: str, media: str) -> str:
    """With the ending of what it is."""
    ending = MEDIA[media][1]
    if called.lower().endswith(_ENDINGS[media]):
        return called
    return called[: LONGEST_NAME - len(ending)] + ending


def _says(called: str) -> bool:
    return any(called.lower().endswith(endings) for endings in _ENDINGS.values())


@contextmanager
def _one_slot(own: Office) -> Iterator[None]:
    """Whoever sends ten pictures need not be told that others do so too. Raises AllTaken."""
    end = time.monotonic() + SECONDS_OF_WAITING
    while own.scans.are_taken() and time.monotonic() < end:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    with own.scans.one():
        yield

"""Which files belong to the answers of a form: what the register has, whatever a browser says."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Engine

from forms import PrintableForm
from forms.kinds import Attachments
from forms.kinds.attachments import File
from pdf import EnclosedPage, Enclosure
from register import attached
from register.attached import Attached
from register.errors import DraftDamaged

_DIGITS_OF_STATE = 16


def file_questions(form: PrintableForm) -> list[Attachments]:
    """The questions that are answered with files."""
    return [field for field in form if isinstance(field, Attachments)]


def put_files(form: PrintableForm, files: Sequence[Attached]) -> None:
    """Let the answers be these files, with what was said of each in the form.

    A file whose question was renamed is where the answers name it.
    """
    questions = file_questions(form)
    names = {field.name for field in questions}
    for field in questions:
        named = {one["sha256"] for one in field.data}
        own = (
            one
            for one in files
            if one.question == field.name or (one.question not in names and one.sha256 in named)
        )
        field.list_files([_file(one) for one in own])


def _file(one: Attached) -> File:
    return {
        "sha256": one.sha256,
        "name": one.name,
        "media": one.media,
        "bytes": one.size,
        "text": "",
    }


def files_of(register: Engine, form: PrintableForm, draft_id: int) -> list[Attached]:
    """The files of a draft; of a form that asks for none the register is not asked."""
    return attached.of_draft(register, draft_id) if file_questions(form) else []


def state_of(files: Sequence[Attached]) -> str:
    """Another text when other files are there; none for none."""
    every = "".join(one.sha256 for one in files)
    return sha256(every.encode()).hexdigest()[:_DIGITS_OF_STATE] if every else ""


def enclosures_of(
    register: Engine, files: Sequence[Attached], *, with_content: bool
) -> dict[str, Enclosure]:
    """What goes into a document, by SHA-256: how the files are shown, and the files themselves.

    Raises DraftDamaged for one that is no longer whole.
    """
    return {one.sha256: _enclosure(register, one, with_content) for one in files}


def _enclosure(register: Engine, one: Attached, with_content: bool) -> Enclosure:
    pages = [
        EnclosedPage(page.width, page.height, page.picture, page.text)
        for page in attached.pages_of(register, one.id)
    ]
    enclosure = Enclosure(one.sha256, pages)
    if not with_content:
        return enclosure
    content = attached.content_of(register, one.id)
    if content is None or not pages:
        raise DraftDamaged
    return replace(enclosure, content=content)

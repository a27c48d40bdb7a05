"""What a PDF holds beside its pages: whether it does something by itself when it is opened, and the
files that ride inside. For the confined process only.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject

from intake.opening import LIMITS, reader_of
from intake.refusals import Broken, Portfolio, Refusal, TooHeavy

# ISO 32000-1, tables 198 and 169, and what its extensions added.
_ACTIONS = frozenset(
    (
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Sound", "/Movie"),
        *("/RichMediaExecute", "/GoTo3DView"),
    )
)
_PLAYERS = frozenset(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"))
_PROGRAMS = ("/JS", "/XFA")
_COLLECTION = frozenset(("/Collection", "/Pages"))
_MOST_LEVELS = 30
# As many as a draft holds, and the answers.
MOST_FILES_INSIDE = 40


def does_something(content: bytes, largest: int) -> bool:
    """Whether anything in it runs, starts, sends or plays. What cannot be followed is told when its
    pages are drawn. Raises Portfolio, Encrypted, TooMuchInside or TooHeavy."""
    limits = replace(LIMITS, maximum_declared_stream_length=largest)
    try:
        with apply_configuration(limits):
            reader = reader_of(content)
            return any(_acts(one) for one in _pages_only(reader))
    except Refusal:
        raise
    except (MemoryError, RecursionError) as error:
        raise TooHeavy from error


def files_inside(content: bytes, digests: Collection[str], largest: int) -> list[bytes]:
    """The files inside that have one of these SHA-256, as far as they can be unpacked. Raises
    Encrypted, Broken, TooMuchInside or TooHeavy."""
    limits = replace(
        LIMITS, maximum_declared_stream_length=largest, zlib_maximum_output_length=largest
    )
    try:
        with apply_configuration(limits):
            inside = islice(reader_of(content).attachment_list, MOST_FILES_INSIDE)
            found = {sha256(one.content).hexdigest(): one.content for one in inside}
    except Refusal:
        raise
    except (LimitReachedError, MemoryError, RecursionError) as error:
        raise TooHeavy from error
    except Exception as error:
        # pypdf's own words: "broken PDF files might cause other Exceptions".
        raise Broken from error
    return [one for digest, one in found.items() if digest in digests]


def _pages_only(reader: PdfReader) -> Iterator[Any]:
    """All objects of a PDF that is its pages, and no collection of files (ISO 32000-1, 7.11.6)."""
    for one in _objects(reader):
        if isinstance(one, DictionaryObject) and one.keys() >= _COLLECTION:
            raise Portfolio
        yield one


def _objects(reader: PdfReader) -> Iterator[Any]:
    numbers = {number for generation in reader.xref.values() for number in generation}
    yield reader.trailer
    for number in sorted(numbers | set(reader.xref_objStm)):
        try:
            yield reader.get_object(number)
        except Exception:  # noqa: BLE001, S112 - pypdf raises of any kind for an object that is broken
            continue


def _acts(value: Any, levels: int = _MOST_LEVELS) -> bool:
    """Of what stands in other objects each is looked at by itself."""
    if levels == 0:
        return True
    if isinstance(value, ArrayObject):
        return any(_acts(one, levels - 1) for one in list.__iter__(value))
    if not isinstance(value, DictionaryObject):
        return False
    raw = dict(dict.items(value))
    is_active = (
        any(name in raw for name in _PROGRAMS)
        or raw.get("/S") in _ACTIONS
        or raw.get("/Subtype") in _PLAYERS
    )
    return is_active or any(_acts(one, levels - 1) for one in raw.values())

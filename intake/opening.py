"""PDF bytes in, contents out: the one place that pypdf reads in.

Every limit here is far above what a form of ours or a program that fills it in makes. They bound
most of the work, but not all of it: `intake.confinement` holds the rest.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain, islice

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import DictionaryObject, EmbeddedFile

from intake.contents import AttachedFile, Contents
from intake.fieldvalues import field_values
from intake.fonts import fonts_of
from intake.lookup import dictionary, entry, text
from intake.refusals import Broken, Encrypted, Refusal, TooHeavy, TooMuchInside
from intake.statements import statements_of

MOST_PAGES = 200
MOST_OBJECTS = 50_000
# More than a draft holds, whose files may come before the answers in the order of names.
MOST_FILES = 100
LARGEST_FILE = 1_000_000
_LONGEST_FILESPEC = 2_000
_STREAM_LIMIT = 10_000_000
LIMITS = Configuration(
    maximum_declared_stream_length=_STREAM_LIMIT,
    array_based_stream_maximum_output_length=_STREAM_LIMIT,
    zlib_maximum_output_length=_STREAM_LIMIT,
    zlib_maximum_recovery_input_length=1_000_000,
    lzw_maximum_output_length=_STREAM_LIMIT,
    run_length_maximum_output_length=_STREAM_LIMIT,
    brotli_maximum_output_length=_STREAM_LIMIT,
    stream_decoding_work_maximum_length=4 * _STREAM_LIMIT,
    xmp_maximum_input_length=500_000,
    xmp_maximum_element_count=5_000,
    page_tree_maximum_entries=10 * MOST_PAGES,
    page_tree_maximum_depth=50,
    # No program of somebody else is started for what stands in a file.
    jbig2dec_binary=None,
    disable_legacy_handling=True,
)


def open_here(content: bytes) -> Contents:
    """What a PDF holds, found in this process. Raises a Refusal and nothing else."""
    try:
        with apply_configuration(LIMITS):
            return _contents(reader_of(content))
    except Refusal:
        raise
    except (LimitReachedError, MemoryError, RecursionError) as error:
        raise TooHeavy from error
    except Exception as error:
        # pypdf's own words: "broken PDF files might cause other Exceptions".
        raise Broken from error


def reader_of(content: bytes) -> PdfReader:
    """A file that is only restricted opens with the empty password, in every viewer (7.6.4)."""
    try:
        reader = PdfReader(BytesIO(content))
        is_locked = reader.is_encrypted and not reader.decrypt("")
    except (DependencyError, FileNotDecryptedError, NotImplementedError) as error:
        raise Encrypted from error
    if is_locked:
        raise Encrypted
    objects = sum(map(len, reader.xref.values())) + len(reader.xref_objStm)
    if objects > MOST_OBJECTS:
        raise TooMuchInside(what="objects", limit=MOST_OBJECTS)
    return reader


def _contents(reader: PdfReader) -> Contents:
    catalog = reader.root_object
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        raise TooMuchInside(what="pages", limit=MOST_PAGES)
    statements = statements_of(reader)
    marked = entry(dictionary(catalog, "/MarkInfo"), "/Marked")
    return Contents(
        pages=pages,
        title=statements.title,
        language=text(entry(catalog, "/Lang")),
        is_tagged=bool(marked) and bool(dictionary(catalog, "/StructTreeRoot")),
        identifier=statements.identifier,
        pdfa=statements.pdfa,
        pdfua=statements.pdfua,
        fonts=fonts_of(reader),
        fields=field_values(reader),
        files=tuple(_text_files(reader)),
    )


def _text_files(reader: PdfReader) -> Iterator[AttachedFile]:
    """The attached files that may be ours; pictures and the like are not even unpacked."""
    for attached in islice(chain(reader.attachment_list, _filespecs(reader)), MOST_FILES):
        name = str(attached.alternative_name or attached.name)
        if name.endswith(".json"):
            yield AttachedFile(name, _file_text(attached))


def _filespecs(reader: PdfReader) -> Iterator[EmbeddedFile]:
    """Attached files, also those that no name in the catalogue leads to.

    pdfunite of poppler 25 keeps the first of several files of one name in the catalogue, and the
    others without one. Where no name is left, or the file has earlier revisions (7.5.6), somebody
    may have taken them away.
    """
    if "/Prev" in reader.trailer or not any(reader.attachment_list):
        return
    reader.stream.seek(0)
    content = reader.stream.read()
    for number, start in reader.xref.get(0, {}).items():
        # To follow every object would take longer than all else.
        if b"/Filespec" in content[start : start + _LONGEST_FILESPEC].partition(b"endobj")[0]:
            found = reader.get_object(number)
            if isinstance(found, DictionaryObject) and "/EF" in found:
                yield EmbeddedFile("", found)


def _file_text(attached: EmbeddedFile) -> str:
    content = attached.content
    if len(content) > LARGEST_FILE:
        raise TooMuchInside(what="text", limit=LARGEST_FILE)
    return content.decode("utf-8", "replace")

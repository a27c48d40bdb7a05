"""What a PDF says of itself and whether that holds together, for whoever wants to know.

Claims of conformance are told as claims: whether they are true is for veraPDF to judge.
"""

from dataclasses import dataclass
from enum import StrEnum

from intake.confinement import open_confined
from intake.contents import Contents
from intake.reading import Opener, Reading, Source, envelope_of, reading_of
from intake.refusals import NoAnswers, Refusal, SeveralForms, UnknownForm, UnreadableAnswers


class Problem(StrEnum):
    """What is wrong with a PDF that should be one of ours."""

    NO_TITLE = "no-title"
    NO_LANGUAGE = "no-language"
    NOT_TAGGED = "not-tagged"
    FONTS_NOT_EMBEDDED = "fonts-not-embedded"
    NO_PDFA = "no-pdfa"
    NO_PDFUA = "no-pdfua"
    NO_ANSWERS = "no-answers"
    SEVERAL_FORMS = "several-forms"
    UNKNOWN_FORM = "unknown-form"
    UNREADABLE_ANSWERS = "unreadable-answers"
    ALTERED = "altered"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Inspection:
    """The contents, the answers if there are any, and what is wrong."""

    contents: Contents
    reading: Reading | None
    problems: tuple[Problem, ...]


def inspect(content: bytes, opener: Opener = open_confined) -> Inspection:
    """Everything about a PDF, in bounded time and memory. Raises a Refusal when it cannot be
    opened; that it holds no answers is a problem told, not a refusal."""
    contents = opener(content)
    problems = _problems_of_file(contents)
    try:
        reading = reading_of(contents)
    except (NoAnswers, SeveralForms, UnknownForm, UnreadableAnswers) as refusal:
        return Inspection(
            contents, None, (*problems, *_problems_without_answers(contents, refusal))
        )
    return Inspection(contents, reading, (*problems, *_problems_of_answers(reading)))


def _problems_of_file(contents: Contents) -> list[Problem]:
    conditions = {
        Problem.NO_TITLE: not contents.title,
        Problem.NO_LANGUAGE: not contents.language,
        Problem.NOT_TAGGED: not contents.is_tagged,
        Problem.FONTS_NOT_EMBEDDED: any(not font.is_embedded for font in contents.fonts),
        Problem.NO_PDFA: not contents.pdfa,
        Problem.NO_PDFUA: not contents.pdfua,
    }
    return [problem for problem, is_so in conditions.items() if is_so]


def _problems_without_answers(contents: Contents, refusal: Refusal) -> list[Problem]:
    """A blank that nobody has filled in is as it should be."""
    is_blank = isinstance(refusal, NoAnswers) and contents.fields and envelope_of(contents)
    return [] if is_blank else [Problem(refusal.code)]


def _problems_of_answers(reading: Reading) -> list[Problem]:
    if reading.source is Source.FILLED_BLANK or reading.agrees:
        return []
    return [Problem.UNCONFIRMED if reading.agrees is None else Problem.ALTERED]

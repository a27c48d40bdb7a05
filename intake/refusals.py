"""Why a file cannot be read in: one exception per case, with a code and the facts.

The words are chosen where they are shown: on the page in Swedish, in a command in English.
"""

from typing import Any, ClassVar

# What a draft may hold of files (office.attaching), and the document around them.
LARGEST_PDF = 64 * 1024 * 1024


class Refusal(Exception):
    """A file, or a page of one, that cannot be read in.

    `code` names the case, `facts` are JSON-safe.
    """

    code: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotAPdf(Refusal):
    """The file is of another kind, or empty."""

    code = "not-a-pdf"


class NotAScan(Refusal):
    """The file is no PDF and no picture of a kind that is taken, or empty."""

    code = "not-a-scan"


class Encrypted(Refusal):
    """The file opens with a password or a certificate only."""

    code = "encrypted"


class Broken(Refusal):
    """The file begins as what it should be and cannot be followed to its end."""

    code = "broken"


class Truncated(Refusal):
    """The file ends before what it holds does, as one that was not copied to its end."""

    code = "truncated"


class Moving(Refusal):
    """A picture that moves, and has no still one to keep."""

    code = "moving"


class Portfolio(Refusal):
    """A PDF that is a cover around other files: its pages are not what it holds."""

    code = "portfolio"


class ActiveContent(Refusal):
    """A PDF that does something by itself: runs scripts, starts programs, sends or plays."""

    code = "active-content"


class TooLarge(Refusal):
    """Facts: `limit`, in bytes."""

    code = "too-large"


class TooMuchInside(Refusal):
    """Facts: `what` ("pages", "pixels", "objects", "fields", "text") and its `limit`."""

    code = "too-much-inside"


class TooHeavy(Refusal):
    """Reading the file, or the page, would take more time or memory than any form is worth."""

    code = "too-heavy"


class NoAnswers(Refusal):
    """A sound PDF with no answers of ours: another document, a blank that nobody filled in, or a
    paper of ours without what rode inside. Facts: `codes`, what the codes on its pages say."""

    code = "no-answers"


class SeveralForms(Refusal):
    """More than one filled form in a file: nobody could tell which answer belongs where."""

    code = "several-forms"


class UnknownForm(Refusal):
    """Facts: `form`, the name of a form that is not offered here."""

    code = "unknown-form"


class UnreadableAnswers(Refusal):
    """The answers inside are not in the shape of the form. Facts: `problem`, a sentence."""

    code = "unreadable-answers"


REFUSALS: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        NotAPdf,
        NotAScan,
        Encrypted,
        Broken,
        Truncated,
        Moving,
        Portfolio,
        ActiveContent,
        TooLarge,
        TooMuchInside,
        TooHeavy,
        NoAnswers,
        SeveralForms,
        UnknownForm,
        UnreadableAnswers,
    )
}

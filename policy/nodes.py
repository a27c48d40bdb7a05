"""What a decision graph is made of: texts that say how sure they are, boxes and arrows.

For every text and every arrow it is known whether it stands in the source or was reconstructed, so
that no reader can take a guess for the policy.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a node is to the reader."""

    START = "start"
    QUESTION = "question"
    ACTION = "action"
    INFO = "info"


class Status(StrEnum):
    """How sure a text is; the value is what readers are told."""

    ORIGINAL = "Står i originalet"
    MENDED = "Står i originalet, läsfel rättade"
    RECONSTRUCTED = "Ej i originaltexten – rekonstruerat"


class Answer(StrEnum):
    """The two answers to a question, as they stand in addresses."""

    YES = "ja"
    NO = "nej"

    @property
    def word(self) -> str:
        """The answer as it is printed."""
        return self.capitalize()


@dataclass(frozen=True)
class Words:
    """A text and how sure it is. A line break parts sentences that stand on lines of their own."""

    text: str
    status: Status = Status.ORIGINAL

    @property
    def lines(self) -> list[str]:
        """The sentences that stand on lines of their own."""
        return self.text.split("\n")


@dataclass(frozen=True)
class Advice:
    """One of several pieces of advice within a node."""

    title: Words
    body: Words


@dataclass(frozen=True)
class Node:
    """A box of the chart.

    `slug` names it in addresses. `notice` is ours and no part of the policy; it is shown apart.
    """

    id: str
    kind: Kind
    slug: str
    title: Words | None = None
    body: Words | None = None
    advice: tuple[Advice, ...] = ()
    notice: str = ""

    @property
    def name(self) -> str:
        """The title, or the whole text of a node without one."""
        words = self.title or self.body
        return words.text if words else ""

    @property
    def words(self) -> tuple[Words, ...]:
        """All texts of the node, in order."""
        own = [words for words in (self.title, self.body) if words]
        inner = [words for piece in self.advice for words in (piece.title, piece.body)]
        return (*own, *inner)

    @property
    def is_reconstructed(self) -> bool:
        """Whether nothing of the node stands in the source."""
        return all(words.status is Status.RECONSTRUCTED for words in self.words)

    @property
    def remark(self) -> str:
        """What must be said beside the node when a part of it does not stand in the source."""
        if self.is_reconstructed:
            return Status.RECONSTRUCTED
        if self.title and self.title.status is Status.RECONSTRUCTED:
            return "Rubriken ej i originaltexten – rekonstruerad"
        return ""


@dataclass(frozen=True)
class Edge:
    """An arrow. Where it leads is always a reconstruction, because the scan lost the lines.

    `trace` is what the scan still shows of the arrow, empty when nothing; `basis` is why we let it
    lead where it leads. An `is_aside` edge leads to reading beside the way and not along it.
    """

    source: str
    target: str
    answer: Answer | None = None
    trace: str = ""
    basis: str = ""
    is_aside: bool = False

    @property
    def remark(self) -> str:
        """How sure the arrow is, in words."""
        if self.trace:
            return f"I originalet syns {self.trace}. Vart pilen leder är rekonstruerat."
        return "Pilen är rekonstruerad."

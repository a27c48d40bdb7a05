"""The parts that the policy's text is made of. Words only: how they look is for others to say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `lead` are the opening words that name what it is about."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""

    @property
    def lines(self) -> list[str]:
        """The words as they are printed."""
        return [f"{self.lead} {self.text}" if self.lead else self.text]


@dataclass(frozen=True)
class Subheading:
    """A heading within a section."""

    kind: ClassVar[str] = "subheading"
    text: str

    @property
    def lines(self) -> list[str]:
        """The words as they are printed."""
        return [self.text]


@dataclass(frozen=True)
class Bullets:
    """A list without numbers; `mark` stands before each item in the original."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    mark: str = "*"

    @property
    def lines(self) -> list[str]:
        """The items as they are printed, with their marks."""
        return [f"{self.mark} {item}" for item in self.items]


@dataclass(frozen=True)
class Numbered:
    """A numbered list that begins with the number `first`."""

    kind: ClassVar[str] = "numbered"
    items: tuple[str, ...]
    first: int = 1

    @property
    def lines(self) -> list[str]:
        """The items as they are printed, with their numbers."""
        return [f"{number}. {item}" for number, item in enumerate(self.items, self.first)]


Part = Paragraph | Subheading | Bullets | Numbered


@dataclass(frozen=True)
class Section:
    """A section under a heading of the original.

    `slug` names it in addresses and must never change. `note` is a remark of ours about the text
    and no part of it.
    """

    slug: str
    heading: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def lines(self) -> Iterator[str]:
        """Everything in the section as it is printed, heading first, our note left out."""
        yield self.heading
        for part in self.parts:
            yield from part.lines

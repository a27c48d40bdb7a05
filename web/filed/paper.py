"""What who filed a form is told of its paper: in words, and nothing of what is on the sheets."""

from dataclasses import dataclass

from forms.editions import signers_of, titles_at
from register.filings import Filing
from register.papers import Paper, PaperState, Signed, paper_of
from register.verdicts import Ink
from swedish import swedish_date
from web.office import office


@dataclass(frozen=True)
class PaperTold:
    """How far the paper of a filing has come: `received_on` is the day that was noted, `lacking`
    the titles of those who have not signed, `missing` the pages that have not come.

    `is_to_check` when there is something on it that nobody has said what it is, `is_by_itself` when
    it counts without that anybody has looked.
    """

    received_on: str
    lacking: str
    missing: str
    is_to_check: bool
    is_by_itself: bool


def paper_told(filing: Filing) -> PaperTold:
    """What is told of it. Raises RegisterUnavailable."""
    paper = paper_of(office().register, filing.id)
    signers = signers_of(filing.form, filing.edition, filing.answers)
    places = [one.signer for one in paper.signers if _is_lacking(paper, one)]
    return PaperTold(
        received_on=swedish_date(paper.mark.received_on) if paper.mark else "",
        lacking=", ".join(titles_at(signers, places)),
        missing="" if paper.mark else missing_in_words(paper),
        is_to_check=paper.state is PaperState.CHECK,
        is_by_itself=paper.mark is not None and paper.mark.is_by_itself,
    )


def _is_lacking(paper: Paper, one: Signed) -> bool:
    """By what somebody has said, and else by what was seen on a paper that is whole."""
    if one.signer in paper.optional:
        return False
    if paper.mark:
        return one.signer not in paper.mark.signers
    return paper.is_complete and one.signature is Ink.EMPTY


def missing_in_words(paper: Paper) -> str:
    """Which pages have not come: "Sida 2 saknas", "Sidorna 2, 3 och 5 saknas"; or nothing."""
    numbers = [str(one) for one in paper.missing]
    if not numbers or not paper.sheets:
        return ""
    if len(numbers) == 1:
        return f"Sida {numbers[0]} saknas"
    return f"Sidorna {', '.join(numbers[:-1])} och {numbers[-1]} saknas"

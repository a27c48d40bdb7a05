"""How many sheets plans take, and how much of them stays white: `python -m bench.sheets`.

Ten thousand plans as a municipality writes them are drawn, which takes two minutes. White is what
is left at the end of a page that has another page after it. Says too on how many pages people sign
without being told what, and how many short lists of persons are split.
`--plans` draws fewer, `--worst` prints the numbers of those with most white.
"""

import argparse
import heapq
import statistics
from collections import Counter
from dataclasses import dataclass, field

import click

from bench.municipal import MunicipalPlans
from forms import FORMS
from pdf import geometry, render
from tests.pdf.documents import HOUSE, imprint
from tests.pdf.drawn import Drawn, drawn
from tests.pdf.pagerules import split_lists, unsaid

_PLANS = 10_000
_WORST = 5
_BODY_END = geometry.PAGE_HEIGHT - geometry.BODY_BOTTOM_FROM_BOTTOM


@dataclass
class Tally:
    """What was counted. `white` is in parts of the body, with the number of the plan."""

    pages: Counter[int] = field(default_factory=Counter)
    white: list[tuple[float, int]] = field(default_factory=list)
    unsaid: int = 0
    split: int = 0

    def add(self, number: int, plans: MunicipalPlans) -> None:
        """Draw plan `number` and count."""
        form = FORMS[0].from_answers(plans.answers(number))
        page = drawn(lambda: render(form, imprint(), HOUSE))
        self.pages[page.pages] += 1
        self.white += [(white, number) for white in white_of(page)]
        self.unsaid += len(list(unsaid(page)))
        self.split += len(list(split_lists(page, form)))


def white_of(page: Drawn) -> list[float]:
    """Of each page but the last, how large a part of the body is white at its end."""
    ends: dict[int, float] = {}
    for words in page.words:
        if words.box.bottom <= _BODY_END + 1:
            ends[words.page] = max(ends.get(words.page, 0.0), words.box.bottom)
    return [
        max(0.0, _BODY_END - ends[number]) / geometry.BODY_HEIGHT for number in range(1, page.pages)
    ]


def main() -> None:
    """Draw, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=_PLANS)
    parser.add_argument("--worst", type=int, default=_WORST)
    asked = parser.parse_args()
    tally, plans = Tally(), MunicipalPlans()
    with click.progressbar(range(asked.plans), label="plans") as numbers:
        for number in numbers:
            tally.add(number, plans)
    _report(tally, asked.plans, asked.worst)


def _report(tally: Tally, count: int, worst: int) -> None:
    print("| pages | plans | part |")
    print("|---|---|---|")
    for pages, plans in sorted(tally.pages.items()):
        print(f"| {pages} | {plans} | {plans / count:.2%} |")
    white = [one for one, _ in tally.white]
    if len(white) > 1:
        middle = statistics.median(white)
        twentieth = statistics.quantiles(white, n=20)[-1]
        print(
            f"\nwhite at the end of {len(white)} pages that another follows: median {middle:.1%},"
        )
        print(f"of one in twenty more than {twentieth:.1%}, at most {max(white):.1%}")
    print(f"pages to sign that do not say what: {tally.unsaid}")
    print(f"lists of up to four persons on two pages: {tally.split}")
    print(f"most white: plans {[number for _, number in heapq.nlargest(worst, tally.white)]}")


if __name__ == "__main__":
    main()

"""Letters that another unit begins to take a plan over: to each once for a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from register.filings import Filing
from register.letters import LetterKind, add_letter, asked_about
from register.reminders import TRIED_FOR


@dataclass(frozen=True)
class Post:
    """Whom letters may go to: administrators `within` the own domains, those of other plans of the
    same account by the number of its filing, and the officers. `domain` is that of the sender."""

    within: Sequence[str]
    beside: Mapping[int, Sequence[str]]
    officers: Sequence[str]
    domain: str


def tell(connection: sa.Connection, filing: Filing, post: Post, now: datetime) -> int:
    """Queue a letter about a filing to each who was not sent one, and return how many."""
    facts: dict[str, dict[str, int]] = {}
    for filing_id, addresses in ((filing.id, post.within), *post.beside.items()):
        for one in addresses:
            # By the plan that names who gets it: the letter goes with it when that is erased.
            facts.setdefault(one, {"filing": filing_id, "taken": filing.id})
    told = len(facts)
    asked = asked_about(connection, LetterKind.TAKE_OVER, "taken", filing.id)
    for one in post.officers:
        facts.setdefault(one, {"filing": filing.id, "taken": filing.id, "told": told})
    fresh = {one: about for one, about in facts.items() if one not in asked}
    for one, about in fresh.items():
        until = now + TRIED_FOR
        add_letter(connection, LetterKind.TAKE_OVER, about, one, until, now, post.domain)
    return len(fresh)

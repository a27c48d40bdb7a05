"""Answers that were filed before, offered to the next person who types.

Anybody files without an account, as often as they like. That an answer was filed, or filed often,
says nothing therefore: one person alone could put it in front of all others. What is offered stands
in the newest version of a living case whose signed paper somebody of the office has looked at: that
takes who signs and who looks. A new version waits for its paper anew.
"""

from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa

from register import schema
from register.answers import ANSWERS, answers_in, text_at
from register.database import reading
from register.paper_marks import SCAN
from register.papers import PaperState

OFFERED_AT_MOST = 100
LONGEST = 200
_READ_AT_MOST = 500

_f, _x, _m = schema.filings.c, schema.case_index.c, schema.paper_marks.c
_HAS_BEEN_SEEN = sa.or_(_m.source != SCAN, _m.account_id.is_not(None))
ATTESTED = (
    sa.select(_f.form, _f.edition, ANSWERS)
    .select_from(schema.case_index)
    .join(schema.filings, _f.id == _x.filing_id)
    .join(schema.paper_marks, _m.filing_id == _x.filing_id)
    .where(_x.form == sa.bindparam("slug"), _x.is_living)
    .where(_x.paper == PaperState.SIGNED.value, _HAS_BEEN_SEEN)
    .order_by(_x.changed_at.desc(), _x.case_id.desc())
)
"""What may be offered of the form `slug`, the last filed first."""


def suggestions_for(db: sa.Engine, form: str, names: Collection[str]) -> dict[str, list[str]]:
    """Return the most used answers to the inputs with these names, in alphabetical order. Raises
    RegisterUnavailable."""
    with reading(db) as connection:
        texts = connection.execute(ATTESTED.limit(_READ_AT_MOST), {"slug": form}).all()
    used = {name: Counter[str]() for name in names}
    for row in texts:
        answers = answers_in(row.answers)
        for name, counted in used.items():
            text = text_at(answers, name)
            if 0 < len(text) <= LONGEST:
                counted[text] += 1
    return {
        name: sorted(text for text, _ in counted.most_common(OFFERED_AT_MOST))
        for name, counted in used.items()
        if counted
    }

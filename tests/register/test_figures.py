"""The numbers of a year agree with a plain count over registers of any make."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from register import schema
from register.backup.copying import set_last_numbers
from register.database import writing
from register.figures import COUNTED, Accounts, Asked, year_of
from register.index import Indexed
from register.sight import Sight
from swedish import SWEDEN, midnight
from tests.register.listed import index, lay_unindexed

TODAY, PICTURED_FROM = date(2026, 11, 27), date(2026, 1, 1)
FIRST_DAY, DAYS = date(2023, 12, 25), 1_060
# Each written in two ways that are one in the list.
MEDIA = (("Instagram", "instagram"), ("Facebook", "FACEBOOK"), ("", ""))
UNITS = (("Biblioteket", "biblioteket"), ("Skolan", "Skolan"), ("", ""))
EVERYBODY = [0, 1, 2]


@dataclass
class Version:
    """When it was filed, and its paper."""

    filed_at: datetime
    received_on: date | None = None
    signers: list[int] = field(default_factory=list)


@dataclass
class Account:
    """A case as it is laid down and as it is counted."""

    form: str
    medium: int
    unit: int
    way: int
    is_planned: bool
    ended_on: date | None
    versions: list[Version]
    pictures: list[date]

    @property
    def is_one(self) -> bool:
        return self.form == "aktivitetsplan"

    @property
    def key(self) -> tuple[str, str]:
        return MEDIA[self.medium][0], UNITS[self.unit][0]

    def counted(self, year: int) -> Accounts:
        lives = self.ended_on is None
        uses = lives and not self.is_planned
        signed = self.versions[-1].signers == EVERYBODY
        began = self.versions[0].filed_at.astimezone(SWEDEN).date()
        return Accounts(
            planned=int(lives and self.is_planned),
            in_use=int(uses),
            valid=int(uses and signed),
            unsigned=int(uses and not signed),
            without_snapshot=int(uses and max(self.pictures, default=began) < PICTURED_FROM),
            closed=int(self.ended_on is not None and self.ended_on.year == year),
        )


def moment(random: Random) -> datetime:
    """Any of the years, every third at their very turn."""
    if random.randrange(3):
        start = datetime(2023, 12, 25, tzinfo=UTC)
        return start + timedelta(seconds=random.randrange(DAYS * 86_400))
    return midnight(date(random.choice((2024, 2025, 2026)), 1, 1)) + timedelta(
        seconds=random.choice((-1, 0, 1))
    )


def day(random: Random) -> date:
    turns = [date(year, *it) for year in (2024, 2025) for it in ((1, 1), (12, 31))]
    any_day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    return random.choice([*turns, any_day, any_day, any_day])


def account(random: Random) -> Account:
    moments = sorted(moment(random) for _ in range(random.choice((1, 1, 1, 2, 3))))
    versions = [Version(one) for one in moments]
    for version in versions:
        if random.randrange(2):
            # A paper may be noted as of a day before, by mistake.
            wait = timedelta(days=random.randrange(-2, 90))
            version.received_on = version.filed_at.astimezone(SWEDEN).date() + wait
            version.signers = random.choice((EVERYBODY, EVERYBODY, [0]))
    return Account(
        form=random.choice(("aktivitetsplan",) * 5 + ("borttaget-inlagg",)),
        medium=random.randrange(len(MEDIA)),
        unit=random.randrange(len(UNITS)),
        way=random.randrange(2),
        is_planned=random.randrange(4) == 0,
        ended_on=day(random) if random.randrange(3) == 0 else None,
        versions=versions,
        pictures=[day(random) for _ in range(random.choice((0, 0, 1, 3)))],
    )


def lay(db: sa.Engine, accounts: Sequence[Account]) -> None:
    lay_unindexed(db, len(accounts))
    filings, marks, pictures = [], [], []
    following = len(accounts) + 1
    with writing(db) as connection:
        for number, one in enumerate(accounts, 1):
            cases = sa.update(schema.cases).where(schema.cases.c.id == number)
            ended = {"ended_on": one.ended_on, "ended_why": one.ended_on and "stängt"}
            connection.execute(cases.values(form=one.form, **ended))
            own = sa.update(schema.filings).where(schema.filings.c.id == number)
            subject = f"account-{number}" if one.is_one and not one.is_planned else ""
            first = {"filed_at": one.versions[0].filed_at, "form": one.form, "subject": subject}
            connection.execute(own.values(**first))
            numbers = [number]
            for version, later in enumerate(one.versions[1:], 2):
                filings.append(_filing(following, number, version, later, one.form, subject))
                numbers.append(following)
                following += 1
            marks += list(_marks(numbers, one.versions))
            pictures += [_picture(number, on, place) for place, on in enumerate(one.pictures)]
        for table, rows in (
            (schema.filings, filings),
            (schema.paper_marks, marks),
            (schema.snapshots, pictures),
        ):
            connection.execute(sa.insert(table), rows)
        set_last_numbers(connection, {"cases": len(accounts), "filings": following})
    index(db, [_said(one) for one in accounts])


def _filing(
    number: int, case_id: int, version: int, later: Version, form: str, subject: str
) -> dict[str, Any]:
    told = dict.fromkeys(("title", "short_title", "summary", "text"), "plan")
    return told | {
        "id": number,
        "case_id": case_id,
        "form": form,
        "edition": "2",
        "version": version,
        "answers": {"place": case_id - 1},
        "filed_at": later.filed_at,
        "draft_digest": f"{number:064d}",
        "subject": subject,
    }


def _marks(numbers: Sequence[int], versions: Sequence[Version]) -> Iterable[dict[str, Any]]:
    for number, version in zip(numbers, versions, strict=True):
        if version.received_on:
            yield {
                "filing_id": number,
                "received_on": version.received_on,
                "signers": version.signers,
                "source": "hand",
                "at": version.filed_at,
            }


def _picture(number: int, on: date, place: int) -> dict[str, Any]:
    told = dict.fromkeys(("shows", "name"), "Flödet")
    digest = f"{number:032d}{place:032d}"
    return told | {
        "case_id": number,
        "filing_id": number,
        "taken_on": on,
        "why": "halvår",
        "received_at": datetime(2026, 11, 1, tzinfo=UTC),
        "giver": "unknown",
        "files_sha256": digest,
        "sha256": digest,
        "content": b"x",
    }


def _said(one: Account) -> Indexed:
    if not one.is_one:
        return Indexed()
    names = {"medium": MEDIA[one.medium][one.way], "unit": UNITS[one.unit][one.way]}
    return Indexed(**names, is_signed=True, is_administered=True, is_planned=one.is_planned)


def plainly(accounts: Sequence[Account], year: int) -> dict[str, Any]:
    """The same numbers by looking at each thing in turn."""
    groups: dict[tuple[str, str], Accounts] = {}
    filed: Counter[bool] = Counter()
    days = []
    mine = [one for one in accounts if one.is_one]
    for one in mine:
        groups[one.key] = groups.get(one.key, Accounts()) + one.counted(year)
        for place, version in enumerate(one.versions):
            on = version.filed_at.astimezone(SWEDEN).date()
            filed[place > 0] += on.year == year
            came = version.received_on
            if came and came.year == year and came <= TODAY:
                days.append(max(0, (came - on).days))
    pictures = [on for one in mine for on in one.pictures]
    return {
        "groups": groups,
        "filed": filed[False],
        "versions": filed[True],
        "snapshots": sum(on.year == year and on <= TODAY for on in pictures),
        "days": sorted(days),
    }


@pytest.mark.parametrize("seed", range(3))
def test_year_is_what_a_plain_count_finds(db: sa.Engine, seed: int) -> None:
    random = Random(seed)
    accounts = [account(random) for _ in range(120)]
    lay(db, accounts)
    for year in (2022, 2024, 2025, 2026):
        first, last = date(year, 1, 1), min(date(year, 12, 31), TODAY)
        begins, ends = midnight(first), midnight(date(year + 1, 1, 1))
        found = year_of(db, Asked(first, last, begins, ends, PICTURED_FROM, Sight()))
        expected = plainly(accounts, year)
        groups = {_key(one.medium, one.unit): one.accounts for one in found.groups}
        assert len(groups) == len(found.groups)
        assert groups == expected["groups"], year
        assert (found.filed, found.versions) == (expected["filed"], expected["versions"])
        assert found.snapshots == expected["snapshots"]
        assert found.days == expected["days"]


def _key(medium: str, unit: str) -> tuple[str, str]:
    """By the first way to write each."""
    names = {name.casefold(): some[0] for some in (*MEDIA, *UNITS) for name in some}
    return names[medium.casefold()], names[unit.casefold()]


def test_plain_count_has_something_of_everything_to_count() -> None:
    random = Random(0)
    found = plainly([account(random) for _ in range(120)], 2025)
    total = sum(found["groups"].values(), Accounts())
    assert all(getattr(total, one) > 3 for one in COUNTED)
    assert min(found["filed"], found["versions"], found["snapshots"], len(found["days"])) > 3

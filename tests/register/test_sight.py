"""What of the register somebody sees: each question leaves out what is not in sight by itself."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import forms
from forms import PrintableForm
from forms.kinds import Line
from register import deliveries, due, listing, schema, unsent
from register.access import Action, may
from register.actors import Actor, ActorKind, Role, Scope, signed_in
from register.choices import Choices, choices
from register.database import writing
from register.events import events_after
from register.index import Indexed
from register.listing import Wanted
from register.search import found_by_number
from register.sight import Sight, sight_of
from register.statistics import statistics_of
from register.unsent import Unsent
from register.waiting import waiting_page
from tests.register import examples
from tests.register.examples import NOW

SECRET = examples.plan(
    form="hemligt", prefix="HE", indexed=Indexed(texts=("kvarn",), is_signed=True)
)
ALL, FEW = Sight(hidden=frozenset()), Sight(hidden=frozenset({"hemligt"}))
LATE = NOW + timedelta(days=60)


@pytest.fixture(autouse=True)
def secret_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that officers and other systems read."""
    facts: dict[str, Any] = {"slug": "hemligt", "prefix": "HE", "title": "Hemligt"}
    facts |= {"read_by": ("officer", "machine"), "what": Line("Vad")}
    form = type("Hemligt", (PrintableForm,), facts)
    monkeypatch.setattr(forms, "FORMS", (forms.Aktivitetsplan, form))


def test_who_is_named_sees_all_and_who_says_nothing_sees_the_rest() -> None:
    token = Actor(ActorKind.MACHINE, scopes=frozenset(Scope))
    assert sight_of(token) == sight_of(signed_in(1, frozenset((Role.OFFICER,)))) == ALL
    for roles in ({Role.READER}, {Role.ARCHIVIST}, {Role.OPERATOR, Role.OWN}, {Role.OWN}):
        assert sight_of(signed_in(1, frozenset(roles))) == FEW
    assert Sight() == FEW


@pytest.mark.parametrize("form", ["hemligt", "aktivitetsplan"])
def test_only_who_reads_a_form_may_look_note_and_number(form: str) -> None:
    token = Actor(ActorKind.MACHINE, scopes=frozenset(Scope))
    assert may(token, Action.LOOK, 1, form)
    assert may(signed_in(1, frozenset((Role.OFFICER,))), Action.NOTE, 1, form)
    archivist = signed_in(1, frozenset((Role.ARCHIVIST, Role.OWN)))
    for action in (Action.LOOK, Action.NUMBER):
        assert may(archivist, action, 1, form) == (form != "hemligt")
    # Who looks at no answers sends mail, and who stands in a filing sees it.
    assert may(signed_in(1, frozenset((Role.OPERATOR,))), Action.SEND_AGAIN, 1, form)
    assert may(archivist.having_found(1), Action.SEE, 1, form)


def test_other_systems_look_at_and_number_nothing_that_they_do_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = Actor(ActorKind.MACHINE, scopes=frozenset(Scope))
    monkeypatch.setattr(forms.FORMS[1], "read_by", ("officer",))
    for action in (Action.LOOK, Action.NUMBER):
        assert not may(token, action, 1, "hemligt")
        assert may(token, action, 1, "aktivitetsplan")


def test_reader_of_one_department_looks_only_at_what_was_found_among_theirs() -> None:
    reader = signed_in(1, frozenset((Role.READER,)), "Vård")
    assert not may(reader, Action.LOOK, 1, "aktivitetsplan")
    assert may(reader.having_found(1), Action.LOOK, 1, "aktivitetsplan")
    assert not may(reader.having_found(1), Action.LOOK, 2, "aktivitetsplan")


def test_every_question_leaves_out_what_is_not_in_sight(db: sa.Engine) -> None:
    examples.filed(db, SECRET)
    [taken] = deliveries.lease_due(db, NOW, timedelta(hours=1), "courier", 1)
    deliveries.mark_failed(db, taken, "550", NOW)
    for sight, count in ((FEW, 0), (ALL, 1)):
        asked = due.Asked(LATE, LATE, sight)
        assert len(list(listing.rows_of(db, Wanted(), sight))) == count
        assert listing.page_of(db, Wanted("kvarn"), sight).count == count
        assert len(listing.rows_named(db, ["HE-2026-0001"], sight)) == count
        assert (listing.row_of(db, "HE-2026-0001", sight) is not None) == bool(count)
        assert statistics_of(db, NOW, sight).total.plans == count
        assert len(choices(db, sight).years) == count
        assert (found_by_number(db, "HE-2026-1", sight) is not None) == bool(count)
        assert due.page_of(db, due.Due.PAPER, asked).count == count
        assert waiting_page(db, sight).count == count
        assert bool(events_after(db, 0, LATE, sight, 9)) == bool(count)
        failed = unsent.page_of(db, Unsent.FAILED, hidden=sight.hidden)
        assert failed.count == len(failed.rows) == count


@pytest.mark.parametrize("column", ["kind", "actor"])
def test_events_that_cannot_be_understood_are_left_out(db: sa.Engine, column: str) -> None:
    filing = examples.filed(db)
    known = [event.id for event, _, _ in events_after(db, 0, LATE, ALL, 9)]
    assert [event.id for event, _, _ in events_after(db, known[0], LATE, ALL, 9)] == known[1:]
    odd = {"at": NOW, "kind": "filed", "actor": "filer", "facts": {}} | {column: "odd"}
    odd |= {"case_id": filing.case_id, "filing_id": filing.id}
    with writing(db) as connection:
        connection.execute(sa.insert(schema.events), odd)
    assert [event.id for event, _, _ in events_after(db, 0, LATE, ALL, 9)] == known


def test_search_does_not_tell_by_how_much_it_finds(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_HITS", 0)
    monkeypatch.setattr("register.search.MOST_HITS", 0)
    examples.filed(db, SECRET)
    assert not listing.page_of(db, Wanted("kvarn"), FEW).is_more
    assert listing.page_of(db, Wanted("kvarn"), ALL).is_more


def test_choices_are_as_they_were_last_written_where_they_are_seen(db: sa.Engine) -> None:
    said = (
        ("aktivitetsplan", Indexed("Facebook", "Vård", "Ek")),
        ("hemligt", Indexed("FACEBOOK", "Vård", "Ek")),
        ("hemligt", Indexed("Skvaller", "Skola", "Al")),
        ("aktivitetsplan", Indexed("X", "Vård", "EK")),
    )
    for number, (form, indexed) in enumerate(said):
        examples.filed(
            db,
            examples.plan(form=form, prefix=form[:2].upper(), indexed=indexed, subject=f"{number}"),
        )
    assert choices(db, FEW) == Choices(["Facebook", "X"], ["Vård"], ["EK"], [NOW.year])
    everything = Choices(["FACEBOOK", "Skvaller", "X"], ["Skola", "Vård"], ["Al", "EK"], [NOW.year])
    assert choices(db, ALL) == everything
    own = Sight("vård", FEW.hidden)
    assert choices(db, own) == choices(db, FEW)
    assert choices(db, Sight("Skola", FEW.hidden)) == Choices()
    assert choices(db, Sight("Ingen", frozenset())) == Choices()

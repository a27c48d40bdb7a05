"""Another unit takes a plan over: who is told, by which letter, and how often."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import sqlalchemy as sa
from flask import Flask

from mail.courier import LEASE
from mail.letters.copy import Sender
from mail.letters.take_over import TakeOverWriter
from office.office import Office
from register import schema
from register.actors import SYSTEM
from register.apart import tell_apart
from register.database import reading
from register.letters import LetterKind, lease_letter
from tests.register.examples import lost_letter
from tests.web.desk.test_account import ADDRESS, Account
from tests.web.desk.test_departures import BO, TWO, inputs
from tests.web.desk.test_own_plans import ONE_OF_THEM, OWN
from tests.web.desk.test_plan import app
from tests.web.desk.test_same_account import ON_SQLITE, revision

__all__ = ["app"]

OFFICER = "informationsansvarig@toreboda.example"
BEYOND = {"name": "Bo Ek", "email": "bo@gmail.example", "phone": "0506-180 00"}
ANN = {"name": "Ann Ask", "email": "ann.ask@toreboda.se", "phone": "0506-180 00"}
HERE = "https://b.example"


def take_over(account: Account, door: str = "receipt") -> None:
    who, back = account.doors[door]
    who.get(f"{back}ta-over")
    who.post(f"{back}ta-over", revision(who))


def told(app: Flask) -> dict[str, dict[str, int]]:
    """Who gets a letter, and what it is written from."""
    own: Office = app.extensions["office"]
    t = schema.letters.c
    with reading(own.register) as connection:
        rows = connection.execute(
            sa.select(t.recipient, t.facts).where(t.kind == LetterKind.TAKE_OVER.value)
        ).all()
    assert len({row.recipient for row in rows}) == len(rows)
    return {row.recipient: row.facts for row in rows}


def letters(app: Flask) -> dict[str, str]:
    """The text of each letter, by who gets it."""
    own: Office = app.extensions["office"]
    cases, plans = f"{HERE}/register/planer/", f"{HERE}/mina-planer/"
    sender = Sender(own.settings.sender, "Töreboda kommun", own_plans=plans, cases=cases)
    writer, found = TakeOverWriter(own.register, sender), {}
    while waiting := lease_letter(own.register, own.now(), LEASE, "courier"):
        if waiting.kind is LetterKind.TAKE_OVER:
            letter = message_from_bytes(writer.write(waiting).content, policy=default)
            text = f"{letter['Subject']}\n{letter.get_content()}"
            found[waiting.recipient] = " ".join(text.split())
    return found


def test_those_who_have_the_account_and_the_officer_are_told_once(app: Flask) -> None:
    account = Account(app, administrators=[BEYOND, *TWO])
    filing = account.case.id
    take_over(account)
    expected: dict[str, Any] = {
        BO: {"filing": filing, "taken": filing},
        OWN: {"filing": filing, "taken": filing},
        OFFICER: {"filing": filing, "taken": filing, "told": 2},
    }
    assert told(app) == expected
    # They look once more, or begin anew.
    take_over(account, "own")
    take_over(account, "register")
    assert told(app) == expected
    officer, page = account.doors["register"]
    officer.get(page)
    assert officer.text.count("En annan enhet började ta över planen") == 3


@ON_SQLITE
def test_whoever_has_left_or_cannot_be_reached_is_not_written_to(app: Flask) -> None:
    account = Account(app, administrators=[ANN, *TWO])
    lost_letter(*_refused(app, BO))
    owner, page = account.doors["own"]
    owner.get(f"{page}slutat")
    owner.post(f"{page}slutat", inputs(owner))
    take_over(account)
    assert set(told(app)) == {ANN["email"], OFFICER}


@ON_SQLITE
def test_nobody_tells_the_office_what_it_did_itself(app: Flask) -> None:
    take_over(Account(app, administrators=TWO), "register")
    assert set(told(app)) == {BO, OWN}


@ON_SQLITE
def test_officer_is_told_when_nobody_can_be_written_to(app: Flask) -> None:
    account = Account(app, administrators=[BEYOND, ONE_OF_THEM])
    lost_letter(*_refused(app, OWN))
    take_over(account)
    assert told(app)[OFFICER]["told"] == 0
    assert "kan inte skriva till någon som administrerar kontot" in letters(app)[OFFICER]


def _refused(app: Flask, address: str) -> tuple[sa.Engine, str, str, Any]:
    own: Office = app.extensions["office"]
    return own.register, address, "550 5.1.1 no such user", own.now()


def both(app: Flask) -> tuple[Account, Account]:
    """Two plans of one account: somebody stands in both."""
    one = Account(app, url=ADDRESS, administrators=TWO)
    return one, Account(app, url=ADDRESS, administrators=[ANN, ONE_OF_THEM], weekly_hours="9")


@ON_SQLITE
def test_those_of_another_plan_of_the_account_are_told_too(app: Flask) -> None:
    one, other = both(app)
    take_over(one)
    first, second = one.case.id, other.case.id
    assert told(app) == {
        BO: {"filing": first, "taken": first},
        # Who stands in both gets one letter.
        OWN: {"filing": first, "taken": first},
        ANN["email"]: {"filing": second, "taken": first},
        OFFICER: {"filing": first, "taken": first, "told": 3},
    }
    texts = letters(app)
    about = f"[Aktivitetsplan] {one.reference} v1: en annan enhet tar över kontot"
    for who, words in {
        BO: ("Till dess sköter ni kontot som vanligt", f"{HERE}/mina-planer/{one.reference}/"),
        ANN["email"]: (f"samma konto som {other.reference}", f"/mina-planer/{other.reference}/"),
        OFFICER: (f"har också {other.reference}", f"/register/planer/{one.reference}/", "3 brev"),
    }.items():
        assert texts[who].startswith(about)
        assert all(one in texts[who] for one in words)
        assert not any(person["name"] in texts[who] for person in (*TWO, ANN))


@ON_SQLITE
def test_those_of_an_account_told_apart_are_not(app: Flask) -> None:
    one, other = both(app)
    own: Office = app.extensions["office"]
    cases = (one.case, one.case.id), (other.case, other.case.id)
    tell_apart(own.register, *cases, own.now(), SYSTEM)
    take_over(one)
    assert ANN["email"] not in told(app)


@ON_SQLITE
def test_who_is_overtaken_sends_nothing(app: Flask) -> None:
    account = Account(app, administrators=TWO)
    who, back = account.doors["receipt"]
    who.get(f"{back}ta-over")
    seen = revision(who)
    account.say("own", "visar", {f"check-{n}": "ja" for n in range(20)})
    who.post(f"{back}ta-over", seen, 409)
    assert told(app) == {}


@ON_SQLITE
def test_every_letter_has_a_name_in_the_list_of_mail(app: Flask) -> None:
    module = app.jinja_env.get_template("desk/mails.html").module
    assert set(module.LETTERS) == {one.value for one in LetterKind}  # type: ignore[attr-defined]

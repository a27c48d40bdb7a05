"""One answer to who may do what, for every kind of actor and every action."""

import pytest
import sqlalchemy as sa

from register import access, keys
from register.access import LINK, RECEIPT, VIEW, Action, may
from register.actors import Actor, ActorKind
from tests.register import examples
from tests.register.examples import NOW

EVERYTHING = {
    *(Action.SEE, Action.CHANGE, Action.TEND),
    *(Action.SEND_AGAIN, Action.CHECK, Action.BRING),
}
# Whoever is not named may do nothing: commands and rounds are asked by nobody.
ALLOWED = {
    ActorKind.FILER: EVERYTHING,
    ActorKind.READER: {Action.SEE, Action.CHECK, Action.BRING},
    ActorKind.HOLDER: {Action.CHECK, Action.BRING},
    ActorKind.ADMINISTRATOR: EVERYTHING - {Action.SEND_AGAIN},
}
MINE, ANOTHERS = 1, 2
FORM = "aktivitetsplan"


@pytest.mark.parametrize("kind", ActorKind)
@pytest.mark.parametrize("action", Action)
def test_everybody_may_do_what_is_said_and_only_with_their_own_case(
    kind: ActorKind, action: Action
) -> None:
    actor = Actor(kind, MINE)
    assert may(actor, action, MINE, FORM) == (action in ALLOWED.get(kind, set()))
    assert not may(actor, action, ANOTHERS, FORM)
    assert not may(Actor(kind), action, MINE, FORM)


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [(RECEIPT, ActorKind.FILER), (VIEW, ActorKind.READER), (LINK, ActorKind.READER)],
)
def test_key_makes_of_its_holder_what_it_was_given_out_for(
    db: sa.Engine, purpose: str, kind: ActorKind
) -> None:
    filing = examples.filed(db)
    access.grant_access(db, filing.id, "another key", purpose, NOW)
    opened = access.opened_by(db, "another key")
    assert opened is not None
    assert opened.filing == filing
    assert opened.actor.kind is kind
    assert opened.actor.case_id == filing.case_id
    # Too little of the digest to find the key by, enough to know it again.
    assert opened.actor.key == keys.digest("another key")[:12]
    assert {action for action in Action if opened.may(action)} == ALLOWED[kind]


def test_key_that_nobody_was_given_opens_nothing(db: sa.Engine) -> None:
    examples.filed(db)
    assert access.opened_by(db, keys.new_key()) is None

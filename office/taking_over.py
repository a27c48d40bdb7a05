"""Telling of a take-over, within the own domains: those who have the account, and the officers."""

from collections.abc import Callable

from sqlalchemy import Connection

from office.office import Office
from office.telling import administrators_of
from register import take_overs
from register.actors import Actor, ActorKind
from register.apart import same_account
from register.filings import Filing, filing_by_id
from register.take_overs import Post


def tell_of_take_over(own: Office, filing: Filing, actor: Actor) -> Callable[[Connection], int]:
    """What queues letters that another unit begins to take a plan over, in the transaction in which
    that is written, and returns how many.

    Nobody who has left or whose address refuses mail is written to. Who administers another plan of
    the same account is told too, since it is their account as well. No officer is told of what an
    officer did.
    """
    others = [filing_by_id(own.register, one) for one in same_account(own.register, filing.case_id)]
    is_office = actor.kind is ActorKind.OFFICER
    post = Post(
        within=administrators_of(own, filing).within,
        beside={one.id: administrators_of(own, one).within for one in others},
        officers=() if is_office else own.settings.information_officer,
        domain=own.settings.sender_domain,
    )
    now = own.now()
    return lambda connection: take_overs.tell(connection, filing, post, now)

"""Who has left an account, as the pages of its plan tell it."""

from mail.letters.departure import subject_of, words_to_others
from office.addresses import own_plans_url
from office.departing import those_who_left
from register.access import Action, Opened
from register.cases import find_case
from register.departures import How, standing_of
from register.filings import Filing
from register.fold import address_key
from web.filed.forwarding import Forward, forward
from web.office import office


def departures_told(found: Opened, address: str) -> dict[str, object]:
    """What somebody who stands in a plan is told: who has left, and whether they did so
    themselves; and what they may do about it."""
    own, filing = office(), found.filing
    case = find_case(own.register, filing.reference)
    gone = those_who_left(own, filing)
    mine = [one for one in gone if one.at and one.address == address_key(address)]
    return {
        "gone": [] if case is None or case.ended_on else gone,
        "mine": mine[0] if mine else None,
        "may_come_back": any(one.how is How.SAID for one in mine),
        "may_leave": found.may(Action.CHANGE),
        "revision": case.revision if case else 0,
    }


def words_about_departure(filing: Filing) -> Forward | None:
    """The letter to those who are left, to be sent by hand; none when all of those are."""
    own = office()
    standing = standing_of(own.register, filing)
    if not standing.left:
        return None
    words = words_to_others(filing, standing, own_plans_url(own.settings.base_url))
    return forward(subject_of(filing), "\n\n".join(words))

"""What a human has to do now: as of which days papers and logins are late."""

from datetime import datetime, timedelta

from office.office import Office
from register.due import Asked
from register.duties import Calendar
from register.places import MOST_COUNTED, PAGE
from register.sight import Sight
from settings import Settings
from swedish import day_of, midnight

# The policy asks that it be done (D10) and does not say how soon.
CREDENTIALS_DAYS = 30


def asked(
    own: Office, sight: Sight, after: str = "", size: int = PAGE, most: int = MOST_COUNTED
) -> Asked:
    """What is to be looked for, of what somebody sees."""
    papers, logins = (
        _beginning_of_day(own.now(), days) for days in (own.settings.paper_days, CREDENTIALS_DAYS)
    )
    return Asked(papers, logins, sight, after, size, most)


def calendar_of(own: Office) -> Calendar:
    """Today in Sweden, and how often the settings want what is due again and again."""
    return calendar_on(own.settings, own.now())


def calendar_on(settings: Settings, now: datetime) -> Calendar:
    """The same at any time."""
    return Calendar(
        today=day_of(now),
        snapshot_months=settings.snapshot_months,
        review_months=settings.review_months,
        paper_days=settings.paper_days,
        login_days=CREDENTIALS_DAYS,
    )


def _beginning_of_day(now: datetime, days: int) -> datetime:
    """Of the Swedish day so many days ago: what came on it has that long, to the end of today."""
    return midnight(day_of(now) - timedelta(days=days))

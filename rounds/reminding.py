"""Reminding people of what is due: once a working day, a letter each, by one of all processes."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from register import chores
from register.duties import Calendar
from register.reminded import CHORE, begins, everybody, queue_letter
from register.reminder_rules import Rules
from register.reminder_steps import FIRST_HOUR, LAST_HOUR, is_letter_day, letters_of
from register.walks import DAY
from swedish import SWEDEN

# Whoever died in the middle is followed by another.
AGAIN_IN = timedelta(hours=1)
log = logging.getLogger("blanketter.reminding")


def remind_if_due(
    db: sa.Engine,
    calendar: Calendar,
    rules: Rules,
    now: datetime,
    is_stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Write to everybody who is to be reminded today, once a working day. Raises
    RegisterUnavailable."""
    is_its_hour = FIRST_HOUR <= now.astimezone(SWEDEN).hour < LAST_HOUR
    if not (is_its_hour and is_letter_day(calendar.today, rules.pauses)):
        return
    if not chores.take_on(db, CHORE, now, AGAIN_IN):
        return
    count = remind_all(db, calendar, rules, now, is_stopping)
    chores.put_off(db, CHORE, now if is_stopping() else begins(calendar.today + DAY))
    if count:
        log.info("reminders queued", extra={"count": count})


def remind_all(
    db: sa.Engine,
    calendar: Calendar,
    rules: Rules,
    now: datetime,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Queue the letters of today, and return how many. Raises RegisterUnavailable."""
    count = 0
    for person in everybody(db, calendar, rules, calendar.today):
        if is_stopping():
            break
        for due in letters_of(person, [calendar.today]):
            count += queue_letter(db, rules, due, now)
    return count

"""Days as an iCalendar (RFC 5545) that Outlook, Google and Apple subscribe to.

Written here: it is a dozen fixed lines a day, and two rules for texts and long lines. Days are
events that last the whole day and keep nobody busy, since no calendar of these shows the tasks of
another (VTODO) that it subscribes to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import category

# RFC 5545, 3.1: octets of a line without its end.
_LONGEST_LINE = 75
_DAY = timedelta(days=1)
# How often it is worth asking again (RFC 7986, 5.7), and the same for Outlook.
_EVERY = ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H")


@dataclass(frozen=True)
class Entry:
    """What stands on a day. `uid` is the same for as long as it is the same thing, `changed_on`
    the day since which it reads as it does."""

    uid: str
    day: date
    changed_on: date
    summary: str
    description: str
    url: str


def calendar_text(name: str, entries: Iterable[Entry]) -> str:
    """A whole calendar of that name, with the line ends that the standard asks for."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Blanketter//Att göra//SV"]
    head += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    head += [f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}", *_EVERY]
    lines = [*head, *(line for one in entries for line in _event(one)), "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(entry: Entry) -> Iterator[str]:
    stamp = f"{entry.changed_on:%Y%m%d}T000000Z"
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + _DAY:%Y%m%d}"
    yield f"SUMMARY:{_escaped(entry.summary)}"
    yield f"DESCRIPTION:{_escaped(entry.description)}"
    yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11), which has no other control characters."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join("".join(filter(_is_shown, line)) for line in text.splitlines())


def _is_shown(sign: str) -> bool:
    """No control character; Python calls blanks that do not break unprintable, too."""
    return not category(sign).startswith("C")


def _folded(line: str) -> str:
    """A line in as many as it needs, none of which splits a character (RFC 5545, 3.1)."""
    lines, size = [""], 0
    for sign in line:
        weight = len(sign.encode())
        if size + weight > _LONGEST_LINE:
            lines.append(" ")
            size = 1
        lines[-1] += sign
        size += weight
    return "\r\n".join(lines)

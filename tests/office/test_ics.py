"""Days as an iCalendar, read by another program."""

from datetime import date

import icalendar
from hypothesis import example, given
from hypothesis import strategies as st

from office.ics import Entry, calendar_text

LAST = date(2028, 2, 29)


@example("10\u00a0dagar kvar")
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=200))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    entry = Entry("a@b", LAST, LAST, text, f"{text}\nslut", "https://b.se/å")
    written = calendar_text("Att göra; allt, kanske", [entry]).encode()
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == text
    assert str(event["DESCRIPTION"]) == f"{text}\nslut"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (LAST, date(2028, 3, 1))
    assert str(calendar["X-WR-CALNAME"]) == "Att göra; allt, kanske"


def test_no_text_adds_a_property() -> None:
    entry = Entry("a@b", LAST, LAST, "a\r\nURL:x\x07\u2028b", "", "https://b.se/")
    lines = calendar_text("x", [entry]).split("\r\n")
    assert [line for line in lines if line.startswith("URL:")] == ["URL:https://b.se/"]
    assert "SUMMARY:a\\nURL:x\\nb" in lines

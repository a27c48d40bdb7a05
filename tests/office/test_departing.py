"""A pasted list of people who have left: what is read, and which lines are named."""

import pytest

from office.departing import (
    BAD_ADDRESS,
    MOST_BYTES,
    MOST_LINES,
    NO_ADDRESS,
    SEVERAL,
    TooMany,
    people_in,
)

BO = "bo.ek@toreboda.se"


@pytest.mark.parametrize(
    "line",
    [
        BO,
        f"  {BO.upper()}  ",
        f"Bo Ek <{BO}>",
        f'"Ek, Bo" <{BO}>;',
        f"Ek;Bo;{BO};2026-05-31",
        f'"Ek","Bo","{BO}"',
        f"Ek\tBo\t{BO}\tKultur",
        f"mailto:{BO}",
        f"<mailto:{BO}>",
        f"Bo Ek ({BO}).",
        f"{BO} <{BO}>",
        f"\u200b{BO}\u200b",
        "bo.\u00adek@toreboda.se\ufeff",
    ],
)
def test_an_address_is_found_however_it_was_copied(line: str) -> None:
    people = people_in(f"{line}\r\n\r\n")
    assert (people.addresses, people.wrong) == ((BO,), ())


def test_wrong_lines_are_named_and_the_rest_is_read() -> None:
    text = f"Namn;E-post\n{BO}\nBo Ek\n\nbo@\nasa@x.se per@x.se\nÅsa <asa@x.se>\n{BO}"
    people = people_in(text)
    assert people.addresses == (BO, "asa@x.se")
    assert [(one.number, one.line, one.why) for one in people.wrong] == [
        (3, "Bo Ek", NO_ADDRESS),
        (5, "bo@", BAD_ADDRESS.format("bo@")),
        (6, "asa@x.se per@x.se", SEVERAL),
    ]


def test_a_first_line_that_is_no_head_of_a_table_is_named() -> None:
    assert [one.number for one in people_in(f"Bo Ek\n{BO}").wrong] == [1]
    assert [one.number for one in people_in(f"Bo;bo@\n{BO}").wrong] == [1]


def test_a_list_that_is_too_long_is_refused_whole() -> None:
    full = "\n".join(f"p{number}@x.se" for number in range(MOST_LINES))
    assert len(people_in(f"{full}\n").addresses) == MOST_LINES
    for text in (f"{full}\n{BO}", "a" * (MOST_BYTES + 1), "å" * (MOST_BYTES // 2 + 1)):
        with pytest.raises(TooMany):
            people_in(text)


def test_a_wrong_line_is_shown_in_short_and_stops_nothing() -> None:
    text = "\x00\ud800@" * 999 + f"\n{BO}"
    people = people_in(text)
    assert (people.addresses, len(people.wrong[0].line) <= 60) == ((BO,), True)

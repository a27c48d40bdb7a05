"""Files that come with paper in them: kept once, read by one at a time, and taken over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from register import arrivals
from register.actors import COURIER, OPERATOR
from register.arrivals import Arrival, NewArrival, Way, add_arrival, lease_arrival
from register.database import reading
from register.schema import events
from tests.register.examples import NOW

MINUTE = timedelta(minutes=1)


def arrived(db: sa.Engine, content: bytes = b"scan", name: str = "scan.pdf") -> Arrival:
    new = NewArrival(content, name, "application/pdf", Way.FOLDER)
    return add_arrival(db, new, NOW, COURIER)[0]


def test_the_same_bytes_by_two_ways_at_once_are_kept_once_and_both_are_told(db: sa.Engine) -> None:
    ways = [Way.FOLDER, Way.MAIL] * 4

    def arrive(way: Way) -> tuple[Arrival, bool]:
        return add_arrival(db, NewArrival(b"scan", f"{way}.pdf", "", way), NOW, COURIER)

    with ThreadPoolExecutor(len(ways)) as pool:
        told = list(pool.map(arrive, ways))
    assert len({arrival.id for arrival, _ in told}) == 1
    assert [is_new for _, is_new in told].count(True) == 1
    with reading(db) as connection:
        kinds = list(connection.scalars(sa.select(events.c.kind)))
    assert kinds == ["paper_arrived"]


def test_name_is_bounded_and_names_no_folder(db: sa.Engine) -> None:
    arrival = arrived(db, name="../../C:\\skan\\" + "a\n" * 300 + ".pdf")
    assert len(arrival.name) <= arrivals.LONGEST_NAME
    assert arrival.name.endswith(".pdf")
    assert not set("/\\\n") & set(arrival.name)
    assert arrived(db, b"other", name=" / ").name == "namnlös"


def test_bytes_come_back_as_they_came(db: sa.Engine) -> None:
    arrival = arrived(db, b"\x00\xffscan")
    assert arrivals.content_of(db, arrival.id) == b"\x00\xffscan"
    assert (arrival.size, arrival.is_read) == (6, False)


def test_two_readers_never_hold_the_same_file(db: sa.Engine) -> None:
    one, two = arrived(db, b"1"), arrived(db, b"2")
    taken = [lease_arrival(db, NOW, MINUTE, worker) for worker in ("a", "b", "c")]
    assert [one_taken and one_taken.id for one_taken in taken] == [one.id, two.id, None]


def test_reader_that_was_killed_is_taken_over_when_its_lease_ends(db: sa.Engine) -> None:
    arrived(db)
    killed = lease_arrival(db, NOW, MINUTE, "killed")
    assert killed is not None
    assert lease_arrival(db, NOW + MINUTE / 2, MINUTE, "next") is None
    assert arrivals.hold_arrival(db, killed, NOW + 2 * MINUTE, pages=3)
    assert lease_arrival(db, NOW + MINUTE, MINUTE, "next") is None
    taken = lease_arrival(db, NOW + 2 * MINUTE, MINUTE, "next")
    assert taken is not None
    assert (taken.leased_by, taken.attempts, taken.pages) == ("next", 2, 3)
    assert not arrivals.hold_arrival(db, killed, NOW + 9 * MINUTE)
    assert not arrivals.finish_arrival(db, killed, NOW, refused="broken")
    assert arrivals.finish_arrival(db, taken, NOW)
    assert lease_arrival(db, NOW + 9 * MINUTE, MINUTE, "next") is None


def test_lease_of_a_clock_that_was_wrong_holds_nobody_up(db: sa.Engine) -> None:
    arrived(db)
    lease_arrival(db, NOW + timedelta(days=300), MINUTE, "wrong")
    assert lease_arrival(db, NOW, MINUTE, "right") is not None


def test_what_cannot_be_read_is_listed_until_somebody_takes_care(db: sa.Engine) -> None:
    arrived(db)
    assert arrivals.waiting_now(db) == arrivals.Waiting(1, 4, NOW)
    taken = lease_arrival(db, NOW, MINUTE, "a")
    assert taken is not None
    arrivals.finish_arrival(db, taken, NOW, "too-large", {"limit": 40})
    assert arrivals.waiting_now(db).files == 0
    (row,) = arrivals.unread_page(db).rows
    assert (row.refused, row.facts, row.is_read) == ("too-large", {"limit": 40}, True)
    assert arrivals.settle_arrival(db, row, NOW, OPERATOR)
    assert not arrivals.settle_arrival(db, row, NOW, OPERATOR)
    assert arrivals.unread_page(db).count == 0
    assert [one.id for one in arrivals.newest_arrivals(db)] == [1]


def test_file_that_could_not_be_read_is_read_once_more_when_it_comes_again(db: sa.Engine) -> None:
    arrived(db)
    for attempt in range(2):
        taken = lease_arrival(db, NOW, MINUTE, "a")
        assert taken is not None
        assert taken.attempts == 1
        arrivals.finish_arrival(db, taken, NOW, "too-heavy" if attempt == 0 else None)
        arrived(db)
    assert lease_arrival(db, NOW, MINUTE, "a") is None
    assert arrivals.unread_page(db).count == 0


def test_file_that_was_given_back_is_free_at_once(db: sa.Engine) -> None:
    arrived(db)
    taken = lease_arrival(db, NOW, MINUTE, "a")
    assert taken is not None
    arrivals.let_go(db, taken)
    again = lease_arrival(db, NOW, MINUTE, "b", taken.id)
    assert again is not None
    assert (again.leased_by, again.attempts) == ("b", 1)

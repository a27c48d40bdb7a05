"""The alarm rings when it was left alone, and only then."""

import threading

from mail.smtp.alarm import Alarm


def test_alarm_that_is_not_stopped_rings() -> None:
    rung = threading.Event()
    alarm = Alarm(0.01, rung.set)
    alarm.set()
    assert rung.wait(300)
    alarm.close()


def test_alarm_that_was_stopped_is_silent_and_can_be_set_again() -> None:
    rung, later = threading.Event(), threading.Event()
    alarm, clock = Alarm(0.01, rung.set), Alarm(0.1, later.set)
    alarm.set()
    alarm.stop()
    clock.set()
    assert later.wait(300)
    assert not rung.is_set()
    alarm.set()
    assert rung.wait(300)
    alarm.close()
    clock.close()


def test_alarm_rings_once() -> None:
    rings = threading.Semaphore(0)
    alarm = Alarm(0.01, rings.release)
    alarm.set()
    assert rings.acquire(timeout=300)
    alarm.close()
    assert not rings.acquire(blocking=False)


def test_closed_alarm_leaves_no_thread_and_may_be_set_again() -> None:
    before = threading.active_count()
    rung = threading.Event()
    alarm = Alarm(60, rung.set)
    alarm.close()
    for _ in range(2):
        alarm.set()
        alarm.close()
    assert threading.active_count() == before
    assert not rung.is_set()

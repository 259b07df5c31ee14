from __future__ import annotations

import pytest

from bot.discord_app import pace, taps
from bot.discord_app.pace import Pace
from bot.discord_app.refusals import TooSoon
from bot.discord_app.taps import Taps


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_taps_are_laid_over_what_the_next_one_carries_for_some_seconds() -> None:
    clock = Clock()
    noted = Taps(clock)
    noted.note(1, 0, ticked=True)
    noted.note(1, 3, ticked=False)
    assert noted.over(1, frozenset({3, 5})) == {0, 5}
    assert noted.over(2, frozenset({3})) == {3}
    noted.note(1, 0, ticked=False)
    assert noted.over(1, frozenset({0})) == frozenset()
    clock.now += taps.SECONDS + 1
    assert noted.over(1, frozenset({3, 5})) == {3, 5}


def test_only_the_newest_messages_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taps, "MESSAGES", 2)
    noted = Taps()
    for message in (1, 2, 3):
        noted.note(message, 0, ticked=True)
    assert noted.over(1, frozenset()) == frozenset()
    assert noted.over(3, frozenset()) == {0}


def test_somebody_who_waited_can_go_on() -> None:
    clock = Clock()
    counted = Pace(2, 60.0, clock)
    counted.take(1)
    counted.take(1)
    with pytest.raises(TooSoon) as refused:
        counted.take(1)
    assert refused.value.seconds == 61
    clock.now += refused.value.seconds
    counted.take(1)


def test_asking_again_too_soon_does_not_make_the_wait_longer() -> None:
    clock = Clock()
    counted = Pace(1, 60.0, clock)
    counted.take(1)
    for _ in range(50):
        clock.now += 1
        with pytest.raises(TooSoon):
            counted.take(1)
    clock.now += 11
    counted.take(1)


def test_people_are_counted_apart_and_not_all_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REMEMBERED", 2)
    counted = Pace(1, 60.0, Clock())
    for person in (1, 2, 3):
        counted.take(person)
    counted.take(1)
    with pytest.raises(TooSoon):
        counted.take(3)

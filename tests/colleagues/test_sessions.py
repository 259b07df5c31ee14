from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.colleagues.sessions import HOST_GRACE, Session, Stage, Step

START = datetime(2026, 12, 1, 18, tzinfo=UTC)
SESSION = Session(1, 5, 7, "Answering reviews", START, 60, 9)


def test_nothing_is_due_before_the_time_and_then_the_thread_opens() -> None:
    assert SESSION.due(START - timedelta(seconds=1)) is None
    assert SESSION.due(START) is Step.OPEN
    assert SESSION.due(START + timedelta(minutes=59)) is Step.OPEN


def test_a_session_whose_time_passed_while_the_lounge_was_away_is_missed_and_not_opened_late() -> None:
    assert SESSION.due(START + timedelta(minutes=60)) is Step.MISS


def test_a_host_who_does_not_turn_up_is_waited_for_a_quarter_of_an_hour() -> None:
    opened = replace(SESSION, stage=Stage.OPEN)
    assert opened.due(START + HOST_GRACE - timedelta(seconds=1)) is None
    assert opened.due(START + HOST_GRACE) is Step.MISS
    assert replace(opened, released=1).due(START + HOST_GRACE) is None


def test_a_session_ends_at_its_time_even_after_a_restart_in_the_middle() -> None:
    running = replace(SESSION, stage=Stage.OPEN, released=2)
    assert running.due(START + timedelta(minutes=60)) is Step.END
    assert running.due(START + timedelta(days=3)) is Step.END


@given(
    st.sampled_from(list(Stage)), st.integers(0, 3), st.integers(15, 180), st.integers(-500, 500),
)  # fmt: skip
def test_the_next_moment_is_the_first_at_which_something_is_due(
    stage: Stage, released: int, minutes: int, ahead: int
) -> None:
    session = replace(SESSION, stage=stage, released=released, minutes=minutes)
    coming = session.next_at()
    assert (coming is None) == stage.over
    if coming is not None:
        assert session.due(coming) is not None
        assert session.due(coming - timedelta(seconds=1)) is None
        assert session.due(coming + timedelta(minutes=abs(ahead))) is not None

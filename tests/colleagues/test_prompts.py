from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.colleagues.prompts import Every, Schedule, choose, pauses

LONDON = ZoneInfo("Europe/London")


def test_a_daily_prompt_comes_at_its_local_time_through_the_change_of_clocks() -> None:
    schedule = Schedule(Every.DAY, time(18, 30), LONDON)
    saturday = schedule.after(datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert saturday == datetime(2026, 10, 24, 17, 30, tzinfo=UTC)
    assert schedule.after(saturday) == datetime(2026, 10, 25, 18, 30, tzinfo=UTC)


def test_a_local_time_that_the_clocks_jump_over_comes_once_all_the_same() -> None:
    schedule = Schedule(Every.DAY, time(1, 30), LONDON)
    before = datetime(2027, 3, 27, 12, tzinfo=UTC)
    due = schedule.after(before)
    assert due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert schedule.after(due) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


def test_a_weekly_prompt_comes_on_its_day() -> None:
    schedule = Schedule(Every.WEEK, time(9), ZoneInfo("Asia/Dubai"), weekday=6)
    due = schedule.after(datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert due == datetime(2026, 11, 29, 5, tzinfo=UTC)
    assert schedule.after(due) == due + timedelta(days=7)


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.times(),
    st.sampled_from(["Europe/London", "Asia/Kolkata"]),
)
def test_occurrences_only_move_forward_by_a_day_at_most(moment: datetime, at: time, zone: str) -> None:
    schedule = Schedule(Every.DAY, at.replace(second=0, microsecond=0), ZoneInfo(zone))
    first = schedule.after(moment)
    assert moment < first <= moment + timedelta(hours=25)
    assert timedelta(hours=22) < schedule.after(first) - first < timedelta(hours=26)


@given(st.sets(st.text("abc-", min_size=1, max_size=5), min_size=1, max_size=12), st.integers(0, 2**63))
def test_no_entry_comes_again_before_all_have_been_used(entries: set[str], seed: int) -> None:
    used: list[str] = []
    for _ in entries:
        turn = choose(entries, used, seed)
        assert turn is not None
        assert not turn.new_round
        used.append(turn.entry)
    assert sorted(used) == sorted(entries)
    again = choose(entries, used, seed)
    assert again is not None
    assert again.new_round


def test_without_entries_there_is_no_prompt_and_channels_have_orders_of_their_own() -> None:
    assert choose([], [], 1) is None
    names = [str(number) for number in range(50)]
    assert len({getattr(choose(names, [], seed), "entry", None) for seed in range(20)}) > 5


def test_two_prompts_without_an_answer_pause_a_channel() -> None:
    assert [pauses(count) for count in (0, 1, 2, 3)] == [False, False, True, True]

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.colleagues.errors import WhenInvalid, WhenProblem, ZoneUnknown
from bot.colleagues.when import (
    FURTHEST,
    SOONEST,
    clock_suggestions,
    read,
    read_clock,
    suggestions,
    zone_of,
    zones_like,
)

LONDON = ZoneInfo("Europe/London")
DUBAI = ZoneInfo("Asia/Dubai")
# A Thursday, 12:00 in London, 16:00 in Dubai.
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:00", datetime(2026, 11, 26, 18, tzinfo=UTC)),
        ("6pm", datetime(2026, 11, 26, 18, tzinfo=UTC)),
        ("9:30 am", datetime(2026, 11, 27, 9, 30, tzinfo=UTC)),
        ("tonight 20:00", datetime(2026, 11, 26, 20, tzinfo=UTC)),
        ("Tomorrow at 6.15pm", datetime(2026, 11, 27, 18, 15, tzinfo=UTC)),
        ("20:00 tomorrow", datetime(2026, 11, 27, 20, tzinfo=UTC)),
        ("fri 7pm", datetime(2026, 11, 27, 19, tzinfo=UTC)),
        ("thursday 18:00", datetime(2026, 12, 3, 18, tzinfo=UTC)),
        ("1 Dec 18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("december 1st, noon", datetime(2026, 12, 1, 12, tzinfo=UTC)),
        ("3 January 18:00", datetime(2027, 1, 3, 18, tzinfo=UTC)),
        ("2026-12-01 18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("2026-12-01T18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("3 April 2027 18:00", datetime(2027, 4, 3, 17, tzinfo=UTC)),
        ("<t:1796148000:F>", datetime(2026, 12, 1, 18, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, expected: datetime) -> None:
    assert read(text, now=NOW, zone=LONDON) == expected


def test_the_clock_hangs_where_the_server_is() -> None:
    assert read("tomorrow 18:00", now=NOW, zone=DUBAI) == datetime(2026, 11, 27, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", WhenProblem.UNREADABLE),
        ("soon", WhenProblem.UNREADABLE),
        ("tomorrow", WhenProblem.UNREADABLE),
        ("7", WhenProblem.UNREADABLE),
        ("tomorrow 18:00 or so", WhenProblem.UNREADABLE),
        ("03/04 18:00", WhenProblem.AMBIGUOUS_DATE),
        ("31 June 18:00", WhenProblem.NO_SUCH_DATE),
        ("2026-13-01 18:00", WhenProblem.NO_SUCH_DATE),
        ("25:00", WhenProblem.NO_SUCH_DATE),
        ("13pm", WhenProblem.NO_SUCH_DATE),
        ("today 09:00", WhenProblem.PAST),
        ("today 12:05", WhenProblem.TOO_SOON),
        ("2027-11-01 18:00", WhenProblem.TOO_FAR),
        ("28 March 2027 01:30", WhenProblem.SKIPPED_BY_CLOCKS),
        ("x" * 400, WhenProblem.UNREADABLE),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(text: str, problem: WhenProblem) -> None:
    with pytest.raises(WhenInvalid) as refused:
        read(text, now=NOW, zone=LONDON)
    assert refused.value.problem is problem
    assert str(refused.value)


@given(st.text(max_size=80))
def test_no_text_whatever_gives_another_error_or_a_moment_out_of_reach(text: str) -> None:
    try:
        moment = read(text, now=NOW, zone=LONDON)
    except WhenInvalid:
        return
    assert NOW + SOONEST <= moment <= NOW + FURTHEST


@given(
    st.integers(0, 175 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.sampled_from([LONDON, DUBAI]),
)
def test_what_is_suggested_can_be_read_again(now: datetime, zone: ZoneInfo) -> None:
    offered = suggestions("", now=now, zone=zone)
    assert len(offered) == 10
    for item in offered:
        assert read(item.value, now=now, zone=zone) >= now + timedelta(hours=1)
        assert len(item.label) <= 100


def test_while_typing_what_can_be_read_is_offered_alone_and_the_rest_by_its_words() -> None:
    assert [item.value for item in suggestions("fri 7pm", now=NOW, zone=LONDON)] == ["2026-11-27 19:00"]
    assert all("Friday" in item.label for item in suggestions("frid", now=NOW, zone=LONDON))
    assert suggestions("nonsense", now=NOW, zone=LONDON) == ()


def test_zones_are_found_by_city_and_an_unknown_one_is_refused() -> None:
    assert zones_like("dubai")[0] == "Asia/Dubai"
    assert zones_like("new york")[0] == "America/New_York"
    assert len(zones_like("")) == 25
    assert all(zone_of(name) for name in zones_like(""))
    with pytest.raises(ZoneUnknown):
        zone_of("Mars/Olympus")
    with pytest.raises(ZoneUnknown):
        zone_of("../../etc/passwd")


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("18:30", time(18, 30)),
        ("6pm", time(18)),
        ("6.15 am", time(6, 15)),
        ("noon", time(12)),
        ("at 07:05", time(7, 5)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, clock: time) -> None:
    assert read_clock(text) == clock
    assert clock_suggestions(text) == (f"{clock:%H:%M}",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", WhenProblem.UNREADABLE_CLOCK),
        ("18", WhenProblem.UNREADABLE_CLOCK),
        ("soon", WhenProblem.UNREADABLE_CLOCK),
        ("tomorrow 18:00", WhenProblem.UNREADABLE_CLOCK),
        ("1" * 80, WhenProblem.UNREADABLE_CLOCK),
        ("25:00", WhenProblem.NO_SUCH_DATE),
        ("13pm", WhenProblem.NO_SUCH_DATE),
    ],
)
def test_a_time_of_day_that_cannot_be_read_is_refused(text: str, problem: WhenProblem) -> None:
    with pytest.raises(WhenInvalid) as raised:
        read_clock(text)
    assert raised.value.problem is problem


@given(st.text(max_size=70))
def test_whatever_is_typed_the_times_of_day_that_are_offered_can_be_read(text: str) -> None:
    assert all(f"{read_clock(offered):%H:%M}" == offered for offered in clock_suggestions(text))


def test_times_of_day_are_offered_by_their_beginning() -> None:
    assert len(clock_suggestions("")) == 12
    assert clock_suggestions("18") == ("18:00", "18:30")


@pytest.mark.parametrize(
    ("text", "zone", "problem"),
    [
        ("<t:999999999999>", "Europe/London", WhenProblem.TOO_FAR),
        ("9999-12-31 23:00", "America/New_York", WhenProblem.TOO_FAR),
        ("0001-01-01 00:00", "Asia/Dubai", WhenProblem.PAST),
    ],
)
def test_a_time_beyond_what_a_calendar_holds_is_refused_like_any_other(
    text: str, zone: str, problem: WhenProblem
) -> None:
    with pytest.raises(WhenInvalid) as refused:
        read(text, now=NOW, zone=ZoneInfo(zone))
    assert refused.value.problem is problem
    assert suggestions(text, now=NOW, zone=ZoneInfo(zone)) == ()


BACK = datetime(2026, 10, 25, tzinfo=UTC)
"""The clocks of London go back at 01:00 UTC on this day: from 01:00 to 02:00 they show every time twice."""
FORWARD = datetime(2027, 3, 28, tzinfo=UTC)
"""They go forward at 01:00 UTC on this one: from 01:00 to 02:00 they show nothing."""


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("25 October 01:30", BACK - timedelta(days=9)),
        ("2026-10-25 01:00", BACK - timedelta(days=9)),
        ("tomorrow 01:30", BACK - timedelta(hours=3)),
        ("01:30", BACK - timedelta(minutes=10)),
    ],
)
def test_a_time_that_the_clocks_show_twice_is_refused(text: str, now: datetime) -> None:
    with pytest.raises(WhenInvalid, match="twice"):
        read(text, now=now, zone=LONDON)


def test_of_a_time_that_comes_twice_the_one_still_to_come_is_meant() -> None:
    # 01:32 for the first time; 01:30 is still to come, once.
    now = BACK + timedelta(minutes=32)
    for text in ("01:30", "today 01:30"):
        assert read(text, now=now, zone=LONDON) == BACK + timedelta(hours=1, minutes=30)
    assert read("01:30", now=BACK + timedelta(hours=2), zone=LONDON) == BACK + timedelta(days=1, hours=1, minutes=30)


def test_a_time_alone_that_the_clocks_skip_today_is_said_so_and_means_tomorrow_once_it_would_have_passed() -> None:
    with pytest.raises(WhenInvalid, match=r"02:30.*tomorrow") as refused:
        read("01:30", now=FORWARD - timedelta(minutes=40), zone=LONDON)
    assert refused.value.problem is WhenProblem.SKIPPED_BY_CLOCKS
    tomorrow = FORWARD + timedelta(days=1, minutes=30)
    assert read("01:30", now=FORWARD + timedelta(hours=9), zone=LONDON) == tomorrow


def test_a_moment_that_the_clocks_show_twice_is_offered_so_that_it_can_be_read_again() -> None:
    moment = BACK + timedelta(hours=1, minutes=30)
    (offered,) = suggestions(f"<t:{int(moment.timestamp())}>", now=BACK - timedelta(days=3), zone=LONDON)
    assert read(offered.value, now=BACK - timedelta(days=3), zone=LONDON) == moment

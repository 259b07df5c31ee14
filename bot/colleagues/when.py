"""Reading a time as people write it, strictly: what could mean two moments is refused, with what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from bot.colleagues.errors import WhenInvalid, WhenProblem, ZoneUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

SOONEST = timedelta(minutes=15)
FURTHEST = timedelta(days=183)
SUGGESTED_HOURS = (18, 19, 20, 12)
SUGGESTED_DAYS = 8
SUGGESTED_CLOCKS = (
    "07:30",
    "08:00",
    "09:00",
    "12:00",
    "12:30",
    "13:00",
    "17:00",
    "18:00",
    "18:30",
    "19:00",
    "20:00",
    "21:00",
)
LONGEST = 60

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_STAMP = re.compile(r"<t:(\d{1,12})(?::[a-z])?>", re.IGNORECASE)
_CLOCK = re.compile(r"(?:at )?(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm)?", re.IGNORECASE)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORD_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})(?: (\d{4}))?")
_WORD_DATE_MONTH_FIRST = re.compile(r"([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?")
_SLASHED_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?")
_NOON = {"noon": time(12), "midday": time(12), "midnight": time(0)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A time to choose: ``label`` for people, in the server's zone, and ``value``, which ``read`` understands."""

    label: str
    value: str


def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone of a name. Raises ZoneUnknown."""
    if name not in _zones():
        raise ZoneUnknown
    return ZoneInfo(name)


def zones_like(typed: str, limit: int = 25) -> tuple[str, ...]:
    """Names of time zones with what was typed in them, those that begin with a city so named first."""
    wanted = typed.strip().casefold().replace(" ", "_")
    if not wanted:
        return _COMMON_ZONES[:limit]
    found = [name for name in sorted(_zones()) if wanted in name.casefold()]
    return tuple(sorted(found, key=lambda name: not name.casefold().rpartition("/")[2].startswith(wanted))[:limit])


def read(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment that a text names, in UTC; ``now`` has a zone, and ``zone`` is where the text's clock hangs.

    A day (today, tomorrow, a weekday, 3 April, 2026-04-03) and a time of day (18:00, 6pm, noon), in this order or the other; a time
    alone is its next occurrence; Discord's own timestamps as they are. Raises WhenInvalid.
    """
    wanted = " ".join(text.replace(",", " ").split()).lower()
    if len(wanted) > LONGEST:
        raise WhenInvalid(WhenProblem.UNREADABLE)
    if stamp := _STAMP.fullmatch(wanted):
        try:
            return _within_reach(datetime.fromtimestamp(int(stamp[1]), UTC), now)
        except (ValueError, OverflowError, OSError):
            raise WhenInvalid(WhenProblem.TOO_FAR) from None
    local_now = now.astimezone(zone)
    day, clock = _split(
        wanted.replace("t", " ", 1) if re.fullmatch(r"\d{4}-\d\d-\d\dt\d.*", wanted) else wanted, local_now.date()
    )
    if day is None:
        day = _next(clock, local_now, zone)
    return _within_reach(_moment(day, clock, zone, now), now)


def read_clock(text: str) -> time:
    """The time of day that a text names, as in 18:30, 6pm or noon. Raises WhenInvalid."""
    found = _clock(" ".join(text.split()).lower()) if len(text) <= LONGEST else None
    if found is None:
        raise WhenInvalid(WhenProblem.UNREADABLE_CLOCK)
    return found


def clock_suggestions(typed: str) -> tuple[str, ...]:
    """Times of day to offer while somebody types: what was typed, where it can be read, or those at which people look."""
    try:
        return (f"{read_clock(typed):%H:%M}",)
    except WhenInvalid:
        wanted = typed.strip()
        return tuple(offered for offered in SUGGESTED_CLOCKS if offered.startswith(wanted))


def suggestions(typed: str, *, now: datetime, zone: ZoneInfo, limit: int = 10) -> tuple[Suggestion, ...]:
    """Sensible times to offer while somebody types: what was typed, where it can be read, or evenings of the days ahead."""
    if typed.strip():
        try:
            return (_suggestion(read(typed, now=now, zone=zone), zone),)
        except WhenInvalid:
            pass
    wanted = typed.strip().casefold()
    offered = (_suggestion(moment, zone) for moment in _evenings(now, zone))
    return tuple(item for item in offered if wanted in item.label.casefold())[:limit]


def _evenings(now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for hour in SUGGESTED_HOURS:
        for ahead in range(SUGGESTED_DAYS):
            try:
                moment = _moment(today + timedelta(days=ahead), time(hour), zone, now)
                yield _within_reach(moment, now + timedelta(hours=1))
            except WhenInvalid:
                continue


def _suggestion(moment: datetime, zone: ZoneInfo) -> Suggestion:
    local = moment.astimezone(zone)
    twice = len(_moments(local.date(), local.time(), zone)) > 1
    value = f"<t:{int(moment.timestamp())}>" if twice else f"{local:%Y-%m-%d %H:%M}"
    return Suggestion(f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({zone.key})", value)


def _split(text: str, today: date) -> tuple[date | None, time]:
    words = text.split(" ")
    for cut in range(len(words) + 1):
        for day_words, clock_words in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            clock = _clock(" ".join(clock_words))
            if clock is None:
                continue
            day_text = " ".join(day_words).removeprefix("on ")
            if not day_text:
                return None, clock
            day = _day(day_text, today)
            if day is not None:
                return day, clock
    raise WhenInvalid(WhenProblem.UNREADABLE)


def _clock(text: str) -> time | None:
    if text.removeprefix("at ") in _NOON:
        return _NOON[text.removeprefix("at ")]
    found = _CLOCK.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise WhenInvalid(WhenProblem.NO_SUCH_DATE)
        hour = hour % 12 + (12 if found[3].lower() == "pm" else 0)
    if hour > 23 or minute > 59:
        raise WhenInvalid(WhenProblem.NO_SUCH_DATE)
    return time(hour, minute)


def _day(text: str, today: date) -> date | None:
    if text in ("today", "tonight"):
        return today
    if text in ("tomorrow", "tmrw", "tmw"):
        return today + timedelta(days=1)
    if (weekday := _place_of(text.removeprefix("next ").removeprefix("this "), _WEEKDAYS)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if iso := _ISO_DATE.fullmatch(text):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if _SLASHED_DATE.fullmatch(text):
        raise WhenInvalid(WhenProblem.AMBIGUOUS_DATE)
    if found := _WORD_DATE.fullmatch(text):
        number, month, year = found[1], found[2], found[3]
    elif found := _WORD_DATE_MONTH_FIRST.fullmatch(text):
        number, month, year = found[2], found[1], found[3]
    else:
        return None
    place = _place_of(month, _MONTHS)
    if place is None:
        return None
    if year:
        return _date(int(year), place + 1, int(number))
    this_year = _date(today.year, place + 1, int(number))
    return this_year if this_year >= today else _date(today.year + 1, place + 1, int(number))


def _place_of(word: str, names: tuple[str, ...]) -> int | None:
    if len(word) < 3:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word)), None)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise WhenInvalid(WhenProblem.NO_SUCH_DATE) from None


def _next(clock: time, local_now: datetime, zone: ZoneInfo) -> date:
    """The day on which a clock shows a time next: today, where it still comes or would come but for a change of the clocks."""
    today = local_now.date()
    moments = _moments(today, clock, zone)
    ahead = any(moment > local_now for moment in moments) if moments else clock > local_now.time()
    return today if ahead else today + timedelta(days=1)


def _moment(day: date, clock: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The one moment at which a clock shows a time on a day. Where it does so twice, and once has passed, the other is meant."""
    moments = _moments(day, clock, zone)
    if not moments:
        raise WhenInvalid(WhenProblem.SKIPPED_BY_CLOCKS)
    ahead = [moment for moment in moments if moment > now]
    if len(ahead) > 1:
        raise WhenInvalid(WhenProblem.REPEATED_BY_CLOCKS)
    return ahead[0] if ahead else moments[-1]


def _moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments, in UTC, at which a clock shows a time on a day: none, one or two."""
    found: list[datetime] = []
    for fold in (0, 1):
        local = datetime.combine(day, clock.replace(fold=fold), zone)
        try:
            moment = local.astimezone(UTC)
            # A local time that the clocks jump over comes back as another one.
            shown = moment.astimezone(zone)
        except OverflowError:
            raise WhenInvalid(WhenProblem.PAST if day.year == date.min.year else WhenProblem.TOO_FAR) from None
        if shown.replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0):
            found.append(moment)
    return tuple(dict.fromkeys(found))


def _within_reach(moment: datetime, now: datetime) -> datetime:
    if moment <= now:
        raise WhenInvalid(WhenProblem.PAST)
    if moment < now + SOONEST:
        raise WhenInvalid(WhenProblem.TOO_SOON)
    if moment > now + FURTHEST:
        raise WhenInvalid(WhenProblem.TOO_FAR)
    return moment


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


_COMMON_ZONES = (
    "UTC", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Asia/Dubai", "Asia/Riyadh", "Asia/Qatar", "Asia/Kuwait", "Asia/Karachi",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Manila", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland", "Africa/Cairo",
    "Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Toronto", "America/Vancouver",
)  # fmt: skip

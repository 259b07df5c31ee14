"""Discussion prompts: one entry turned into a question for colleagues, at a set local time, each once before any comes again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from zoneinfo import ZoneInfo

UNANSWERED_BEFORE_PAUSE = 2
LATE = timedelta(hours=3)
"""How long after its time a prompt is still posted. Later than that it would come at an hour that nobody chose."""


class Every(StrEnum):
    """How often a channel gets a prompt."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a channel gets its prompts: at local time ``at`` in ``zone``; weekly on ``weekday`` (0 is Monday)."""

    every: Every
    at: time
    zone: ZoneInfo
    weekday: int = 0

    def after(self, moment: datetime) -> datetime:
        """The first occurrence after a moment, in UTC. A local time that the clocks jump over comes as much later as they jump."""
        day = moment.astimezone(self.zone).date()
        while True:
            if self.every is Every.DAY or day.weekday() == self.weekday:
                due = self._on(day)
                if due > moment:
                    return due
            day += timedelta(days=1)

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a channel's prompt is to be: the ``entry`` and whether a new round begins with it (all entries had been used)."""

    entry: str
    new_round: bool


def choose(entries: Iterable[str], used: Collection[str], seed: int) -> Turn | None:
    """The next entry of a channel, in an order of the channel's own; None where there are no entries.

    ``used`` are those of the round so far. The order is by hash, so that it stays the same when entries come and go.
    """
    known = sorted(set(entries), key=lambda entry: hashlib.sha256(f"{seed}:{entry}".encode()).digest())
    if not known:
        return None
    fresh = [entry for entry in known if entry not in used]
    if fresh:
        return Turn(fresh[0], new_round=False)
    return Turn(known[0], new_round=True)


def pauses(unanswered: int) -> bool:
    """Whether a channel that left so many prompts in a row without an answer or a reaction gets no further ones."""
    return unanswered >= UNANSWERED_BEFORE_PAUSE

"""Question-and-answer sessions (guide point G30): when each step is due, and what happens when something goes wrong.

The form is the one of tweet chats: a host releases numbered questions, people answer under the number, for about an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST_MINUTES = 15
LONGEST_MINUTES = 180
MOST_QUESTIONS = 10
HOST_GRACE = timedelta(minutes=15)
"""How long a thread waits for its host before it says that the session does not take place."""


class Stage(StrEnum):
    """How far a session is."""

    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"
    MISSED = "missed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more happens."""
        return self in (Stage.ENDED, Stage.MISSED, Stage.CANCELLED)


class Step(StrEnum):
    """What is to be done next for a session."""

    OPEN = "open"
    MISS = "miss"
    END = "end"


@dataclass(frozen=True, slots=True)
class Session:
    """One session. Ids are Discord's; ``host`` is None when that person asked to be forgotten; ``released`` questions were asked."""

    id: int
    server: int
    host: int | None
    topic: str
    starts_at: datetime
    minutes: int
    channel: int
    stage: Stage = Stage.PLANNED
    released: int = 0
    event: int | None = None
    announcement: int | None = None
    thread: int | None = None

    @property
    def ends_at(self) -> datetime:
        """When the recap is due."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def due(self, now: datetime) -> Step | None:
        """The step that is due at ``now``; None where there is nothing to do yet, or any more.

        A session whose whole time passed while nobody ran the lounge is missed, never opened late.
        """
        if self.stage.over or now < self.starts_at:
            return None
        if self.stage is Stage.PLANNED:
            return Step.OPEN if now < self.ends_at else Step.MISS
        if self.released == 0 and now >= min(self.starts_at + HOST_GRACE, self.ends_at):
            return Step.MISS
        return Step.END if now >= self.ends_at else None

    def next_at(self) -> datetime | None:
        """When ``due`` can next give a step; None where the session is over."""
        if self.stage.over:
            return None
        if self.stage is Stage.PLANNED:
            return self.starts_at
        return self.ends_at if self.released else min(self.starts_at + HOST_GRACE, self.ends_at)


@dataclass(frozen=True, slots=True)
class Question:
    """A prepared question; ``entry`` is the entry behind it, where one answers it."""

    number: int
    text: str
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Recap:
    """What is left of a session: the questions that were asked, and the names of those who agreed to be named."""

    session: Session
    questions: tuple[Question, ...]
    speakers: tuple[str, ...]

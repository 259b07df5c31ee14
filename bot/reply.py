"""What the lounge answers, as plain data: everything a card, a terminal or JSON needs, and no text of the question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.screening.model import Level

if TYPE_CHECKING:
    from bot.knowledge.model import Checklist, Entry, GuidePoint, Section, Source
    from bot.screening.model import Kind

OPTIONS_SHOWN = 3
OPTIONS_KEPT = 5


class Outcome(StrEnum):
    """The seven ways in which a reply can turn out."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NOTHING = "nothing"
    ADVICE = "advice"
    DISTRESS = "distress"
    IDENTIFIERS = "identifiers"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Option:
    """One entry that the question may have meant, with its calibrated probability."""

    id: str
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Citation:
    """One named authority's view, ready to show: what it says, and where and when."""

    says: str
    source: Source


@dataclass(frozen=True, slots=True)
class Ground:
    """Points of the guide that an entry rests on, under the heading they stand under."""

    section: Section
    points: tuple[GuidePoint, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An entry with everything it refers to resolved, so that a renderer needs no knowledge base."""

    entry: Entry
    grounds: tuple[Ground, ...]
    citations: tuple[Citation, ...]
    related: tuple[Option, ...]
    checklist: Checklist | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A fixed, reviewed text: a heading and paragraphs; ``signposts`` are lines that name people to talk to."""

    heading: str
    paragraphs: tuple[str, ...]
    signposts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenSummary:
    """What the screen found: a level and kinds, never text."""

    level: Level = Level.CLEAR
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply.

    ``answer`` is set where the outcome is answer; ``notice`` where the reply is or begins with a fixed text;
    ``options`` are ranked, best first, at most five; ``principle`` is the nearest point of the guide where nothing was found;
    ``checklist`` is offered beside a notice.
    """

    outcome: Outcome
    screen: ScreenSummary = ScreenSummary()
    options: tuple[Option, ...] = ()
    answer: AnswerView | None = None
    notice: Notice | None = None
    principle: GuidePoint | None = None
    checklist: Checklist | None = None

    @property
    def confidence(self) -> float:
        """Calibrated probability that the first option is what was meant; 0 where there is none."""
        return self.options[0].confidence if self.options else 0.0

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that a clarifying reply shows."""
        return self.options[:OPTIONS_SHOWN]

"""A moderator's desk for tests: an editor over a database, a clock to turn, and a matcher that goes by whole phrasings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.concierge import Concierge
from bot.knowledge.model import GoldenQuestion, KnowledgeBase
from bot.lounges import Lounges
from bot.matching.decision import Thresholds
from bot.matching.matcher import Candidate, Ranking
from bot.moderation.answering import ImpactMeter
from bot.moderation.editor import Editor
from bot.moderation.measuring import Measuring
from bot.screening.model import Kind, Level, Screening, Span
from bot.store.database import Database
from tests.lounge_parts import NOTICES, ToldScreen

SERVER = 5
ANN, BEN = 70, 71


class SharedWords:
    """Ranks entries by the words that a question shares with their phrasings: enough to see what an edit does."""

    vectors = None

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._words = {
            key: [frozenset(line.lower().split()) for line in knowledge.asked_as(key)] for key in knowledge.entries
        }

    def read_known(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def rank_many(self, texts: Sequence[str]) -> list[Ranking]:
        return [self.rank(text) for text in texts]

    def rank(self, question: str) -> Ranking:
        asked = frozenset(question.lower().split())
        scores = {
            key: max(len(asked & words) / len(asked | words) for words in lines) for key, lines in self._words.items()
        }
        best = sorted(scores, key=lambda key: (-scores[key], key))[:5]
        total = sum(scores[key] ** 6 for key in best)
        top = scores[best[0]]
        return Ranking(tuple(Candidate(key, top * scores[key] ** 6 / total if total else 0.0) for key in best), 1 - top)


@dataclass(frozen=True)
class Asked:
    """A survey that ranks everything again; what comes out the same counts as not ranked again."""

    texts: tuple[str, ...]
    rankings: tuple[Ranking, ...]

    def under(self, edited: SharedWords, changed: object, narrow: object) -> tuple[Asked, None]:
        found = [edited.rank(text) for text in self.texts]
        rankings = tuple(old if old == new else new for old, new in zip(self.rankings, found, strict=True))
        return Asked(self.texts, rankings), None


def asked(matcher: SharedWords, texts: Sequence[str]) -> Asked:
    return Asked(tuple(texts), tuple(matcher.rank(text) for text in texts))


class Unhurried(ImpactMeter):
    """Ranks nothing before it is asked to: over the whole shipped knowledge, ``SharedWords`` takes minutes."""

    def warm(self, base: Concierge) -> None: ...


def meter(golden: tuple[GoldenQuestion, ...] = ()) -> ImpactMeter:
    return Unhurried(shared_words, golden, asked)  # type: ignore[arg-type]


def shared_words(base: Concierge, knowledge: KnowledgeBase) -> Concierge:
    """A builder, as the lounges use it."""
    return base.over(knowledge, SharedWords(knowledge))  # type: ignore[arg-type]


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


SCREEN = ToldScreen({"Jones": Screening(Level.BLOCK, (Span(Kind.NAME, Level.BLOCK, 0, 5, "name"),))})


@dataclass
class Desk:
    """One process: its database, lounges and editor."""

    database: Database
    lounges: Lounges
    editor: Editor
    clock: Clock
    measuring: Measuring


def desk(
    database: Database, knowledge: KnowledgeBase, clock: Clock | None = None, golden: tuple[GoldenQuestion, ...] = ()
) -> Desk:
    clock = clock or Clock()
    base = Concierge(knowledge, SharedWords(knowledge), Thresholds(0.5, 0.15), SCREEN, NOTICES)  # type: ignore[arg-type]
    lounges = Lounges(base, shared_words)
    measuring = Measuring(lounges, meter(golden))
    return Desk(database, lounges, Editor(database, lounges, measuring, SCREEN, clock, golden), clock, measuring)


def small(knowledge: KnowledgeBase, *entries: str, lines: int = 4) -> KnowledgeBase:
    """A part of the shipped knowledge, so that a test need not rank thousands of phrasings."""
    return replace(
        knowledge,
        entries={key: knowledge.entries[key].model_copy(update={"related": (), "checklist": None}) for key in entries},
        phrasings={key: knowledge.phrasings[key][:lines] for key in entries},
        checklists={},
        version=f"{knowledge.version} {entries}",
    )

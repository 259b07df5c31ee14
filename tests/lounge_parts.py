"""Stand-ins for the parts of the lounge that a test does not look at: a matcher and a screen that know what they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.concierge import Concierge
from bot.knowledge.model import KnowledgeBase
from bot.matching.decision import Thresholds
from bot.matching.matcher import Candidate, Ranking
from bot.reply import Notice
from bot.screening.model import CLEAR, Screening

NOTICES = {
    key: Notice(f"heading of {key}", (f"text of {key}",))
    for key in ("identifiers", "identifiers_too", "caution", "advice", "strain", "crisis", "someone_else")
}


class ToldMatcher:
    """Ranks by the words that it was told; remembers what it was asked."""

    def __init__(self, told: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        self.told = told
        self.asked: list[str] = []

    def rank(self, question: str) -> Ranking:
        self.asked.append(question)
        for word, ranked in self.told.items():
            if word in question:
                return Ranking(
                    tuple(Candidate(*item) for item in ranked), 1 - sum(probability for _, probability in ranked)
                )
        return Ranking((Candidate("humour", 0.02),), 0.98)


class ToldScreen:
    """Reports what it was told for a word in the text."""

    def __init__(self, told: Mapping[str, Screening]) -> None:
        self.told = told

    def examine(self, text: str) -> Screening:
        return next((report for word, report in self.told.items() if word in text), CLEAR)


TOLD = {
    "friend": (("patient-friend-requests", 0.9), ("messages-from-patients", 0.05)),
    "picture": (("patient-images", 0.4), ("workplace-photos", 0.3), ("whose-information", 0.1), ("humour", 0.05)),
}


def concierge(
    knowledge: KnowledgeBase, matcher: ToldMatcher | None = None, screen: ToldScreen | None = None
) -> Concierge:
    """The concierge over the shipped knowledge with stand-ins."""
    return Concierge(knowledge, matcher or ToldMatcher(TOLD), Thresholds(0.5, 0.15), screen, NOTICES)  # type: ignore[arg-type]

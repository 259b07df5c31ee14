"""Known questions answered in bulk, for the impact of an edit: by a concierge's matcher and thresholds, without its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.impact import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.concierge import Concierge
    from bot.knowledge.impact import Answering, KnownQuestion
    from bot.matching.matcher import Ranking


class ConciergeAnswering:
    """How one concierge answers known questions."""

    def __init__(self, concierge: Concierge) -> None:
        self._concierge = concierge

    def verdicts(self, questions: Sequence[KnownQuestion]) -> Sequence[Verdict]:
        """One verdict a question, in order."""
        return [self._verdict(self._concierge.matcher.rank(question.text)) for question in questions]

    def moved_by(self, edited: Answering, questions: Sequence[KnownQuestion]) -> Sequence[int]:  # noqa: ARG002
        """Every place: a matcher that was fitted anew may answer any question otherwise."""
        return range(len(questions))

    def _verdict(self, ranking: Ranking) -> Verdict:
        return Verdict(
            self._concierge.decide(ranking).value, tuple(candidate.id for candidate in ranking.candidates[:3])
        )

"""Answer, ask back, or say that there is no answer: the one place where a probability becomes a decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.matching.matcher import Ranking


class Decision(StrEnum):
    """What to do with a ranking."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Two bars.

    ``answer``: least probability of the first entry to give it as the answer; ``clarify``: least probability that any entry fits, to
    offer three.
    """

    answer: float
    clarify: float


def decide(ranking: Ranking, thresholds: Thresholds) -> Decision:
    """The decision on a ranking. Misleading costs more than asking back, so the answer threshold looks at the first entry alone."""
    if not ranking.candidates:
        return Decision.NOTHING
    if ranking.candidates[0].probability >= thresholds.answer:
        return Decision.ANSWER
    return Decision.CLARIFY if 1 - ranking.none >= thresholds.clarify else Decision.NOTHING

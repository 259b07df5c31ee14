"""Many known questions ranked at once, and again under an edited knowledge: what a preview of an edit's impact needs.

An edit of one entry can move only the questions for which that entry was a candidate or becomes one. A survey keeps each question's
signals and the bar that a new candidate has to pass, so that only those questions are ranked again: about one in eight at 64 entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import channels

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from bot.matching.channels import Question
    from bot.matching.matcher import Matcher, Ranking


@dataclass(frozen=True, slots=True)
class Survey:
    """Rankings of known questions under one matcher, in the order in which they were given. Immutable and safe to share.

    ``bars`` (questions,) is the plain sum of the last candidate of each, ``flat`` and ``starts`` the lexical features one after another.
    """

    questions: tuple[Question, ...]
    rankings: tuple[Ranking, ...]
    bars: NDArray[np.float32]
    vectors: NDArray[np.float32] | None
    flat: NDArray[np.int64]
    starts: NDArray[np.int64]

    def under(
        self,
        edited: Matcher,
        changed: Collection[str],
        narrow: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None = None,
    ) -> tuple[tuple[Ranking, ...], NDArray[np.int64]]:
        """The rankings under ``edited``, made by ``with_entries`` from the surveyed matcher, and which questions were ranked again.

        ``changed`` are the ids of the entries that were changed, added or taken out. A question for which none of them is or becomes
        a candidate keeps its ranking; what it leaves out is the change of its probabilities below the weight of the last candidate.
        ``narrow`` may leave out more of them (``narrowing.movable``).
        """
        touched = np.array(
            [any(candidate.id in changed for candidate in ranking.candidates) for ranking in self.rankings], bool
        )
        present = [number for number, entry in enumerate(edited.ids) if entry in changed]
        if present:
            found = channels.plain_scores(
                edited.fitted, self.vectors, self.flat, self.starts, np.array(present, np.int64)
            )
            touched |= found.max(axis=1) >= self.bars
        again = np.flatnonzero(touched)
        if narrow is not None:
            again = narrow(again)
        rankings = list(self.rankings)
        ranked = edited.rank_many([self.questions[row] for row in again.tolist()])
        for row, ranking in zip(again.tolist(), ranked, strict=True):
            rankings[row] = ranking
        return tuple(rankings), again


def survey(matcher: Matcher, texts: Sequence[str]) -> Survey:
    """Rank known questions, such as all phrasings, each read as a whole; their vectors come out of the cache where they are in it.

    Takes about a millisecond a question, so that it belongs in a background thread, once a knowledge.
    """
    questions = matcher.read_known(texts)
    features = [question.features[0] for question in questions]
    starts = np.cumsum([0, *(len(item) for item in features)])
    flat = np.concatenate([*features, np.zeros(0, np.int64)])
    rows = [question.vectors for question in questions if question.vectors is not None]
    vectors = np.concatenate(rows) if rows else None
    every = np.arange(len(matcher.ids))
    bars = np.full(len(questions), -np.inf, np.float32)
    if len(every) > channels.CANDIDATES and questions:
        sums = channels.plain_scores(matcher.fitted, vectors, flat, starts, every)
        bars = np.partition(sums, -channels.CANDIDATES, axis=1)[:, -channels.CANDIDATES]
    return Survey(tuple(questions), tuple(matcher.rank_many(questions)), bars, vectors, flat, starts)

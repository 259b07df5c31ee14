"""Many known questions ranked at once, and again under an edited knowledge: what a preview of an edit's impact needs.

An edit of one entry can move only the questions for which that entry was a candidate or becomes one. A survey keeps each question's
signals and the bar that a new candidate has to pass, so that only those questions are ranked again: about one in eight at 64 entries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import channels
from bot.matching.many import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from bot.matching.channels import Question
    from bot.matching.matcher import Matcher, Ranking


@dataclass(frozen=True, slots=True)
class Survey:
    """Rankings of known questions under one matcher, in the order in which they were given. Immutable and safe to share.

    ``bars`` (questions,) is the plain sum of the last candidate of each and ``totals`` what makes scores into shares of it, ``flat`` holds
    the lexical features one after another, ``starts`` (questions + 1,) where each begins.
    """

    questions: tuple[Question, ...]
    rankings: tuple[Ranking, ...]
    bars: NDArray[np.float32]
    totals: NDArray[np.float32]
    vectors: NDArray[np.float32] | None
    flat: NDArray[np.int64]
    starts: NDArray[np.int64]

    def under(
        self,
        edited: Matcher,
        changed: Collection[str],
        narrow: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None = None,
    ) -> tuple[Survey, NDArray[np.int64]]:
        """The survey under ``edited``, made by ``with_entries`` from the surveyed matcher, and which questions were ranked again.

        ``changed`` are the ids of the entries that were changed, added or taken out. A question for which none of them is or becomes
        a candidate keeps its ranking; what it leaves out is the change of its probabilities below the weight of the last candidate.
        ``narrow`` may leave out more of them (``narrowing.movable``).
        """
        touched = np.zeros(len(self.rankings), bool)
        touched[
            [row for row, ranking in enumerate(self.rankings) for item in ranking.candidates if item.id in changed]
        ] = True
        present = [number for number, entry in enumerate(edited.ids) if entry in changed]
        if present:
            # The entries that were left alone stand where they stood, so that the new ones are held against them as they were.
            entries = np.array(present, np.int64)
            words = edited.fitted.words.scores_of_many(self.flat, self.starts, entries)
            found = channels.plain_scores(edited.fitted, self.vectors, self.totals, words, entries)
            touched |= found.max(axis=1) >= self.bars
        rows = np.flatnonzero(touched)
        again = rows if narrow is None else narrow(rows)
        rankings = list(self.rankings)
        ranked = edited.rank_many([self.questions[row] for row in again.tolist()])
        for row, ranking in zip(again.tolist(), ranked, strict=True):
            rankings[row] = ranking
        # The next edit is held against what has to be passed now: where an entry was taken out, less.
        bars, totals = self.bars.copy(), self.totals.copy()
        asked = None if self.vectors is None else self.vectors[rows]
        bars[rows], totals[rows] = _bars(edited, asked, [self.questions[row].features[0] for row in rows.tolist()])
        return replace(self, rankings=tuple(rankings), bars=bars, totals=totals), again


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
    bars, totals = _bars(matcher, vectors, features)
    return Survey(tuple(questions), tuple(matcher.rank_many(questions)), bars, totals, vectors, flat, starts)


def _bars(
    matcher: Matcher, vectors: NDArray[np.float32] | None, features: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """``Survey.bars`` and ``Survey.totals`` of some questions."""
    bars = np.full(len(features), -np.inf, np.float32)
    totals = np.zeros(len(features), np.float32)
    if len(matcher.ids) > channels.CANDIDATES:
        fitted = matcher.fitted
        for start in range(0, len(features), TOGETHER):
            part = slice(start, start + TOGETHER)
            asked = None if vectors is None else vectors[part]
            words = fitted.words.scores_of_each(features[part])
            totals[part] = channels.totals_of(fitted, asked, len(words))
            sums = channels.plain_scores(fitted, asked, totals[part], words)
            bars[part] = np.partition(sums, -channels.CANDIDATES, axis=1)[:, -channels.CANDIDATES]
    return bars, totals

"""The channels that read a question: meaning (discriminant, centroid, nearest phrasings), words and letters, and spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from bot.matching import discriminant, lexical
from bot.matching.discriminant import Discriminant, log_softmax
from bot.matching.fusion import Signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.matching.lexical import LexicalIndex

CANDIDATES = 8
NEAREST = 5
FUZZY_CHARACTERS = 80

WHOLE_BONUS = 0.25
VIEW_SHARPNESS = 0.5
FLOOR = 60.0


@dataclass(frozen=True, slots=True)
class Question:
    """A prepared question seen several ways.

    ``texts`` are the whole, then the sentences of a long one; ``features`` are the whole's hashed words and letters; ``vectors`` has a
    unit row a text (None: no encoder).
    """

    texts: tuple[str, ...]
    features: NDArray[np.int64]
    vectors: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Prepared phrasings, row by row: texts, lexical features, unit vectors (None: no encoder) and entry numbers, sorted by entry."""

    texts: Sequence[str]
    features: Sequence[NDArray[np.int64]]
    vectors: NDArray[np.float32] | None
    classes: NDArray[np.int64]

    def subset(self, rows: NDArray[np.int64], renumbered: NDArray[np.int64] | None = None) -> Phrasings:
        """Some rows; ``renumbered`` maps old entry numbers to new ones."""
        classes = self.classes[rows]
        return Phrasings(
            [self.texts[int(row)] for row in rows],
            [self.features[int(row)] for row in rows],
            None if self.vectors is None else self.vectors[rows],
            classes if renumbered is None else renumbered[classes],
        )

    def question(self, row: int) -> Question:
        """One phrasing as if it were asked."""
        return Question(
            (self.texts[row],), self.features[row], None if self.vectors is None else self.vectors[row : row + 1]
        )


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """What is not answered: unit vectors of examples (rows, dimensions), and a linear scorer that tells them from phrasings."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float


@dataclass(frozen=True, slots=True)
class Channels:
    """Everything fitted on one set of phrasings. Immutable; ``signals`` is safe to call from many threads."""

    phrasings: Phrasings
    starts: NDArray[np.int64]
    count: int
    head: Discriminant | None
    words: LexicalIndex
    outside: OutOfScope | None

    def signals(self, question: Question) -> Signals:
        """The signals of one question for its most likely entries, best first by a plain sum, always the same number of them."""
        lexical_scores = self.words.scores(question.features)
        if self.head is None or question.vectors is None:
            return self._lexical_signals(question, lexical_scores)
        meaning, focus, likelihood = self._read(self.head, question.vectors)
        vector, text = question.vectors[focus], question.texts[focus]
        centroid = self.head.centroids @ vector
        entries = _top(meaning + 4 * lexical_scores, CANDIDATES)
        nearest, mean = self._nearest(vector, entries)
        fuzzy = self._fuzzy(text, entries)
        candidates = np.stack(
            [meaning[entries], centroid[entries], nearest, mean, lexical_scores[entries], fuzzy, fuzzy**4], axis=1
        )
        none = np.array(
            [
                likelihood,
                float(centroid.max()),
                float(nearest.max()),
                float(-(np.exp(meaning) * meaning).sum()),
                float(lexical_scores.max()),
                float(np.log1p(len(question.texts[0].split()))),
                *self._outside(vector, nearest),
            ],
            np.float32,
        )
        return Signals(entries, candidates.astype(np.float32), none)

    @staticmethod
    def _read(head: Discriminant, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], int, float]:
        """Log-posterior over entries, which view decides, and its log-likelihood.

        Views of a long text are mixed by how much each looks like something people ask here; the whole has a head start, because
        stories are asked as wholes too and a lone sentence of one says little.
        """
        scores = head.scores(vectors)
        likelihood = scores.max(axis=1) + head.typicality(vectors)
        posterior = log_softmax(scores)
        if len(vectors) == 1:
            return posterior[0], 0, float(likelihood[0])
        weight = likelihood.copy()
        weight[0] += WHOLE_BONUS * abs(float(weight[0]))
        mixed = np.logaddexp.reduce(log_softmax(VIEW_SHARPNESS * weight[None])[0][:, None] + posterior, axis=0)
        focus = int(weight.argmax())
        return np.maximum(mixed, -FLOOR).astype(np.float32), focus, float(likelihood[focus])

    def _lexical_signals(self, question: Question, scores: NDArray[np.float32]) -> Signals:
        entries = _top(scores, CANDIDATES)
        fuzzy = self._fuzzy(question.texts[0], entries)
        candidates = np.stack([scores[entries], fuzzy, fuzzy**4], axis=1)
        gap = scores[entries[0]] - scores[entries[min(1, len(entries) - 1)]]
        none = np.array([scores.max(), gap, fuzzy.max(), np.log1p(len(question.texts[0].split()))], np.float32)
        return Signals(entries, candidates.astype(np.float32), none)

    def _nearest(
        self, vector: NDArray[np.float32], entries: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        assert self.phrasings.vectors is not None
        best = np.zeros(len(entries), np.float32)
        mean = np.zeros(len(entries), np.float32)
        for place, entry in enumerate(entries):
            near = np.sort(self.phrasings.vectors[self.starts[entry] : self.starts[entry + 1]] @ vector)[::-1]
            best[place] = near[0]
            mean[place] = near[:NEAREST].mean()
        return best, mean

    def _fuzzy(self, text: str, entries: NDArray[np.int64]) -> NDArray[np.float32]:
        # Spelling alone says much of a short text and little of a long one.
        asked = text[:FUZZY_CHARACTERS]
        best = np.zeros(len(entries), np.float32)
        for place, entry in enumerate(entries):
            choices = self.phrasings.texts[int(self.starts[entry]) : int(self.starts[entry + 1])]
            found = process.extractOne(asked, choices, scorer=fuzz.token_sort_ratio)
            best[place] = found[1] / 100 if found else 0.0
        return best

    def _outside(self, vector: NDArray[np.float32], nearest: NDArray[np.float32]) -> tuple[float, float, float]:
        if self.outside is None:
            return 0.0, 0.0, 0.0
        near = np.sort(self.outside.vectors @ vector)[::-1][:NEAREST]
        score = float(vector @ self.outside.weights + self.outside.bias)
        return float(near[0] - nearest.max()), float(near.mean()), score


def fit(phrasings: Phrasings, count: int, outside: NDArray[np.float32] | None) -> Channels:
    """Fit every channel on phrasings sorted by entry (numbers 0..count-1, each present) and vectors of out-of-scope examples."""
    starts = np.searchsorted(phrasings.classes, np.arange(count + 1)).astype(np.int64)
    head = None if phrasings.vectors is None else discriminant.fit(phrasings.vectors, phrasings.classes, count)
    words = lexical.index(phrasings.features, phrasings.classes, count)
    beyond = None
    if phrasings.vectors is not None and outside is not None and len(outside) >= NEAREST:
        beyond = _fit_outside(phrasings.vectors, outside)
    return Channels(phrasings, starts, count, head, words, beyond)


def _fit_outside(inside: NDArray[np.float32], outside: NDArray[np.float32]) -> OutOfScope:
    # Least squares on +1 and -1 with both sides weighing the same: Fisher's discriminant for two classes.
    means = inside.mean(axis=0), outside.mean(axis=0)
    size = inside.shape[1]
    spread = sum(np.cov(side.T) for side in (inside, outside)) / 2
    spread = 0.7 * spread + 0.3 * np.trace(spread) / size * np.eye(size)
    weights = np.linalg.solve(spread, (means[1] - means[0]).astype(np.float64))
    bias = -float(weights @ (means[0] + means[1]) / 2)
    return OutOfScope(outside, weights.astype(np.float32), bias)


def _top(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    if len(scores) <= count:
        return np.argsort(-scores, kind="stable")
    found = np.argpartition(-scores, count)[:count]
    return found[np.argsort(-scores[found], kind="stable")]

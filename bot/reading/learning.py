"""Learning to tell classes of texts apart from a few hundred examples of each, among thousands of ordinary questions.

Method: two multinomial logistic regressions with a ridge, one over hashed words and letters, one over the encoder's vector, each beside the
screen's signs, and a mean of their scores in which the vector counts twice: learned apart, neither leans on the other, and unseen texts are
told apart better than by one regression over all. Fitted by Adam (Kingma and Ba, ICLR 2015) on the whole set: deterministic, and about half
a minute for twelve thousand texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.lexical import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STEPS = 150
RATE = 0.05
RIDGE = 1.0
LEXICAL_SCALE = 2.0
VECTOR_SCALE = 6.0
SIGN_SCALE = 0.5
# How much the words say beside the vector. On texts of other people than the examples' the vector tells more, and both tell most.
WORDS = 1 / 3
# A feature seen once says nothing of other people's words.
SEEN = 2


@dataclass(frozen=True, slots=True)
class Features:
    """Many texts as numbers: the hashed features of each, its vector (None: no encoder), and the numbers of its signs."""

    hashed: Sequence[NDArray[np.int64]]
    vectors: NDArray[np.float32] | None
    signs: Sequence[NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.hashed)


@dataclass(frozen=True, slots=True)
class Linear:
    """What was learned, a column a class: ``hashed`` (buckets, classes), ``vector`` (dimensions, classes), ``signs`` (signs, classes) and
    ``bias`` (classes,).
    """

    hashed: NDArray[np.float32]
    vector: NDArray[np.float32]
    signs: NDArray[np.float32]
    bias: NDArray[np.float32]

    def shares(
        self,
        features: NDArray[np.int64],
        values: NDArray[np.float32],
        vectors: NDArray[np.float32] | None,
        signs: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """The probability of each class in each stretch of one text, shape (stretches, classes).

        The text has the hashed ``features``, weighed to ``values``, and ``vectors`` (stretches, dimensions); None stands for one stretch.
        """
        scores = (values @ self.hashed[features] + self.bias)[None]
        if vectors is not None:
            scores = scores + VECTOR_SCALE * (vectors @ self.vector)
        if len(signs):
            scores = scores + SIGN_SCALE * self.signs[signs].sum(axis=0)
        return _softmax(scores.astype(np.float32))


def rarity_of(hashed: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
    """How much each hashed feature says: its inverse document frequency, 0 where it was seen too rarely; shape (buckets,)."""
    seen = np.bincount(np.concatenate(list(hashed)), minlength=BUCKETS)
    return np.where(seen < SEEN, 0, np.log((1 + len(hashed)) / (1 + seen)) + 1).astype(np.float32)


def weighed(features: NDArray[np.int64], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values of a text's hashed features: tf-idf of unit length, scaled."""
    values = rarity[features]
    return LEXICAL_SCALE * values / max(float(np.linalg.norm(values)), 1e-9)


def fit(
    features: Features,
    rarity: NDArray[np.float32],
    signs: int,
    classes: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> Linear:
    """Learn ``classes`` (texts,), numbered from 0, each text counting as much as its weight. ``signs`` is how many signs there are."""
    target = np.eye(int(classes.max()) + 1, dtype=np.float32)[classes]
    share = weights.astype(np.float32)[:, None]
    noticed = _noticed(features, signs)
    words, told = _by_words(features, rarity, noticed, target, share)
    if features.vectors is None:
        return Linear(words, np.zeros((0, words.shape[1]), np.float32), told[:-1], told[-1])
    meaning = _by_vector(np.hstack([VECTOR_SCALE * features.vectors, noticed]), target, share)
    width = features.vectors.shape[1]
    lexical, semantic = np.float32(WORDS), np.float32(1 - WORDS)
    both = (lexical * told + semantic * meaning[width:]).astype(np.float32)
    return Linear(lexical * words, semantic * meaning[:width], both[:-1], both[-1])


def _by_words(
    features: Features,
    rarity: NDArray[np.float32],
    noticed: NDArray[np.float32],
    target: NDArray[np.float32],
    share: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights of hashed words and letters (buckets, classes), and of what was ``noticed`` (columns, classes)."""
    flat = np.concatenate(list(features.hashed))
    values = np.concatenate([weighed(row, rarity) for row in features.hashed])
    texts = np.repeat(np.arange(len(features)), [len(row) for row in features.hashed])
    words = np.zeros((BUCKETS, target.shape[1]), np.float32)
    told = np.zeros((noticed.shape[1], target.shape[1]), np.float32)
    moments = [(np.zeros_like(words), np.zeros_like(words)), (np.zeros_like(told), np.zeros_like(told))]
    ridge = _ridge(noticed)
    for step in range(1, STEPS + 1):
        scores = _summed(texts, flat, words, values, len(features)) + noticed @ told
        error = (_softmax(scores) - target) * share
        words = _step(words, _summed(flat, texts, error, values, BUCKETS) + RIDGE * words, moments[0], step)
        told = _step(told, noticed.T @ error + ridge * told, moments[1], step)
    return words, told


def _by_vector(
    table: NDArray[np.float32], target: NDArray[np.float32], share: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Weights of the columns of ``table``, of which the last is of ones; shape (columns, classes)."""
    learned = np.zeros((table.shape[1], target.shape[1]), np.float32)
    moments = np.zeros_like(learned), np.zeros_like(learned)
    ridge = _ridge(table)
    for step in range(1, STEPS + 1):
        error = (_softmax(table @ learned) - target) * share
        learned = _step(learned, table.T @ error + ridge * learned, moments, step)
    return learned


def _ridge(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """What holds each column's weight down; the last column, of ones, goes free."""
    ridge = np.full((table.shape[1], 1), RIDGE, np.float32)
    ridge[-1] = 0
    return ridge


def _summed(
    into: NDArray[np.int64], of: NDArray[np.int64], table: NDArray[np.float32], values: NDArray[np.float32], rows: int
) -> NDArray[np.float32]:
    """A sparse matrix times a table: entry n adds ``values[n]`` times row ``of[n]`` of the table to row ``into[n]`` of the result."""
    columns = [np.bincount(into, column[of] * values, rows) for column in np.ascontiguousarray(table.T)]
    return np.stack(columns, axis=1).astype(np.float32)


def _step(
    values: NDArray[np.float32],
    slope: NDArray[np.floating],
    moments: tuple[NDArray[np.float32], NDArray[np.float32]],
    step: int,
) -> NDArray[np.float32]:
    first, second = moments
    first += 0.1 * (slope - first)
    second += 0.01 * (slope**2 - second)
    moved = RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return (values - moved).astype(np.float32)


def _noticed(features: Features, signs: int) -> NDArray[np.float32]:
    """Signs and a column of ones, side by side."""
    table = np.zeros((len(features), signs + 1), np.float32)
    for row, found in enumerate(features.signs):
        table[row, found] = SIGN_SCALE
    table[:, -1] = 1
    return table


def _softmax(scores: NDArray[np.floating]) -> NDArray[np.float32]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)

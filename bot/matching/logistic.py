"""Multinomial logistic regression over sentence vectors, in the metric of a discriminant: few steps, no tuning, deterministic.

In whitened coordinates the problem is well conditioned, so that forty steps of accelerated gradient (Nesterov 1983) are enough; stopping
there regularises as much as the ridge does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.discriminant import log_softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.discriminant import Discriminant

STEPS = 40
RIDGE = 0.2
NEARBY = 2_500
# Multiplications a step.
LARGEST = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted classifier: ``weights`` (dimensions, classes) and ``bias`` (classes,) for vectors as they are; ``whitening``
    (dimensions, dimensions), ``centre`` (dimensions,) and ``scale`` are the coordinates in which it learned,
    at steps of ``rate``.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    whitening: NDArray[np.float32]
    centre: NDArray[np.float32]
    scale: float
    rate: float

    def scores(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-posterior of each class up to a constant a row: shape (rows, classes)."""
        return vectors @ self.weights + self.bias

    def replaced(self, table: NDArray[np.floating], classes: NDArray[np.int64], numbers: NDArray[np.int64]) -> Logistic:
        """The classifier with the columns of some classes learned anew on all rows, while the others stand still.

        ``table`` (rows, dimensions) and ``classes`` are the rows as they are after the edit; only those near the changed classes are
        read, because the others have no say in a column that is far from them. Numbers from the count of classes on are added.
        """
        rows = _nearby(table, classes, numbers)
        vectors, classes = table[rows].astype(np.float32), classes[rows]
        extra = max(0, int(numbers.max(initial=-1)) + 1 - len(self.bias))
        weights, bias = np.pad(self.weights, ((0, 0), (0, extra))), np.pad(self.bias, (0, extra))
        scores = vectors @ weights + bias
        scores[:, numbers] = -np.inf
        rest = np.logaddexp.reduce(scores, axis=1)
        target = (classes[:, None] == numbers[None]).astype(np.float32)
        columns = np.zeros((vectors.shape[1], len(numbers)), np.float32)
        before, momentum = columns, 1.0
        for _ in range(STEPS):
            following = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
            ahead = columns + np.float32((momentum - 1) / following) * (columns - before)
            plain = self.whitening @ ahead / self.scale
            own = vectors @ plain - (self.centre @ ahead) / self.scale
            together = np.logaddexp(rest, np.logaddexp.reduce(own, axis=1))
            error = np.exp(own - together[:, None]) - target
            gradient = (self.whitening.T @ (vectors.T @ error) - np.outer(self.centre, error.sum(axis=0))) / self.scale
            before, momentum = columns, following
            columns = ahead - np.float32(self.rate / len(table)) * (gradient + np.float32(RIDGE) * ahead)
        weights[:, numbers] = self.whitening @ columns / self.scale
        bias[numbers] = -(self.centre @ columns) / self.scale
        return replace(self, weights=weights, bias=bias)

    def kept(self, numbers: NDArray[np.int64]) -> Logistic:
        """The classifier over some of its classes, renumbered in the given order."""
        return replace(self, weights=np.ascontiguousarray(self.weights[:, numbers]), bias=self.bias[numbers])


def affordable(vectors: NDArray[np.float32], count: int) -> bool:
    """Whether so many classes over these rows are fitted in seconds; where not, the closed form alone has to do."""
    return len(vectors) * count * vectors.shape[1] <= LARGEST


def fit(vectors: NDArray[np.float32], classes: NDArray[np.int64], count: int, head: Discriminant) -> Logistic:
    """Fit on unit rows with class numbers 0..count-1."""
    whitening = np.linalg.cholesky(head.precision.astype(np.float64)).astype(np.float32)
    rows = vectors @ whitening
    centre = rows.mean(axis=0)
    rows -= centre
    scale = float(np.sqrt(np.mean(np.einsum("nd,nd->n", rows, rows)))) or 1.0
    rows /= scale
    ridge = RIDGE / len(rows)
    steepest = float(np.linalg.eigvalsh((rows.T @ rows).astype(np.float64) / len(rows))[-1])
    rate = np.float32(1 / (0.5 * steepest + ridge))
    weights = np.zeros((vectors.shape[1], count), np.float32)
    before, momentum = weights, 1.0
    every = np.arange(len(rows))
    for _ in range(STEPS):
        following = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = weights + np.float32((momentum - 1) / following) * (weights - before)
        error = np.exp(log_softmax(rows @ ahead))
        error[every, classes] -= 1
        before, momentum = weights, following
        weights = ahead - rate * (rows.T @ error / np.float32(len(rows)) + np.float32(ridge) * ahead)
    return _in_plain_coordinates(weights, whitening, centre, scale, float(rate))


def _nearby(table: NDArray[np.floating], classes: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    own = np.isin(classes, numbers)
    if len(table) <= NEARBY:
        return np.arange(len(table))
    means = np.stack([table[classes == number].astype(np.float32).mean(axis=0) for number in numbers.tolist()])
    close = np.full(len(table), np.inf, np.float32)
    for at in range(0, len(table), 4_096):
        close[at : at + 4_096] = (table[at : at + 4_096].astype(np.float32) @ means.T).max(axis=1)
    close[own] = np.inf
    count = max(NEARBY, int(own.sum()) * 2)
    return np.sort(np.argsort(-close, kind="stable")[:count])


def _in_plain_coordinates(
    weights: NDArray[np.float32],
    whitening: NDArray[np.float32],
    centre: NDArray[np.float32],
    scale: float,
    rate: float,
) -> Logistic:
    plain = whitening @ weights / scale
    bias = -(centre @ weights) / scale
    return Logistic(plain.astype(np.float32), bias.astype(np.float32), whitening, centre, scale, rate)

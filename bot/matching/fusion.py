"""From many signals to one calibrated probability an entry: a conditional logit over the candidates and "none of them".

McFadden's conditional logit (1974). Candidates share one set of weights, so that the fusion learned on the shipped knowledge also fits
entries that a server adds. It is trained on signals of texts that the channels had not seen, hence calibrated without a second step.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

STEPS = 400
RIDGE = 2e-3


@dataclass(frozen=True, slots=True)
class Signals:
    """What the channels say of one text.

    ``entries`` (m,) are candidate numbers, ``candidates`` (m, signals) what speaks for each, ``none`` (signals,) what speaks
    for the text being out of scope. Those of many texts have an axis more in front, one row a text.
    """

    entries: NDArray[np.int64]
    candidates: NDArray[np.float32]
    none: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fusion:
    """Weights over standardised signals. ``weigh`` turns signals into probabilities."""

    candidate_mean: NDArray[np.float64]
    candidate_scale: NDArray[np.float64]
    candidate_weights: NDArray[np.float64]
    none_mean: NDArray[np.float64]
    none_scale: NDArray[np.float64]
    none_weights: NDArray[np.float64]
    bias: float

    def weigh(self, signals: Signals) -> tuple[NDArray[np.float64], float]:
        """Probability of each candidate, shape (m,), and of none of them; together they sum to one."""
        scores = ((signals.candidates - self.candidate_mean) / self.candidate_scale) @ self.candidate_weights
        none = float(((signals.none - self.none_mean) / self.none_scale) @ self.none_weights + self.bias)
        top = max(float(scores.max(initial=none)), none)
        odds, none_odds = np.exp(scores - top), float(np.exp(none - top))
        total = float(odds.sum()) + none_odds
        return odds / total, none_odds / total

    def weigh_many(self, signals: Signals) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """``weigh`` of many texts, one row each: shapes (texts, m) and (texts,)."""
        scores = ((signals.candidates - self.candidate_mean) / self.candidate_scale) @ self.candidate_weights
        none = ((signals.none - self.none_mean) / self.none_scale) @ self.none_weights + self.bias
        together = np.column_stack([scores, none])
        odds = np.exp(together - together.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        return odds[:, :-1], odds[:, -1]


def fit(examples: Sequence[Signals], truths: Sequence[int | None], weights: Sequence[float] | None = None) -> Fusion:
    """Fit a fusion by full-batch Adam from zero, hence deterministic.

    ``truths`` are entry numbers, None for out of scope; a truth that is not among the candidates counts as none of them, because no
    offer of that text would have been right. ``weights`` say how much each example counts, by default all the same. Every example needs
    the same number of candidates and signals.
    """
    candidates = np.stack([example.candidates for example in examples]).astype(np.float64)
    none = np.stack([example.none for example in examples]).astype(np.float64)
    entries = np.stack([example.entries for example in examples])
    target = np.zeros((len(examples), entries.shape[1] + 1))
    for row, truth in enumerate(truths):
        hits = [] if truth is None else np.flatnonzero(entries[row] == truth).tolist()
        target[row, hits[0] if hits else -1] = 1
    weight = np.ones(len(examples)) if weights is None else np.array(weights, np.float64)
    weight /= weight.sum()
    flat = candidates.reshape(-1, candidates.shape[-1])
    candidate_mean, candidate_scale = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    none_mean, none_scale = none.mean(axis=0), none.std(axis=0) + 1e-6
    x = (candidates - candidate_mean) / candidate_scale
    z = (none - none_mean) / none_scale
    sizes = (x.shape[-1], z.shape[-1])
    parameters = np.zeros(sum(sizes) + 1)
    first, second = np.zeros_like(parameters), np.zeros_like(parameters)
    for step in range(1, STEPS + 1):
        gradient = _gradient(parameters, x, z, target, weight)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        parameters -= (
            0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8) * (1 - step / (STEPS + 1))
        )
    a = sizes[0]
    return Fusion(
        candidate_mean, candidate_scale, parameters[:a], none_mean, none_scale, parameters[a:-1], float(parameters[-1])
    )


def as_arrays(fitted: Fusion) -> dict[str, NDArray[np.generic]]:
    """The fusion as named arrays, to be kept on disk."""
    return {item.name: np.asarray(getattr(fitted, item.name)) for item in fields(Fusion)}


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Fusion | None:
    """The fusion out of ``as_arrays``; None where it is not there or damaged."""
    names = [item.name for item in fields(Fusion)]
    if any(name not in arrays or arrays[name].dtype != np.float64 for name in names):
        return None
    values = {name: arrays[name].astype(np.float64) for name in names if name != "bias"}
    return Fusion(**values, bias=float(arrays["bias"].astype(np.float64)))


def _gradient(
    parameters: NDArray[np.float64],
    x: NDArray[np.float64],
    z: NDArray[np.float64],
    target: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    a = x.shape[-1]
    scores = np.concatenate([x @ parameters[:a], (z @ parameters[a:-1] + parameters[-1])[:, None]], axis=1)
    scores -= scores.max(axis=1, keepdims=True)
    odds = np.exp(scores)
    error = (odds / odds.sum(axis=1, keepdims=True) - target) * weight[:, None]
    wrong_none = error[:, -1]
    parts = (np.einsum("nm,nms->s", error[:, :-1], x), wrong_none @ z, np.array([wrong_none.sum()]))
    regular = np.append(parameters[:-1], 0.0) * RIDGE
    return np.concatenate(parts) + regular

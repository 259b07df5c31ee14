"""The signals of many questions at once, each read as a whole: what ``Channels.signals`` says of one, entry by entry instead.

A question alone spends most of its time between small products. Here all questions for which an entry is a candidate meet its phrasings
in one product, and likewise their spellings; the results differ from those of ``signals`` by rounding alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from bot.matching import channels, focus
from bot.matching.discriminant import log_softmax
from bot.matching.fusion import Signals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bot.matching.channels import Channels, Question
    from bot.matching.discriminant import Discriminant

# Questions read at once: what bounds the memory.
TOGETHER = 1_024


def signals_of_many(fitted: Channels, questions: Sequence[Question]) -> Signals:
    """What ``fitted.signals`` says of each of some questions, at least one and each with a single text, one row a question.

    Takes memory in proportion to questions times entries.
    """
    words = fitted.words.scores_of_each([question.features[0] for question in questions])
    lengths = np.log1p([len(question.texts[0].split()) for question in questions])
    rows = [question.vectors for question in questions if question.vectors is not None]
    if fitted.head is None or not rows:
        return _lexical_signals(fitted, questions, words, lengths)
    vectors = np.concatenate(rows)
    scores = fitted.head.scores(vectors)
    likelihood, closeness = fitted.head.standing(vectors, scores)
    posterior = log_softmax(scores if fitted.classifier is None else fitted.classifier.scores(vectors))
    meaning = np.maximum(posterior, -focus.FLOOR)
    entries = _top(meaning + channels.LEXICAL_SHARE * words, channels.CANDIDATES)
    nearest, density, whitened = _near(fitted, fitted.head, vectors, entries)
    fuzzy = _fuzzy(fitted, questions, entries)
    candidates = np.stack(
        [
            np.take_along_axis(meaning, entries, axis=1),
            np.einsum("nd,nmd->nm", vectors, fitted.head.centroids[entries]),
            nearest,
            density,
            whitened,
            np.take_along_axis(words, entries, axis=1),
            fuzzy,
            fuzzy**4,
        ],
        axis=2,
    )
    never = np.zeros(len(questions))
    none = np.stack(
        [
            likelihood,
            closeness,
            nearest.max(axis=1),
            -(np.exp(meaning) * meaning).sum(axis=1),
            words.max(axis=1),
            lengths,
            never,
            *_outside(fitted, vectors, nearest),
            never,
            never,
            never,
        ],
        axis=1,
    )
    return Signals(entries, candidates.astype(np.float32), none.astype(np.float32))


def _lexical_signals(
    fitted: Channels, questions: Sequence[Question], words: NDArray[np.float32], lengths: NDArray[np.float64]
) -> Signals:
    entries = _top(words, channels.CANDIDATES)
    best = np.take_along_axis(words, entries, axis=1)
    fuzzy = _fuzzy(fitted, questions, entries)
    gap = best[:, 0] - best[:, min(1, best.shape[1] - 1)]
    none = np.stack([best[:, 0], gap, fuzzy.max(axis=1), lengths], axis=1)
    return Signals(entries, np.stack([best, fuzzy, fuzzy**4], axis=2), none.astype(np.float32))


def _asked_of(entries: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """Each entry with the questions for which it is a candidate, and its place among the candidates of each."""
    flat = entries.ravel()
    order = np.argsort(flat, kind="stable")
    numbers, starts = np.unique(flat[order], return_index=True)
    for number, cells in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        yield number, cells // entries.shape[1], cells % entries.shape[1]


def _near(
    fitted: Channels, head: Discriminant, vectors: NDArray[np.float32], entries: NDArray[np.int64]
) -> tuple[NDArray[np.float32], ...]:
    metric = vectors @ head.precision.T
    lengths = np.maximum(np.sqrt(np.maximum(np.einsum("nd,nd->n", metric, vectors), 0.0)), 1e-9)
    scaled = metric / lengths[:, None]
    found = np.zeros((3, *entries.shape), np.float32)
    for entry, rows, places in _asked_of(entries):
        block = fitted.blocks[entry]
        assert block.vectors is not None
        assert block.norms is not None
        phrasings = block.vectors.astype(np.float32, copy=False).T
        plain = vectors[rows] @ phrasings
        found[0, rows, places] = plain.max(axis=1)
        found[1, rows, places] = _density(plain)
        found[2, rows, places] = _density(scaled[rows] @ phrasings / block.norms)
    return found[0], found[1], found[2]


def _density(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.log(np.exp(channels.SHARPNESS * cosines).mean(axis=1)) / channels.SHARPNESS


def _fuzzy(fitted: Channels, questions: Sequence[Question], entries: NDArray[np.int64]) -> NDArray[np.float32]:
    asked = [channels.spelling(question.texts[0]) for question in questions]
    best = np.zeros(entries.shape, np.float32)
    for entry, rows, places in _asked_of(entries):
        scores = process.cdist(
            [asked[row] for row in rows.tolist()],
            fitted.blocks[entry].spellings,
            scorer=fuzz.ratio,
            dtype=np.float32,
        )
        best[rows, places] = scores.max(axis=1) / 100
    return best


def _outside(
    fitted: Channels, vectors: NDArray[np.float32], nearest: NDArray[np.float32]
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.floating]]:
    outside = fitted.outside
    if outside is None:
        nothing = np.zeros(len(vectors), np.float32)
        return nothing, nothing, nothing
    cosines = vectors @ outside.vectors.T
    count = min(channels.NEAREST, cosines.shape[1])
    near = -np.partition(-cosines, count - 1, axis=1)[:, :count]
    return near.max(axis=1) - nearest.max(axis=1), near.mean(axis=1), vectors @ outside.weights + outside.bias


def _top(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    found = np.tile(np.arange(scores.shape[1]), (len(scores), 1))
    if scores.shape[1] > count:
        found = np.argpartition(-scores, count, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)

"""Learning the fusion and the focus from texts that the channels had not seen: cross-validation at build time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import focus, fusion, logistic
from bot.matching.channels import Question
from bot.matching.focus import DEFAULT, Focus
from bot.matching.lessons import Learner, lessons, weights
from bot.matching.views import views

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.matching.channels import Phrasings
    from bot.matching.fusion import Fusion, Signals
    from bot.matching.lessons import Lesson

LARGEST = 6_000


@dataclass(frozen=True, slots=True)
class Learned:
    """What cross-validation taught: how to weigh the signals, and the views of a long text."""

    fusion: Fusion
    focus: Focus


def learn(
    phrasings: Phrasings,
    count: int,
    outside: Sequence[str],
    encode: Callable[[Sequence[str]], NDArray[np.float32]] | None,
    prepare: Callable[[str], str],
) -> Learned:
    """Learn for channels fitted on ``phrasings`` (sorted by entry, numbers 0..count-1) with these out-of-scope examples.

    ``encode`` gives a unit row a text; None where there is no encoder. ``prepare`` is what a question goes through before it is read.
    Deterministic. On a very large knowledge a fixed sample of its entries teaches the weights, which all entries share.
    """
    discriminative = phrasings.vectors is not None and logistic.affordable(phrasings.vectors, count)
    phrasings, count = _limited(phrasings, count)
    outside = [text for text in outside if text]
    rows = encode(outside) if encode is not None and outside else None
    found = lessons(Learner(phrasings, count, rows, discriminative=discriminative), outside, prepare)
    questions = _questions(found, encode)
    attention = _focus(found, questions) if encode is not None else DEFAULT
    signals: list[Signals] = [
        lesson.trained.signals(question, attention) for lesson, question in zip(found, questions, strict=True)
    ]
    return Learned(fusion.fit(signals, [lesson.truth for lesson in found], weights(found)), attention)


def _questions(
    found: Sequence[Lesson], encode: Callable[[Sequence[str]], NDArray[np.float32]] | None
) -> list[Question]:
    read = [views(lesson.text, lesson.trained.words) for lesson in found]
    if encode is None:
        return [Question(texts, features, None) for texts, features in read]
    vectors = encode([text for texts, _ in read for text in texts])
    ends = np.cumsum([len(texts) for texts, _ in read])
    return [
        Question(texts, features, vectors[end - len(texts) : end])
        for (texts, features), end in zip(read, ends.tolist(), strict=True)
    ]


def _focus(found: Sequence[Lesson], questions: Sequence[Question]) -> Focus:
    examples: list[tuple[NDArray[np.float64], NDArray[np.float32]]] = []
    for lesson, question in zip(found, questions, strict=True):
        if lesson.truth is not None and len(question.texts) > 2:
            reading = lesson.trained.read(question, lesson.trained.words.scores_of(question.features))
            examples.append((focus.features(reading), reading.posterior[:, lesson.truth]))
    return focus.fit(examples, DEFAULT) if examples else DEFAULT


def _limited(phrasings: Phrasings, count: int) -> tuple[Phrasings, int]:
    if len(phrasings.classes) <= LARGEST * 2:
        return phrasings, count
    share = max(20, int(count * LARGEST / len(phrasings.classes)))
    rows = np.flatnonzero(phrasings.classes < share)
    return phrasings.subset(rows), share

"""Learning the fusion from texts that the channels had not seen: cross-validation at build time.

Four kinds of text teach it: phrasings of a fold left out (right entry known), the same hidden among everyday sentences, out-of-scope
examples left out (none of the entries), and the phrasings of whole entries left out (none of them either: this is what a question about
a topic nobody wrote looks like).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import channels, focus, fusion, logistic
from bot.matching.channels import Phrasings, Question
from bot.matching.focus import ASIDES, DEFAULT, Focus
from bot.matching.text import LONG_WORDS
from bot.matching.views import views

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.matching.channels import Channels
    from bot.matching.fusion import Fusion, Signals

FOLDS = 5
SAMPLE = 2_400
MISSING_SAMPLE = 600
RAMBLES = 240
RAMBLES_OUTSIDE = 60
LARGEST = 6_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Learned:
    """What cross-validation taught: how to weigh the signals, and the views of a long text."""

    fusion: Fusion
    focus: Focus


@dataclass(frozen=True, slots=True)
class _Fit:
    """Phrasings of which parts are fitted, in the way in which the whole is."""

    phrasings: Phrasings
    count: int
    discriminative: bool

    def on(
        self, rows: NDArray[np.int64], outside: NDArray[np.float32] | None
    ) -> tuple[Channels, NDArray[np.int64]] | None:
        """Channels on some rows, with entries renumbered to those present, and the map from old numbers to new (-1: absent)."""
        present = np.unique(self.phrasings.classes[rows])
        if len(present) < min(self.count, 2):
            return None
        names = np.full(self.count, -1, np.int64)
        names[present] = np.arange(len(present))
        part = self.phrasings.subset(rows, names)
        return channels.fit(part, len(present), outside, discriminative=self.discriminative), names


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A text that ``trained`` has not seen, with the entry it means in the numbers of ``trained`` (None: none of them)."""

    trained: Channels
    text: str
    truth: int | None


def learn(
    phrasings: Phrasings,
    count: int,
    outside: Sequence[str],
    encode: Callable[[Sequence[str]], NDArray[np.float32]] | None,
) -> Learned:
    """Learn for channels fitted on ``phrasings`` (sorted by entry, numbers 0..count-1) with these out-of-scope examples.

    ``encode`` gives a unit row a text; None where there is no encoder. Deterministic. On a very large knowledge a fixed sample of its
    entries teaches the weights, which all entries share.
    """
    discriminative = phrasings.vectors is not None and logistic.affordable(phrasings.vectors, count)
    phrasings, count = _limited(phrasings, count)
    fit = _Fit(phrasings, count, discriminative=discriminative)
    outside = [text for text in outside if text]
    rows = encode(outside) if encode is not None and outside else None
    lessons = [*_lessons(fit, outside, rows), *_missing_entries(fit, rows)]
    questions = _questions(lessons, encode)
    attention = _focus(lessons, questions) if encode is not None else DEFAULT
    signals: list[Signals] = [
        lesson.trained.signals(question, attention) for lesson, question in zip(lessons, questions, strict=True)
    ]
    return Learned(fusion.fit(signals, [lesson.truth for lesson in lessons]), attention)


def _lessons(fit: _Fit, outside: Sequence[str], rows: NDArray[np.float32] | None) -> list[_Lesson]:
    phrasings = fit.phrasings
    lessons: list[_Lesson] = []
    folds = _folds(phrasings.classes)
    outside_folds = np.arange(len(outside)) % FOLDS
    step = max(1, len(folds) // SAMPLE)
    chance = random.Random(SEED)  # noqa: S311 - a fixed sample, no secret
    asides = [*ASIDES, *(text for text in outside if 4 <= len(text.split()) <= 14)]
    for fold in range(FOLDS):
        seen = None if rows is None else rows[outside_folds != fold]
        fitted = fit.on(np.flatnonzero(folds != fold), seen)
        if fitted is None:
            continue
        trained, names = fitted
        left_out: list[int] = np.flatnonzero(folds == fold).tolist()
        lessons += [
            _Lesson(trained, phrasings.texts[row], int(names[phrasings.classes[row]])) for row in left_out[::step]
        ]
        lessons += [_Lesson(trained, outside[index], None) for index in np.flatnonzero(outside_folds == fold).tolist()]
        short = [row for row in left_out if 3 <= len(phrasings.texts[row].split()) <= LONG_WORDS]
        for row in chance.sample(short, min(len(short), RAMBLES // FOLDS)):
            lessons.append(
                _Lesson(trained, _ramble(phrasings.texts[row], asides, chance), int(names[phrasings.classes[row]]))
            )
        strange = [outside[index] for index in np.flatnonzero(outside_folds == fold).tolist()] or list(ASIDES)
        lessons += [
            _Lesson(trained, _ramble(chance.choice(strange), ASIDES, chance), None)
            for _ in range(RAMBLES_OUTSIDE // FOLDS)
        ]
    return lessons


def _ramble(text: str, asides: Sequence[str], chance: random.Random) -> str:
    """A text hidden among everyday sentences, lower-cased and stopped as prepared texts are."""
    sentences = [f"{aside.lower().rstrip('.?!')}." for aside in chance.sample(asides, chance.choice((2, 3, 4, 5)))]
    stop = "" if text.endswith(("?", "!", ".")) else chance.choice((".", "?"))
    sentences.insert(chance.randrange(len(sentences) + 1), text + stop)
    return " ".join(sentences)


def _questions(
    lessons: Sequence[_Lesson], encode: Callable[[Sequence[str]], NDArray[np.float32]] | None
) -> list[Question]:
    read = [views(lesson.text, lesson.trained.words) for lesson in lessons]
    if encode is None:
        return [Question(texts, features, None) for texts, features in read]
    vectors = encode([text for texts, _ in read for text in texts])
    ends = np.cumsum([len(texts) for texts, _ in read])
    return [
        Question(texts, features, vectors[end - len(texts) : end])
        for (texts, features), end in zip(read, ends.tolist(), strict=True)
    ]


def _focus(lessons: Sequence[_Lesson], questions: Sequence[Question]) -> Focus:
    examples: list[tuple[NDArray[np.float64], NDArray[np.float32]]] = []
    for lesson, question in zip(lessons, questions, strict=True):
        if lesson.truth is not None and len(question.texts) > 2:
            reading = lesson.trained.read(question, lesson.trained.words.scores_of(question.features))
            examples.append((focus.features(reading), reading.posterior[:, lesson.truth]))
    return focus.fit(examples, DEFAULT) if examples else DEFAULT


def _missing_entries(fit: _Fit, outside: NDArray[np.float32] | None) -> list[_Lesson]:
    phrasings = fit.phrasings
    lessons: list[_Lesson] = []
    groups = np.arange(fit.count) % FOLDS
    step = max(1, len(phrasings.classes) // MISSING_SAMPLE)
    for fold in range(FOLDS):
        absent = groups[phrasings.classes] == fold
        fitted = fit.on(np.flatnonzero(~absent), outside)
        if fitted is None or fitted[0].count <= channels.CANDIDATES:
            continue
        rows: list[int] = np.flatnonzero(absent)[::step].tolist()
        lessons += [_Lesson(fitted[0], phrasings.texts[row], None) for row in rows]
    return lessons


def _folds(classes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fold numbers: neighbouring lines of one entry share a fold, because one hand wrote them in one manner."""
    starts = np.searchsorted(classes, classes)
    sizes = np.searchsorted(classes, classes, side="right") - starts
    position = np.arange(len(classes)) - starts
    return (position * FOLDS // sizes + classes) % FOLDS


def _limited(phrasings: Phrasings, count: int) -> tuple[Phrasings, int]:
    if len(phrasings.classes) <= LARGEST * 2:
        return phrasings, count
    share = max(20, int(count * LARGEST / len(phrasings.classes)))
    rows = np.flatnonzero(phrasings.classes < share)
    return phrasings.subset(rows), share

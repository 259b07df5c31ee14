"""Lessons: texts that some channels have not seen, with what they mean, from which the fusion and the focus are learned.

What a lesson says comes from a phrasing left out (right entry known), from an out-of-scope example left out (none of the entries), or from
the phrasings of a whole entry left out (none of them either: this is what a question about a topic nobody wrote looks like). It is put as
it was written, hidden among everyday sentences, or mistyped.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from string import ascii_lowercase
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import channels
from bot.matching.focus import ASIDES
from bot.matching.text import LONG_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.matching.channels import Channels, Phrasings

FOLDS = 5
SAMPLE = 2_400
MISSING_SAMPLE = 600
HIDDEN = 240
HIDDEN_NONE = 120
MISTYPED = 240
MISTYPED_NONE = 60
# What out-of-scope examples weigh at most, and the phrasings of entries left out, for each phrasing that is known. The latter stand for
# what is nearest to the knowledge without being in it, so they give way a little where real examples are there.
OUTSIDE_SHARE = 0.4
MISSING_SHARE = 0.3
GIVES_WAY = 0.25
SEED = 1


class Manner(Enum):
    """How a lesson is put: as it was written, among asides, or with slips of the fingers."""

    PLAIN = auto()
    HIDDEN = auto()
    MISTYPED = auto()


class Source(Enum):
    """Where the text of a lesson comes from: a phrasing left out, an out-of-scope example left out, or an entry left out."""

    KNOWN = auto()
    OUTSIDE = auto()
    MISSING = auto()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text that ``trained`` has not seen, with the entry it means in the numbers of ``trained`` (None: none of them)."""

    manner: Manner
    source: Source
    trained: Channels
    text: str
    truth: int | None


@dataclass(frozen=True, slots=True)
class Learner:
    """Phrasings of which parts are fitted, in the way in which the whole is; ``outside`` are vectors of out-of-scope examples."""

    phrasings: Phrasings
    count: int
    outside: NDArray[np.float32] | None
    discriminative: bool

    def without(
        self, rows: NDArray[np.bool_], outside: NDArray[np.bool_] | None = None
    ) -> tuple[Channels, NDArray[np.int64]] | None:
        """Channels that have not seen some phrasings and examples, and the map from old entry numbers to new (-1: absent).

        None where too few entries are left.
        """
        seen = np.flatnonzero(~rows)
        present = np.unique(self.phrasings.classes[seen])
        if len(present) < min(self.count, 2):
            return None
        names = np.full(self.count, -1, np.int64)
        names[present] = np.arange(len(present))
        part = self.phrasings.subset(seen, names)
        vectors = self.outside if self.outside is None or outside is None else self.outside[~outside]
        return channels.fit(part, len(present), vectors, discriminative=self.discriminative), names


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts prepared texts in other manners, by chance that is fixed; ``prepare`` is what a question goes through."""

    asides: Sequence[str]
    prepare: Callable[[str], str]
    chance: random.Random

    def lessons(
        self, trained: Channels, source: Source, texts: Sequence[str], truths: Sequence[int | None]
    ) -> list[Lesson]:
        """All texts of a fold plainly, and some of the short ones hidden and mistyped."""
        known = source is Source.KNOWN
        found = [Lesson(Manner.PLAIN, source, trained, text, truth) for text, truth in zip(texts, truths, strict=True)]
        short = [at for at, text in enumerate(texts) if 3 <= len(text.split()) <= LONG_WORDS]
        for manner, put, wanted in (
            (Manner.HIDDEN, self.hidden, HIDDEN if known else HIDDEN_NONE),
            (Manner.MISTYPED, self.mistyped, MISTYPED if known else MISTYPED_NONE),
        ):
            found += [
                Lesson(manner, source, trained, put(texts[at]), truths[at])
                for at in self.chance.sample(short, min(len(short), wanted // FOLDS))
            ]
        return found

    def hidden(self, text: str) -> str:
        """A text hidden among everyday sentences, lower-cased and stopped as prepared texts are."""
        chosen = self.chance.sample(self.asides, self.chance.choice((2, 3, 4, 5)))
        sentences = [f"{aside.lower().rstrip('.?!')}." for aside in chosen]
        stop = "" if text.endswith(("?", "!", ".")) else self.chance.choice((".", "?"))
        sentences.insert(self.chance.randrange(len(sentences) + 1), text + stop)
        return " ".join(sentences)

    def mistyped(self, text: str) -> str:
        """A text with one or two letters left out, put in, changed or swapped, and read as a question is."""
        letters = list(text)
        for _ in range(self.chance.choice((1, 2))):
            places = [at for at, letter in enumerate(letters) if letter.isalpha()]
            if not places:
                break
            at, other = self.chance.choice(places), self.chance.choice(ascii_lowercase)
            slip = self.chance.randrange(4)
            if slip == 0:
                del letters[at]
            elif slip == 1:
                letters.insert(at, other)
            elif slip == 2 or at + 1 == len(letters):
                letters[at] = other
            else:
                letters[at : at + 2] = letters[at + 1], letters[at]
        return self.prepare("".join(letters))


def lessons(learner: Learner, outside: Sequence[str], prepare: Callable[[str], str]) -> list[Lesson]:
    """All lessons over a learner's phrasings and its out-of-scope examples, whose prepared texts are ``outside``. Deterministic."""
    asides = [*ASIDES, *(text for text in outside if 4 <= len(text.split()) <= 14)]
    writer = Writer(asides, prepare, random.Random(SEED))  # noqa: S311 - fixed lessons, no secret
    return [*_left_out(learner, outside, writer), *_missing(learner, writer)]


def weights(found: Sequence[Lesson]) -> list[float]:
    """How much each lesson counts, so that a probability means the same whatever a set has many or few of.

    Without this, the share of lessons that no entry answers follows from how many lines were written, and confidence with it.
    In each manner the odds are those of plain texts.
    """
    counts = Counter((lesson.manner, lesson.source) for lesson in found)
    known, outside, missing = (counts[Manner.PLAIN, source] for source in Source)
    beyond = min(outside / max(1, known), OUTSIDE_SHARE)
    shares = {
        Source.KNOWN: 1.0,
        Source.OUTSIDE: beyond,
        Source.MISSING: MISSING_SHARE - GIVES_WAY * beyond if missing else 0.0,
    }
    return [
        shares[lesson.source] * counts[lesson.manner, Source.KNOWN] / counts[lesson.manner, lesson.source]
        for lesson in found
    ]


def _left_out(learner: Learner, outside: Sequence[str], writer: Writer) -> list[Lesson]:
    phrasings = learner.phrasings
    found: list[Lesson] = []
    folds = _folds(phrasings.classes)
    outside_folds = np.arange(len(outside)) % FOLDS
    step = max(1, len(folds) // SAMPLE)
    for fold in range(FOLDS):
        fitted = learner.without(folds == fold, outside_folds == fold)
        if fitted is None:
            continue
        trained, names = fitted
        rows: list[int] = np.flatnonzero(folds == fold)[::step].tolist()
        truths = [int(names[phrasings.classes[row]]) for row in rows]
        found += writer.lessons(trained, Source.KNOWN, [phrasings.texts[row] for row in rows], truths)
        strange = [text for text, place in zip(outside, outside_folds.tolist(), strict=True) if place == fold]
        found += writer.lessons(trained, Source.OUTSIDE, strange, [None] * len(strange))
    return found


def _missing(learner: Learner, writer: Writer) -> list[Lesson]:
    phrasings = learner.phrasings
    found: list[Lesson] = []
    groups = np.arange(learner.count) % FOLDS
    step = max(1, len(phrasings.classes) // MISSING_SAMPLE)
    for fold in range(FOLDS):
        absent = groups[phrasings.classes] == fold
        fitted = learner.without(absent)
        if fitted is None or fitted[0].count <= channels.CANDIDATES:
            continue
        rows: list[int] = np.flatnonzero(absent)[::step].tolist()
        texts = [phrasings.texts[row] for row in rows]
        found += writer.lessons(fitted[0], Source.MISSING, texts, [None] * len(texts))
    return found


def _folds(classes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fold numbers: neighbouring lines of one entry share a fold, because one hand wrote them in one manner."""
    starts = np.searchsorted(classes, classes)
    sizes = np.searchsorted(classes, classes, side="right") - starts
    position = np.arange(len(classes)) - starts
    return (position * FOLDS // sizes + classes) % FOLDS

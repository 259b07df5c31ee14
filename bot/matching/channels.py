"""The channels that read a question: meaning (discriminant, centroid, density of phrasings), words and letters, and spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from bot.matching import discriminant, focus, lexical, logistic
from bot.matching.discriminant import Discriminant, log_softmax
from bot.matching.focus import Focus, Reading
from bot.matching.fusion import Signals
from bot.matching.text import asks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.lexical import LexicalIndex
    from bot.matching.logistic import Logistic

CANDIDATES = 8
NEAREST = 5
FUZZY_CHARACTERS = 80
LEXICAL_SHARE = 4.0
SHARPNESS = 20.0
FULL_PRECISION = 20_000


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a text, for the screen: its hashed ``features``, and a unit row of what the encoder reads of each stretch (None: none)."""

    features: NDArray[np.int64]
    vectors: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Question:
    """A prepared question seen several ways.

    ``texts`` are the whole, cut where it is very long, then the sentences of a long one; ``features`` are the hashed words and letters of
    each; ``vectors`` has a unit row a text (None: no encoder). ``whole`` is what the screen reads, where it was asked for.
    """

    texts: tuple[str, ...]
    features: tuple[NDArray[np.int64], ...]
    vectors: NDArray[np.float32] | None
    whole: Whole | None = None


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


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """What is not answered: unit vectors of examples (rows, dimensions), and a linear scorer that tells them from phrasings."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float


@dataclass(frozen=True, slots=True)
class Block:
    """One entry's phrasings, shared between matchers.

    ``spellings`` have their words sorted; ``vectors`` are unit rows, half floats where memory counts, and ``norms`` their lengths in the
    discriminant's metric (None, None: no encoder).
    """

    spellings: tuple[str, ...]
    vectors: NDArray[np.float16] | NDArray[np.float32] | None
    norms: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Known:
    """What was fitted on some phrasings and out-of-scope examples before and was kept: all but the phrasings' own vectors and spellings.

    ``norms`` are those of the blocks, one after another; ``scorer`` are the weights and the bias of ``OutOfScope``.
    """

    words: LexicalIndex
    classifier: Logistic | None
    head: Discriminant | None
    norms: NDArray[np.float32] | None
    scorer: tuple[NDArray[np.float32], float] | None


@dataclass(frozen=True, slots=True)
class Channels:
    """Everything fitted on one set of phrasings. Immutable; ``signals`` is safe to call from many threads."""

    blocks: tuple[Block, ...]
    head: Discriminant | None
    classifier: Logistic | None
    words: LexicalIndex
    outside: OutOfScope | None

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self.blocks)

    @property
    def reader(self) -> Discriminant | Logistic | None:
        """What reads the meaning: the classifier, or the head where there is none."""
        return self.head if self.classifier is None else self.classifier

    def known(self) -> Known:
        """What ``fit`` need not work out again for the same phrasings and out-of-scope examples."""
        norms = [block.norms for block in self.blocks if block.norms is not None]
        return Known(
            self.words,
            self.classifier,
            self.head,
            np.concatenate(norms) if norms else None,
            None if self.outside is None else (self.outside.weights, self.outside.bias),
        )

    def read(self, question: Question, lexical_scores: NDArray[np.float32]) -> Reading:
        """What the meaning says of each view of a question; needs an encoder."""
        assert self.head is not None
        assert question.vectors is not None
        scores = self.head.scores(question.vectors)
        likelihood, closeness = self.head.standing(question.vectors, scores)
        return Reading(
            question.texts,
            log_softmax(scores if self.classifier is None else self.classifier.scores(question.vectors)),
            likelihood,
            closeness,
            lexical_scores.max(axis=1),
            question.vectors @ question.vectors[0],
        )

    def signals(self, question: Question, attention: Focus) -> Signals:
        """The signals of one question for its most likely entries, best first by a plain sum, always the same number of them."""
        lexical_scores = self.words.scores_of(question.features)
        if self.head is None or question.vectors is None:
            return self._lexical_signals(question, lexical_scores.max(axis=0))
        reading = self.read(question, lexical_scores)
        if len(question.texts) == 1:
            meaning, at, share = np.maximum(reading.posterior[0], -focus.FLOOR), 0, 0.0
        else:
            shares = attention.weigh(focus.features(reading))
            meaning, at = focus.mix(reading, shares), int(shares.argmax())
            share = float(shares[at])
        vector, word_scores = question.vectors[at], lexical_scores[at]
        entries = _top(meaning + LEXICAL_SHARE * word_scores, CANDIDATES)
        centroid = self.head.centroids @ vector
        nearest, density, whitened = self._near(vector, self.head, entries)
        fuzzy = self._fuzzy(question.texts[at], entries)
        candidates = np.stack(
            [
                meaning[entries],
                centroid[entries],
                nearest,
                density,
                whitened,
                word_scores[entries],
                fuzzy,
                fuzzy**4,
            ],
            axis=1,
        )
        none = np.array(
            [
                reading.likelihood[at],
                reading.closeness[at],
                float(nearest.max()),
                float(-(np.exp(meaning) * meaning).sum()),
                float(word_scores.max()),
                float(np.log1p(len(question.texts[0].split()))),
                float(at > 0),
                *self._outside(vector, nearest),
                float(asks(question.texts[at])) if len(question.texts) > 1 else 0.0,
                share,
                float(np.log(len(question.texts))),
            ],
            np.float32,
        )
        return Signals(entries, candidates.astype(np.float32), none)

    def _lexical_signals(self, question: Question, scores: NDArray[np.float32]) -> Signals:
        entries = _top(scores, CANDIDATES)
        fuzzy = self._fuzzy(question.texts[0], entries)
        candidates = np.stack([scores[entries], fuzzy, fuzzy**4], axis=1)
        gap = scores[entries[0]] - scores[entries[min(1, len(entries) - 1)]]
        none = np.array([scores.max(), gap, fuzzy.max(), np.log1p(len(question.texts[0].split()))], np.float32)
        return Signals(entries, candidates.astype(np.float32), none)

    def _near(
        self, vector: NDArray[np.float32], head: Discriminant, entries: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], ...]:
        """By candidate: best cosine, and log-density of its phrasings around the question, plain and in the
        discriminant's metric (a kernel density per class: Parzen 1962).
        """
        metric = head.precision @ vector
        length = max(float(np.sqrt(max(float(metric @ vector), 0.0))), 1e-9)
        both = np.stack([vector, metric], axis=1)
        found = np.zeros((len(entries), 3), np.float32)
        for place, entry in enumerate(entries):
            block = self.blocks[entry]
            assert block.vectors is not None
            assert block.norms is not None
            products = block.vectors.astype(np.float32, copy=False) @ both
            plain = products[:, 0]
            whitened = products[:, 1] / (block.norms * length)
            found[place] = (
                plain.max(),
                np.log(np.exp(SHARPNESS * plain).mean()) / SHARPNESS,
                np.log(np.exp(SHARPNESS * whitened).mean()) / SHARPNESS,
            )
        return tuple(found.T)

    def _fuzzy(self, text: str, entries: NDArray[np.int64]) -> NDArray[np.float32]:
        # Spelling alone says much of a short text and little of a long one.
        asked = spelling(text)
        best = np.zeros(len(entries), np.float32)
        for place, entry in enumerate(entries):
            found = process.extractOne(asked, self.blocks[entry].spellings, scorer=fuzz.ratio)
            best[place] = found[1] / 100 if found else 0.0
        return best

    def _outside(self, vector: NDArray[np.float32], nearest: NDArray[np.float32]) -> tuple[float, float, float]:
        if self.outside is None:
            return 0.0, 0.0, 0.0
        near = np.sort(self.outside.vectors @ vector)[::-1][:NEAREST]
        score = float(vector @ self.outside.weights + self.outside.bias)
        return float(near[0] - nearest.max()), float(near.mean()), score


def spelling(text: str) -> str:
    """The words of a text in alphabetical order, cut to 80 characters: what is compared letter by letter."""
    return " ".join(sorted(text[:FUZZY_CHARACTERS].split()))


def fit(
    phrasings: Phrasings,
    count: int,
    outside: NDArray[np.float32] | None,
    known: Known | None = None,
    *,
    discriminative: bool | None = None,
) -> Channels:
    """Fit every channel on phrasings sorted by entry (numbers 0..count-1, each present) and vectors of out-of-scope examples.

    ``known`` is what was kept of a fit on these very phrasings and examples; the features are not read then.
    ``discriminative``: whether to fit the classifier too, by default where it is affordable.
    """
    if known is not None:
        words, classifier, head = known.words, known.classifier, known.head
    else:
        head = None if phrasings.vectors is None else discriminant.fit(phrasings.vectors, phrasings.classes, count)
        words = lexical.index(phrasings.features, phrasings.classes, count)
        classifier = None
        if phrasings.vectors is not None and head is not None:
            wanted = logistic.affordable(phrasings.vectors, count) if discriminative is None else discriminative
            if wanted:
                classifier = logistic.fit(phrasings.vectors, phrasings.classes, count, head)
    beyond = None
    if phrasings.vectors is not None and outside is not None and len(outside) >= NEAREST:
        scorer = known.scorer if known is not None else None
        beyond = _fit_outside(phrasings.vectors, outside) if scorer is None else OutOfScope(outside, *scorer)
    starts = np.searchsorted(phrasings.classes, np.arange(count + 1))
    rows = phrasings.vectors
    if rows is not None and len(rows) > FULL_PRECISION:
        rows = rows.astype(np.float16)
    norms = None if known is None else known.norms
    if norms is None and rows is not None and head is not None:
        norms = _metric_norms(rows, head)
    blocks = [
        Block(
            tuple(map(spelling, phrasings.texts[start:end])),
            None if rows is None else rows[start:end],
            None if norms is None else norms[start:end],
        )
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    ]
    return Channels(tuple(blocks), head, classifier, words, beyond)


def replaced(fitted: Channels, changed: Mapping[int, Phrasings], count: int, kept: NDArray[np.int64]) -> Channels:
    """Channels with the phrasings of some entries replaced, then only the entries ``kept``, in that order.

    ``count`` is the number of entries before any are left out; numbers from the present count on are added. What all entries share
    (covariance, word frequencies, out-of-scope examples) and the blocks of every other entry are the same objects as before.
    """
    blocks = [*fitted.blocks, *([None] * (count - fitted.count))]
    numbers = np.array(sorted(changed), np.int64)
    head, classifier = fitted.head, fitted.classifier
    for number, lines in changed.items():
        halves = None if lines.vectors is None else lines.vectors.astype(np.float16)
        norms = None if halves is None or head is None else _metric_norms(halves, head)
        blocks[number] = Block(tuple(map(spelling, lines.texts)), halves, norms)
    present = [blocks[number] for number in kept.tolist()]
    if head is not None and len(numbers):
        means = [np.asarray(changed[number].vectors).mean(axis=0) for number in numbers.tolist()]
        head = head.replaced(numbers, np.stack(means).astype(np.float32))
        if classifier is not None:
            rows = [(number, blocks[number]) for number in kept.tolist()]
            vectors = np.concatenate([np.asarray(block.vectors) for _, block in rows if block])
            classes = np.concatenate([np.full(len(block.spellings), number) for number, block in rows if block])
            classifier = classifier.replaced(vectors, classes, numbers)
    return Channels(
        tuple(block for block in present if block is not None),
        head.kept(kept) if head else None,
        classifier.kept(kept) if classifier else None,
        fitted.words.replaced({number: changed[number].features for number in changed}, kept, count),
        fitted.outside,
    )


def plain_scores(
    fitted: Channels,
    vectors: NDArray[np.float32] | None,
    totals: NDArray[np.float32],
    lexical_scores: NDArray[np.float32],
    entries: NDArray[np.int64] | slice = slice(None),
) -> NDArray[np.float32]:
    """The plain sum by which candidates are chosen, of many texts read as wholes, for some entries: shape (texts, entries).

    ``totals`` (texts,) are what ``totals_of`` gives, ``lexical_scores`` are of these entries.
    """
    reader = fitted.reader
    if reader is None or vectors is None:
        return lexical_scores
    scores = vectors @ reader.weights[:, entries] + reader.bias[entries]
    return np.maximum(scores - totals[:, None], -focus.FLOOR) + LEXICAL_SHARE * lexical_scores


def totals_of(fitted: Channels, vectors: NDArray[np.float32] | None, count: int) -> NDArray[np.float32]:
    """By how much the scores of each of ``count`` texts exceed the logs of its entries' shares: shape (texts,)."""
    if fitted.reader is None or vectors is None:
        return np.zeros(count, np.float32)
    scores = fitted.reader.scores(vectors)
    most = scores.max(axis=1)
    return most + np.log(np.exp(scores - most[:, None]).sum(axis=1))


def _metric_norms(vectors: NDArray[np.float16] | NDArray[np.float32], head: Discriminant) -> NDArray[np.float32]:
    """Length of each row in the discriminant's metric."""
    result = np.empty(len(vectors), np.float32)
    for at in range(0, len(vectors), 2_048):
        rows = vectors[at : at + 2_048].astype(np.float32)
        result[at : at + 2_048] = np.sqrt(np.maximum(-2 * head.typicality(rows), 1e-12))
    return result


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

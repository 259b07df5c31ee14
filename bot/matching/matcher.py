"""The matcher: from a question to ranked entries with calibrated probabilities. Immutable, safe to share between threads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import calibration, channels, fusion, lexical
from bot.matching.channels import Channels, Phrasings, Question
from bot.matching.decision import Thresholds
from bot.matching.text import Vocabulary, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.matching.fusion import Fusion
    from bot.matching.vectors import VectorCache

METHOD = 1

# Chosen on phrasings by other hands than those learned from, to keep wrong answers under 4 in 100 (see README, "How it knows").
SEMANTIC = Thresholds(answer=0.5, clarify=0.15)
LEXICAL = Thresholds(answer=0.6, clarify=0.25)


@dataclass(frozen=True, slots=True)
class Examples:
    """What a matcher learns from: phrasings by entry id, out-of-scope texts, and the vocabulary of abbreviations."""

    phrasings: Mapping[str, Sequence[str]]
    out_of_scope: Sequence[str]
    vocabulary: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry id with the calibrated probability that the question meant it."""

    id: str
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, most probable first, and ``none``: the probability that no entry answers the question."""

    candidates: tuple[Candidate, ...]
    none: float


class Matcher:
    """Ranks the entries for a question."""

    def __init__(
        self, ids: Sequence[str], vocabulary: Vocabulary, fitted: Channels, fused: Fusion, vectors: VectorCache | None
    ) -> None:
        self._ids = tuple(ids)
        self._vocabulary = vocabulary
        self._channels = fitted
        self._fusion = fused
        self._vectors = vectors

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds that were measured for this kind of matcher."""
        if self._vectors is None:
            return LEXICAL
        return self._vectors.encoder.thresholds or SEMANTIC

    def rank(self, question: str) -> Ranking:
        """Rank the entries for a question of any length and content; never raises for what it holds."""
        prepared = self._prepare(question)
        if not prepared.texts[0]:
            return Ranking((), 1.0)
        signals = self._channels.signals(prepared)
        probabilities, none = self._fusion.weigh(signals)
        order = np.argsort(-probabilities, kind="stable")
        return Ranking(
            tuple(Candidate(self._ids[signals.entries[place]], float(probabilities[place])) for place in order), none
        )

    def _prepare(self, question: str) -> Question:
        text = self._vocabulary.write_out(question)
        features = lexical.features(text)
        if self._vectors is None or not text:
            return Question((text,), features, None)
        views = (text, *parts(text))
        return Question(views, features, self._vectors.encoder.encode(views))


def build(
    examples: Examples,
    vectors: VectorCache | None,
    *,
    cache: Path | None = None,
    shipped: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Matcher:
    """Fit a matcher on examples; without ``vectors`` it works on words and letters alone.

    The fusion's weights are kept in the folder ``cache`` under a hash of everything that they were learned from; ``shipped`` is a folder
    with weights that travel with the program, which is only read.
    """
    ids = sorted(entry for entry, lines in examples.phrasings.items() if lines)
    texts = [line for entry in ids for line in examples.phrasings[entry]]
    known = vectors.encoder.known_words if vectors else frozenset[str]()
    vocabulary = Vocabulary(examples.vocabulary, texts, known)
    prepared = [vocabulary.write_out(text) for text in texts]
    outside = [vocabulary.write_out(text) for text in examples.out_of_scope]
    classes = np.repeat(np.arange(len(ids)), [len(examples.phrasings[entry]) for entry in ids])
    rows = vectors.vectors([*prepared, *outside], progress) if vectors else None
    inside_rows = None if rows is None else rows[: len(prepared)]
    outside_rows = None if rows is None else rows[len(prepared) :]
    phrasings = Phrasings(prepared, [lexical.features(text) for text in prepared], inside_rows, classes)
    fitted = channels.fit(phrasings, len(ids), outside_rows)
    digest = hashlib.sha256(
        repr((METHOD, ids, prepared, outside, vectors.encoder.identity if vectors else None)).encode("utf-8", "replace")
    )

    def learn() -> Fusion:
        return calibration.learn(phrasings, len(ids), _questions(outside, outside_rows))

    return Matcher(ids, vocabulary, fitted, _kept_fusion(cache, shipped, digest.hexdigest(), learn), vectors)


def _questions(texts: Sequence[str], rows: NDArray[np.float32] | None) -> list[Question]:
    return [
        Question((text,), lexical.features(text), None if rows is None else rows[index : index + 1])
        for index, text in enumerate(texts)
        if text
    ]


def _kept_fusion(cache: Path | None, shipped: Path | None, key: str, learn: Callable[[], Fusion]) -> Fusion:
    name = f"fusion-{key[:24]}.npz"
    for folder in (shipped, cache):
        if folder is not None and (kept := fusion.read(folder / name)) is not None:
            return kept
    learned = learn()
    if cache is not None:
        fusion.write(cache / name, learned)
    return learned

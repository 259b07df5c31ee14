"""The matcher: from a question to ranked entries with calibrated probabilities. Immutable, safe to share between threads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import calibration, channels, kept, lexical
from bot.matching.channels import Channels, Phrasings, Question, Whole
from bot.matching.decision import Thresholds
from bot.matching.files import keep_newest, read_arrays, write_arrays
from bot.matching.kept import Kept
from bot.matching.many import TOGETHER, signals_of_many
from bot.matching.text import Vocabulary
from bot.matching.views import stretches, views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.matching.calibration import Learned
    from bot.matching.encoder import Encoder
    from bot.matching.vectors import VectorCache

METHOD = 9
# Knowledge in so many states can be gone back to without learning anew.
KEPT = 8

# Set with the figures of the golden questions and of phrasings by other hands in view, to keep wrong answers under 4 in 100.
SEMANTIC = Thresholds(answer=0.55, clarify=0.12)
LEXICAL = Thresholds(answer=0.6, clarify=0.25)


FEW = 20


@dataclass(frozen=True, slots=True)
class Examples:
    """What a matcher learns from: phrasings by entry id, out-of-scope texts, the vocabulary of abbreviations, and titles by entry id.

    A title counts as one more phrasing of an entry that has few; where there are many it says nothing new.
    """

    phrasings: Mapping[str, Sequence[str]]
    out_of_scope: Sequence[str]
    vocabulary: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict[str, str])

    def lines(self, entry: str) -> list[str]:
        """An entry's phrasings, with its title where they are few."""
        lines = list(self.phrasings[entry])
        title = self.titles.get(entry)
        return [*lines, title] if title and 0 < len(lines) < FEW else lines


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
        self,
        ids: Sequence[str],
        vocabulary: Vocabulary,
        fitted: Channels,
        learned: Learned,
        vectors: VectorCache | None,
        reading: Encoder | None = None,
    ) -> None:
        """``reading`` is the encoder that reads texts for the screen, where it is not the one of ``vectors``."""
        self._ids = tuple(ids)
        self._vocabulary = vocabulary
        self._channels = fitted
        self._learned = learned
        self._vectors = vectors
        self._reading = reading or (None if vectors is None else vectors.encoder)

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds that were measured for this kind of matcher."""
        if self._vectors is None:
            return LEXICAL
        return self._vectors.encoder.thresholds or SEMANTIC

    def rank(self, question: str) -> Ranking:
        """Rank the entries for a question of any length and content; never raises for what it holds."""
        return self.rank_read(self.read(question))

    def read(self, question: str) -> Question:
        """A question made ready for ``rank_read``: spelt out, seen several ways, encoded. Nothing of it is kept."""
        text = self._vocabulary.write_out(question)
        texts, features = views(text, self._channels.words)
        read = stretches(text)
        seen = read == texts[:1]
        words = features[0] if seen else lexical.features(text)
        if self._vectors is None or self._reading is None or not text:
            return Question(texts, features, None, Whole(words, None))
        if seen and self._reading is self._vectors.encoder:
            rows, told = self._reading.encode_and_read(texts, 1)
            return Question(texts, features, rows, Whole(words, told))
        return Question(texts, features, self._vectors.encoder.encode(texts), Whole(words, self._reading.read(read)))

    def read_whole(self, text: str) -> Whole:
        """All of a text made ready for the screen's reader alone. Nothing of it is kept."""
        written = self._vocabulary.write_out(text)
        words = lexical.features(written)
        if self._reading is None or not written:
            return Whole(words, None)
        return Whole(words, self._reading.read(stretches(written)))

    def rank_read(self, prepared: Question) -> Ranking:
        """Rank the entries for a question that ``read`` or ``read_known`` prepared."""
        if not prepared.texts[0] or not self._ids:
            return Ranking((), 1.0)
        signals = self._channels.signals(prepared, self._learned.focus)
        probabilities, none = self._learned.fusion.weigh(signals)
        order = np.argsort(-probabilities, kind="stable")
        return Ranking(
            tuple(Candidate(self._ids[signals.entries[place]], float(probabilities[place])) for place in order), none
        )

    def rank_many(self, prepared: Sequence[Question]) -> list[Ranking]:
        """``rank_read`` of many questions, in order; those of a single text, as ``read_known`` gives them, are ranked together."""
        rankings: list[Ranking | None] = [None] * len(prepared)
        whole = [row for row, item in enumerate(prepared) if len(item.texts) == 1 and item.texts[0] and self._ids]
        for at in range(0, len(whole), TOGETHER):
            rows = whole[at : at + TOGETHER]
            signals = signals_of_many(self._channels, [prepared[row] for row in rows])
            probabilities, nones = self._learned.fusion.weigh_many(signals)
            order = np.argsort(-probabilities, axis=1, kind="stable")
            entries = np.take_along_axis(signals.entries, order, axis=1).tolist()
            best = np.take_along_axis(probabilities, order, axis=1).tolist()
            for row, numbers, values, none in zip(rows, entries, best, nones.tolist(), strict=True):
                found = zip(numbers, values, strict=True)
                rankings[row] = Ranking(tuple(Candidate(self._ids[number], value) for number, value in found), none)
        return [ranking or self.rank_read(item) for ranking, item in zip(rankings, prepared, strict=True)]

    @property
    def ids(self) -> tuple[str, ...]:
        """The entries that can be ranked."""
        return self._ids

    def with_entries(self, changed: Mapping[str, Sequence[str] | None]) -> Matcher:
        """A matcher in which some entries have other phrasings: the way to apply an edit, or a server's own entries.

        ``changed`` maps an entry id to all its phrasings after the edit; None or an empty sequence takes the entry out, an unknown id adds
        one. This matcher stays as it is, and the new one shares with it everything that the edit leaves alone: vectors, covariance, word
        frequencies, vocabulary, out-of-scope examples and the learned fusion. Only the changed entries' own columns are learned,
        against all others, so it takes a fraction of a second and about 300 KB plus 1 KB a new phrasing at 64 entries. Build anew where
        a large share of the entries changes, and whenever the shipped knowledge does.

        New phrasings are encoded unless their vectors are cached. Deterministic; safe to call from many threads.
        """
        ids = [*self._ids, *sorted(entry for entry, lines in changed.items() if lines and entry not in self._ids)]
        numbers = {entry: number for number, entry in enumerate(ids)}
        edits = {
            numbers[entry]: self._phrasings(numbers[entry], lines) for entry, lines in sorted(changed.items()) if lines
        }
        chosen = [number for number, entry in enumerate(ids) if changed.get(entry, (entry,))]
        fitted = channels.replaced(self._channels, edits, len(ids), np.array(chosen, np.int64))
        kept = [ids[number] for number in chosen]
        return Matcher(kept, self._vocabulary, fitted, self._learned, self._vectors, self._reading)

    @property
    def reading(self) -> Encoder | None:
        """The encoder that reads texts for the screen; None where there is none."""
        return self._reading

    @property
    def vectors(self) -> VectorCache | None:
        """The encoder and what it encoded of the knowledge; None where there is no encoder."""
        return self._vectors

    @property
    def vocabulary(self) -> Vocabulary:
        """What texts are prepared with."""
        return self._vocabulary

    @property
    def fitted(self) -> Channels:
        """The fitted channels: what a survey reads."""
        return self._channels

    def read_known(self, texts: Sequence[str]) -> list[Question]:
        """Prepare many known questions, each as a whole. Their vectors are cached, so never put a person's words through this."""
        prepared = [self._vocabulary.write_out(text) for text in texts]
        rows = self._vectors.vectors(prepared) if self._vectors else None
        return [
            Question((text,), (lexical.features(text),), None if rows is None else rows[index : index + 1])
            for index, text in enumerate(prepared)
        ]

    def _phrasings(self, number: int, lines: Sequence[str]) -> Phrasings:
        texts = [self._vocabulary.write_out(line) for line in lines]
        rows = self._vectors.vectors(texts) if self._vectors else None
        return Phrasings(texts, [lexical.features(text) for text in texts], rows, np.full(len(texts), number))


def build(
    examples: Examples,
    vectors: VectorCache | None,
    *,
    reading: Encoder | None = None,
    cache: Path | None = None,
    shipped: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Matcher:
    """Fit a matcher on examples; without ``vectors`` it works on words and letters alone. ``reading`` as for ``Matcher``.

    What was worked out and learned is kept in the folder ``cache`` under a hash of everything that it was made from; ``shipped`` is a
    folder with such files that travel with the program, which is only read.
    """
    lines = {entry: examples.lines(entry) for entry in sorted(examples.phrasings) if examples.phrasings[entry]}
    ids = list(lines)
    texts = [line for entry in ids for line in lines[entry]]
    raw_outside = list(examples.out_of_scope)
    known = vectors.encoder.known_words if vectors else frozenset[str]()
    vocabulary = Vocabulary(examples.vocabulary, texts, known)
    classes = np.repeat(np.arange(len(ids)), [len(lines[entry]) for entry in ids])
    identity = vectors.encoder.identity if vectors else None
    made_from = (METHOD, lines, raw_outside, sorted(examples.vocabulary.items()), identity)
    name = f"fusion-{hashlib.sha256(repr(made_from).encode('utf-8', 'replace')).hexdigest()[:24]}.npz"
    shape = (len(texts) + len(raw_outside), len(texts), len(ids), vectors.encoder.dimensions if vectors else None)
    found = _read([shipped, cache], name, shape)
    written = found.texts if found else tuple(vocabulary.write_out(text) for text in (*texts, *raw_outside))
    prepared, outside = written[: len(texts)], written[len(texts) :]
    rows = vectors.vectors(written, progress) if vectors else None
    inside_rows = None if rows is None else rows[: len(prepared)]
    outside_rows = None if rows is None else rows[len(prepared) :]
    if found:
        fitted = channels.fit(Phrasings(prepared, (), inside_rows, classes), len(ids), outside_rows, found.known)
        return Matcher(ids, vocabulary, fitted, found.learned, vectors, reading)
    phrasings = Phrasings(prepared, [lexical.features(text) for text in prepared], inside_rows, classes)
    fitted = channels.fit(phrasings, len(ids), outside_rows)
    learned = calibration.learn(
        phrasings, len(ids), outside, vectors.vectors if vectors else None, vocabulary.write_out
    )
    if cache is not None:
        write_arrays(cache / name, kept.as_arrays(Kept(written, fitted.known(), learned)))
        keep_newest(cache, "fusion-*.npz", KEPT)
    return Matcher(ids, vocabulary, fitted, learned, vectors, reading)


def _read(folders: Sequence[Path | None], name: str, shape: tuple[int, int, int, int | None]) -> Kept | None:
    for folder in folders:
        if folder is not None and (found := kept.from_arrays(read_arrays(folder / name), *shape)) is not None:
            return found
    return None

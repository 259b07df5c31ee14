"""Words and letters: hashed tf-idf over words, word pairs and letter groups, one profile an entry.

It needs no model, forgives spelling, and knows names that an encoder does not. Feature hashing after Weinberger et al., ICML 2009.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

BUCKETS = 8_192
MAX_WORDS = 120
# Texts looked up together: the more there are, the more words any two of them do not share.
LOOKED_UP = 16


def features(text: str) -> NDArray[np.int64]:
    """The distinct hashed features of a prepared text: words, pairs of neighbours, and groups of three and four letters."""
    found: set[str] = set()
    tokens = words(text)[:MAX_WORDS]
    for word in tokens:
        found.add(f"w {word}")
        padded = f"^{word}$"
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
        found.update(padded[at : at + 4] for at in range(len(padded) - 3))
    found.update(f"p {first} {second}" for first, second in pairwise(tokens))
    return np.array(sorted({zlib.crc32(item.encode()) % BUCKETS for item in found}), np.int64)


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Tf-idf profiles of entries: ``weights`` (buckets,) inverse document frequency, ``profiles`` (buckets, columns), unit columns.

    An index with some entries replaced shares the profiles of the one it came from: ``columns`` (entries,) says where each entry's
    profile lies in them, and ``own`` (entries that are not there, buckets) holds the rest, at the places ``own_at``.
    """

    weights: NDArray[np.float32]
    profiles: NDArray[np.float16]
    columns: NDArray[np.int64] | None = None
    own: NDArray[np.float16] | None = None
    own_at: NDArray[np.int64] | None = None

    def scores(self, text_features: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of a text with each entry's profile, shape (entries,)."""
        return self.scores_of([text_features])[0]

    def scores_of(self, texts_features: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """``scores`` of several texts that share words, as the views of one do: shape (texts, entries)."""
        used = texts_features[0] if len(texts_features) == 1 else np.unique(np.concatenate(texts_features))
        values = self._values(texts_features, used)
        own = None if self.own is None else values @ self.own[:, used].T.astype(np.float32)
        return self._placed(values @ self.profiles[used].astype(np.float32), own)

    def scores_of_each(self, texts_features: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """``scores`` of many texts for all entries: shape (texts, entries). What is known of all their words is held meanwhile."""
        every = np.unique(np.concatenate([*texts_features, np.zeros(0, np.int64)]))
        known = self.profiles[every].astype(np.float32)
        own = None if self.own is None else self.own[:, every].T.astype(np.float32)
        parts = [np.empty((0, known.shape[1] if self.columns is None else len(self.columns)), np.float32)]
        for at in range(0, len(texts_features), LOOKED_UP):
            texts = texts_features[at : at + LOOKED_UP]
            used = np.unique(np.concatenate(texts))
            values, places = self._values(texts, used), np.searchsorted(every, used)
            parts.append(self._placed(values @ known[places], None if own is None else values @ own[places]))
        return np.concatenate(parts)

    def scores_of_many(
        self, flat: NDArray[np.int64], starts: NDArray[np.int64], entries: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """``scores`` of many texts for some entries, shape (texts, entries).

        ``flat`` holds the texts' features one after another, ``starts`` (texts + 1,) where each begins.
        """
        values = self.weights[flat]
        norms = np.maximum(np.sqrt(_sums(values * values, starts)), 1e-9)
        result = np.empty((len(starts) - 1, len(entries)), np.float32)
        for place, entry in enumerate(entries.tolist()):
            column = self._column(entry).astype(np.float32)
            result[:, place] = _sums(values * column[flat], starts) / norms
        return result

    def _values(self, texts_features: Sequence[NDArray[np.int64]], used: NDArray[np.int64]) -> NDArray[np.float32]:
        values = np.zeros((len(texts_features), len(used)), np.float32)
        for row, item in enumerate(texts_features):
            values[row, np.searchsorted(used, item)] = self.weights[item]
        return values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)

    def _placed(self, shared: NDArray[np.float32], own: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """Scores entry by entry, from those of the shared profiles and those of this index's own."""
        if self.columns is None:
            return shared
        found = shared[:, self.columns]
        if own is not None and self.own_at is not None:
            found[:, self.own_at] = own
        return found

    def _column(self, entry: int) -> NDArray[np.float16]:
        if self.own is not None and self.own_at is not None and entry in self.own_at:
            return self.own[int(np.searchsorted(self.own_at, entry))]
        return self.profiles[:, entry if self.columns is None else self.columns[entry]]

    def replaced(
        self, profiles: Mapping[int, Sequence[NDArray[np.int64]]], kept: NDArray[np.int64], count: int
    ) -> LexicalIndex:
        """The index with the profiles of some entries made from new texts' features, then only the entries ``kept``, in that order.

        ``count`` is the number of entries before any are left out; numbers from the present count on are added. The frequencies
        of words stay as they were.
        """
        present = self.profiles.shape[1] if self.columns is None else len(self.columns)
        columns = np.zeros(count, np.int64)
        columns[:present] = np.arange(present) if self.columns is None else self.columns
        held: dict[int, NDArray[np.float16]] = {}
        if self.own is not None and self.own_at is not None:
            held.update(zip(self.own_at.tolist(), self.own, strict=True))
        held.update((number, _profile(texts, self.weights)) for number, texts in profiles.items())
        places = {int(number): place for place, number in enumerate(kept)}
        own = {places[number]: profile for number, profile in held.items() if number in places}
        if not own:
            return LexicalIndex(self.weights, self.profiles, columns[kept])
        at = np.array(sorted(own), np.int64)
        return LexicalIndex(
            self.weights, self.profiles, columns[kept], np.stack([own[place] for place in at.tolist()]), at
        )


def _sums(values: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The sum of each stretch of values, by where it begins and where the last one ends; nothing of an empty stretch."""
    sums = np.zeros(len(starts) - 1, np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        sums[filled] = np.add.reduceat(values, starts[filled])
    return sums


def _profile(texts_features: Sequence[NDArray[np.int64]], weights: NDArray[np.float32]) -> NDArray[np.float16]:
    profile = np.zeros(BUCKETS, np.float32)
    for item in texts_features:
        values = weights[item]
        profile[item] += values / max(float(np.linalg.norm(values)), 1e-9)
    return (profile / max(float(np.linalg.norm(profile)), 1e-9)).astype(np.float16)


def index(texts_features: Sequence[NDArray[np.int64]], classes: NDArray[np.int64], count: int) -> LexicalIndex:
    """Profiles of ``count`` entries from the features of their phrasings."""
    frequency = np.zeros(BUCKETS, np.float32)
    for item in texts_features:
        frequency[item] += 1
    weights = (np.log((1 + len(texts_features)) / (1 + frequency)) + 1).astype(np.float32)
    profiles = np.zeros((BUCKETS, count), np.float16)
    # One entry at a time: in full precision all of them together would take gigabytes where there are many.
    order = np.argsort(classes, kind="stable")
    ends = np.cumsum(np.bincount(classes, minlength=count)).tolist()
    for number, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        profiles[:, number] = _profile([texts_features[row] for row in order[start:end].tolist()], weights)
    return LexicalIndex(weights, profiles)

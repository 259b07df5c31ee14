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
    from collections.abc import Sequence

    from numpy.typing import NDArray

BUCKETS = 8_192
MAX_WORDS = 120


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
    """Tf-idf profiles of entries: ``weights`` (buckets,) inverse document frequency, ``profiles`` (buckets, entries), unit columns."""

    weights: NDArray[np.float32]
    profiles: NDArray[np.float16]

    def scores(self, text_features: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of a text with each entry's profile, shape (entries,)."""
        if len(text_features) == 0:
            return np.zeros(self.profiles.shape[1], np.float32)
        values = self.weights[text_features]
        return (values @ self.profiles[text_features].astype(np.float32)) / max(float(np.linalg.norm(values)), 1e-9)


def index(texts_features: Sequence[NDArray[np.int64]], classes: NDArray[np.int64], count: int) -> LexicalIndex:
    """Profiles of ``count`` entries from the features of their phrasings."""
    frequency = np.zeros(BUCKETS, np.float32)
    for item in texts_features:
        frequency[item] += 1
    weights = (np.log((1 + len(texts_features)) / (1 + frequency)) + 1).astype(np.float32)
    weights[frequency == 0] = 0
    profiles = np.zeros((BUCKETS, count), np.float32)
    for item, number in zip(texts_features, classes, strict=True):
        values = weights[item]
        profiles[item, number] += values / max(float(np.linalg.norm(values)), 1e-9)
    profiles /= np.maximum(np.linalg.norm(profiles, axis=0, keepdims=True), 1e-9)
    return LexicalIndex(weights, profiles.astype(np.float16))

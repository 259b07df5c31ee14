"""A small deterministic encoder for tests: words, hashed into a vector. It understands nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.decision import Thresholds


class BagEncoder:
    """Sums a fixed random vector a word."""

    dimensions = 48
    identity = hashlib.sha256(b"bag").hexdigest()
    reading_identity = identity
    drafts_identity = identity
    known_words: frozenset[str] = frozenset()
    thresholds: Thresholds | None = None

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        rows = np.stack([self._row(text) for text in texts]) if texts else np.zeros((0, self.dimensions), np.float32)
        return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(texts)

    def read_drafts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(texts)

    def encode_and_read(self, texts: Sequence[str], first: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        rows = self.encode(texts)
        return rows, rows[:first]

    def _row(self, text: str) -> NDArray[np.float64]:
        row = np.full(self.dimensions, 1e-3)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.strip(".,?!").encode("utf-8", "replace")).digest()[:4], "big")
            row += np.random.default_rng(seed).normal(size=self.dimensions)
        return row

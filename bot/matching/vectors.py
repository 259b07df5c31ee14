"""Vectors of texts, kept on disk by a hash of each text, so that an edit pays only for the phrasings it changed."""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.encoder import BATCH
from bot.matching.files import read_arrays, write_arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.matching.encoder import Encoder

_KEY_BYTES = 16
# A large encoder takes minutes for all phrasings: what it has done is kept on the way, so that stopping it loses little.
_KEPT_EVERY = 1024


def vectors_file(encoder: Encoder) -> str:
    """The name of the file that keeps an encoder's vectors."""
    return f"vectors-{encoder.identity[:16]}.npz"


class VectorCache:
    """One encoder's vectors by text hash: in memory as half floats, on disk where ``folder`` is given.

    ``shipped`` is a folder with vectors that travel with the program, which is only read. A damaged or unreadable file counts as empty;
    a folder that cannot be written costs only time.
    """

    def __init__(self, encoder: Encoder, folder: Path | None, shipped: Path | None = None) -> None:
        self.encoder = encoder
        self._path = folder / vectors_file(encoder) if folder else None
        self._vectors: dict[bytes, NDArray[np.float16]] = {}
        self._asked: set[bytes] = set()
        self._lock = threading.Lock()
        name = vectors_file(encoder)
        for kept in (shipped, folder):
            if kept is not None:
                self._vectors.update(_read(kept / name, encoder.dimensions))

    def vectors(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Unit rows for ``texts``, shape (len(texts), dimensions).

        Missing ones are encoded on all cores and written to disk; ``progress`` hears (done, all) after each batch.
        """
        keys = [_key(text) for text in texts]
        self._asked.update(keys)
        missing = sorted(
            {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}.items(),
            key=lambda item: len(item[1]),
        )
        if missing:
            self._encode(missing, progress)
        result = np.empty((len(texts), self.encoder.dimensions), np.float32)
        for row, key in enumerate(keys):
            result[row] = self._vectors[key]
        return result

    def prune(self) -> None:
        """Forget, in memory and on disk, every vector that nobody asked for since this cache was opened."""
        with self._lock:
            self._vectors = {key: row for key, row in self._vectors.items() if key in self._asked}
            if self._path is not None and self._vectors:
                _write(self._path, self._vectors)

    def _encode(self, missing: list[tuple[bytes, str]], progress: Callable[[int, int], None] | None) -> None:
        batches = [missing[at : at + BATCH] for at in range(0, len(missing), BATCH)]
        done = 0
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for batch, rows in zip(
                batches, pool.map(lambda batch: self.encoder.encode([text for _, text in batch]), batches), strict=True
            ):
                halves = rows.astype(np.float16)
                self._vectors.update((key, halves[row]) for row, (key, _) in enumerate(batch))
                done += len(batch)
                if progress is not None:
                    progress(done, len(missing))
                if done % _KEPT_EVERY < BATCH and done < len(missing):
                    self._keep()
        self._keep()

    def _keep(self) -> None:
        if self._path is not None:
            with self._lock:
                _write(self._path, self._vectors)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


def _read(path: Path, dimensions: int) -> dict[bytes, NDArray[np.float16]]:
    arrays = read_arrays(path)
    keys, rows = arrays.get("keys"), arrays.get("vectors")
    if keys is None or rows is None or rows.dtype != np.float16 or keys.dtype != np.uint8:
        return {}
    if keys.ndim != 2 or keys.shape[1] != _KEY_BYTES or rows.shape != (len(keys), dimensions):
        return {}
    return {key.tobytes(): rows[index].astype(np.float16, copy=False) for index, key in enumerate(keys)}


def _write(path: Path, vectors: dict[bytes, NDArray[np.float16]]) -> None:
    keys = np.frombuffer(b"".join(vectors), np.uint8).reshape(len(vectors), _KEY_BYTES)
    write_arrays(path, {"keys": keys, "vectors": np.stack(list(vectors.values()))})

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
# What the user's file may come to: some 160,000 texts in the small encoder's vectors, half as many in the large one's.
LARGEST_BYTES = 128_000_000
# A large encoder takes minutes for all phrasings: what it has done is kept on the way, so that stopping it loses little.
_KEPT_EVERY = 1024


def vectors_file(encoder: Encoder) -> str:
    """The name of the file that keeps an encoder's vectors."""
    return f"vectors-{encoder.identity[:16]}.npz"


class VectorCache:
    """One encoder's vectors by text hash: in memory as half floats, on disk where ``folder`` is given.

    ``shipped`` is a folder with vectors that travel with the program, which is only read. A damaged or unreadable file counts as empty;
    a folder that cannot be written costs only time. Memory and the file in ``folder`` are kept to about ``largest_bytes``: beyond it go
    those that nobody asked for longest, though never what is being asked for.
    """

    def __init__(
        self,
        encoder: Encoder,
        folder: Path | None,
        shipped: Path | None = None,
        *,
        largest_bytes: int = LARGEST_BYTES,
    ) -> None:
        self.encoder = encoder
        name = vectors_file(encoder)
        self._path = folder / name if folder else None
        self._most = largest_bytes // (_KEY_BYTES + encoder.dimensions * 2)
        # When each was last asked for, counted in calls.
        self._asked: dict[bytes, int] = {}
        self._calls = 0
        self._lock = threading.Lock()
        self._shipped = {} if shipped is None else _read(shipped / name, encoder.dimensions)
        # The oldest first, as on disk.
        self._own = {} if folder is None else _read(folder / name, encoder.dimensions)

    def vectors(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Unit rows for ``texts``, shape (len(texts), dimensions).

        Missing ones are encoded on all cores and written to disk; ``progress`` hears (done, all) after each batch.
        """
        keys = [_key(text) for text in texts]
        with self._lock:
            self._calls += 1
            self._asked.update((key, self._calls) for key in keys if key not in self._shipped)
            # A crowded cache is replaced by a smaller one; this one stays whole for as long as it is read.
            own = self._own
        missing = sorted(
            {
                key: text for key, text in zip(keys, texts, strict=True) if key not in self._shipped and key not in own
            }.items(),
            key=lambda item: len(item[1]),
        )
        encoded = self._encode(missing, progress) if missing else {}
        result = np.empty((len(texts), self.encoder.dimensions), np.float32)
        for row, key in enumerate(keys):
            found = self._shipped.get(key)
            if found is None:
                found = encoded.get(key)
            result[row] = own[key] if found is None else found
        return result

    def prune(self) -> None:
        """Forget, in memory and on disk, every vector that nobody asked for since this cache was opened."""
        with self._lock:
            self._own = {key: row for key, row in self._own.items() if key in self._asked}
            if self._path is not None and self._own:
                _write(self._path, self._own)

    def _encode(
        self, missing: list[tuple[bytes, str]], progress: Callable[[int, int], None] | None
    ) -> dict[bytes, NDArray[np.float16]]:
        encoded: dict[bytes, NDArray[np.float16]] = {}
        batches = [missing[at : at + BATCH] for at in range(0, len(missing), BATCH)]
        done = 0
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for batch, rows in zip(
                batches, pool.map(lambda batch: self.encoder.encode([text for _, text in batch]), batches), strict=True
            ):
                halves = rows.astype(np.float16)
                fresh = {key: halves[row] for row, (key, _) in enumerate(batch)}
                encoded.update(fresh)
                with self._lock:
                    self._own.update(fresh)
                done += len(batch)
                if progress is not None:
                    progress(done, len(missing))
                if done % _KEPT_EVERY < BATCH and done < len(missing):
                    self._keep()
        self._keep()
        return encoded

    def _keep(self) -> None:
        with self._lock:
            self._bound()
            if self._path is not None:
                _write(self._path, self._own)

    def _bound(self) -> None:
        """Leave out what was asked for longest ago, and what is oldest on disk before that."""
        if len(self._own) <= self._most:
            return
        ages = [self._asked.get(key, 0) for key in self._own]
        latest = sum(age == self._calls for age in ages)
        order = np.argsort(ages, kind="stable")[-max(self._most, latest, 1) :]
        keys = list(self._own)
        self._own = {keys[place]: self._own[keys[place]] for place in order.tolist()}
        self._asked = {key: self._asked[key] for key in self._own if key in self._asked}


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

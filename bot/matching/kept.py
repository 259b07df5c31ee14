"""What a build works out and need not work out again: kept in one file under a hash of everything it was made from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import focus, fusion
from bot.matching.calibration import Learned
from bot.matching.lexical import BUCKETS, LexicalIndex
from bot.matching.logistic import Logistic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Kept:
    """The prepared texts (phrasings, then out-of-scope examples), the word index, the classifier, and what was learned."""

    texts: tuple[str, ...]
    words: LexicalIndex
    classifier: Logistic | None
    learned: Learned


def as_arrays(kept: Kept) -> dict[str, NDArray[np.generic]]:
    """``kept`` as named arrays; texts become UTF-8 bytes, so that nothing is ever unpickled."""
    arrays: dict[str, NDArray[np.generic]] = {
        "texts": np.frombuffer("\n".join(kept.texts).encode("utf-8", "surrogatepass"), np.uint8),
        "word_weights": kept.words.weights,
        "word_profiles": kept.words.profiles,
        **fusion.as_arrays(kept.learned.fusion),
        **focus.as_arrays(kept.learned.focus),
    }
    if kept.classifier is not None:
        for item in fields(Logistic):
            arrays[f"classifier_{item.name}"] = np.asarray(getattr(kept.classifier, item.name))
    return arrays


def from_arrays(arrays: Mapping[str, NDArray[np.generic]], texts: int, entries: int) -> Kept | None:
    """What ``as_arrays`` made, for so many texts and entries; None where something is missing or of another shape."""
    fused, attention = fusion.from_arrays(arrays), focus.from_arrays(arrays)
    written, weights, profiles = (arrays.get(name) for name in ("texts", "word_weights", "word_profiles"))
    if fused is None or attention is None or written is None or weights is None or profiles is None:
        return None
    lines = written.tobytes().decode("utf-8", "surrogatepass").split("\n")
    if len(lines) != texts or weights.shape != (BUCKETS,) or profiles.shape != (BUCKETS, entries):
        return None
    index = LexicalIndex(weights.astype(np.float32, copy=False), profiles.astype(np.float16, copy=False))
    return Kept(tuple(lines), index, _classifier(arrays, entries), Learned(fused, attention))


def _classifier(arrays: Mapping[str, NDArray[np.generic]], entries: int) -> Logistic | None:
    names: Sequence[str] = [item.name for item in fields(Logistic)]
    found = {name: arrays[f"classifier_{name}"] for name in names if f"classifier_{name}" in arrays}
    if len(found) != len(names) or found["bias"].shape != (entries,):
        return None
    tables = {name: found[name].astype(np.float32, copy=False) for name in names if found[name].ndim}
    return Logistic(
        **tables,
        scale=float(found["scale"].astype(np.float64)),
        rate=float(found["rate"].astype(np.float64)),
    )

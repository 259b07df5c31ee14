"""What a build works out and need not work out again: kept in one file under a hash of everything it was made from."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import focus, fusion
from bot.matching.calibration import Learned
from bot.matching.channels import Known
from bot.matching.discriminant import Discriminant
from bot.matching.lexical import BUCKETS, LexicalIndex
from bot.matching.logistic import Logistic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Kept:
    """The prepared texts (phrasings, then out-of-scope examples), what was fitted on them, and what was learned."""

    texts: tuple[str, ...]
    known: Known
    learned: Learned


def as_arrays(kept: Kept) -> dict[str, NDArray[np.generic]]:
    """``kept`` as named arrays; texts become UTF-8 bytes, so that nothing is ever unpickled."""
    arrays: dict[str, NDArray[np.generic]] = {
        "texts": np.frombuffer("\n".join(kept.texts).encode("utf-8", "surrogatepass"), np.uint8),
        "word_weights": kept.known.words.weights,
        "word_profiles": kept.known.words.profiles,
        **fusion.as_arrays(kept.learned.fusion),
        **focus.as_arrays(kept.learned.focus),
    }
    for name, part in (("classifier", kept.known.classifier), ("head", kept.known.head)):
        if part is not None:
            for item in fields(part):
                arrays[f"{name}_{item.name}"] = np.asarray(getattr(part, item.name))
    if kept.known.norms is not None:
        arrays["norms"] = kept.known.norms
    if kept.known.scorer is not None:
        arrays["scorer_weights"], arrays["scorer_bias"] = kept.known.scorer[0], np.asarray(kept.known.scorer[1])
    return arrays


def from_arrays(
    arrays: Mapping[str, NDArray[np.generic]], texts: int, phrasings: int, entries: int, dimensions: int | None
) -> Kept | None:
    """What ``as_arrays`` made, for so many texts, of which the first are ``phrasings``, and entries, and vectors of so many
    dimensions (None: no encoder); None where something is missing or of another shape.
    """
    fused, attention = fusion.from_arrays(arrays), focus.from_arrays(arrays)
    written, weights, profiles = (arrays.get(name) for name in ("texts", "word_weights", "word_profiles"))
    if fused is None or attention is None or written is None or weights is None or profiles is None:
        return None
    lines = written.tobytes().decode("utf-8", "surrogatepass").split("\n")
    if len(lines) != texts or weights.shape != (BUCKETS,) or profiles.shape != (BUCKETS, entries):
        return None
    index = LexicalIndex(weights.astype(np.float32, copy=False), profiles.astype(np.float16, copy=False))
    known = Known(index, _classifier(arrays, entries), None, None, None)
    if dimensions is not None:
        head, norms = _head(arrays, entries, dimensions), arrays.get("norms")
        if head is None or norms is None or norms.shape != (phrasings,):
            return None
        known = replace(
            known, head=head, norms=norms.astype(np.float32, copy=False), scorer=_scorer(arrays, dimensions)
        )
    return Kept(tuple(lines), known, Learned(fused, attention))


def _head(arrays: Mapping[str, NDArray[np.generic]], entries: int, dimensions: int) -> Discriminant | None:
    shapes = {
        "weights": (dimensions, entries),
        "bias": (entries,),
        "centroids": (entries, dimensions),
        "precision": (dimensions, dimensions),
        "usual": (2, 2),
    }
    found = {name: arrays[f"head_{name}"] for name in shapes if f"head_{name}" in arrays}
    if any(name not in found or found[name].shape != shape for name, shape in shapes.items()):
        return None
    (like, close) = found.pop("usual").astype(np.float64).tolist()
    tables = {name: value.astype(np.float32, copy=False) for name, value in found.items()}
    return Discriminant(**tables, usual=((like[0], like[1]), (close[0], close[1])))


def _scorer(arrays: Mapping[str, NDArray[np.generic]], dimensions: int) -> tuple[NDArray[np.float32], float] | None:
    weights, bias = arrays.get("scorer_weights"), arrays.get("scorer_bias")
    if weights is None or bias is None or weights.shape != (dimensions,) or bias.shape != ():
        return None
    return weights.astype(np.float32, copy=False), float(bias.astype(np.float64))


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

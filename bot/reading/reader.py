"""The reader: likelihoods of distress, of a request for advice and of a recognisable patient, from one reading of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from bot.matching.lexical import BUCKETS
from bot.reading.learning import Linear, weighed
from bot.screening.model import Likelihoods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from bot.matching.channels import Whole

HEADS = {"distress": 2, "kind_of_distress": 3, "advice": 2, "recognisable": 2}
"""What is told apart, and in how many classes."""

# Rules on distress were written with the same examples in view that are learned from: there they would seem surer than they are.
HEEDED = {"distress": (), "kind_of_distress": (), "advice": ("advice",), "recognisable": ("detail",)}
"""The beginnings of the signs that each head heeds."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a reader knows: ``rarity`` (buckets,) of hashed features, the signs that it heeds, and a classifier for each head."""

    rarity: NDArray[np.float32]
    signs: tuple[str, ...]
    heads: Mapping[str, Linear]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What was learned as arrays, to be kept in a file."""
        arrays: dict[str, NDArray[np.generic]] = {
            "rarity": self.rarity.astype(np.float16),
            "signs": np.frombuffer("\n".join(self.signs).encode(), np.uint8),
        }
        for name, head in self.heads.items():
            arrays[f"{name}_hashed"] = head.hashed.astype(np.float16)
            arrays[f"{name}_vector"] = head.vector
            arrays[f"{name}_signs"] = head.signs
            arrays[f"{name}_bias"] = head.bias
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], dimensions: int) -> Self | None:
        """What ``arrays`` gave; None where it is damaged or does not fit vectors of ``dimensions`` (0: no encoder)."""
        parts = ("hashed", "vector", "signs", "bias")
        if set(arrays) != {"rarity", "signs", *(f"{name}_{part}" for name in HEADS for part in parts)}:
            return None
        signs = tuple(arrays["signs"].tobytes().decode("utf-8", "replace").split("\n"))
        heads: dict[str, Linear] = {}
        for name, classes in HEADS.items():
            hashed, vector, own, bias = (arrays[f"{name}_{part}"].astype(np.float32) for part in parts)
            shapes = ((BUCKETS, classes), (dimensions, classes), (len(signs), classes), (classes,))
            if (hashed.shape, vector.shape, own.shape, bias.shape) != shapes:
                return None
            heads[name] = Linear(hashed, vector, own, bias)
        rarity = arrays["rarity"].astype(np.float32)
        return cls(rarity, signs, heads) if rarity.shape == (BUCKETS,) else None


class Reader:
    """Reads texts for the screen. Immutable; keeps nothing of a text; safe to share between threads."""

    def __init__(self, learned: Learned, prepare: Callable[[str], Whole]) -> None:
        """``prepare`` makes a text ready: spelt out as for the matcher, hashed, and read by the encoder where there is one."""
        self._learned = learned
        self._prepare = prepare
        self._places = {sign: place for place, sign in enumerate(learned.signs)}

    def likelihoods(self, text: str, signs: Iterable[str]) -> Likelihoods:
        """What a text tells, given the signs that the screen's rules found in it."""
        return self.of_prepared(self._prepare(text), signs)

    def of_prepared(self, whole: Whole, signs: Iterable[str]) -> Likelihoods:
        """As ``likelihoods``, for a text that was made ready already. Of a long one, what its most telling stretch tells."""
        found = np.array([self._places[sign] for sign in signs if sign in self._places], np.int64)
        values = weighed(whole.features, self._learned.rarity)
        shares = {
            name: head.shares(whole.features, values, whole.vectors, found)
            for name, head in self._learned.heads.items()
        }
        telling = int(shares["distress"][:, 1].argmax())
        none, some = (float(share) for share in shares["distress"][telling])
        strain, crisis, other = (some * float(share) for share in shares["kind_of_distress"][telling])
        advice, recognisable = (float(shares[name][:, 1].max()) for name in ("advice", "recognisable"))
        return Likelihoods((none, strain, crisis, other), advice, recognisable)

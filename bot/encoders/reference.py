"""Does an encoder give the vectors that the original gives? Asked after every download and every build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import LoungeError
from bot.matching.files import read_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.encoder import Encoder

# Least cosine to the original's vector that every reference sentence must keep: for fp32 and fp16, and for int8. Measured on
# all-mpnet-base-v2, the worst of the 24 sentences: fp32 and fp16 1.0000, int8 0.9994, int8-weights 0.9974. The mildest of six faults
# put in on purpose, one zeroed bias of one layer, gave 0.986; a transposed matrix 0.917; positions off by one 0.164.
EXACT, REDUCED = 0.9999, 0.99


class VectorsDiffer(LoungeError):
    """An encoder does not give the vectors of the model that it claims to be; ``worst`` is the smallest cosine found."""

    def __init__(self, worst: float, tolerance: float) -> None:
        self.worst, self.tolerance = worst, tolerance
        super().__init__(
            f"The encoder does not give the vectors of the original (worst cosine {worst:.4f}, at least {tolerance} is expected), "
            "so it was not installed."
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """Sentences with the vectors that the original gives them, of unit length, shape (len(texts), dimensions)."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]

    def check(self, encoder: Encoder, tolerance: float) -> float:
        """The smallest cosine between the encoder's vector and the original's. Raises VectorsDiffer below ``tolerance``."""
        worst = 0.0
        if encoder.dimensions == self.vectors.shape[1]:
            found = np.einsum("td,td->t", encoder.encode(self.texts), self.vectors)
            worst = float(np.nan_to_num(found, nan=0.0).min())
        if worst < tolerance:
            raise VectorsDiffer(worst, tolerance)
        return worst


def shipped_reference(name: str) -> Reference:
    """The reference vectors of an encoder that travel with the program."""
    folder = Path(__file__).resolve().parent / "reference_vectors"
    texts = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return Reference(tuple(texts), read_arrays(folder / f"{name}.npz")["vectors"].astype(np.float32))

"""Small examples and a preparation without any model."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import lexical
from bot.matching.channels import Whole
from bot.reading.examples import Labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

WEARY = ("i cry in the car", "crying before my shift again", "i cry at every message", "no sleep, i cry")
IN_DANGER = ("the pills are beside me", "i have the pills ready")
OTHERS = ("he says goodbye in my comments", "she says goodbye to her followers")
PLAIN = ("may i post this", "how do i post a reel", "which app for a post", "a post on flu", "post or not")


class Words:
    """Makes texts ready as the matcher does, with a made-up vector of two numbers where one is wished for."""

    def __init__(self, *, vectors: bool = True) -> None:
        self.vectors = vectors

    def read_whole(self, text: str) -> Whole:
        rows = [[len(part) % 7 + 1, zlib.crc32(part.encode()) % 5 + 1] for part in text.split("\n\n")]
        read = np.array(rows, np.float32)
        read /= np.linalg.norm(read, axis=1, keepdims=True)
        return Whole(lexical.features(text), read if self.vectors else None)


def labelled(telling: Sequence[str], plain: Sequence[str]) -> list[Labelled]:
    return [*(Labelled(text, 1, 2.0) for text in telling), *(Labelled(text, 0, 1.0) for text in plain)]


def examples() -> dict[str, list[Labelled]]:
    return {
        "distress": labelled((*WEARY, *IN_DANGER, *OTHERS), PLAIN),
        "kind_of_distress": [
            *(Labelled(text, 0, 2.0) for text in WEARY),
            *(Labelled(text, 1, 2.0) for text in IN_DANGER),
            *(Labelled(text, 2, 2.0) for text in OTHERS),
        ],
        "advice": labelled(("which dose for my knee", "dose of this for my son"), PLAIN),
        "recognisable": labelled(("the mayor on my ward", "the only twins of our village"), PLAIN),
    }

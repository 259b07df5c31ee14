"""A draft in passages: where its stretches are, which words each has, and what the encoder reads in some of them."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Reads = Callable[[Sequence[str]], Callable[[], NDArray[np.float32]]]
    """Begins to read stretches with the encoder. What it gives waits for what is read in each: unit rows (stretches, dimensions)."""

# A draft is read in stretches of so many characters, about as many as the examples have, so that one passage is not lost among many. On
# drafts put together of three, two of them clean, 170, 260 and 320 found less or found more that was not there.
_STRETCH = 220
# "cures", "cured" and "curing" count as one thing as well as three.
_BEGINNING = 5
_FEWEST_SUSPECTS, _ONE_OF = 2, 3
# What rules found is doubted by what is read there. All stretches that hold such a thing take back 2 of 25 wrong findings of 350 posts.
_MOST_BESIDE = 1

_TOKEN = re.compile(r"[a-z][a-z']{0,24}|\d{1,9}|[!?@#%£$€]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s{1,4}|\n{1,9}")


def stretches(folded: str) -> Iterator[tuple[int, int]]:
    """The stretches in which a draft is read, from its beginning to its end: whole sentences, together about as long as an example."""
    start = end = 0
    for following in _ends(folded):
        if start < end and following - start > _STRETCH:
            yield start, end
            start = end
        end = following
    yield start, end


def _ends(text: str) -> Iterator[int]:
    """Where sentences end; a very long one is cut between words, or within one that is as long."""
    start = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        while end - start > _STRETCH:
            start = text.rfind(" ", start, start + _STRETCH) + 1 or start + _STRETCH
            yield start
        yield end
        start = end


def hashed_features(folded: str) -> NDArray[np.uint32]:
    """The distinct hashes, in rising order, of a text's words, with numbers made alike, of pairs that follow one another, and of how longer
    words begin, whatever their ending.
    """
    words = ["0" if token[0].isdigit() else token for token in _TOKEN.findall(folded)]
    crc32 = zlib.crc32
    encoded = "\n".join(words).encode().split(b"\n")
    hashes = [crc32(word) for word in encoded]
    pairs = [crc32(b" " + second, first) for first, second in zip(hashes, encoded[1:], strict=False)]
    beginnings = [crc32(word[:_BEGINNING] + b"~") for word in encoded if len(word) > _BEGINNING]
    return np.array(sorted({*hashes, *pairs, *beginnings} if words else ()), np.uint32)


@dataclass(frozen=True, slots=True)
class Skimmed:
    """What the words of a draft tell, for each of its stretches: its ``spans`` of the plain text; how like each kind its ``words`` are,
    (stretches, kinds), without bias and signs; and how much they make it suspect of any kind, (stretches,).
    """

    folded: str = field(repr=False)
    spans: Sequence[tuple[int, int]]
    words: NDArray[np.float32]
    suspicion: NDArray[np.float32]

    @property
    def texts(self) -> Sequence[str]:
        """The text of each stretch."""
        return [self.folded[start:end] for start, end in self.spans]

    @property
    def suspects(self) -> Sequence[int]:
        """The numbers of the stretches that are most worth reading: one of three, and two at least."""
        return self._likeliest(range(len(self.spans)), max(_FEWEST_SUSPECTS, len(self.spans) // _ONE_OF))

    def beside(self, found: Sequence[tuple[int, int]]) -> Sequence[int]:
        """The numbers of the stretches that are worth reading as well where something was ``found`` at these spans of the plain text."""
        suspects = self.suspects
        holding = [
            at
            for at, (low, high) in enumerate(self.spans)
            if at not in suspects and any(low < end and start < high for start, end in found)
        ]
        return self._likeliest(holding, _MOST_BESIDE)

    def _likeliest(self, among: Sequence[int], count: int) -> Sequence[int]:
        """Those stretches of some that words make most suspect."""
        return sorted(sorted(among, key=lambda at: -float(self.suspicion[at]))[:count])


class Reading:
    """What the encoder reads in some stretches of a draft: in those that it began with, and in those that are asked for later."""

    def __init__(self, read: Reads, texts: Sequence[str], first: Iterable[int]) -> None:
        """Begin with the stretches numbered in ``first``; ``texts`` are all of the draft's."""
        self._read, self._texts = read, texts
        self._numbers: list[int] = []
        self._begun: list[Callable[[], NDArray[np.float32]]] = []
        self.also(first)

    def also(self, numbers: Iterable[int]) -> None:
        """Begin to read these too, where that was not begun."""
        new = sorted(set(numbers).difference(self._numbers))
        if new:
            self._numbers += new
            self._begun.append(self._read([self._texts[number] for number in new]))

    def rows(self) -> Mapping[int, NDArray[np.float32]]:
        """What was read, by the number of the stretch: unit rows (dimensions,). Waits for it."""
        return dict(zip(self._numbers, np.concatenate([rows() for rows in self._begun]), strict=True))

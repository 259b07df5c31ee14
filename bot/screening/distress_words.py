"""Words of distress, weighed by what was learned from examples: for what no single rule can put into a pattern.

Method: multinomial logistic regression over words, beginnings of words, pairs of words and the ids of the rules that
find something (``distress_training.py`` learns it). Nothing is kept of a text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from pydantic import Field

from bot.knowledge.model import Record
from bot.screening.model import Distress
from bot.screening.rules import ScreeningDataInvalid, read_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE = "distress_weights.yaml"
CLASSES = (Distress.NONE, Distress.STRAIN, Distress.CRISIS, Distress.SOMEONE_ELSE)

_WORD = re.compile(r"[a-z]{1,30}(?:'[a-z]{1,4})?|\d{1,6}")
_BEGINNING = 4


class WeightsFile(Record):
    """``distress_weights.yaml``: a line a feature, with its weight for each class in the order of ``CLASSES``."""

    learned_from: str = Field(description="Fingerprint of the examples and rules that it was learned from")
    threshold: float = Field(gt=0, lt=1, description="Least probability of any distress that counts")
    intercepts: tuple[float, float, float, float]
    weights: str


@dataclass(frozen=True, slots=True)
class DistressWords:
    """The weights. Immutable."""

    threshold: float
    intercepts: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the weights of a folder. Raises ScreeningDataInvalid."""
        path = folder / FILE
        file = read_record(path, WeightsFile)
        weights: dict[str, tuple[float, ...]] = {}
        for line in file.weights.splitlines():
            name, *numbers = line.rsplit(" ", len(CLASSES))
            try:
                weights[name] = tuple(float(number) for number in numbers)
            except ValueError:
                raise ScreeningDataInvalid(path, 1, "a line of the weights is not a feature and four numbers") from None
            if len(numbers) != len(CLASSES):
                raise ScreeningDataInvalid(path, 1, "a line of the weights is not a feature and four numbers")
        return cls(file.threshold, file.intercepts, weights)

    def of(self, features: Iterable[str]) -> Distress:
        """The likeliest kind of distress where some distress is likely enough; otherwise none."""
        scores = list(self.intercepts)
        for feature in features:
            weights = self.weights.get(feature)
            if weights is not None:
                scores = [score + weight for score, weight in zip(scores, weights, strict=True)]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        if 1 - shares[0] / sum(shares) < self.threshold:
            return Distress.NONE
        return CLASSES[1 + max(range(len(CLASSES) - 1), key=lambda at: shares[1 + at])]


def features_of(text: str, rules: Iterable[str]) -> set[str]:
    """The features of a text in lower case: its words, their beginnings, pairs of words, and the ids of rules found in it."""
    words = ["^", *_WORD.findall(text)]
    found = {f"w {word}" for word in words}
    found.update(f"b {word[:_BEGINNING]}" for word in words if len(word) > _BEGINNING)
    found.update(f"p {first} {second}" for first, second in pairwise(words))
    found.update(f"r {rule}" for rule in rules)
    return found

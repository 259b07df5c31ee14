"""How like labelled drafts a draft is, for what no rule of wording foresees.

Method: regularised least squares on words and pairs of words (Rifkin, Yeo and Poggio, "Regularized Least-Squares
Classification", 2003), weighted so that both classes of a kind count alike, learnt in closed form. Beside the words stand the
signs of the rules, for the kinds that are told by details more than by wording, and what the encoder reads, where there is one.
What it learns from is data: ``drafts_examples.jsonl``, one labelled draft a line.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field, StringConstraints, ValidationError

from bot.knowledge.model import Record
from bot.screening.drafts_rules import DraftKind
from bot.screening.normalise import normalise
from bot.screening.rules import ScreeningDataInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.screening.model import Signs

    Reads = Callable[[str], Callable[[], NDArray[np.float32]]]
    """Begins to read a draft with the encoder. What it gives waits for what is read in the draft's parts: unit rows (parts, dimensions)."""

FILE = "drafts_examples.jsonl"
KINDS = tuple(kind for kind in DraftKind if kind is not DraftKind.REMINDER)

# Chosen on a part of the examples left out; figures hardly change between half and twice of each.
_RIDGE = 0.1
_BIAS = 0.2
# How much a sign says; all the words of a draft together say 1.
_SIGN = 0.15
HEEDS_SIGNS = frozenset({DraftKind.IDENTIFIABLE_PATIENT, DraftKind.NO_EVIDENCE})
"""The kinds for which signs are weighed; others are told better by words alone."""
# How much what the encoder reads says beside that. Not compared with other values.
_MEANING = 1.5
# Kinds that are said in more ways than the examples show score lower: by words alone, and where the encoder reads as well.
_FLOORS = {
    DraftKind.IDENTIFIABLE_PATIENT: -0.1,
    DraftKind.INDIVIDUAL_ADVICE: -0.1,
    DraftKind.NO_EVIDENCE: -0.25,
    DraftKind.DISRESPECT: -0.25,
    DraftKind.CONFIDENTIAL_WORKPLACE: -0.2,
    DraftKind.UNDISCLOSED_INTEREST: -0.2,
}
_READ_FLOORS = {
    **_FLOORS,
    DraftKind.DISRESPECT: -0.15,
    DraftKind.CONFIDENTIAL_WORKPLACE: -0.15,
    DraftKind.UNDISCLOSED_INTEREST: -0.1,
}
# A long draft is read in stretches about as long as the examples, so that one passage is not lost among many.
_STRETCH = 320
# "cures", "cured" and "curing" count as one thing as well as three.
_BEGINNING = 5

_TOKEN = re.compile(r"[a-z][a-z']{0,24}|\d{1,9}|[!?@#%£$€]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s{1,4}|\n{1,9}")


class LabelledDraft(Record):
    """A draft with the kinds of findings that a careful reader would report; ``may`` are those that readers differ on."""

    draft: Annotated[str, StringConstraints(min_length=3, max_length=4000)]
    voice: str = ""
    kinds: tuple[DraftKind, ...]
    may: tuple[DraftKind, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Likeness:
    """The stretch of a draft's plain text that reads most like drafts labelled with a kind, and whether it is ``like`` them.

    ``score`` is about 1 for a clear case and about -1 for none; ``read`` says that the encoder has a part in it.
    """

    kind: DraftKind
    start: int
    end: int
    score: float
    like: bool
    read: bool


@dataclass(frozen=True, slots=True)
class DraftLikeness:
    """What was learnt: for each word and pair of words its row in ``places``, with the row's ``weights`` (features, kinds) and ``rarity``
    (features,); for each sign its weight for each kind; and for what the encoder reads, ``meaning`` (dimensions, kinds), whose dimensions
    are 0 where it was learnt without one. Immutable.
    """

    places: Mapping[str, int]
    weights: NDArray[np.float32]
    rarity: NDArray[np.float32]
    bias: tuple[float, ...]
    signs: Mapping[str, tuple[float, ...]]
    meaning: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path, signs_of: Callable[[str], Signs], read: Reads | None = None) -> DraftLikeness:
        """Learn from a file of labelled drafts. Raises ScreeningDataInvalid.

        ``signs_of`` gives what the rules see in a draft, ``read`` what the encoder reads in it.
        """
        return cls.learn(read_labelled(path), signs_of, read)

    @classmethod
    def learn(
        cls, labelled: Sequence[LabelledDraft], signs_of: Callable[[str], Signs], read: Reads | None = None
    ) -> DraftLikeness:
        """Learn from labelled drafts. A kind that none of them has is never found."""
        found = [_features(normalise(example.draft).folded) for example in labelled]
        places = _places(found)
        seen = _table(found, places)
        rarity = np.log((1 + len(found)) / (1 + seen.sum(axis=0))) + 1
        seen *= rarity
        seen /= np.linalg.norm(seen, axis=1, keepdims=True) + 1e-9
        noticed = [signs_of(example.draft) for example in labelled]
        sign_places = _places(noticed)
        signed = _SIGN * _table(noticed, sign_places)
        meant = _MEANING**0.5 * _read_all(labelled, read)
        by_words = (seen @ seen.T + meant @ meant.T).astype(np.float64) + _BIAS
        by_both = by_words + signed @ signed.T
        columns: list[NDArray[np.float64]] = []
        sign_columns: list[NDArray[np.float64]] = []
        meanings: list[NDArray[np.float64]] = []
        bias: list[float] = []
        for kind in KINDS:
            has = np.array([kind in example.kinds for example in labelled])
            if not has.any() or has.all():
                columns.append(np.zeros(len(places)))
                sign_columns.append(np.zeros(len(sign_places)))
                meanings.append(np.zeros(meant.shape[1]))
                bias.append(-1.0)
                continue
            heeds = kind in HEEDS_SIGNS
            weight = np.where(has, len(has) / (2 * has.sum()), len(has) / (2 * (~has).sum()))
            alike = by_both if heeds else by_words
            dual = np.linalg.solve(alike + _RIDGE * np.diag(1 / weight), np.where(has, 1.0, -1.0))
            columns.append(seen.T @ dual)
            sign_columns.append(_SIGN * (signed.T @ dual) if heeds else np.zeros(len(sign_places)))
            meanings.append(_MEANING**0.5 * (meant.T @ dual))
            bias.append(float(_BIAS * dual.sum()))
        sign_rows = np.stack(sign_columns, axis=1).tolist()
        return cls(
            places,
            np.stack(columns, axis=1).astype(np.float32),
            rarity.astype(np.float32),
            tuple(bias),
            {sign: tuple(sign_rows[at]) for sign, at in sign_places.items()},
            np.stack(meanings, axis=1).astype(np.float32),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What was learnt as arrays, to be kept: features in UTF-8 a line each, weights (features, kinds), rarity, bias, signs, meaning."""
        signs = sorted(self.signs)
        return {
            "features": np.frombuffer("\n".join(self.places).encode(), np.uint8),
            "weights": self.weights,
            "rarity": self.rarity,
            "bias": np.array(self.bias, np.float32),
            "signs": np.frombuffer("\n".join(signs).encode(), np.uint8),
            "sign_weights": np.array([self.signs[name] for name in signs], np.float32).reshape(-1, len(KINDS)),
            "meaning": self.meaning,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], dimensions: int = 0) -> DraftLikeness | None:
        """What ``arrays`` gave; None where it is damaged, of other kinds, or not for vectors of ``dimensions`` (0: no encoder)."""
        if set(arrays) != {"features", "weights", "rarity", "bias", "signs", "sign_weights", "meaning"}:
            return None
        names, signs = (_lines(arrays[name]) for name in ("features", "signs"))
        weights, rarity, meaning = (arrays[name].astype(np.float32) for name in ("weights", "rarity", "meaning"))
        sign_weights = arrays["sign_weights"]
        shapes = ((len(names), len(KINDS)), (len(names),), (len(signs), len(KINDS)), (dimensions, len(KINDS)))
        if (weights.shape, rarity.shape, sign_weights.shape, meaning.shape) != shapes:
            return None
        return cls(
            {name: at for at, name in enumerate(names)},
            weights,
            rarity,
            tuple(arrays["bias"].tolist()),
            dict(zip(signs, map(tuple, sign_weights.tolist()), strict=True)),
            meaning,
        )

    def find(
        self, folded: str, signs: Signs = frozenset(), reading: Callable[[], NDArray[np.float32]] | None = None
    ) -> tuple[Likeness, ...]:
        """For each kind how like it a draft in lower case reads, in its likest stretch.

        ``signs`` are those of the whole draft; ``reading`` waits for what the encoder reads in its parts, (parts, dimensions), and is asked
        last: until then the encoder may be at work.
        """
        told = [(start, end, self.scores(folded[start:end], signs)) for start, end in stretches(folded)]
        meant = [0.0] * len(KINDS) if reading is None else (reading() @ self.meaning).max(axis=0).tolist()
        floors = _FLOORS if reading is None else _READ_FLOORS
        found: list[Likeness] = []
        for at, kind in enumerate(KINDS):
            start, end, words = max(((start, end, words[at]) for start, end, words in told), key=itemgetter(2))
            score = words + meant[at]
            found.append(Likeness(kind, start, end, score, score > floors[kind], reading is not None))
        return tuple(found)

    def scores(self, folded: str, signs: Signs = frozenset()) -> tuple[float, ...]:
        """How like each kind a stretch is by its words and signs: about 1 where it is one, about -1 where it is not."""
        noticed = [self.signs[sign] for sign in signs if sign in self.signs]
        told = [sum(column) for column in zip(*noticed, strict=True)] if noticed else [0.0] * len(KINDS)
        found = np.array(
            [at for feature in _features(folded) if (at := self.places.get(feature)) is not None], np.int64
        )
        rarity = self.rarity[found]
        totals = (rarity @ self.weights[found] / (float(np.linalg.norm(rarity)) or 1.0)).tolist()
        return tuple(total + sign + bias for total, sign, bias in zip(totals, told, self.bias, strict=True))


def read_labelled(path: Path) -> tuple[LabelledDraft, ...]:
    """Labelled drafts, one JSON object a line. Raises ScreeningDataInvalid with the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ScreeningDataInvalid(path, 1, "it cannot be read as UTF-8") from None
    found: list[LabelledDraft] = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(LabelledDraft.model_validate(json.loads(line)))
        except (ValueError, ValidationError):
            raise ScreeningDataInvalid(path, number, 'an object {"draft": ..., "kinds": [...]} is expected') from None
    if not found:
        raise ScreeningDataInvalid(path, 1, "it holds no draft")
    return tuple(found)


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """The stretches in which a draft is read: whole sentences, together about as long as an example; each overlaps the next by one."""
    ends = [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    starts = [0, *ends[:-1]]
    first = 0
    for last, end in enumerate(ends):
        following = ends[last + 1] if last + 1 < len(ends) else None
        if following is not None and following - starts[first] <= _STRETCH:
            continue
        yield starts[first], end
        first = last if last > first else last + 1


def _read_all(labelled: Sequence[LabelledDraft], read: Reads | None) -> NDArray[np.float32]:
    """What the encoder reads in each draft, the mean of its parts, (drafts, dimensions); no dimensions without one."""
    if read is None:
        return np.zeros((len(labelled), 0), np.float32)
    begun = [read(example.draft) for example in labelled]
    return np.stack([rows().mean(axis=0) for rows in begun])


def _lines(array: NDArray[np.generic]) -> list[str]:
    text = array.tobytes().decode("utf-8", "replace")
    return text.split("\n") if text else []


def _places(found: Sequence[frozenset[str]]) -> dict[str, int]:
    return {feature: at for at, feature in enumerate(sorted(frozenset[str]().union(*found)))}


def _table(found: Sequence[frozenset[str]], places: Mapping[str, int]) -> NDArray[np.float32]:
    table = np.zeros((len(found), len(places)), np.float32)
    for row, features in enumerate(found):
        table[row, [places[feature] for feature in features]] = 1
    return table


def _features(folded: str) -> frozenset[str]:
    """Words, with numbers made alike, pairs of them that follow one another, and how longer words begin, whatever their ending."""
    words = ["0" if token[0].isdigit() else token for token in _TOKEN.findall(folded)]
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    beginnings = (f"{word[:_BEGINNING]}~" for word in words if len(word) > _BEGINNING)
    return frozenset((*words, *pairs, *beginnings))

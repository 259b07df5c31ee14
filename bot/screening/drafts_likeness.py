"""How like labelled drafts a draft is, for what no rule of wording foresees.

Method: regularised least squares on words and pairs of words (Rifkin, Yeo and Poggio, "Regularized Least-Squares
Classification", 2003), weighted so that both classes of a kind count alike, learnt in closed form. A word is known by its hash (feature
hashing: Weinberger et al., ICML 2009), of which there are so many that words hardly ever share one. Beside the words stand the
signs of the rules, for the kinds that are told by details more than by wording, and what the encoder reads, where there is one. Reading
takes thirty times as long as words do: of a long draft the encoder reads those stretches that words make most suspect (a cascade: Viola and
Jones, CVPR 2001).
What it learns from is data: ``drafts_examples.jsonl``, one labelled draft a line.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from pydantic import Field, StringConstraints, ValidationError

from bot.knowledge.model import Record
from bot.screening.drafts_passages import Skimmed, hashed_features, stretches
from bot.screening.drafts_rules import DraftKind
from bot.screening.normalise import normalise
from bot.screening.rules import ScreeningDataInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.screening.drafts_passages import Reading, Reads
    from bot.screening.model import Signs

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
# Raised by .05 when examples told in passing were learned: on drafts that nothing was learned from about as much is found and as many good
# ones are flagged as without those examples and with the floors before.
_READ_FLOORS = {
    DraftKind.IDENTIFIABLE_PATIENT: -0.05,
    DraftKind.INDIVIDUAL_ADVICE: -0.05,
    DraftKind.NO_EVIDENCE: -0.2,
    DraftKind.DISRESPECT: -0.1,
    DraftKind.CONFIDENTIAL_WORKPLACE: -0.1,
    DraftKind.UNDISCLOSED_INTEREST: -0.05,
}
# The likest of many stretches is likelier to be one by chance: with every doubling of their number a draft must be so much more like, and
# a little less where the encoder reads only those that words make suspect. On drafts put together of up to 18 stretches that nothing was
# learned from, one of three, and two at least, found as much as all but for one in a hundred, with as many good drafts flagged (measured
# before drafts had a layer of their own; with it, in 350 long posts, 167 of 185 passages for 169, and 13 of 175 good ones flagged for 10).
_RISE, _RISE_OF_SUSPECTS = 0.15, 0.13
# Hashes whose columns are multiplied at once: more need more memory, not less time.
_COLUMNS = 4_096


class LabelledDraft(Record):
    """A draft with the kinds of findings that a careful reader would report; ``may`` are those that readers differ on."""

    draft: Annotated[str, StringConstraints(min_length=3, max_length=4000)]
    voice: str = ""
    kinds: tuple[DraftKind, ...]
    may: tuple[DraftKind, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Likeness:
    """The stretch of a draft's plain text that reads most like drafts labelled with a kind, and whether it is ``like`` them.

    ``score`` is about 1 for a clear case and about -1 for none; ``read`` says that the encoder has a part in it. ``stretches`` are all
    that were judged, as (start, end, score).
    """

    kind: DraftKind
    start: int
    end: int
    score: float
    like: bool
    read: bool
    stretches: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class DraftLikeness:
    """What was learnt: ``features``, the hashes of words and pairs of words in rising order, with the ``weights`` (features, kinds) and
    ``rarity`` (features,) of each, and ``suspicion`` (features,), its weight for any kind at all where nothing is read; for each sign its
    weight for each kind; and for what the encoder reads, ``meaning`` (dimensions, kinds), whose dimensions are 0 where it was learnt
    without one. What each of so many features weighs is kept in half the bytes, of which scores keep three digits. Immutable.
    """

    features: NDArray[np.uint32]
    weights: NDArray[np.float16]
    suspicion: NDArray[np.float16]
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
        passages = [passage for example in labelled for passage in _passages(example, signs_of)]
        words = _Words.of([hashed_features(passage.folded) for passage in passages])
        noticed = [passage.signs for passage in passages]
        sign_places = {sign: at for at, sign in enumerate(sorted(frozenset[str]().union(*noticed)))}
        signed = _SIGN * _table(noticed, sign_places)
        meant = _MEANING**0.5 * _read_all(passages, read)
        suspicion = words.weights(_suspect(words.alike(meant[:, :0]), passages))
        duals = _solved(words.alike(meant), signed, passages)
        columns: list[NDArray[np.float64]] = []
        sign_columns: list[NDArray[np.float64]] = []
        meanings: list[NDArray[np.float64]] = []
        bias: list[float] = []
        for kind in KINDS:
            dual = duals.get(kind, np.zeros(len(passages)))
            heeded = dual if kind in HEEDS_SIGNS else np.zeros(len(passages))
            columns.append(words.weights(dual))
            sign_columns.append(_SIGN * (signed.T @ heeded))
            meanings.append(_MEANING**0.5 * (meant.T @ dual))
            bias.append(float(_BIAS * dual.sum()) if kind in duals else -1.0)
        sign_rows = np.stack(sign_columns, axis=1).tolist()
        return cls(
            words.features,
            np.stack(columns, axis=1).astype(np.float16),
            suspicion.astype(np.float16),
            words.rarity,
            tuple(bias),
            {sign: tuple(sign_rows[at]) for sign, at in sign_places.items()},
            np.stack(meanings, axis=1).astype(np.float32),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What was learnt as arrays, to be kept: features, weights (features, kinds), suspicion, rarity, bias, signs, meaning."""
        signs = sorted(self.signs)
        return {
            "features": self.features,
            "weights": self.weights,
            "suspicion": self.suspicion,
            "rarity": self.rarity,
            "bias": np.array(self.bias, np.float32),
            "signs": np.frombuffer("\n".join(signs).encode(), np.uint8),
            "sign_weights": np.array([self.signs[name] for name in signs], np.float32).reshape(-1, len(KINDS)),
            "meaning": self.meaning,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], dimensions: int = 0) -> DraftLikeness | None:
        """What ``arrays`` gave; None where it is damaged, of other kinds, or not for vectors of ``dimensions`` (0: no encoder)."""
        if set(arrays) != {"features", "weights", "suspicion", "rarity", "bias", "signs", "sign_weights", "meaning"}:
            return None
        if arrays["features"].dtype != np.uint32:
            return None
        features, signs = arrays["features"].astype(np.uint32), _lines(arrays["signs"])
        weights, suspicion = (arrays[name].astype(np.float16) for name in ("weights", "suspicion"))
        rarity, meaning = (arrays[name].astype(np.float32) for name in ("rarity", "meaning"))
        sign_weights = arrays["sign_weights"]
        one, every = (features.size,), (features.size, len(KINDS))
        shapes = (every, one, one, (len(signs), len(KINDS)), (dimensions, len(KINDS)))
        if (weights.shape, suspicion.shape, rarity.shape, sign_weights.shape, meaning.shape) != shapes:
            return None
        if not (features[1:] > features[:-1]).all():
            return None
        return cls(
            features,
            weights,
            suspicion,
            rarity,
            tuple(arrays["bias"].tolist()),
            dict(zip(signs, map(tuple, sign_weights.tolist()), strict=True)),
            meaning,
        )

    def skim(self, folded: str) -> Skimmed:
        """What the words of a draft in lower case tell of each of its stretches."""
        spans = tuple(stretches(folded))
        hashed = [hashed_features(folded[start:end]) for start, end in spans]
        rows = np.repeat(np.arange(len(hashed)), [len(features) for features in hashed])
        together = np.concatenate(hashed)
        places = np.searchsorted(self.features, together)
        known = places < len(self.features)
        known[known] = self.features[places[known]] == together[known]
        rows, found = rows[known], places[known]
        rarity = self.rarity[found]
        length = np.sqrt(np.bincount(rows, rarity**2, len(hashed)))
        # What each feature adds stands in the row of its stretch; few are known, so that the table is small.
        table = np.zeros((len(hashed), len(found)), np.float32)
        table[rows, np.arange(len(found))] = rarity / np.maximum(length, 1e-9)[rows]
        weights, suspicion = self.weights[found].astype(np.float32), self.suspicion[found].astype(np.float32)
        return Skimmed(folded, spans, table @ weights, table @ suspicion)

    def find(
        self, skimmed: Skimmed, signs: Signs = frozenset(), reading: Reading | None = None
    ) -> tuple[Likeness, ...]:
        """For each kind how like it a draft reads, in its likest stretch of those that were read; of all where there is no ``reading``.

        ``signs`` are those of the whole draft. Waits for the reading.
        """
        scores = self.scores(skimmed, signs)
        judged, rise = list(range(len(scores))), _RISE
        if reading is not None:
            rows = reading.rows()
            judged = sorted(rows)
            rise = _RISE if len(judged) == len(scores) else _RISE_OF_SUSPECTS
            scores = scores[judged] + np.stack([rows[at] for at in judged]) @ self.meaning
        rise *= math.log2(len(skimmed.spans))
        floors = _FLOORS if reading is None else _READ_FLOORS
        found: list[Likeness] = []
        for kind, column in zip(KINDS, scores.T.tolist(), strict=True):
            each = tuple((*skimmed.spans[at], score) for at, score in zip(judged, column, strict=True))
            start, end, score = max(each, key=itemgetter(2))
            found.append(Likeness(kind, start, end, score, score > floors[kind] + rise, reading is not None, each))
        return tuple(found)

    def scores(self, skimmed: Skimmed, signs: Signs = frozenset()) -> NDArray[np.float32]:
        """How like each kind the stretches of a draft are by their words and its signs, (stretches, kinds): about 1 where one is, about -1
        where it is not.
        """
        told = [self.signs[sign] for sign in sorted(signs) if sign in self.signs]
        return skimmed.words + np.array([self.bias, *told], np.float32).sum(axis=0)


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


class _Passage(NamedTuple):
    """What is learned from as one: plain text in lower case, the signs of the draft that it is in, and its kinds."""

    folded: str
    signs: Signs
    kinds: tuple[DraftKind, ...]


def passages_of(example: LabelledDraft) -> Sequence[str]:
    """A labelled draft as it is learned from, in lower case: as a whole; of one with nothing wrong each stretch, for in each there is
    nothing wrong, and so it will be read.
    """
    folded = normalise(example.draft).folded
    return [folded] if example.kinds or example.may else [folded[start:end] for start, end in stretches(folded)]


def _passages(example: LabelledDraft, signs_of: Callable[[str], Signs]) -> list[_Passage]:
    signs = signs_of(example.draft)
    return [_Passage(folded, signs, example.kinds) for folded in passages_of(example)]


def _read_all(passages: Sequence[_Passage], read: Reads | None) -> NDArray[np.float32]:
    """What the encoder reads in each passage, the mean of its stretches, (passages, dimensions); no dimensions without one."""
    if read is None:
        return np.zeros((len(passages), 0), np.float32)
    begun = [read([folded[start:end] for start, end in stretches(folded)]) for folded, _, _ in passages]
    return np.stack([rows().mean(axis=0) for rows in begun])


def _lines(array: NDArray[np.generic]) -> list[str]:
    text = array.tobytes().decode("utf-8", "replace")
    return text.split("\n") if text else []


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of labelled drafts as a sparse table: which draft (``rows``) holds which feature (``columns``), by rising feature, and with
    what ``values``; a draft's values have unit length.
    """

    drafts: int
    features: NDArray[np.uint32]
    rarity: NDArray[np.float32]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float32]

    @classmethod
    def of(cls, hashed: Sequence[NDArray[np.uint32]]) -> _Words:
        """From the hashed features of each draft."""
        features, columns, seen = np.unique(np.concatenate(hashed), return_inverse=True, return_counts=True)
        rows = np.repeat(np.arange(len(hashed)), [len(of_draft) for of_draft in hashed])
        rarity = (np.log((1 + len(hashed)) / (1 + seen)) + 1).astype(np.float32)
        order = np.argsort(columns, kind="stable")
        rows, columns = rows[order], columns[order]
        length = np.sqrt(np.bincount(rows, rarity[columns] ** 2, len(hashed))) + 1e-9
        return cls(len(hashed), features, rarity, rows, columns, (rarity[columns] / length[rows]).astype(np.float32))

    def alike(self, meant: NDArray[np.float32]) -> NDArray[np.float64]:
        """How alike the drafts are by their words and by what they are ``meant`` to say (drafts, dimensions): shape (drafts, drafts).

        A few columns of words at a time, for the whole table would take gigabytes.
        """
        found = meant @ meant.T + np.float32(_BIAS)
        # A word of one draft alone likens it to none but itself.
        shared = np.bincount(self.columns, minlength=len(self.features))[self.columns] > 1
        own = np.bincount(self.rows[~shared], self.values[~shared] ** 2, self.drafts)
        found[np.diag_indices_from(found)] += own.astype(np.float32)
        rows, values = self.rows[shared], self.values[shared]
        columns = np.unique(self.columns[shared], return_inverse=True)[1]
        for first in range(0, int(columns.max(initial=-1)) + 1, _COLUMNS):
            low, high = np.searchsorted(columns, [first, first + _COLUMNS])
            table = np.zeros((self.drafts, _COLUMNS), np.float32)
            table[rows[low:high], columns[low:high] - first] = values[low:high]
            found += table @ table.T
        return found.astype(np.float64)

    def weights(self, dual: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature weighs, (features,), where each draft weighs ``dual``."""
        return np.bincount(self.columns, self.values * dual[self.rows], len(self.features)).astype(np.float64)


def _suspect(alike: NDArray[np.float64], passages: Sequence[_Passage]) -> NDArray[np.float64]:
    """What each passage weighs, (passages,), for being of any kind. ``alike`` (passages, passages) is changed in place."""
    return _dual(alike, alike.diagonal().copy(), np.array([bool(passage.kinds) for passage in passages]))


def _dual(alike: NDArray[np.float64], diagonal: NDArray[np.float64], has: NDArray[np.bool_]) -> NDArray[np.float64]:
    if not has.any() or has.all():
        return np.zeros(len(has))
    weight = np.where(has, len(has) / (2 * has.sum()), len(has) / (2 * (~has).sum()))
    np.fill_diagonal(alike, diagonal + _RIDGE / weight)
    return np.linalg.solve(alike, np.where(has, 1.0, -1.0)).astype(np.float64)


def _solved(
    alike: NDArray[np.float64], signed: NDArray[np.float32], passages: Sequence[_Passage]
) -> dict[DraftKind, NDArray[np.float64]]:
    """What each passage weighs, (passages,), for each kind that some of them have. ``alike`` (passages, passages) is changed in place, for
    of several thousand passages it is most of what learning holds.
    """
    duals: dict[DraftKind, NDArray[np.float64]] = {}
    for heeds in (False, True):
        if heeds:
            alike += signed @ signed.T
        diagonal = alike.diagonal().copy()
        for kind in KINDS:
            has = np.array([kind in passage.kinds for passage in passages])
            if (kind in HEEDS_SIGNS) is heeds and has.any() and not has.all():
                duals[kind] = _dual(alike, diagonal, has)
        np.fill_diagonal(alike, diagonal)
    return duals


def _table(found: Sequence[frozenset[str]], places: Mapping[str, int]) -> NDArray[np.float32]:
    table = np.zeros((len(found), len(places)), np.float32)
    for row, signs in enumerate(found):
        table[row, [places[sign] for sign in signs]] = 1
    return table

"""Learning the weights of ``distress_weights.yaml`` from examples; run by ``lounge knowledge distress``."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from bot.knowledge.model import Record
from bot.screening.distress import DistressSigns
from bot.screening.distress_words import CLASSES, FILE, WeightsFile
from bot.screening.model import Distress
from bot.screening.normalise import normalise
from bot.screening.rules import read_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

EXAMPLES = "distress_examples.yaml"
EMERGENCIES = "emergencies-online"
"""The entry whose phrasings tell of somebody else in danger."""

_THRESHOLD = 0.4
_STEPS = 250
_RATE = 0.1
_RIDGE = 3.0
# Few examples stand against thousands of ordinary questions: they weigh more, hard ordinary ones somewhat more.
_WEIGHT, _HARD_WEIGHT = 6.0, 3.0
_LEAST_WEIGHT = 0.05


class ExamplesFile(Record):
    """``distress_examples.yaml``: how people put it, and ordinary questions that sound alike."""

    strain: tuple[str, ...]
    crisis: tuple[str, ...]
    someone_else: tuple[str, ...]
    none: tuple[str, ...]


def fingerprint(folder: Path) -> str:
    """What the weights of a folder should have been learned from: its examples and its rules."""
    digest = hashlib.sha256()
    for name in (EXAMPLES, "distress.yaml"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def learn(folder: Path, emergencies: Sequence[str], ordinary: Sequence[str]) -> Path:
    """Learn the weights from the examples of a screening folder and from questions, and write them. Gives the file.

    ``emergencies`` tell of somebody else in danger, ``ordinary`` are questions without distress. Deterministic.
    Raises ScreeningDataInvalid.
    """
    file = read_record(folder / EXAMPLES, ExamplesFile)
    signs = DistressSigns.load(folder)
    labelled = [
        *((text, Distress.STRAIN, _WEIGHT) for text in file.strain),
        *((text, Distress.CRISIS, _WEIGHT) for text in file.crisis),
        *((text, Distress.SOMEONE_ELSE, _WEIGHT) for text in (*file.someone_else, *emergencies)),
        *((text, Distress.NONE, _HARD_WEIGHT) for text in file.none),
        *((text, Distress.NONE, 1.0) for text in ordinary),
    ]
    found = [sorted(signs.features(normalise(text))) for text, _, _ in labelled]
    vocabulary = _vocabulary(found, [distress for _, distress, _ in labelled])
    rows, columns = _cells(found, vocabulary)
    targets = np.eye(len(CLASSES))[[CLASSES.index(distress) for _, distress, _ in labelled]]
    share = np.array([weight for _, _, weight in labelled])[:, None]
    weights, intercepts = _regress(rows, columns, targets, share, len(vocabulary))
    path = folder / FILE
    path.write_text(_document(fingerprint(folder), vocabulary, weights, intercepts), encoding="utf-8")
    read_record(path, WeightsFile)
    return path


def _vocabulary(found: Sequence[Sequence[str]], kinds: Sequence[Distress]) -> Sequence[str]:
    """Features that stand in two texts at least, of which one tells of distress."""
    times = Counter(feature for features in found for feature in features)
    telling = {
        feature
        for features, distress in zip(found, kinds, strict=True)
        if distress is not Distress.NONE
        for feature in features
    }
    return sorted(feature for feature in telling if times[feature] > 1)


def _cells(found: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column of every feature that a text has."""
    place = {feature: at for at, feature in enumerate(vocabulary)}
    cells = [(row, place[feature]) for row, features in enumerate(found) for feature in features if feature in place]
    return np.array([row for row, _ in cells], dtype=np.intp), np.array([column for _, column in cells], dtype=np.intp)


def _regress(
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    targets: NDArray[np.float64],
    share: NDArray[np.float64],
    width: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (width, classes) and intercepts of a multinomial logistic regression with a ridge, by Adam on the whole set."""
    classes = targets.shape[1]
    values = np.zeros((width + 1, classes))
    first, second = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, _STEPS + 1):
        scores = np.zeros_like(targets)
        np.add.at(scores, rows, values[columns])
        scores += values[-1]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        error = (shares - targets) * share
        slope = np.zeros_like(values)
        np.add.at(slope, columns, error[rows])
        slope[:-1] += _RIDGE * values[:-1]
        slope[-1] = error.sum(axis=0)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        values -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return values[:-1], values[-1]


def _document(
    learned_from: str, vocabulary: Sequence[str], weights: NDArray[np.float64], intercepts: NDArray[np.float64]
) -> str:
    lines = [
        "# Learned by `lounge knowledge distress` from distress_examples.yaml, the phrasings and the out-of-scope examples.",
        f'learned_from: "{learned_from}"',
        f"threshold: {_THRESHOLD}",
        f"intercepts: [{', '.join(f'{value:.2f}' for value in intercepts)}]",
        "weights: |-",
    ]
    lines.extend(
        f"  {feature} {' '.join(f'{value:.2f}' for value in row)}"
        for feature, row in zip(vocabulary, weights, strict=True)
        if np.abs(row).max() >= _LEAST_WEIGHT
    )
    return "\n".join((*lines, ""))

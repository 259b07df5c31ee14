"""Learning the fusion from texts that the channels had not seen: cross-validation at build time.

Three kinds of text teach it: phrasings of a fold left out (right entry known), out-of-scope examples left out (none of them), and the
phrasings of whole entries left out (none of them either: this is what a question about a topic nobody wrote looks like).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.matching import channels, fusion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.channels import Channels, Phrasings, Question
    from bot.matching.fusion import Fusion, Signals

FOLDS = 5
SAMPLE = 2_400
MISSING_SAMPLE = 600
LARGEST = 6_000


def learn(phrasings: Phrasings, count: int, outside: list[Question]) -> Fusion:
    """The fusion for channels fitted on ``phrasings`` (sorted by entry, numbers 0..count-1) with these out-of-scope examples.

    Deterministic. On a very large knowledge a fixed sample of its entries teaches the weights, which all entries share.
    """
    phrasings, count = _limited(phrasings, count)
    rows = [question.vectors for question in outside if question.vectors is not None]
    stacked = np.concatenate(rows) if rows else None
    examples: list[Signals] = []
    truths: list[int | None] = []
    folds = _folds(phrasings.classes)
    outside_folds = np.arange(len(outside)) % FOLDS
    step = max(1, len(folds) // SAMPLE)
    for fold in range(FOLDS):
        seen = None if stacked is None else stacked[outside_folds != fold]
        kept = np.flatnonzero(folds != fold)
        fitted = _fit_present(phrasings, kept, count, seen)
        if fitted is None:
            continue
        trained, names = fitted
        for row in np.flatnonzero(folds == fold)[::step]:
            examples.append(trained.signals(phrasings.question(int(row))))
            truths.append(int(names[phrasings.classes[row]]))
        for index in np.flatnonzero(outside_folds == fold):
            examples.append(trained.signals(outside[index]))
            truths.append(None)
    missing, missing_truths = _missing_entries(phrasings, count, stacked)
    return fusion.fit(examples + missing, truths + missing_truths)


def _missing_entries(
    phrasings: Phrasings, count: int, outside: NDArray[np.float32] | None
) -> tuple[list[Signals], list[None]]:
    examples: list[Signals] = []
    groups = np.arange(count) % FOLDS
    step = max(1, len(phrasings.classes) // MISSING_SAMPLE)
    for fold in range(FOLDS):
        absent = groups[phrasings.classes] == fold
        fitted = _fit_present(phrasings, np.flatnonzero(~absent), count, outside)
        if fitted is None or fitted[0].count <= channels.CANDIDATES:
            continue
        examples.extend(fitted[0].signals(phrasings.question(int(row))) for row in np.flatnonzero(absent)[::step])
    return examples, [None] * len(examples)


def _fit_present(
    phrasings: Phrasings, rows: NDArray[np.int64], count: int, outside: NDArray[np.float32] | None
) -> tuple[Channels, NDArray[np.int64]] | None:
    """Channels on some rows, with entries renumbered to those present; the second item maps old numbers to new (-1: absent)."""
    present = np.unique(phrasings.classes[rows])
    if len(present) < min(count, 2):
        return None
    names = np.full(count, -1, np.int64)
    names[present] = np.arange(len(present))
    return channels.fit(phrasings.subset(rows, names), len(present), outside), names


def _folds(classes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fold numbers: neighbouring lines of one entry share a fold, because one hand wrote them in one manner."""
    starts = np.searchsorted(classes, classes)
    sizes = np.searchsorted(classes, classes, side="right") - starts
    position = np.arange(len(classes)) - starts
    return (position * FOLDS // sizes + classes) % FOLDS


def _limited(phrasings: Phrasings, count: int) -> tuple[Phrasings, int]:
    if len(phrasings.classes) <= LARGEST * 2:
        return phrasings, count
    share = max(20, int(count * LARGEST / len(phrasings.classes)))
    rows = np.flatnonzero(phrasings.classes < share)
    return phrasings.subset(rows), share

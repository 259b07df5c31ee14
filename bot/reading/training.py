"""Learning a reader from its examples. A few minutes on one core, most of them for encoding; deterministic."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.reading.learning import Features, fit, rarity_of
from bot.reading.reader import HEEDED, Learned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.matching.channels import Whole
    from bot.reading.examples import Labelled
    from bot.reading.learning import Linear
    from bot.screening.model import Signs

METHOD = 4
_NOT_LEARNED_FROM = frozenset({"golden.yaml", "notices.yaml", "drafts.yaml"})


def fingerprint(folder: Path, encoder: str | None) -> str:
    """What a reader was learned from: the screening folder's examples and rules, the encoder's identity and the method.

    The lounge's questions are left out: they only show what is usual, and an edit of one does not call for learning anew.
    """
    digest = hashlib.sha256(repr((METHOD, encoder)).encode())
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in _NOT_LEARNED_FROM:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


class Preparer(Protocol):
    """What makes texts ready, as the matcher does."""

    def read_whole(self, text: str) -> Whole:
        """One text, of which nothing is kept."""
        ...


def learn(examples: Mapping[str, Sequence[Labelled]], preparer: Preparer, signs_of: Callable[[str], Signs]) -> Learned:
    """Learn every head. ``signs_of`` gives the signs of the rules in a text."""
    texts = sorted({example.text for head in examples.values() for example in head})
    # An encoder works beside Python: all cores read.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        ready = dict(zip(texts, pool.map(preparer.read_whole, texts), strict=True))
    found = {text: signs_of(text) for text in texts}
    names = tuple(sorted(frozenset[str]().union(*found.values())))
    places = {name: place for place, name in enumerate(names)}
    rarity = rarity_of([ready[text].features for text in texts])
    heads: dict[str, Linear] = {}
    for name, labelled in examples.items():
        heeded = {sign: place for sign, place in places.items() if sign.startswith(HEEDED[name])}
        heads[name] = fit(
            features_of([example.text for example in labelled], ready, found, heeded),
            rarity,
            len(names),
            np.array([example.label for example in labelled], np.int64),
            np.array([example.weight for example in labelled]),
        )
    return Learned(rarity, names, heads)


def features_of(
    texts: Sequence[str], ready: Mapping[str, Whole], found: Mapping[str, Signs], places: Mapping[str, int]
) -> Features:
    """Texts as numbers, in their order; a long one has the mean of its stretches' vectors."""
    means = [rows.mean(axis=0) for text in texts if (rows := ready[text].vectors) is not None]
    vectors = np.stack(means) if means else None
    assert len(means) in {0, len(texts)}
    signs = [np.array(sorted(places[sign] for sign in found[text] if sign in places), np.int64) for text in texts]
    return Features([ready[text].features for text in texts], vectors, signs)

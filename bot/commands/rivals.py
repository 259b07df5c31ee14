"""What the matcher is measured against: the ways in which a question is usually matched to an entry, each over the same phrasings."""

from __future__ import annotations

import logging
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz, process, utils

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.matching.encoder import Encoder

    Find = Callable[[str], str]


def fuzzy(texts: Sequence[str], entries: Sequence[str], scorer: Callable[..., float]) -> Find:
    """rapidfuzz's ``extractOne`` over all phrasings, as most answer bots do it."""
    ready = [utils.default_process(text) for text in texts]

    def find(question: str) -> str:
        found = process.extractOne(utils.default_process(question), ready, scorer=scorer)
        return entries[found[2]] if found else ""

    return find


def wratio(texts: Sequence[str], entries: Sequence[str]) -> Find:
    """``extractOne`` with its default scorer."""
    return fuzzy(texts, entries, fuzz.WRatio)


def token_set(texts: Sequence[str], entries: Sequence[str]) -> Find:
    """``extractOne`` with the scorer that ignores order and repetition."""
    return fuzzy(texts, entries, fuzz.token_set_ratio)


def nearest(vectors: NDArray[np.float32], entries: Sequence[str], encoder: Encoder) -> Find:
    """The entry of the phrasing whose vector lies nearest, with the matcher's own encoder."""

    def find(question: str) -> str:
        return entries[int(np.argmax(vectors @ encoder.encode([question])[0]))]

    return find


def bm25(texts: Sequence[str], entries: Sequence[str]) -> Find | None:
    """BM25 over each entry's phrasings joined, by bm25s; None where that package is not installed."""
    try:
        bm25s: Any = import_module("bm25s")
    except ImportError:
        return None
    # It sets its own logger to DEBUG on import.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    joined = [
        (entry, " ".join(text for _, text in lines))
        for entry, lines in groupby(zip(entries, texts, strict=True), key=lambda pair: pair[0])
    ]
    index = bm25s.BM25()
    index.index(bm25s.tokenize([text for _, text in joined], show_progress=False), show_progress=False)

    def find(question: str) -> str:
        tokens = bm25s.tokenize([question], show_progress=False)
        found, _ = index.retrieve(tokens, k=1, show_progress=False)
        return joined[int(found[0][0])][0]

    return find

"""A matcher over edited phrasings, beside the one over the shipped: the same encoder, vectors and fusion, other entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.matching import channels, lexical
from bot.matching.channels import Phrasings
from bot.matching.matcher import Matcher
from bot.matching.text import Vocabulary

if TYPE_CHECKING:
    from bot.matching.matcher import Examples


def refit(base: Matcher, examples: Examples) -> Matcher:
    """A matcher on these examples with the fusion of ``base``, whose candidates share one set of weights; nothing is learned anew."""
    vectors, fused = base.vectors, base.fusion
    ids = sorted(entry for entry, lines in examples.phrasings.items() if lines)
    texts = [line for entry in ids for line in examples.phrasings[entry]]
    vocabulary = Vocabulary(examples.vocabulary, texts, vectors.encoder.known_words if vectors else ())
    prepared = [vocabulary.write_out(text) for text in texts]
    outside = [vocabulary.write_out(text) for text in examples.out_of_scope]
    classes = np.repeat(np.arange(len(ids)), [len(examples.phrasings[entry]) for entry in ids])
    rows = vectors.vectors([*prepared, *outside]) if vectors else None
    phrasings = Phrasings(
        prepared,
        [lexical.features(text) for text in prepared],
        None if rows is None else rows[: len(prepared)],
        classes,
    )
    fitted = channels.fit(phrasings, len(ids), None if rows is None else rows[len(prepared) :])
    return Matcher(ids, vocabulary, fitted, fused, vectors)

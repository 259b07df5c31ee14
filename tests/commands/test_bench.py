from __future__ import annotations

import numpy as np

from bot.commands import rivals
from bot.commands.bench import grow
from bot.matching.vectors import VectorCache
from tests.matching.bag_encoder import BagEncoder
from tests.matching.test_matcher import examples

TEXTS = ["bad review google", "selfie on the ward", "anonymous account"]
ENTRIES = ["reviews", "photos", "alias"]


def test_each_rival_finds_what_is_asked_in_its_own_words() -> None:
    encoder = BagEncoder()
    found = [
        rivals.wratio(TEXTS, ENTRIES),
        rivals.token_set(TEXTS, ENTRIES),
        rivals.nearest(encoder.encode(TEXTS), ENTRIES, encoder),
        rivals.bm25(TEXTS, ENTRIES),
    ]
    for find in found:
        assert find is None or find("Selfie on the ward") == "photos"


def test_a_knowledge_is_cut_and_grown_to_size_the_same_way_each_time() -> None:
    cache = VectorCache(BagEncoder(), None)
    real = sum(map(len, examples().phrasings.values()))
    cut, grown = grow(examples(), cache, 40), grow(examples(), cache, real + 100)
    assert (len(cut.texts), len(set(cut.entries))) == (40, len(examples().phrasings))
    assert len(grown.texts) == real + 100
    assert sum(entry.startswith("synthetic-") for entry in grown.entries) == 100
    assert np.allclose(np.linalg.norm(grown.vectors, axis=1), 1, atol=1e-3)
    again = grow(examples(), cache, real + 100)
    assert grown.texts == again.texts
    assert np.array_equal(grown.vectors, again.vectors)

"""Learning from examples: what is told by words, by the vector, by signs, and that it comes out the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.matching.lexical import features as hashed_features
from bot.reading.learning import Features, Linear, fit, rarity_of, weighed

TEXTS = [
    f"{start} {end}" for start in ("please", "kindly", "quickly") for end in ("stop it", "go on", "stop now", "go")
]
STOPS = np.array([int("stop" in text) for text in TEXTS], np.int64)
EVEN = np.ones(len(TEXTS))


def table(vectors: NDArray[np.float32] | None = None, signs: list[list[int]] | None = None) -> Features:
    found = [np.array(row, np.int64) for row in signs or [[]] * len(TEXTS)]
    return Features([hashed_features(text) for text in TEXTS], vectors, found)


def share(
    learned: Linear, rows: Features, text: str, vector: NDArray[np.float32] | None = None, signs: tuple[int, ...] = ()
) -> float:
    words = hashed_features(text)
    values = weighed(words, rarity_of(rows.hashed))
    rows_read = None if vector is None else vector[None]
    return float(learned.shares(words, values, rows_read, np.array(signs, np.int64))[0, 1])


def learn(rows: Features, classes: NDArray[np.int64] = STOPS, signs: int = 1) -> Linear:
    return fit(rows, rarity_of(rows.hashed), signs, classes, EVEN)


def test_words_alone_tell_the_classes_apart_where_there_is_no_encoder() -> None:
    rows = table()
    learned = learn(rows)
    assert learned.vector.shape == (0, 2)
    assert share(learned, rows, "do stop it") > 0.6 > 0.4 > share(learned, rows, "do go on")


def test_the_vector_tells_them_apart_where_the_words_say_nothing() -> None:
    vectors = np.array([[1, 0] if stops else [0, 1] for stops in STOPS], np.float32)
    rows = table(vectors)
    learned = learn(rows)
    ahead, behind = (share(learned, rows, "never heard", np.array(one, np.float32)) for one in ((1, 0), (0, 1)))
    assert ahead > 0.7 > 0.3 > behind


def test_words_and_vector_both_count_so_that_neither_alone_decides_against_the_other() -> None:
    vectors = np.array([[1, 0] if stops else [0, 1] for stops in STOPS], np.float32)
    rows = table(vectors)
    learned = learn(rows)
    both = share(learned, rows, "do stop it", np.array((1, 0), np.float32))
    against = share(learned, rows, "do stop it", np.array((0, 1), np.float32))
    assert both > against
    assert 0.1 < against < 0.9


def test_a_sign_is_heeded() -> None:
    rows = table(signs=[[0] if stops else [] for stops in STOPS])
    learned = learn(rows)
    assert share(learned, rows, "never heard", signs=(0,)) > share(learned, rows, "never heard") + 0.02


def test_the_same_examples_teach_the_same() -> None:
    vectors = np.random.default_rng(3).normal(size=(len(TEXTS), 8)).astype(np.float32)
    one, other = learn(table(vectors)), learn(table(vectors))
    for part in ("hashed", "vector", "signs", "bias"):
        assert np.array_equal(getattr(one, part), getattr(other, part))


@pytest.mark.parametrize("heavy", [0, 1])
def test_an_example_that_weighs_more_pulls_the_other_way(heavy: int) -> None:
    rows = table()
    weights = np.where(heavy == STOPS, 5.0, 1.0)
    learned = fit(rows, rarity_of(rows.hashed), 1, STOPS, weights)
    assert (share(learned, rows, "unheard of") > 0.5) is bool(heavy)

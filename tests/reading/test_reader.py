from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.channels import Whole
from bot.reading.reader import HEADS, HEEDED, Learned, Reader
from bot.reading.training import learn
from tests.reading.parts import IN_DANGER, OTHERS, PLAIN, WEARY, Words, examples

NOTHING = frozenset[str]()


def signs_of(text: str) -> frozenset[str]:
    return (
        frozenset({"detail town somewhere", "advice True"})
        if "village" in text or "dose" in text
        else frozenset({"detail clear"})
    )


@pytest.fixture(scope="module", params=[True, False], ids=["with an encoder", "without one"])
def words(request: pytest.FixtureRequest) -> Words:
    return Words(vectors=request.param)


@pytest.fixture(scope="module")
def learned(words: Words) -> Learned:
    return learn(examples(), words, signs_of)


def test_each_head_tells_its_examples_from_ordinary_questions(learned: Learned, words: Words) -> None:
    reader = Reader(learned, words.read_whole)
    weary, plain = reader.likelihoods(WEARY[0], NOTHING), reader.likelihoods(PLAIN[0], NOTHING)
    assert weary.distress[1] > 0.5 > plain.distress[1]
    danger, other = (reader.likelihoods(text, NOTHING).distress for text in (IN_DANGER[0], OTHERS[0]))
    assert max(danger) == danger[2] > danger[0]
    assert max(other) == other[3] > other[0]
    assert reader.likelihoods("which dose for him", NOTHING).advice > plain.advice
    assert reader.likelihoods("the mayor of our village", NOTHING).recognisable > plain.recognisable


def test_a_sign_counts_beside_the_words_for_the_head_that_heeds_it(learned: Learned, words: Words) -> None:
    reader = Reader(learned, words.read_whole)
    without = reader.likelihoods("may i post this", NOTHING)
    beside = reader.likelihoods(
        "may i post this", frozenset({"detail town somewhere", "advice True", "detail never seen"})
    )
    assert beside.recognisable > without.recognisable
    assert beside.advice > without.advice
    assert beside.distress == without.distress
    assert HEEDED["distress"] == ()


@given(st.text(max_size=300))
def test_the_likelihoods_of_any_text_are_probabilities(text: str) -> None:
    told = READER.likelihoods(text, frozenset({text}))
    assert sum(told.distress) == pytest.approx(1, abs=1e-5)
    assert all(0 <= share <= 1 for share in (*told.distress, told.advice, told.recognisable))


def test_what_was_learned_is_kept_and_read_again(learned: Learned, words: Words) -> None:
    dimensions = 2 if words.vectors else 0
    again = Learned.from_arrays(learned.arrays(), dimensions)
    assert again is not None
    assert again.signs == learned.signs
    for text in (*WEARY, *PLAIN):
        before, after = (Reader(one, words.read_whole).likelihoods(text, NOTHING) for one in (learned, again))
        assert after.distress == pytest.approx(before.distress, abs=5e-3)
        assert after.recognisable == pytest.approx(before.recognisable, abs=5e-3)


def test_a_long_text_tells_what_its_most_telling_stretch_tells() -> None:
    alone = [READER.of_prepared(Whole(np.zeros(0, np.int64), row[None]), NOTHING) for row in ROWS]
    together = READER.of_prepared(Whole(np.zeros(0, np.int64), ROWS), NOTHING)
    assert together.distress == max((told.distress for told in alone), key=lambda shares: 1 - shares[0])
    assert together.advice == max(told.advice for told in alone)
    assert together.recognisable == max(told.recognisable for told in alone)


def test_a_damaged_file_or_one_of_another_encoder_is_not_read(learned: Learned, words: Words) -> None:
    dimensions = 2 if words.vectors else 0
    arrays = learned.arrays()
    assert Learned.from_arrays(arrays, dimensions + 1) is None
    assert Learned.from_arrays({name: value for name, value in arrays.items() if name != "rarity"}, dimensions) is None
    assert Learned.from_arrays({**arrays, "advice_bias": np.zeros(7, np.float32)}, dimensions) is None
    assert Learned.from_arrays({}, dimensions) is None


def test_learning_twice_gives_the_same(words: Words, learned: Learned) -> None:
    again = learn(examples(), words, signs_of)
    for name in HEADS:
        assert np.array_equal(again.heads[name].hashed, learned.heads[name].hashed)
        assert np.array_equal(again.heads[name].bias, learned.heads[name].bias)


READER = Reader(learn(examples(), Words(), signs_of), Words().read_whole)
ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)

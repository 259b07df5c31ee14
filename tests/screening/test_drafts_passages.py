"""A draft is cut into stretches side by side, and the encoder reads those that are worth it, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.screening.drafts_passages import Reading, Skimmed, hashed_features, stretches


@given(st.text("ab. \n!é", max_size=900))
def test_stretches_cover_a_text_side_by_side_and_none_is_longer_than_an_encoder_reads(text: str) -> None:
    spans = list(stretches(text))
    assert (spans[0][0], spans[-1][1]) == (0, len(text))
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert all(end - start <= 225 for start, end in spans)
    assert all(start < end for start, end in spans) or not text


def test_a_stretch_ends_with_a_sentence_where_it_can() -> None:
    text = "One sentence of some length stands here. " * 20
    assert all(
        text[start:end].startswith("One") and text[start:end].endswith("here. ") for start, end in stretches(text)
    )


def test_words_pairs_and_beginnings_are_hashed_and_numbers_are_alike() -> None:
    assert set(hashed_features("curing 12")) & set(hashed_features("curing 7")) == set(hashed_features("curing 7"))
    shared = set(hashed_features("curing colds")) & set(hashed_features("curinx colds"))
    assert len(shared) == 2
    assert not len(hashed_features("... ---"))


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=20))
def test_one_stretch_of_three_is_suspect_and_two_at_least(suspicion: list[float]) -> None:
    spans = [(at, at + 1) for at in range(len(suspicion))]
    skimmed = Skimmed("x" * len(spans), spans, np.zeros((len(spans), 6), np.float32), np.array(suspicion, np.float32))
    suspects = skimmed.suspects
    assert len(suspects) == min(len(spans), max(2, len(spans) // 3))
    assert list(suspects) == sorted(set(suspects))
    rest = [suspicion[at] for at in range(len(spans)) if at not in suspects]
    assert not rest or min(suspicion[at] for at in suspects) >= max(rest)


def test_nothing_that_was_skimmed_is_shown_with_its_text() -> None:
    skimmed = Skimmed("quagga", [(0, 6)], np.zeros((1, 6), np.float32), np.zeros(1, np.float32))
    assert skimmed.texts == ["quagga"]
    assert "quagga" not in repr(skimmed)


@pytest.mark.parametrize(
    ("found", "beside"),
    [
        ([], []),
        ([(2, 4)], []),
        ([(22, 24)], [2]),
        ([(19, 21)], [2]),
        ([(2, 4), (32, 34)], [3]),
        ([(22, 24), (32, 34)], [3]),
        ([(0, 50)], [4]),
    ],
)
def test_beside_the_suspects_the_most_suspect_stretch_that_holds_a_finding_is_worth_reading(
    found: list[tuple[int, int]], beside: list[int]
) -> None:
    spans = [(at, at + 10) for at in range(0, 50, 10)]
    suspicion = np.array([0.9, 0.8, 0.1, 0.2, 0.3], np.float32)
    skimmed = Skimmed("x" * 50, spans, np.zeros((5, 6), np.float32), suspicion)
    assert skimmed.suspects == [0, 1]
    assert skimmed.beside(found) == beside


def test_each_stretch_is_read_once_however_often_it_is_asked_for() -> None:
    asked: list[str] = []

    def read(texts: Sequence[str]) -> Callable[[], NDArray[np.float32]]:
        asked.extend(texts)
        return lambda: np.array([[ord(text)] for text in texts], np.float32)

    reading = Reading(read, "abcd", [2, 0])
    assert asked == ["a", "c"]
    reading.also([0, 3, 3, 2])
    reading.also([])
    assert asked == ["a", "c", "d"]
    assert {number: chr(int(row[0])) for number, row in reading.rows().items()} == {0: "a", 2: "c", 3: "d"}

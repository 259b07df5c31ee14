from __future__ import annotations

import pytest

from bot.screening.normalise import normalise
from bot.screening.shapes import shapes


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("hosp no 4471920 on it", "long-number"),
        ("plate 7abc123 is readable", "code"),
        ("wristband 2019-04-30", "date"),
        ("she is @mila.runs there", "handle"),
        ("a man, 61, came", "age"),
        ("tommo from chair 4", "small-number"),
        ("since 2019", "year"),
        ("the band says NAKAMURA", "shouted-word"),
        ("i met Gethin there", "capital-within"),
    ],
)
def test_a_shape_is_found_where_it_stands(text: str, shape: str) -> None:
    assert shape in shapes(normalise(text))


def test_plain_words_have_no_shape() -> None:
    assert shapes(normalise("may i post a picture of our team")) == frozenset()
    assert "shouted-word" not in shapes(normalise("CAN I POST THIS"))

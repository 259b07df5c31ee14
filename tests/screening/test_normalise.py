from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("M\u200brs Sm\u200dith", "mrs smith"),
        ("Ｍｒｓ Ｓｍｉｔｈ", "mrs smith"),
        ("𝐌𝐫𝐬 𝓢𝓶𝓲𝓽𝓱", "mrs smith"),
        ("Мrs Ѕmіth", "mrs smith"),
        ("José Núñez", "jose nunez"),
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("9 4 3 4 7 6 5 9 1 9", "9434765919"),
        ("9-4-3-4-7-6-5-9-1-9", "9434765919"),
        ("J O H N", "john"),
        ("nine four three four seven six", "943476"),
        ("One Two three oh", "1230"),
        ("is oh, double seven, three-treble four!", "is 0773444!"),
        ("a.b.c.d", "abcd"),
        ("(j o h n)", "(john)"),
        ("٩٤٣ ٤٧٦", "943 476"),
        ("９４３", "943"),
        ("a\u00a0b", "a b"),
        ("soft\u00adhyphen", "softhyphen"),
        ("bell\x07", "bell"),
        ("", ""),
    ],
)
def test_tricks_that_hide_a_detail_are_undone(typed: str, plain: str) -> None:
    assert normalise(typed).folded == plain


@pytest.mark.parametrize("typed", ["a b c", "I a m", "3-4 times", "24/7", "A&E on 5 June"])
def test_ordinary_short_words_stay_as_they_are(typed: str) -> None:
    assert normalise(typed).text == typed


def test_spans_lead_back_to_the_text_as_typed() -> None:
    typed = "see M\u200bｒs S m i t h s"
    plain = normalise(typed)
    start = plain.folded.index("mrs")
    assert typed[slice(*plain.typed_span(start, start + 3))] == "M\u200bｒs"


@given(st.text(st.characters(), max_size=200))
def test_any_text_has_a_plain_view_with_offsets_in_bounds(text: str) -> None:
    plain = normalise(text)
    assert len(plain.text) == len(plain.folded)
    for at in range(len(plain.text)):
        start, end = plain.typed_span(at, at + 1)
        assert 0 <= start < end <= len(text)
        low, high = plain.plain_span(start, end)
        assert low <= at < high
    assert plain.typed_span(len(plain.text), len(plain.text))[0] <= len(text)

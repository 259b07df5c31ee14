from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.text import LONG_WORDS, MAX_CHARACTERS, MAX_PARTS, Vocabulary, clean, parts

PLAIN = [
    "should i accept a friend request from a patient",
    "a patient wants to be my friend",
    "can i prescribe prednisolone online",
    "prednisolone again",
]
VOCABULARY = Vocabulary(
    {"pt": "patient", "fb": "facebook", "slid into my dms": "sent me a direct message", "w/": "with"}, PLAIN
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("pt added me on FB", "patient added me on facebook"),
        ("my pt, on fb?", "my patient, on facebook?"),
        ("he slid into my DMs!", "he sent me a direct message!"),
        ("shoud i acept a freind requst from a patinet", "shoud i acept a friend request from a patient"),
        ("prednisone", "prednisone"),
        ("should I not accept", "should i not accept"),
        ("ｐａｔｉｅｎｔ", "patient"),
        ("pa\u200btient", "patient"),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_in_plain_words(typed: str, read: str) -> None:
    if typed.startswith("shoud"):
        words = VOCABULARY.write_out(typed).split()
        assert {"friend", "patient"} <= set(words)
        return
    assert VOCABULARY.write_out(typed) == read


def test_a_word_is_never_repaired_over_two_edits_because_drugs_lie_that_close() -> None:
    assert VOCABULARY.write_out("prednisone") == "prednisone"
    assert VOCABULARY.write_out("prednisolon") == "prednisolone"


def test_a_word_that_the_encoder_knows_is_left_alone() -> None:
    known = Vocabulary({}, ["patient patient", "a patient again"], known={"patience", "patient"})
    assert known.write_out("patience") == "patience"
    assert known.write_out("patientt") == "patient"


COMMON = Vocabulary(
    {},
    [f"should i not tell the ward about case {n}" for n in range(20)] + ["gmc rules", "gmc again"],
    known={"question"},
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("shoul di tell", "should i tell"),
        ("th equestion", "the question"),
        ("i nto tell teh ward", "i not tell the ward"),
        ("tel the wrd", "tell the ward"),
        ("the gmc", "the gmc"),
        ("my abg and lft", "my abg and lft"),
        ("het", "het"),
        ("drak case", "drak case"),
    ],
)
def test_a_letter_lost_swapped_or_slipped_over_a_space_is_put_right_and_an_abbreviation_left(
    typed: str, read: str
) -> None:
    assert COMMON.write_out(typed) == read


def test_stacked_marks_and_screams_are_tamed() -> None:
    assert clean("p\u0336a\u0336t\u0336") == "pat"
    assert clean("heeeeeelp!!") == "heelp!!"
    assert clean("caf\u0065\u0301") == "cafe\u0301".replace("e\u0301", "\u00e9")


def test_a_short_question_has_no_parts_and_a_story_has_the_sentences_that_ask() -> None:
    assert parts("do I accept a patient on facebook?") == ()
    story = "It rained all day. " * 9 + "Should I reply to her message? " + "The bus was late. " * 3
    found = parts(story)
    assert "Should I reply to her message?" in found
    assert len(found) <= MAX_PARTS


def test_a_story_without_full_stops_is_cut_into_windows() -> None:
    assert len(parts("word " * (LONG_WORDS + 20))) > 1


@given(st.text(max_size=500))
def test_no_text_whatever_breaks_the_preparation(text: str) -> None:
    prepared = VOCABULARY.write_out(text)
    assert prepared == " ".join(prepared.split())
    assert len(parts(text)) <= max(MAX_PARTS, 1)


@pytest.mark.parametrize("text", ["a" * 100_000, "\u0301" * 100_000, "ab " * 50_000, "?!. " * 40_000, "🩺" * 20_000])
def test_long_and_strange_text_is_read_quickly(text: str) -> None:
    began = time.perf_counter()
    assert len(VOCABULARY.write_out(text)) <= MAX_CHARACTERS * 20
    assert time.perf_counter() - began < 1.0

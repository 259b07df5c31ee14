from __future__ import annotations

import dataclasses
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.model import Kind, Level, Screening
from bot.screening.screen import LONGEST, Screen, screening_folder

FRAGMENTS = (
    "my patient ", "Mrs ", "Mr K. ", "MRN 00", "dob 1/2/", "1.1.1.", "12/3/2001 ", "said that ", "he wrote \"", "i want to ", "Ab Cd ",
    "anna maria ", "@a.", "(at)", "\u200b", "ﬃ", "😀", "\ud800", "ß", "İ", "ا", "1 2 3 ", "one two ", "in bed ", "ward ", "a'",
    "--", "((", "\n",
    "the only ", "i can't ", "someone ", "asks me ", "what dose of ", "0", "\x00", "’s x-ray ", "née ",
)  # fmt: skip


def values(report: Screening) -> list[object]:
    return [value for span in report.spans for value in dataclasses.astuple(span)] + [
        report.distress,
        report.advice,
        report.level,
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(st.characters(), max_size=400), st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
)
def test_no_text_whatever_makes_the_screen_raise_or_return_text(
    screen: Screen, rules: frozenset[str], text: str
) -> None:
    report = screen.examine(text)
    assert isinstance(report.level, Level)
    for span in report.spans:
        assert 0 <= span.start <= span.end <= len(text)
    allowed = rules | set(Kind) | set(Level) | {"none", "strain", "crisis", "someone_else"}
    assert all(not isinstance(value, str) or value in allowed for value in values(report))


@pytest.fixture(scope="module")
def rules(screen: Screen) -> frozenset[str]:
    from bot.screening.name_cues import NameRule

    patterned = {rule.id for rule in screen.identifiers.rules}
    return frozenset({*patterned, *NameRule, "recognisable-story", "too-long-to-examine"})


def test_a_text_too_long_to_examine_is_never_clear(screen: Screen) -> None:
    assert screen.examine("x " * LONGEST).level is Level.CAUTION
    assert screen.examine("Mrs Kowalczyk " + "x " * LONGEST).level is Level.BLOCK


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=ascii)
def test_four_thousand_characters_of_any_trick_are_read_quickly(screen: Screen, fragment: str) -> None:
    text = (fragment * 4_000)[:4_000]
    start = time.process_time()
    screen.examine(text)
    # Held to 100 ms on a quiet machine; a loaded one, or one that traces, is given more.
    assert time.process_time() - start < 0.4


def test_a_question_takes_two_milliseconds_and_a_draft_ten(screen: Screen) -> None:
    question = "Should I accept a friend request from a former patient of our clinic on Facebook, two years after?"
    draft = (question + " I looked after people with diabetes this year and want to share what I learned. ") * 6
    assert _milliseconds(screen, question) < 8
    assert _milliseconds(screen, draft[:1_000]) < 40


def _milliseconds(screen: Screen, text: str) -> float:
    """The median of the processor's time, so that a busy machine does not count."""
    times: list[float] = []
    for _ in range(15):
        start = time.process_time()
        screen.examine(text)
        times.append((time.process_time() - start) * 1e3)
    return sorted(times)[7]


def test_the_screen_takes_little_memory_and_keeps_none_of_it(folder: Path) -> None:
    tracemalloc.start()
    screen = Screen.load(folder)
    held, _ = tracemalloc.get_traced_memory()
    for number in range(30):
        screen.examine(f"my patient Mrs Kowalczyk{number} was admitted on 3 May 2024 " * 5)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 30_000_000
    assert after - held < 300_000


def test_a_knowledge_folder_without_a_screen_gets_the_shipped_one(tmp_path: Path, folder: Path) -> None:
    assert screening_folder(tmp_path, folder.parent) == folder
    (tmp_path / "screening").mkdir()
    assert screening_folder(tmp_path, folder.parent) == tmp_path / "screening"

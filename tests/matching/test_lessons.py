from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from bot.matching import channels, lexical
from bot.matching.channels import Phrasings
from bot.matching.focus import ASIDES
from bot.matching.lessons import MISSING_SHARE, OUTSIDE_SHARE, Learner, Lesson, Manner, Source, Writer, lessons, weights
from tests.matching.bag_encoder import BagEncoder
from tests.matching.test_matcher import OUTSIDE, TOPICS

# Leaving a fifth of them out has to leave more than the candidates of a text.
ENTRIES = {
    f"{key} {place}": [
        f"{filler} {line} {place}" for line in lines for filler in ("ask about", "a question on", "help with")
    ]
    for key, lines in TOPICS.items()
    for place in ("clinic", "school")
}


def as_they_are(text: str) -> str:
    return text


def phrasings() -> Phrasings:
    texts = [line for entry in sorted(ENTRIES) for line in ENTRIES[entry]]
    classes = np.repeat(np.arange(len(ENTRIES)), [len(ENTRIES[entry]) for entry in sorted(ENTRIES)])
    return Phrasings(texts, [lexical.features(text) for text in texts], BagEncoder().encode(texts), classes)


def taught(outside: Sequence[str] = ()) -> list[Lesson]:
    vectors = BagEncoder().encode(outside) if outside else None
    return lessons(Learner(phrasings(), len(ENTRIES), vectors, discriminative=True), outside, prepare=as_they_are)


MANY_OUTSIDE = [f"{text} number {number}" for number in range(40) for text in OUTSIDE]


def weight_of(found: Sequence[Lesson], manner: Manner, *, known: bool) -> float:
    each = zip(found, weights(found), strict=True)
    return sum(weight for lesson, weight in each if lesson.manner is manner and (lesson.truth is not None) is known)


@pytest.mark.parametrize("manner", list(Manner))
@pytest.mark.parametrize(
    ("outside", "odds"),
    [((), MISSING_SHARE), (MANY_OUTSIDE[:40], None), (MANY_OUTSIDE, OUTSIDE_SHARE * 3 / 4 + MISSING_SHARE)],
)
def test_the_odds_of_no_entry_follow_no_count_of_lines_and_are_alike_in_each_manner(
    manner: Manner, outside: Sequence[str], odds: float | None
) -> None:
    found = taught(outside)
    plain = weight_of(found, Manner.PLAIN, known=False) / weight_of(found, Manner.PLAIN, known=True)
    assert weight_of(found, manner, known=False) / weight_of(found, manner, known=True) == pytest.approx(plain)
    assert plain == pytest.approx(odds) if odds is not None else MISSING_SHARE < plain < OUTSIDE_SHARE + MISSING_SHARE


def test_a_lesson_is_taught_by_channels_that_have_not_seen_its_text() -> None:
    for lesson in taught(MANY_OUTSIDE):
        if lesson.manner is Manner.PLAIN and lesson.source is not Source.OUTSIDE:
            wanted = channels.spelling(lesson.text)
            blocks = lesson.trained.blocks if lesson.truth is None else (lesson.trained.blocks[lesson.truth],)
            assert all(wanted not in block.spellings for block in blocks)


def test_a_topic_nobody_wrote_is_asked_about_inside_a_ramble_too() -> None:
    found = taught()
    hidden = [lesson for lesson in found if lesson.manner is Manner.HIDDEN and lesson.source is Source.MISSING]
    assert hidden
    known = [text for lines in ENTRIES.values() for text in lines]
    for lesson in hidden:
        assert lesson.truth is None
        assert any(text in lesson.text for text in known)
        assert any(aside.lower() in lesson.text for aside in ASIDES)


def test_lessons_are_the_same_every_time() -> None:
    first, second = (
        [(lesson.manner, lesson.source, lesson.text, lesson.truth) for lesson in taught(OUTSIDE)] for _ in range(2)
    )
    assert first == second


@given(st.text(alphabet="abcdefgh xyz?'", min_size=1, max_size=60), st.integers(0, 10_000))
def test_a_mistyped_lesson_is_one_or_two_slips_away(text: str, seed: int) -> None:
    typed = Writer(ASIDES, as_they_are, random.Random(seed)).mistyped(text)
    assert DamerauLevenshtein.distance(text, typed) <= 2


def test_a_mistyped_lesson_is_read_as_a_question_is() -> None:
    assert Writer(ASIDES, str.upper, random.Random(1)).mistyped("bad review").isupper()

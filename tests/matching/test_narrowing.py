from __future__ import annotations

import numpy as np
import pytest

from bot.matching.matcher import Matcher, build
from bot.matching.narrowing import movable
from bot.matching.survey import survey
from bot.matching.vectors import VectorCache
from tests.matching.bag_encoder import BagEncoder
from tests.matching.test_matcher import TOPICS, examples
from tests.matching.test_overlay import NEW

QUESTIONS = [
    *(line for lines in TOPICS.values() for line in lines),
    "permit to park at the hospital",
    "how is tea made",
]


@pytest.fixture(scope="module")
def base() -> Matcher:
    return build(examples(), VectorCache(BagEncoder(), None))


@pytest.mark.parametrize(
    ("entry", "lines"), [("parking", NEW), ("reviews", None), ("jokes", [*TOPICS["jokes"], "permit to park"])]
)
def test_no_question_that_gets_another_first_entry_is_left_out(
    base: Matcher, entry: str, lines: list[str] | None
) -> None:
    edited = base.with_entries({entry: lines})
    old, new = TOPICS.get(entry, ()), lines or ()
    edits = {entry: ([x for x in old if x not in new], [x for x in new if x not in old])}
    surveyed = survey(base, QUESTIONS)
    every = np.arange(len(QUESTIONS))
    found = set(movable(surveyed, every, base, edited, edits).tolist())
    moved = {
        place
        for place, question in enumerate(surveyed.questions)
        if edited.rank_read(question).candidates[0].id != surveyed.rankings[place].candidates[0].id
    }
    assert moved
    assert moved <= found


def test_what_was_not_edited_moves_nothing(base: Matcher) -> None:
    surveyed = survey(base, QUESTIONS)
    same = base.with_entries({"jokes": TOPICS["jokes"]})
    every = np.arange(len(QUESTIONS))
    assert len(movable(surveyed, every, base, same, {})) < len(every)


def test_without_an_encoder_every_question_is_asked_again() -> None:
    words = build(examples(), None)
    surveyed = survey(words, QUESTIONS)
    every = np.arange(len(QUESTIONS))
    assert movable(surveyed, every, words, words, {"jokes": ((), ())}) is every

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from bot.matching.matcher import Matcher, Ranking, build
from bot.matching.survey import survey
from bot.matching.vectors import VectorCache
from tests.matching.bag_encoder import BagEncoder
from tests.matching.test_matcher import TOPICS, examples

NEW = ["parking permit hospital", "where to park at work", "permit for the car park", "parking space for night shift"]


@pytest.fixture(scope="module", params=["with an encoder", "on words alone"])
def base(request: pytest.FixtureRequest) -> Matcher:
    return build(examples(), VectorCache(BagEncoder(), None) if request.param == "with an encoder" else None)


def first(matcher: Matcher, question: str) -> str:
    return matcher.rank(question).candidates[0].id


def test_an_added_entry_is_found_and_the_base_does_not_know_it(base: Matcher) -> None:
    edited = base.with_entries({"parking": NEW})
    assert first(edited, "permit to park at the hospital") == "parking"
    assert "parking" not in base.ids
    assert all(candidate.id != "parking" for candidate in base.rank("permit to park at the hospital").candidates)


def test_an_entry_taken_out_is_never_ranked_again(base: Matcher) -> None:
    edited = base.with_entries({"reviews": None})
    assert "reviews" not in edited.ids
    assert all(candidate.id != "reviews" for candidate in edited.rank("bad review google").candidates)
    assert first(base, "bad review google") == "reviews"


def test_edits_of_edits_add_up(base: Matcher) -> None:
    edited = base.with_entries({"parking": NEW, "jokes": None}).with_entries({"jokes": NEW, "parking": None})
    assert first(edited, "permit to park at the hospital") == "jokes"
    assert set(edited.ids) == set(base.ids)


def test_other_entries_answer_as_before(base: Matcher) -> None:
    edited = base.with_entries({"parking": NEW})
    for entry, lines in TOPICS.items():
        assert first(edited, lines[0]) == entry


def test_an_edit_shares_what_it_leaves_alone(base: Matcher) -> None:
    edited = base.with_entries({"parking": NEW})
    assert edited.fitted.words.profiles is base.fitted.words.profiles
    shared = dict(zip(edited.ids, edited.fitted.blocks, strict=True))
    assert all(shared[entry] is block for entry, block in zip(base.ids, base.fitted.blocks, strict=True))


def test_an_edit_gives_the_same_figures_each_time(base: Matcher) -> None:
    once, twice = base.with_entries({"parking": NEW}), base.with_entries({"parking": NEW})
    assert once.rank("where do I park") == twice.rank("where do I park")


def test_the_same_phrasings_again_change_next_to_nothing(base: Matcher) -> None:
    same = base.with_entries({"brand": examples().phrasings["brand"]})
    for lines in TOPICS.values():
        before, after = base.rank(lines[0]), same.rank(lines[0])
        assert before.candidates[0].id == after.candidates[0].id
        assert after.none == pytest.approx(before.none, abs=0.1)


def test_nothing_left_is_no_answer_and_no_exception(base: Matcher) -> None:
    emptied = base.with_entries(dict.fromkeys(base.ids))
    assert emptied.rank("bad review google") == Ranking((), 1.0)


def test_one_changed_entry_is_swapped_in_quickly(base: Matcher) -> None:
    began = time.process_time()
    base.with_entries({"brand": [*examples().phrasings["brand"], "one more way to put it"]})
    assert time.process_time() - began < 0.5


def test_threads_may_edit_and_ask_at_once(base: Matcher) -> None:
    expected = base.with_entries({"parking": NEW}).rank("where do I park")
    found: list[Ranking] = []

    def work() -> None:
        found.extend(base.with_entries({"parking": NEW}).rank("where do I park") for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 18


def test_a_survey_under_an_edit_ranks_as_asking_anew_would(base: Matcher) -> None:
    lines = [line for topic in TOPICS.values() for line in topic]
    changed = {"brand": ["build a brand of my own"], "parking": NEW, "stories": None}
    edited = base.with_entries(changed)
    surveyed = survey(base, lines)
    for line, ranking in zip(lines, surveyed.rankings, strict=True):
        assert ranking.candidates[0].id == base.rank(line).candidates[0].id
    survey_then, again = surveyed.under(edited, changed)
    rankings = survey_then.rankings
    assert 0 < len(again) <= len(lines)
    for line, ranking in zip(lines, rankings, strict=True):
        fresh = edited.rank(line)
        assert [candidate.id for candidate in ranking.candidates][:1] == [c.id for c in fresh.candidates][:1]
        assert ranking.none == pytest.approx(fresh.none, abs=0.05)


def test_a_survey_of_nothing_is_empty(base: Matcher) -> None:
    surveyed = survey(base, [])
    assert surveyed.rankings == ()
    assert len(np.asarray(surveyed.under(base.with_entries({"parking": NEW}), {"parking"})[1])) == 0

from __future__ import annotations

import numpy as np
import pytest

from bot.matching import channels, focus, lexical
from bot.matching.channels import Question
from bot.matching.many import signals_of_many
from bot.matching.matcher import Matcher, Ranking, build
from bot.matching.survey import survey
from bot.matching.vectors import VectorCache
from tests.matching.bag_encoder import BagEncoder
from tests.matching.test_matcher import TOPICS, examples
from tests.matching.test_overlay import NEW

LINES = [line for lines in TOPICS.values() for line in lines]
WORDS = sorted({word for line in LINES for word in line.split()})
EDITS: list[dict[str, list[str] | None]] = [{}, {"parking": NEW, "reviews": None, "jokes": ["a pun on the ward"]}]


def questions() -> list[str]:
    random = np.random.default_rng(7)
    mixed = [" ".join(random.choice(WORDS, random.integers(1, 30))) for _ in range(300)]
    return [*LINES, *mixed, "", "  ", "zzz", "permit to park"]


@pytest.fixture(scope="module", params=["with an encoder", "on words alone"])
def base(request: pytest.FixtureRequest) -> Matcher:
    return build(examples(), VectorCache(BagEncoder(), None) if request.param == "with an encoder" else None)


def probabilities(ranking: Ranking) -> dict[str, float]:
    return {candidate.id: candidate.probability for candidate in ranking.candidates}


@pytest.mark.parametrize("edit", EDITS, ids=["as built", "edited"])
def test_many_questions_are_ranked_as_each_alone(base: Matcher, edit: dict[str, list[str] | None]) -> None:
    matcher = base.with_entries(edit)
    asked = matcher.read_known(questions())
    for question, ranking in zip(asked, matcher.rank_many(asked), strict=True):
        alone = matcher.rank_read(question)
        assert probabilities(ranking) == pytest.approx(probabilities(alone), abs=1e-5)
        assert ranking.none == pytest.approx(alone.none, abs=1e-5)
        chances = [candidate.probability for candidate in ranking.candidates]
        assert chances == sorted(chances, reverse=True)


def with_many_entries(base: Matcher) -> Matcher:
    return base.with_entries({f"{key}-{part}": lines[part::3] for key, lines in TOPICS.items() for part in range(3)})


def test_with_more_entries_than_candidates_the_same_ones_are_chosen(base: Matcher) -> None:
    matcher = with_many_entries(base)
    assert len(matcher.ids) > channels.CANDIDATES
    asked = [question for question in matcher.read_known(questions()) if question.texts[0]]
    for question, ranking in zip(asked, matcher.rank_many(asked), strict=True):
        assert probabilities(ranking) == pytest.approx(probabilities(matcher.rank_read(question)), abs=1e-5)


def test_an_edit_leaves_out_no_question_of_which_the_entry_was_or_becomes_a_candidate(base: Matcher) -> None:
    before = with_many_entries(base)
    edit = {"parking": NEW, "jokes-1": ["a pun on the ward"]}
    after = before.with_entries(edit)
    surveyed = survey(before, [question for question in questions() if question.strip()])
    anew = after.rank_many(surveyed.questions)
    expected = {
        row
        for row, (old, new) in enumerate(zip(surveyed.rankings, anew, strict=True))
        if edit.keys() & (probabilities(old).keys() | probabilities(new).keys())
    }
    edited, again = surveyed.under(after, edit)
    rankings = edited.rankings
    assert expected
    assert expected <= set(again.tolist())
    assert len(again) < len(anew)
    for row in again.tolist():
        assert probabilities(rankings[row]) == pytest.approx(probabilities(anew[row]), abs=1e-5)
    for row in set(range(len(anew))) - set(again.tolist()):
        assert rankings[row] is surveyed.rankings[row]
        assert probabilities(rankings[row]).keys() == probabilities(anew[row]).keys()


def test_an_edit_of_an_edit_is_held_against_what_has_to_be_passed_now(base: Matcher) -> None:
    before = with_many_entries(base)
    # With so many gone, entries that were far from being candidates come in, and the next edit meets weaker ones.
    gone = dict.fromkeys(sorted(before.ids)[:3])
    between = before.with_entries(gone)
    after = between.with_entries({"parking": NEW})
    surveyed = survey(before, [question for question in questions() if question.strip()])
    anew = after.rank_many(surveyed.questions)
    chained, _ = surveyed.under(between, gone)
    edited, again = chained.under(after, {"parking"})
    expected = {row for row, ranking in enumerate(anew) if "parking" in probabilities(ranking)}
    assert expected
    assert expected <= set(again.tolist())
    for row in expected:
        assert probabilities(edited.rankings[row]) == pytest.approx(probabilities(anew[row]), abs=1e-5)


def test_a_question_of_several_texts_is_ranked_among_the_others(base: Matcher) -> None:
    first, second, third = base.read_known([LINES[0], LINES[-1], "permit to park"])
    several = Question(
        (*first.texts, *second.texts),
        (*first.features, *second.features),
        None if first.vectors is None or second.vectors is None else np.concatenate([first.vectors, second.vectors]),
    )
    ranked = base.rank_many([first, several, third])
    assert ranked[1] == base.rank_read(several)
    assert probabilities(ranked[2]) == pytest.approx(probabilities(base.rank_read(third)), abs=1e-5)


def test_of_no_questions_nothing_is_ranked(base: Matcher) -> None:
    assert base.rank_many([]) == []


def test_signals_of_many_are_those_of_each(base: Matcher) -> None:
    asked = [question for question in base.read_known(questions()) if question.texts[0]]
    together = signals_of_many(base.fitted, asked)
    for row, question in enumerate(asked):
        alone = base.fitted.signals(question, focus.DEFAULT)
        assert together.none[row] == pytest.approx(alone.none, abs=1e-4)
        by_entry = dict(zip(together.entries[row].tolist(), together.candidates[row], strict=True))
        for entry, expected in zip(alone.entries.tolist(), alone.candidates, strict=True):
            assert by_entry[entry] == pytest.approx(expected, abs=1e-4)


def test_words_of_many_texts_weigh_as_those_of_each_where_some_have_none(base: Matcher) -> None:
    words = base.with_entries({"parking": NEW}).fitted.words
    texts = [lexical.features(text) for text in ("", "permit to park", "", "", LINES[0], "")]
    starts = np.cumsum([0, *map(len, texts)])
    entries = np.arange(len(base.ids) + 1)
    found = words.scores_of_many(np.concatenate(texts), starts, entries)
    assert found == pytest.approx(np.stack([words.scores(text) for text in texts]), abs=1e-5)
    assert words.scores_of_each(texts * 30) == pytest.approx(np.tile(found, (30, 1)), abs=1e-5)
    assert (
        words.scores_of_many(np.zeros(0, np.int64), np.zeros(3, np.int64), entries).tolist()
        == [[0.0] * len(entries)] * 2
    )


def test_a_word_that_no_entry_has_is_read(base: Matcher) -> None:
    assert len(lexical.features("zzz"))
    (ranking,) = base.rank_many(base.read_known(["zzz"]))
    assert ranking.none > 0

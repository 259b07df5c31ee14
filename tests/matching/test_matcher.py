from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.decision import Decision, Thresholds, decide
from bot.matching.files import read_arrays, write_arrays
from bot.matching.matcher import KEPT, Candidate, Examples, Matcher, Ranking, build
from bot.matching.vectors import VectorCache
from tests.matching.bag_encoder import BagEncoder

TOPICS = {
    "friends": ["accept friend request patient", "patient added facebook", "decline connection from patient"],
    "reviews": ["bad review google", "answer one star rating", "unfair review reply"],
    "photos": ["selfie on the ward", "photo in theatre background", "picture from clinic"],
    "jokes": ["meme about work", "sarcasm online", "gallows humour post"],
    "brand": ["known for something", "build a brand", "clear identity online"],
    "trolls": ["rude comment argue", "pile on twitter", "troll under post"],
    "dating": ["dating app patient", "flirting in messages", "romantic message"],
    "stories": ["day in my life", "ordinary shift story", "moment of working"],
    "evidence": ["cite the study", "preprint hot take", "source for claim"],
    "alias": ["anonymous account", "pen name doctor", "hide my name"],
}
OUTSIDE = [
    "dose of amoxicillin",
    "train to leeds",
    "reset my password",
    "write a poem",
    "tax return help",
    "visa for dubai",
    "print the rota",
]


def examples(variants: int = 6) -> Examples:
    fillers = ["", "please", "how to", "question about", "thoughts on", "help with"]
    phrasings = {
        key: [f"{filler} {line}".strip() for line in lines for filler in fillers[:variants]]
        for key, lines in TOPICS.items()
    }
    return Examples(
        phrasings, [f"{filler} {line}".strip() for line in OUTSIDE for filler in fillers], {"fb": "facebook"}
    )


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return build(examples(), VectorCache(BagEncoder(), None))


@pytest.fixture(scope="module")
def lexical() -> Matcher:
    return build(examples(), None)


@pytest.mark.parametrize("kind", ["matcher", "lexical"])
@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("a patient added me on fb", "friends"),
        ("one star rating on google", "reviews"),
        ("anonymus account", "alias"),
        ("a day in my life", "stories"),
    ],
)
def test_a_question_in_other_words_finds_its_entry(
    kind: str, question: str, entry: str, request: pytest.FixtureRequest
) -> None:
    ranking: Ranking = request.getfixturevalue(kind).rank(question)
    assert ranking.candidates[0].id == entry


@pytest.mark.parametrize("kind", ["matcher", "lexical"])
def test_probabilities_of_candidates_and_none_sum_to_one(kind: str, request: pytest.FixtureRequest) -> None:
    for question in ("patient on facebook", "dose of amoxicillin please", "zzz"):
        ranking: Ranking = request.getfixturevalue(kind).rank(question)
        assert sum(candidate.probability for candidate in ranking.candidates) + ranking.none == pytest.approx(1)
        assert [c.probability for c in ranking.candidates] == sorted(
            (c.probability for c in ranking.candidates), reverse=True
        )


def test_what_is_out_of_scope_looks_less_answerable_than_what_is_asked_here(matcher: Matcher) -> None:
    assert matcher.rank("help with tax return").none > 0.5 > matcher.rank("unfair review reply").none


def test_the_sentence_that_asks_decides_in_a_ramble(matcher: Matcher) -> None:
    ramble = (
        "The bus was late and cold today. My kettle broke down again. " * 3
        + "Thoughts on a pen name for a doctor? Dinner was soup and bread again."
    )
    assert matcher.rank(ramble).candidates[0].id == "alias"


def test_a_question_out_of_scope_is_no_more_answered_for_standing_in_a_ramble(matcher: Matcher) -> None:
    for strange in ("help with a tax return", "train to leeds please", "write a poem"):
        ramble = (
            "The kettle broke down on Monday. My aunt has a new bicycle. We had soup again for supper. "
            f"{strange.capitalize()}? The bus was late and cold. Our cat sat on the piano."
        )
        assert decide(matcher.rank(ramble), matcher.thresholds) is not Decision.ANSWER


def test_confidence_does_not_follow_the_number_of_lines_that_are_out_of_scope(matcher: Matcher) -> None:
    base = examples()
    more = [f"{line} {word}" for line in base.out_of_scope for word in ("today", "tomorrow", "abroad", "quickly")]
    larger = build(
        Examples(base.phrasings, [*base.out_of_scope, *more], base.vocabulary), VectorCache(BagEncoder(), None)
    )
    for question in ("bad review google", "meme about work", "dating app patient", "cite the study"):
        before, after = (one.rank(question).candidates[0].probability for one in (matcher, larger))
        assert after == pytest.approx(before, abs=0.12)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "?",
        "🩺🩺",
        "a",
        "\u0336" * 500,
        "مرحبا كيف",
        "SELECT * FROM users;",
        "https://example.com/a?b=c",
        "x" * 4_000,
    ],
)
def test_odd_questions_have_a_ranking_and_never_an_exception(matcher: Matcher, lexical: Matcher, question: str) -> None:
    for kind in (matcher, lexical):
        assert 0 <= kind.rank(question).none <= 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_question_whatever_breaks_the_matcher(matcher: Matcher, question: str) -> None:
    assert 0 <= matcher.rank(question).none <= 1


def test_building_twice_gives_the_same_figures(matcher: Matcher) -> None:
    again = build(examples(), VectorCache(BagEncoder(), None))
    for question in ("patient on facebook", "rude comment", "nothing of the kind"):
        assert again.rank(question) == matcher.rank(question)


def test_learned_weights_are_kept_by_content(tmp_path: Path) -> None:
    first = build(examples(), VectorCache(BagEncoder(), None), cache=tmp_path)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("fusion-*.npz")}
    assert len(kept) == 1
    second = build(examples(), VectorCache(BagEncoder(), None), cache=tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("fusion-*.npz")} == kept
    assert second.rank("bad review") == first.rank("bad review")
    build(examples(5), VectorCache(BagEncoder(), None), cache=tmp_path)
    assert len(list(tmp_path.glob("fusion-*.npz"))) == 2


def test_what_was_learned_of_old_states_makes_room(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        path = tmp_path / f"fusion-{number}.npz"
        path.write_bytes(b"old")
        os.utime(path, (number, number))
    (tmp_path / "vectors-0.npz").write_bytes(b"not of this kind")
    build(examples(), VectorCache(BagEncoder(), None), cache=tmp_path)
    left = {path.name for path in tmp_path.glob("fusion-*.npz")}
    assert len(left) == KEPT
    assert {f"fusion-{number}.npz" for number in range(3, KEPT + 2)} < left
    assert (tmp_path / "vectors-0.npz").exists()


@pytest.mark.parametrize("lost", ["head_precision", "norms", "word_profiles", "focus_mean"])
def test_what_was_kept_in_part_is_learned_anew(lost: str, tmp_path: Path) -> None:
    first = build(examples(), VectorCache(BagEncoder(), None), cache=tmp_path)
    (path,) = tmp_path.glob("fusion-*.npz")
    arrays = read_arrays(path)
    del arrays[lost]
    write_arrays(path, arrays)
    again = build(examples(), VectorCache(BagEncoder(), None), cache=tmp_path)
    assert again.rank("bad review") == first.rank("bad review")
    assert lost in read_arrays(path)


def test_one_matcher_answers_many_threads_alike(matcher: Matcher) -> None:
    expected = matcher.rank("bad review on google")
    found: list[Ranking] = []
    threads = [
        threading.Thread(target=lambda: found.extend(matcher.rank("bad review on google") for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 160


def test_fewer_entries_than_candidates_are_enough() -> None:
    few = Examples({key: TOPICS[key] for key in ("friends", "reviews")}, OUTSIDE, {})
    assert build(few, VectorCache(BagEncoder(), None)).rank("bad review").candidates[0].id == "reviews"


THRESHOLDS = Thresholds(answer=0.6, clarify=0.3)


@pytest.mark.parametrize(
    ("first", "none", "decision"),
    [
        (0.7, 0.1, Decision.ANSWER),
        (0.5, 0.1, Decision.CLARIFY),
        (0.2, 0.69, Decision.CLARIFY),
        (0.2, 0.75, Decision.NOTHING),
    ],
)
def test_two_thresholds_make_three_outcomes(first: float, none: float, decision: Decision) -> None:
    assert decide(Ranking((Candidate("a", first),), none), THRESHOLDS) is decision


def test_an_empty_ranking_is_nothing() -> None:
    assert decide(Ranking((), 1.0), THRESHOLDS) is Decision.NOTHING

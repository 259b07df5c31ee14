"""Patterns looked for by the index of a text find exactly what they find when they are looked for everywhere."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.beginnings import ANY_WORD, beginnings_of
from bot.screening.drafts import FILE
from bot.screening.drafts_rules import DraftRules
from bot.screening.normalise import normalise
from bot.screening.screen import Screen
from bot.screening.searching import IndexedText, Patterns
from tests.conftest import KNOWLEDGE

SCREEN = Screen.load(KNOWLEDGE / "screening")
DRAFTS = DraftRules.load(KNOWLEDGE / "screening" / FILE, SCREEN.advice.is_medical)
FAMILIES = {
    "identifiers": SCREEN.identifiers.finders.patterns,
    "identifiers' contexts": SCREEN.identifiers.contexts,
    "story": SCREEN.identifiers.story.finders.patterns,
    "distress": SCREEN.distress.finders.patterns,
    "advice": SCREEN.advice.finders.patterns,
    "drafts": DRAFTS.finders.patterns,
    "drafts' contexts": DRAFTS.contexts,
}
EXAMPLES = [
    *(text for rule in DRAFTS.file.rules for text in (*rule.examples.found, *rule.examples.not_found)),
    *(text for rule in SCREEN.identifiers.rules for text in (*rule.examples.found, *rule.examples.not_found)),
    *(text for rule in SCREEN.distress.rules for text in (*rule.examples.found, *rule.examples.not_found)),
]
TYPED = "stop the pill my patient is a moron code today i can't ward vitamin cures 20% off @ana mrn 12345 bed 4 , . \n £5 x-ray"
WORDS = st.lists(st.sampled_from(TYPED.split(" "))).map(" ".join)


def spans(patterns: Patterns, text: str) -> list[list[tuple[int, int]]]:
    search = patterns.over(IndexedText(text))
    return [[match.span() for match in search.matches(at)] for at in range(len(patterns.patterns))]


def spans_everywhere(patterns: Patterns, text: str) -> list[list[tuple[int, int]]]:
    return [[match.span() for match in pattern.finditer(text)] for pattern in patterns.patterns]


@given(st.one_of(st.text(max_size=300), WORDS))
def test_nothing_is_passed_over_whatever_the_text(typed: str) -> None:
    text = normalise(typed).folded
    for patterns in FAMILIES.values():
        assert spans(patterns, text) == spans_everywhere(patterns, text)


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_is_passed_over_in_any_example(name: str) -> None:
    patterns = FAMILIES[name]
    for typed in EXAMPLES:
        text = normalise(typed).folded
        assert spans(patterns, text) == spans_everywhere(patterns, text)


@pytest.mark.parametrize(
    ("pattern", "beginnings"),
    [
        (r"\b(?:abc|abd(?:e|f)|xyzzyx)\b", {"abc", "abde", "abdf", "xyzzy"}),
        (r"\b(?:foo ){0,2}barbaz?", {"foo f", "foo b", "barba"}),
        (r"\bme?n\b", {"men", "mn"}),
        (r"(?<![a-z])[ab]\d", {f"{letter}{digit}" for letter in "ab" for digit in "0123456789"}),
        (r"^\s{0,3}ad\b|\bad[:|]", {"^", "ad:", "ad|"}),
        (r"[£$]\d?", {"£", "$", *(f"{sign}{digit}" for sign in "£$" for digit in "0123456789")}),
        (r"(?!so)\bsay", {"say"}),
        (r"\b(?P<word>one|two) (?<!x)three", {"one t", "two t"}),
        (r"\b[a-z]{1,2}[5-7]", {f"{ANY_WORD}{digit}" for digit in "567"}),
        (
            r"\b[a-z]{3,9},? ?(?:com|org)",
            {
                ANY_WORD,
                *(f"{ANY_WORD}{sign}{end}" for sign, end in product((", ", ",", " "), ("com", "org")) if len(sign) < 2),
                f"{ANY_WORD}, co",
                f"{ANY_WORD}, or",
            },
        ),
        (r"\b[a-z]?[a-z]\.(?:com|org)", {f"{ANY_WORD}.com", f"{ANY_WORD}.org"}),
        (r"\b[a-z]{2,9}[a-z]son\b", {ANY_WORD}),
    ],
)
def test_how_matches_begin(pattern: str, beginnings: set[str]) -> None:
    assert beginnings_of(pattern) == beginnings


@pytest.mark.parametrize(
    "pattern", ["abc", r"\b\w{2} x", r"\s?abc", "(?i:abc)", "(abc", "[abc", "abc)", "abc\\", r"\b(?:a|)", r"\bx?"]
)
def test_of_what_may_begin_inside_a_word_or_is_not_understood_nothing_is_concluded(pattern: str) -> None:
    assert beginnings_of(pattern) is None


def test_a_part_of_a_text_is_searched_as_if_it_ended_there() -> None:
    patterns = Patterns([re.compile(r"\bone\b"), re.compile(r"\bone two\b")])
    search = patterns.over(IndexedText("one two. one"))
    later = search.search(0, 3)
    assert later is not None
    assert later.span() == (9, 12)
    assert search.search(1, 0, 6) is None
    assert search.search(1, 0, 7) is not None


def test_of_more_beginnings_than_can_be_listed_the_first_characters_are_kept() -> None:
    found = beginnings_of(r"\b[a-z0-9-]{2,30}\.")
    assert found is not None
    assert {beginning[:2] if beginning[0] == ANY_WORD else beginning[0] for beginning in found} == {
        *(ANY_WORD + sign for sign in "-.0123456789"),
        *"-0123456789",
    }


def test_patterns_made_after_a_text_was_indexed_are_found_in_it() -> None:
    text = IndexedText("quokkas xylophone")
    assert Patterns([re.compile(r"\bquokkas\b")]).over(text).search(0) is not None
    assert Patterns([re.compile(r"\bxylophone\b")]).over(text).search(0) is not None


def test_a_pattern_with_a_beginning_and_a_longer_one_is_tried_once_at_a_place() -> None:
    patterns = Patterns([re.compile(r"\b(?:my pt|my patient)|\bmy\b"), re.compile(r"^my\b|\b[a-z]{2} pt")])
    for at, found in ((0, [(0, 5)]), (1, [(0, 2)])):
        assert [match.span() for match in patterns.over(IndexedText("my pt")).matches(at)] == found


def test_most_rules_are_looked_for_by_the_index() -> None:
    anywhere = sum(len(patterns.anywhere) for patterns in FAMILIES.values())
    assert anywhere <= 2

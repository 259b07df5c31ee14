"""The rules of the draft check held against their own examples, and the shortcut by which most are not looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.advice import AdviceGate
from bot.screening.drafts_rules import DraftRule, DraftRules
from bot.screening.normalise import normalise
from bot.screening.required import Required, pieces_of
from tests.conftest import KNOWLEDGE

FOLDER = KNOWLEDGE / "screening"
RULES = DraftRules.load(FOLDER / "drafts.yaml", AdviceGate.load(FOLDER).is_medical)
FOUND = [(rule, text) for rule, _, _ in RULES.finders for text in rule.examples.found]
NOT_FOUND = [(rule, text) for rule, _, _ in RULES.finders for text in rule.examples.not_found]


def fired(text: str) -> set[str]:
    return {match.rule.id for match in RULES.matches(RULES.page(normalise(text)))}


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=lambda item: item.id if isinstance(item, DraftRule) else None)
def test_a_rule_finds_its_examples(rule: DraftRule, text: str) -> None:
    assert rule.id in fired(text)


@pytest.mark.parametrize(("rule", "text"), NOT_FOUND, ids=lambda item: item.id if isinstance(item, DraftRule) else None)
def test_a_rule_leaves_its_counterexamples_alone(rule: DraftRule, text: str) -> None:
    assert rule.id not in fired(text)


TYPED = "stop the pill my patient is a moron code today ward vitamin cures 20% off @ana"
WORDS = st.lists(st.sampled_from(TYPED.split(" "))).map(" ".join)


@given(st.one_of(st.text(max_size=300), WORDS))
def test_the_shortcut_never_passes_over_a_match(text: str) -> None:
    folded = normalise(text).folded
    pieces = pieces_of(folded)
    for rule, finder, required in RULES.finders:
        if finder.pattern.search(folded):
            assert required.met_by(pieces), rule.id


@pytest.mark.parametrize("rule", [rule for rule, _, _ in RULES.finders], ids=lambda rule: rule.id)
def test_the_shortcut_lets_every_example_through(rule: DraftRule) -> None:
    required = next(need for other, _, need in RULES.finders if other is rule)
    assert all(required.met_by(pieces_of(normalise(text).folded)) for text in rule.examples.found)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\b(?:abc|abd(?:e|f)|x{1,2}foo)\b", "a xxfoo b"),
        (r"(?:foo ){0,2}barbaz?", "barba"),
        (r"a(?!b)cdef{1,2}g", "acdeffg"),
        (r"[abc]{2,4}d|\d{3} euro", "aad"),
        (r"(?P<word>one|two) (?<!x)three", "two three"),
        (r"colou?rs?", "color"),
    ],
)
def test_what_is_required_is_in_whatever_matches(pattern: str, text: str) -> None:
    assert re.search(pattern, text)
    assert Required.of(pattern).met_by(pieces_of(text))


@pytest.mark.parametrize("pattern", ["(abc", "abc)", "[abc", "(?i:abc)", "abc\\"])
def test_what_is_not_understood_requires_nothing(pattern: str) -> None:
    assert Required.of(pattern).met_by(frozenset())

"""The rules of the draft check held against their own examples."""

from __future__ import annotations

import pytest

from bot.screening.advice import AdviceGate
from bot.screening.drafts_rules import DraftRule, DraftRules
from bot.screening.normalise import normalise
from tests.conftest import KNOWLEDGE

FOLDER = KNOWLEDGE / "screening"
RULES = DraftRules.load(FOLDER / "drafts.yaml", AdviceGate.load(FOLDER).is_medical)
FOUND = [(rule, text) for rule in RULES.file.rules for text in rule.examples.found]
NOT_FOUND = [(rule, text) for rule in RULES.file.rules for text in rule.examples.not_found]


def fired(text: str) -> set[str]:
    return {match.rule.id for match in RULES.matches(RULES.page(normalise(text)))}


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=lambda item: item.id if isinstance(item, DraftRule) else None)
def test_a_rule_finds_its_examples(rule: DraftRule, text: str) -> None:
    assert rule.id in fired(text)


@pytest.mark.parametrize(("rule", "text"), NOT_FOUND, ids=lambda item: item.id if isinstance(item, DraftRule) else None)
def test_a_rule_leaves_its_counterexamples_alone(rule: DraftRule, text: str) -> None:
    assert rule.id not in fired(text)

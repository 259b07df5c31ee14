from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app import limits
from bot.discord_app.completion import choices, nearest
from bot.knowledge.model import KnowledgeBase


def titles_of(knowledge: KnowledgeBase) -> dict[str, str]:
    return {key: entry.title for key, entry in knowledge.entries.items()}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("friend req", "patient-friend-requests"),
        ("friend requests from pat", "patient-friend-requests"),
        ("freind request", "patient-friend-requests"),
        ("humor", "humour"),
        ("SELFIES", "workplace-photos"),
    ],
)
def test_the_nearest_title_comes_first(knowledge: KnowledgeBase, typed: str, first: str) -> None:
    assert nearest(titles_of(knowledge), typed)[0] == first


@pytest.mark.parametrize("typed", ["how do i cook rice", "what is the", "?!", "xyzzy"])
def test_words_that_no_title_has_offer_nothing(knowledge: KnowledgeBase, typed: str) -> None:
    assert nearest(titles_of(knowledge), typed) == []


def test_nothing_typed_offers_everything_in_order(knowledge: KnowledgeBase) -> None:
    assert nearest(titles_of(knowledge), "  ") == list(knowledge.entries)


@given(st.text(max_size=6_000))
def test_choices_fit_whatever_is_typed(knowledge: KnowledgeBase, typed: str) -> None:
    titles = titles_of(knowledge)
    offered = choices(titles, nearest(titles, typed), "topic:")
    assert len(offered) <= limits.CHOICES
    assert all(1 <= len(choice.name) <= limits.CHOICE_NAME for choice in offered)
    assert all(1 <= len(choice.value) <= limits.CHOICE_VALUE for choice in offered)


def test_a_long_text_takes_no_longer_than_the_event_loop_has(knowledge: KnowledgeBase) -> None:
    titles = titles_of(knowledge)
    typed = " ".join(f"word{number} patient request" for number in range(400))
    began = time.perf_counter()
    nearest(titles, typed)
    assert time.perf_counter() - began < 0.05

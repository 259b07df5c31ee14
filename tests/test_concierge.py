from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.ask import reply_json
from bot.concierge import PRINCIPLES
from bot.knowledge.model import KnowledgeBase
from bot.plain_text import reply_text
from bot.reply import Outcome
from bot.screening.model import Distress, Kind, Level, Screening, Span
from tests.lounge_parts import TOLD, ToldMatcher, ToldScreen, concierge

BLOCK = Screening(Level.BLOCK, (Span(Kind.NAME, Level.BLOCK, 0, 4, "name"),))
SCREEN = ToldScreen(
    {
        "canary-name": BLOCK,
        "canary-dose": Screening(Level.CLEAR, advice=True),
        "canary-crisis": Screening(Level.CLEAR, distress=Distress.CRISIS),
        "canary-other": Screening(Level.CLEAR, distress=Distress.SOMEONE_ELSE),
        "canary-age": Screening(Level.CAUTION, (Span(Kind.AGE, Level.CAUTION, 0, 4, "age"),)),
    }
)


def test_a_clear_question_gets_its_entry_with_everything_resolved(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge).reply("a friend request")
    assert reply.outcome is Outcome.ANSWER
    assert reply.answer is not None
    assert reply.answer.entry.id == "patient-friend-requests"
    assert {point.id for ground in reply.answer.grounds for point in ground.points} == set(reply.answer.entry.guide)
    assert reply.confidence == 0.9


def test_close_topics_are_offered_three_at_most_and_kept_five_at_most(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge).reply("a picture")
    assert reply.outcome is Outcome.CLARIFY
    assert [option.id for option in reply.offered] == ["patient-images", "workplace-photos", "whose-information"]
    assert len(reply.options) == 4
    assert reply.answer is None


def test_what_no_entry_answers_is_said_with_the_nearest_point_of_the_guide(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge).reply("how do I descale a kettle")
    assert reply.outcome is Outcome.NOTHING
    assert reply.principle is not None
    assert reply.principle.id in PRINCIPLES
    assert reply.principle.id in reply_text(reply)


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("", Outcome.INVALID),
        (" \n\t", Outcome.INVALID),
        ("x" * 4_001, Outcome.INVALID),
        ("🩺🩺", Outcome.INVALID),
        ("?!", Outcome.INVALID),
        ("x", Outcome.NOTHING),
        ("مرحبا", Outcome.NOTHING),
        ("x" * 4_000, Outcome.NOTHING),
    ],
)
def test_odd_input_has_a_sensible_outcome(knowledge: KnowledgeBase, question: str, outcome: Outcome) -> None:
    assert concierge(knowledge).reply(question).outcome is outcome


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("canary-name a friend", Outcome.IDENTIFIERS),
        ("canary-dose a friend", Outcome.ADVICE),
        ("canary-other", Outcome.ANSWER),
    ],
)
def test_what_the_screen_stops_is_never_matched_and_never_echoed(
    knowledge: KnowledgeBase, question: str, outcome: Outcome
) -> None:
    matcher = ToldMatcher(TOLD)
    reply = concierge(knowledge, matcher, SCREEN).reply(question)
    assert reply.outcome is outcome
    assert matcher.asked == []
    assert "canary" not in json.dumps(reply_json(reply)) + repr(reply)


def test_a_block_points_to_the_rule_and_the_checklist(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge, screen=SCREEN).reply("canary-name")
    assert [option.id for option in reply.options] == ["posting-about-patients"]
    assert reply.checklist is not None
    assert reply.checklist.id == "patient-post"
    assert reply_json(reply)["screen"] == {"level": "block", "kinds": ["NAME"]}


def test_distress_comes_first_and_still_offers_the_topic(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge, screen=SCREEN).reply("canary-crisis since the friend request")
    assert reply.outcome is Outcome.DISTRESS
    assert reply_text(reply).startswith("heading of crisis")
    assert reply.options[0].id == "patient-friend-requests"
    assert concierge(knowledge, screen=SCREEN).reply("canary-crisis").options == ()


def test_somebody_else_in_danger_gets_the_emergency_entry_and_the_signpost(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge, screen=SCREEN).reply("canary-other")
    assert reply.answer is not None
    assert reply.answer.entry.id == "emergencies-online"
    assert "text of someone_else" in reply_text(reply)


def test_a_caution_answers_with_one_added_line(knowledge: KnowledgeBase) -> None:
    reply = concierge(knowledge, screen=SCREEN).reply("canary-age friend")
    assert reply.outcome is Outcome.ANSWER
    assert "text of caution" in reply_text(reply)
    assert reply.screen.level is Level.CAUTION


def test_a_chosen_entry_opens_and_an_unknown_one_does_not(knowledge: KnowledgeBase) -> None:
    opened = concierge(knowledge).open("humour")
    assert opened is not None
    assert opened.outcome is Outcome.ANSWER
    assert concierge(knowledge).open("nothing-of-the-kind") is None


def test_every_entry_can_be_shown_with_its_provenance(knowledge: KnowledgeBase) -> None:
    for key, entry in knowledge.entries.items():
        opened = concierge(knowledge).open(key)
        assert opened is not None
        text = reply_text(opened)
        assert entry.title in text
        assert all(line in text for line in (*entry.do, *entry.avoid))
        assert all(knowledge.sources[view.source].citation in text for view in entry.authorities)
        assert all(point in text for point in entry.guide)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_no_question_whatever_raises(knowledge: KnowledgeBase, question: str) -> None:
    assert concierge(knowledge, screen=SCREEN).reply(question).outcome in Outcome


def test_the_nearest_principle_says_how_to_behave_and_not_what_networks_are_good_for(knowledge: KnowledgeBase) -> None:
    told = ToldMatcher({"stethoscope": (("measure-success", 0.01), ("humour", 0.01))})
    reply = concierge(knowledge, told).reply("which stethoscope is best")
    assert reply.outcome is Outcome.NOTHING
    assert reply.principle is not None
    assert reply.principle.id in knowledge.entries["humour"].guide

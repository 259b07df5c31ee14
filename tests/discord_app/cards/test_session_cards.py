"""Cards of sessions and prompts, with the longest texts that they can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.colleagues.prompts import Every, Schedule
from bot.colleagues.sessions import MOST_QUESTIONS, Question, Recap, Session, Stage
from bot.discord_app import limits
from bot.discord_app.cards import prompt, session
from bot.discord_app.cards.privacy import privacy_card
from bot.discord_app.controls import sessions as controls
from bot.discord_app.permissions import NAMES
from bot.discord_app.presses.hosting import LONGEST_TOPIC
from bot.discord_app.schedule.posting import NONCE_CHARACTERS, marked, marks_of
from bot.discord_app.translation import Words
from bot.knowledge.model import KnowledgeBase
from bot.store.prompts import PromptChannel
from bot.store.server_settings import ServerSettings
from tests.discord_app.cards.limits_check import texts_of, within_limits
from tests.discord_app.cards.test_cards import SCRIPTS, filled
from tests.discord_app.parts import with_long_points

WORDS = Words()
BIG = 2**63 - 1
SESSION = Session(BIG, BIG, 7, "topic", datetime(2027, 1, 5, 18, tzinfo=UTC), 180, BIG, Stage.OPEN, 10, BIG, BIG, BIG)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_card_of_a_session_fits_with_the_longest_texts(knowledge: KnowledgeBase, script: str) -> None:
    topic = filled(script, LONGEST_TOPIC)
    running = replace(SESSION, topic=topic)
    question = Question(MOST_QUESTIONS, filled(script, controls.LONGEST_QUESTION), "patient-friend-requests")
    for stage in Stage:
        within_limits(session.announcement_card(replace(running, stage=stage), WORDS))
        within_limits(session.planned_card(replace(running, stage=stage), "America/Argentina/ComodRivadavia", WORDS))
    within_limits(session.opening_card(running, with_long_points(knowledge), WORDS))
    within_limits(session.question_card(running, question, WORDS))
    within_limits(session.added_card(running, question, "t" * 80, WORDS))
    within_limits(session.named_card(running, filled(script, 100), WORDS))
    within_limits(session.unnamed_card(running, WORDS))
    within_limits(session.ending_card(running, WORDS))
    for card in (session.missed_card, session.cancelled_card, session.caution_card, prompt.paused_card):
        within_limits(card(WORDS))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_recap_fits_with_all_questions_behind_one_entry_and_a_ward_of_speakers(
    knowledge: KnowledgeBase, script: str
) -> None:
    asked = tuple(
        Question(number, filled(script, controls.LONGEST_QUESTION), "patient-friend-requests")
        for number in range(1, MOST_QUESTIONS + 1)
    )
    speakers = tuple(filled(script, 32) for _ in range(200))
    card = session.recap_card(Recap(replace(SESSION, topic=filled(script, 100)), asked, speakers), knowledge, WORDS)
    within_limits(card)
    # Each question gives way alike, and keeps the entry behind it.
    for number in range(1, MOST_QUESTIONS + 1):
        assert f"**Q{number}** {filled(script, 500)[:8]}" in texts_of(card)
    assert texts_of(card).count("Behind it:") == MOST_QUESTIONS


def test_an_entry_that_was_retired_since_leaves_its_question_without_a_button(knowledge: KnowledgeBase) -> None:
    card = session.recap_card(Recap(SESSION, (Question(1, "Who?", "no-such-entry"),), ()), knowledge, WORDS)
    assert "custom_id" not in str(card.to_components())
    assert "**Q1** Who?" in str(card.to_components())


def test_every_entry_makes_a_prompt_that_fits(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.entries.values():
        within_limits(prompt.prompt_card(entry, WORDS))


def test_an_entry_without_questions_of_its_own_is_asked_by_its_title(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["humour"].model_copy(update={"asked_as": ()})
    assert f"> {entry.title}" in str(prompt.prompt_card(entry, WORDS).to_components())


@pytest.mark.parametrize("every", Every)
def test_what_was_switched_on_or_off_fits(every: Every) -> None:
    schedule = Schedule(every, time(18, 30), ZoneInfo("America/Argentina/Buenos_Aires"), 6)
    channel = PromptChannel(BIG, BIG, schedule, SESSION.starts_at)
    shown = str(within_limits(prompt.prompts_on_card(channel, WORDS)))
    assert ("Sunday" in shown) is (every is Every.WEEK)
    for had in (True, False):
        within_limits(prompt.prompts_off_card(BIG, had, WORDS))


def test_the_form_of_a_question_fits() -> None:
    sent = controls.question_form(SESSION, WORDS).to_dict()
    assert len(sent["title"]) <= limits.MODAL_TITLE
    assert len(sent["custom_id"]) <= limits.CUSTOM_ID


def test_what_is_kept_of_sessions_stands_on_the_privacy_card() -> None:
    assert "Name me in the recap" in str(privacy_card(WORDS, 180, ServerSettings()).to_components())


def test_a_mark_is_one_that_discord_takes_and_another_for_every_key(knowledge: KnowledgeBase) -> None:
    keys = [f"prompt:{channel}:{at}" for channel in range(100) for at in range(100)]
    marks = [marks_of(key) for key in keys]
    assert len({nonce for nonce, _ in marks}) == len(keys)
    assert all(len(nonce) == NONCE_CHARACTERS <= 25 for nonce, _ in marks)
    # More than Discord gives of its own in one message, and within 32 bits with a sign.
    assert all(limits.MESSAGE_COMPONENTS < mark < 2**31 for _, mark in marks)
    card = marked(prompt.prompt_card(knowledge.entries["humour"], WORDS), keys[0])
    assert card.to_components()[0]["id"] == marks[0][1]


def test_every_permission_has_the_name_that_discord_shows() -> None:
    assert all(key in WORDS for key in NAMES.values())

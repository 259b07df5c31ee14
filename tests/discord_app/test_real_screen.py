"""The screen and the draft check as they are shipped, through Discord: only the matcher is a stand-in."""

from __future__ import annotations

import pytest

from bot.assembly import open_reviewer, open_screen
from bot.concierge import Concierge
from bot.discord_app.cards.reply import reply_card
from bot.discord_app.cards.showing import Showing
from bot.discord_app.ports import OneConcierge
from bot.knowledge.model import KnowledgeBase
from bot.matching.decision import Thresholds
from bot.reply import Outcome
from bot.settings import load_settings
from tests.discord_app.cards.limits_check import within_limits
from tests.discord_app.conftest import Lounge, texts
from tests.lounge_parts import TOLD, ToldMatcher

STOPPED = {
    "can I post that John Smith, DOB 3/4/1961, did well after his bypass?": Outcome.IDENTIFIERS,
    "how much ibuprofen can I give my 3 year old": Outcome.ADVICE,
    "i can't cope any more after the complaint": Outcome.DISTRESS,
    "I want to end my life": Outcome.DISTRESS,
}


@pytest.fixture(scope="module")
def shipped(knowledge: KnowledgeBase) -> Concierge:
    screen, notices = open_screen(load_settings())
    return Concierge(knowledge, ToldMatcher(TOLD), Thresholds(0.5, 0.15), screen, notices)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "outcome"), STOPPED.items())
def test_what_the_screen_says_fits(shipped: Concierge, text: str, outcome: Outcome) -> None:
    reply = shipped.reply(text)
    assert reply.outcome is outcome
    assert reply.notice is not None
    within_limits(reply_card(reply, Showing()))


@pytest.mark.parametrize("text", STOPPED)
async def test_nothing_of_it_is_shown_in_public(lounge: Lounge, shipped: Concierge, text: str) -> None:
    lounge.bot.concierges = OneConcierge(shipped)
    assert lounge.bot.user is not None
    await lounge.person.send(lounge.channel, f"<@{lounge.bot.user.id}> {text}")
    answer = lounge.channel.last_message
    notice = shipped.reply(text).notice
    assert answer is not None
    assert notice is not None
    shown = str([item.to_dict() for item in answer.components])
    assert "Please ask me privately" in shown
    assert notice.heading not in shown
    assert await lounge.person.autocomplete(lounge.channel, "ask", "question", text) == []
    assert lounge.matcher.asked == []


async def test_a_draft_is_reviewed_as_shipped(lounge: Lounge) -> None:
    lounge.bot.review_draft = open_reviewer(load_settings()).review
    draft = "Mrs Alder from ward 6 kept me up all night. Turmeric cures joint pain!"
    result = await lounge.person.slash(lounge.channel, "check", draft=draft)
    shown = texts(result.response.components)
    assert "may identify a patient" in shown
    assert "Alder" not in shown

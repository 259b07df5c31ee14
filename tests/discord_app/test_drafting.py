from __future__ import annotations

from bot.texts import DRAFT_FOOT
from tests.discord_app.conftest import Lounge, labels, texts
from tests.discord_app.parts import bot_of

NAMED = "Jamison zebrafinch was on my list today"


async def test_a_draft_is_reviewed_privately_and_not_repeated(lounge: Lounge) -> None:
    result = await lounge.person.slash(lounge.channel, "check", draft=NAMED)
    assert result.ephemeral
    shown = texts(result.response.components)
    assert "Word 1: a name." in shown
    assert DRAFT_FOOT[:40] in shown
    assert "zebrafinch" not in "".join(str(entry) for entry in lounge.env.http_requests)


async def test_without_a_draft_a_form_asks_for_it(lounge: Lounge) -> None:
    form = await lounge.person.slash(lounge.channel, "check")
    assert form.modal is not None
    field = form.modal["components"][1]["component"]
    assert (field["style"], field["max_length"]) == (2, 4000)
    sent = await lounge.person.submit_modal(form, {"text": NAMED})
    assert sent.ephemeral
    assert "Word 1: a name." in texts(sent.response.components)
    again = await lounge.person.click(sent.response, label="Check another draft")
    await lounge.person.submit_modal(again, {"text": "Wash your hands"})
    assert "found nothing to report" in texts(sent.response.components)


async def test_the_menu_checks_a_message_for_who_asks_only(lounge: Lounge) -> None:
    message = await lounge.person.send(lounge.channel, NAMED)
    result = await lounge.person.context_menu(lounge.channel, "Check this draft", message)
    assert result.ephemeral
    assert "Word 1: a name." in texts(result.response.components)
    assert labels(result.response.components) == ["Check another draft"]


async def test_a_message_without_words_has_nothing_to_review(lounge: Lounge) -> None:
    assert lounge.bot.user is not None
    await lounge.person.send(lounge.channel, f"<@{lounge.bot.user.id}>")
    card = lounge.channel.last_message
    assert card is not None
    result = await lounge.person.context_menu(lounge.channel, "Check this draft", card)
    assert "nothing to check" in texts(result.response.components)


async def test_where_drafts_are_not_reviewed_one_is_told(lounge: Lounge) -> None:
    lounge.bot = bot_of(lounge.knowledge)
    lounge.bot.review_draft = None
    await lounge.env.restart_bot(lounge.bot)
    result = await lounge.person.slash(lounge.channel, "check", draft=NAMED)
    assert "does not offer that" in result.response.content


async def test_a_draft_that_speaks_of_distress_is_met_with_people_to_talk_to(lounge: Lounge) -> None:
    result = await lounge.person.slash(lounge.channel, "check", draft="exhausted. Jamison again")
    shown = texts(result.response.components)
    assert shown.index("heading of strain") < shown.index("Word 1: a name.")

"""From a message that helped to an entry, and back to the thread with one line."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.discord_app.presses.candidates import begin
from bot.discord_app.rights import Acting
from bot.store import discussions
from tests.discord_app.conftest import labels, texts
from tests.discord_app.lounge.conftest import Open

CANARY = "zebrafinch"
ANSWER = "I thank them and say that I keep the account for my friends"
MENU = "Mark as helpful"


async def answered(opened: Open, text: str = ANSWER) -> tuple[Any, Any]:
    """A discussion and a colleague's message in it."""
    thread = await opened.discussion()
    return thread, await opened.colleague.send(thread, text)


async def proposed(opened: Open) -> tuple[str, ...]:
    found = await discussions.proposed(opened.staffed.desk.database, opened.staffed.guild.id)
    return tuple(item.text for item in found)


async def test_the_asker_sees_exactly_what_is_kept_and_keeps_it(opened: Open) -> None:
    thread, message = await answered(opened, f"Ask Smithers, <@{opened.colleague.id}> knows *that* since 2019")
    marked = await opened.staffed.person.context_menu(thread, MENU, message)
    assert marked.ephemeral
    assert await proposed(opened) == ()
    shown = texts(marked.response.components)
    assert "Smithers" not in shown
    assert "2019" not in shown
    assert str(opened.colleague.id) not in shown
    await opened.staffed.person.click(marked.response, label="Keep this text")
    (kept,) = await proposed(opened)
    assert kept == "Ask [name], knows *that* since [number]"
    quote = next(line for line in shown.split("\n") if line.startswith("> "))
    assert quote.replace("\\", "") == f"> {kept}"
    again = await opened.staffed.person.context_menu(thread, MENU, message)
    await opened.staffed.person.click(again.response, label="Keep this text")
    assert "marked before" in texts(again.response.components)
    assert len(await proposed(opened)) == 1


async def test_a_moderator_marks_too_and_nobody_else_does(opened: Open) -> None:
    thread, message = await answered(opened)
    for stranger in (opened.colleague, opened.staffed.moderator):
        refused = await stranger.context_menu(thread, MENU, message)
        assert "Only the colleague who asked here" in refused.response.content
    await opened.staffed.set(moderator_role=opened.staffed.role.id)
    marked = await opened.staffed.moderator.context_menu(thread, MENU, message)
    await opened.staffed.moderator.click(marked.response, label="Keep this text")
    assert await proposed(opened) == (ANSWER,)


async def test_rights_are_checked_again_at_the_press(opened: Open) -> None:
    thread, message = await answered(opened)
    await opened.staffed.set(moderator_role=opened.staffed.role.id)
    marked = await opened.staffed.moderator.context_menu(thread, MENU, message)
    await opened.staffed.set(moderator_role=None)
    refused = await opened.staffed.moderator.click(marked.response, label="Keep this text")
    assert "Only the colleague who asked here" in refused.response.content
    assert await proposed(opened) == ()


async def test_a_mark_survives_a_restart_between_card_and_press(opened: Open) -> None:
    thread, message = await answered(opened)
    marked = await opened.staffed.person.context_menu(thread, MENU, message)
    await opened.staffed.restart()
    await opened.staffed.person.click(marked.response, label="Keep this text")
    assert await proposed(opened) == (ANSWER,)


async def test_keeping_nothing_keeps_nothing(opened: Open) -> None:
    thread, message = await answered(opened)
    marked = await opened.staffed.person.context_menu(thread, MENU, message)
    await opened.staffed.person.click(marked.response, label="Keep nothing")
    assert await proposed(opened) == ()
    assert ANSWER not in texts(marked.response.components)


async def test_outside_of_discussions_nothing_is_marked(opened: Open) -> None:
    message = await opened.colleague.send(opened.staffed.channel, ANSWER)
    refused = await opened.staffed.person.context_menu(opened.staffed.channel, MENU, message)
    assert "This works on a message in a thread" in refused.response.content


@pytest.mark.parametrize("text", ["👍", f"<@{2**60}>", "12"])
async def test_a_message_without_words_holds_nothing_to_keep(opened: Open, text: str) -> None:
    thread, message = await answered(opened, text)
    refused = await opened.staffed.person.context_menu(thread, MENU, message)
    assert "nothing to keep" in refused.response.content


async def test_what_is_too_long_to_be_shown_whole_is_not_kept(opened: Open) -> None:
    thread, message = await answered(opened, "I do " + "*" * 1_900)
    shown = await opened.staffed.person.context_menu(thread, MENU, message)
    assert "too long to be kept whole" in shown.response.content


async def test_a_message_that_identifies_somebody_is_not_shown_kept_or_logged(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        thread, message = await answered(opened, f"Jones {CANARY} had that too")
        refused = await opened.staffed.person.context_menu(thread, MENU, message)
    assert "details of a real person" in refused.response.content
    assert CANARY not in refused.response.content
    assert await proposed(opened) == ()
    assert CANARY not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))


async def candidate_card(opened: Open, text: str = ANSWER) -> tuple[Any, Any]:
    """A candidate, opened by the manager out of the settings."""
    thread, message = await answered(opened, text)
    marked = await opened.staffed.person.context_menu(thread, MENU, message)
    await opened.staffed.person.click(marked.response, label="Keep this text")
    manager = opened.staffed.manager
    settings = await manager.slash(opened.staffed.channel, "lounge settings")
    await manager.click(settings.response, label="Messages that helped (1)")
    (item,) = await discussions.proposed(opened.staffed.desk.database, opened.staffed.guild.id)
    await manager.select(settings.response, [str(item.id)], custom_id="candidate")
    return thread, settings.response


async def test_moderators_find_candidates_without_any_name(opened: Open) -> None:
    thread, card = await candidate_card(opened)
    shown = texts(card.components)
    assert f"> {ANSWER}" in shown
    assert thread.mention in shown
    for somebody in (opened.staffed.person, opened.colleague):
        assert somebody.name not in shown
        assert str(somebody.id) not in shown
    assert labels(card.components) == ["Draft an entry", "Dismiss", "Back to the list"]


async def test_only_moderators_see_and_use_candidates(opened: Open) -> None:
    _, card = await candidate_card(opened)
    await opened.staffed.set(moderator_role=opened.staffed.role.id)
    for label in ("Draft an entry", "Dismiss", "Back to the list"):
        refused = await opened.staffed.manager.click(card, label=label)
        assert "Only the moderators" in refused.response.content
    assert await proposed(opened) == (ANSWER,)


async def test_a_dismissed_candidate_is_erased(opened: Open) -> None:
    _, card = await candidate_card(opened)
    await opened.staffed.manager.click(card, label="Dismiss")
    assert await proposed(opened) == ()
    assert "None wait" in texts(card.components)


async def test_an_entry_is_drafted_from_a_candidate_and_only_once(opened: Open) -> None:
    _, card = await candidate_card(opened)
    manager, desk, server = opened.staffed.manager, opened.staffed.desk, opened.staffed.guild.id
    await manager.click(card, label="Draft an entry")
    (draft,) = await desk.editor.drafts(server)
    assert draft.proposal.fields["answer"] == ANSWER
    settings = await manager.slash(opened.staffed.channel, "lounge settings")
    await manager.click(settings.response, label="Messages that helped (1)")
    (item,) = await discussions.proposed(desk.database, server)
    await manager.select(settings.response, [str(item.id)], custom_id="candidate")
    await manager.click(settings.response, label="Go on with the draft")
    assert [found.id for found in await desk.editor.drafts(server)] == [draft.id]


async def test_the_inbox_of_moderators_leads_to_them(opened: Open) -> None:
    await candidate_card(opened)
    inbox = await opened.staffed.manager.slash(opened.staffed.channel, "knowledge inbox")
    await opened.staffed.manager.click(inbox.response, label="Messages that helped (1)")
    assert labels(inbox.response.components) == ["Open one", "Lounge settings"]


async def test_of_two_moderators_at_once_one_draft_comes(opened: Open) -> None:
    await candidate_card(opened)
    desk, server = opened.staffed.desk, opened.staffed.guild.id
    (item,) = await discussions.proposed(desk.database, server)
    made = await asyncio.gather(*(begin(Acting(desk, server, by), item.id) for by in (70, 71, 72)))
    assert len({draft.id for draft in made}) == 1
    assert [draft.id for draft in await desk.editor.drafts(server)] == [made[0].id]

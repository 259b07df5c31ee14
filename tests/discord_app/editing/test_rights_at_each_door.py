"""Rights are checked at every command, completion, form and press; a role that was taken away opens nothing any more."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.discord_app.conftest import controls
from tests.discord_app.editing.parts import Moderating, filled, shown

NOT = "Only the moderators"


def forged(at: Moderating, message: Any, custom_id: str) -> None:
    """Puts another id on the first button of a message, as somebody could who sends what he likes."""
    stored = at.staffed.env.backend.get_message(message.channel_id, message.id)
    buttons = [item for item in controls(stored.components) if item["type"] == 2]
    if custom_id not in [item["custom_id"] for item in buttons]:
        buttons[0]["custom_id"] = custom_id


async def stranger_with(at: Moderating, *ids: str) -> tuple[Any, Any, Any]:
    """A manager of another server, and a message there with buttons of these ids."""
    other = at.staffed.env.create_guild(name="Clinic")
    channel = other.create_text_channel("general")
    managers = other.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    boss = other.add_member(at.staffed.env.create_user("Olga"), roles=[managers])
    card = (await boss.slash(channel, "knowledge edit", entry="humour")).response
    stored = at.staffed.env.backend.get_message(card.channel_id, card.id)
    buttons = [item for item in controls(stored.components) if item["type"] == 2]
    for item, custom_id in zip(buttons, ids, strict=False):
        item["custom_id"] = custom_id
    return channel, boss, card


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("add", {}),
        ("edit", {"entry": "humour"}),
        ("retire", {"entry": "humour"}),
        ("history", {}),
        ("history", {"entry": "humour"}),
    ],
)
async def test_no_command_opens_for_who_is_no_moderator(at: Moderating, command: str, options: dict[str, str]) -> None:
    # Manage Server shows the commands in Discord; with a role set, the role is what counts.
    refused = await at.slash(command, at.staffed.manager, **options)
    assert NOT in refused.response.content
    assert refused.modal is None
    assert await at.drafts() == 0


async def test_completion_tells_nothing_to_who_is_no_moderator(at: Moderating) -> None:
    assert await at.staffed.manager.autocomplete(at.staffed.channel, "knowledge edit", "entry", "") == []
    assert await at.staffed.manager.autocomplete(at.staffed.channel, "knowledge history", "entry", "") == []


async def test_the_menu_does_not_open_for_who_is_no_moderator(at: Moderating) -> None:
    message = await at.staffed.person.send(at.staffed.channel, "wash your hands before you post")
    refused = await at.staffed.manager.context_menu(at.staffed.channel, "Add to knowledge base", message)
    assert NOT in refused.response.content


DRAFT_BUTTONS = [
    "publish:1:2",
    "discard:1:2",
    "discard-now:1:2",
    "rebase:1:2",
    "part:answer:1:2",
    "lines:1:2:0",
    "relines:1:2",
    "preview:1",
    "as-seen:1",
    "standing:1",
    "changes:1:0",
    "history::",
    "history:humour:9",
    "compare:1:0",
    "restore:1",
    "release:humour:0",
    "own:humour:0",
    "ship:humour",
    "keep:humour",
]


@pytest.mark.parametrize("custom_id", DRAFT_BUTTONS)
async def test_no_press_is_answered_once_the_role_was_taken_away(at: Moderating, custom_id: str) -> None:
    card = await at.edit()
    await at.change(card, "Answer", title="Typed while a moderator")
    forged(at, card, custom_id)
    await at.staffed.set(moderator_role=at.staffed.guild.create_role("Others").id)
    before = shown(card)
    refused = await at.first.click(card, custom_id=custom_id)
    assert NOT in (refused.followups[0] if refused.followups else refused.response).content
    assert refused.modal is None
    assert shown(card) == before
    assert await at.drafts() == 1
    assert await at.staffed.desk.editor.history(at.staffed.guild.id) == ()


@pytest.mark.parametrize("menu", ["drafts", "revisions", "releases"])
async def test_no_menu_is_answered_once_the_role_was_taken_away(at: Moderating, menu: str) -> None:
    await at.titled("A title")
    await at.edit()
    past = (await at.slash("history")).response
    stored = at.staffed.env.backend.get_message(past.channel_id, past.id)
    menus = [item for item in controls(stored.components) if item["type"] == 3]
    item = next((item for item in menus if item["custom_id"] == menu), menus[0])
    item["custom_id"] = menu
    await at.staffed.set(moderator_role=at.staffed.guild.create_role("Others").id)
    refused = await at.first.select(past, [item["options"][0]["value"]], custom_id=menu)
    assert NOT in refused.response.content


async def test_a_form_that_was_open_when_the_role_was_taken_away_saves_nothing(at: Moderating) -> None:
    card = await at.edit()
    opened = await at.first.click(card, label="Answer")
    lines = await at.first.click(card, label="Phrasings")
    assert lines.acknowledged
    phrasings = await at.first.click(card, label="Add or take away")
    new = await at.slash("add")
    await at.staffed.set(moderator_role=at.staffed.guild.create_role("Others").id)
    for form in (opened, phrasings, new):
        refused = await at.first.submit_modal(form, filled(form))
        assert NOT in (refused.followups[0] if refused.followups else refused.response).content
    drafts = await at.staffed.desk.editor.drafts(at.staffed.guild.id)
    assert [draft.version for draft in drafts] == [1]


async def test_a_public_post_opens_for_moderators_alone(at: Moderating) -> None:
    audit = at.staffed.guild.create_text_channel("audit")
    await at.staffed.set(audit_channel=audit.id)
    await at.titled("A title")
    post = audit.history()[-1]
    refused = await at.staffed.person.click(post, label="Compare")
    assert refused.response.ephemeral
    assert NOT in refused.response.content
    opened = await at.second.click(post, label="Compare")
    assert opened.response.ephemeral
    assert "**A title**" in shown(opened.response)


async def test_another_servers_moderator_reaches_neither_drafts_nor_revisions(at: Moderating) -> None:
    await at.titled("Ours")
    await at.change(await at.edit(), "Answer", title="Ours to come")
    ids = ["preview:2", "publish:2:2", "restore:1", "compare:1:0", "as-seen:2", "changes:2:0"]
    for custom_id in ids:
        _, boss, card = await stranger_with(at, custom_id)
        pressed = await boss.click(card, custom_id=custom_id)
        said = " ".join(message.content for message in (pressed.response, *pressed.followups) if message)
        assert "no longer there" in said or "no such revision" in said, custom_id
    assert at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries["humour"].title == "Ours"

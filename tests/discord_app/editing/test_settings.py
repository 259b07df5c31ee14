"""`/knowledge settings`: Manage Server alone, whatever role moderates; each change is noticed at once and told."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.discord_app.conftest import Staffed, controls, labels
from tests.discord_app.editing.parts import Moderating, shown


async def opened(staffed: Staffed) -> Any:
    return (await staffed.manager.slash(staffed.channel, "knowledge settings")).response


def now(staffed: Staffed) -> Any:
    return staffed.desk.lounges.settings(staffed.guild.id)


async def test_a_role_is_chosen_and_taken_back(staffed: Staffed) -> None:
    card = await opened(staffed)
    assert card.ephemeral
    assert "Everybody with Manage Server" in shown(card)
    await staffed.manager.select(card, [staffed.role], custom_id="set-role")
    assert now(staffed).moderator_role == staffed.role.id
    assert f"<@&{staffed.role.id}>" in shown(card)
    assert "Integrations" in shown(card)
    await staffed.manager.select(card, [], custom_id="set-role")
    assert now(staffed).moderator_role is None


async def test_everybodys_role_is_refused(staffed: Staffed) -> None:
    card = await opened(staffed)
    pressed = await staffed.manager.select(card, [staffed.guild.default_role], custom_id="set-role")
    assert "cannot moderate" in pressed.response.content
    assert now(staffed).moderator_role is None


async def test_the_audit_channel_must_be_one_that_the_lounge_can_post_in(staffed: Staffed) -> None:
    audit = staffed.guild.create_text_channel("audit")
    card = await opened(staffed)
    await staffed.manager.select(card, [audit], custom_id="set-audit")
    assert now(staffed).audit_channel == audit.id
    assert "Settings of the lounge changed" in shown(audit.history()[-1])
    hidden = staffed.guild.create_text_channel(
        "hidden", overwrites={staffed.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    pressed = await staffed.manager.select(card, [hidden], custom_id="set-audit")
    assert "cannot post in this channel" in pressed.response.content
    assert now(staffed).audit_channel == audit.id


async def test_switches_and_the_time_to_keep_questions(staffed: Staffed) -> None:
    card = await opened(staffed)
    await staffed.manager.click(card, label="Require a second moderator")
    assert now(staffed).four_eyes
    assert not [item for item in controls(card.components) if item["custom_id"] == "set-days"]
    await staffed.manager.click(card, label="Turn the inbox on")
    assert now(staffed).inbox
    await staffed.manager.select(card, ["90"], custom_id="set-days")
    assert now(staffed).retention_days == 90
    assert "Kept 90 days" in shown(card)
    await staffed.manager.click(card, label="Let one moderator publish")
    await staffed.manager.click(card, label="Turn the inbox off")
    settings = now(staffed)
    assert not settings.four_eyes
    assert not settings.inbox


async def test_two_managers_do_not_undo_each_others_changes(staffed: Staffed) -> None:
    first, second = await opened(staffed), await opened(staffed)
    await staffed.manager.click(first, label="Require a second moderator")
    await staffed.manager.click(second, label="Turn the inbox on")
    assert now(staffed).four_eyes
    assert now(staffed).inbox
    assert "Let one moderator publish" in labels(second.components)


async def test_a_moderator_without_manage_server_changes_no_setting(at: Moderating) -> None:
    staffed = at.staffed
    assert "Manage Server" in (await at.slash("settings")).response.content
    card = await opened(staffed)
    # Somebody who managed the server when the card was shown, and does so no more.
    staffed.env.backend.guilds[staffed.guild.id].members[staffed.manager.id].role_ids.clear()
    before = now(staffed)
    for label in ("Require a second moderator", "Turn the inbox on"):
        pressed = await staffed.manager.click(card, label=label)
        assert "Manage Server" in said(pressed)
    for custom_id, value in (("set-role", staffed.role), ("set-audit", staffed.channel)):
        pressed = await staffed.manager.select(card, [value], custom_id=custom_id)
        assert "Manage Server" in said(pressed)
    assert now(staffed) == before


def said(pressed: Any) -> str:
    return " ".join(message.content for message in (pressed.response, *pressed.followups) if message)


@pytest.mark.parametrize("days", ["0", "91", "many"])
async def test_a_forged_time_is_refused(staffed: Staffed, days: str) -> None:
    card = await opened(staffed)
    await staffed.manager.click(card, label="Turn the inbox on")
    stored = staffed.env.backend.get_message(card.channel_id, card.id)
    menu = next(item for item in controls(stored.components) if item["custom_id"] == "set-days")
    menu["options"][0]["value"] = days
    pressed = await staffed.manager.select(card, [days], custom_id="set-days")
    assert "1 to 90 days" in pressed.response.content or "no longer here" in pressed.response.content
    assert now(staffed).retention_days == 30


async def test_settings_are_there_after_a_restart(staffed: Staffed) -> None:
    card = await opened(staffed)
    await staffed.manager.click(card, label="Turn the inbox on")
    await staffed.restart()
    await staffed.manager.click(card, label="Require a second moderator")
    assert now(staffed).inbox
    assert now(staffed).four_eyes

"""Rights are checked in code, whatever Discord shows or hides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
import pytest

from bot.discord_app import rights
from bot.discord_app.groups import add_to_group
from bot.discord_app.rights import Acting
from tests.discord_app.conftest import Lounge, Staffed

Check = Callable[[Any], Acting]


def probe(bot: Any, check: Check) -> list[Acting]:
    """A command whose only work is a check of rights."""
    passed: list[Acting] = []

    async def privacy(interaction: discord.Interaction) -> None:
        passed.append(check(interaction))
        await interaction.response.send_message("done", ephemeral=True)

    bot.tree.remove_command("privacy")
    bot.tree.command(name="privacy", description="probe")(privacy)
    return passed


async def test_without_a_role_the_moderators_are_those_who_manage_the_server(staffed: Staffed) -> None:
    passed = probe(staffed.bot, rights.moderator)
    assert "Only the moderators" in (await staffed.moderator.slash(staffed.channel, "privacy")).response.content
    assert (await staffed.manager.slash(staffed.channel, "privacy")).response.content == "done"
    assert [(acting.server, acting.by) for acting in passed] == [(staffed.guild.id, staffed.manager.id)]


async def test_with_a_role_its_holders_moderate_and_nobody_else(staffed: Staffed) -> None:
    await staffed.set(moderator_role=staffed.role.id)
    passed = probe(staffed.bot, rights.moderator)
    for somebody in (staffed.manager, staffed.person):
        assert "Only the moderators" in (await somebody.slash(staffed.channel, "privacy")).response.content
    assert (await staffed.moderator.slash(staffed.channel, "privacy")).response.content == "done"
    assert len(passed) == 1


async def test_managing_is_discords_permission_whatever_role_is_set(staffed: Staffed) -> None:
    await staffed.set(moderator_role=staffed.role.id)
    probe(staffed.bot, rights.manager)
    assert "Manage Server" in (await staffed.moderator.slash(staffed.channel, "privacy")).response.content
    assert (await staffed.manager.slash(staffed.channel, "privacy")).response.content == "done"


@pytest.mark.parametrize("check", [rights.member, rights.moderator, rights.manager])
async def test_nobody_acts_where_there_is_no_desk(lounge: Lounge, check: Check) -> None:
    probe(lounge.bot, check)
    assert "does not offer that" in (await lounge.person.slash(lounge.channel, "privacy")).response.content


async def test_several_cogs_put_their_commands_under_one_name(lounge: Lounge, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        f"command.probe{part}": "probe"
        for part in (".name", ".description", ".one.name", ".one.description", ".two.name", ".two.description")
    }
    words |= {"command.probe.one.name": "one", "command.probe.two.name": "two"}
    monkeypatch.setattr("bot.discord_app.translation.CATALOGUE", {"en-GB": words})

    async def command(interaction: discord.Interaction) -> None: ...

    add_to_group(lounge.bot, "probe", one=command)
    add_to_group(lounge.bot, "probe", two=command)
    group = lounge.bot.tree.get_command("probe")
    assert isinstance(group, discord.app_commands.Group)
    assert [child.name for child in group.commands] == ["one", "two"]
    sent = group.to_dict(lounge.bot.tree)
    assert (sent["contexts"], sent["integration_types"]) == ([0], [0])

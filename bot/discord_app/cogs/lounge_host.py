"""Sessions and prompts: `/lounge host` and `/lounge prompt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.colleagues.prompts import Every
from bot.colleagues.sessions import (  # noqa: TC001 - discord.py reads annotations at run time
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
)
from bot.colleagues.when import LONGEST, clock_suggestions
from bot.discord_app import limits, rights
from bot.discord_app.cards.prompt import WEEKDAYS
from bot.discord_app.failures import answer_failure
from bot.discord_app.groups import add_to_group
from bot.discord_app.presses import hosting, prompting
from bot.discord_app.translation import term

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot

SHORTEST_TOPIC, LONGEST_TOPIC = hosting.SHORTEST_TOPIC, hosting.LONGEST_TOPIC


async def complete_when(interaction: discord.Interaction[LoungeBot], typed: str) -> list[app_commands.Choice[str]]:
    """Sensible times in the server's zone; none for who is no moderator."""
    if not rights.is_moderator(interaction):
        return []
    try:
        offered = await hosting.suggest(interaction, typed)
    except Exception as error:  # noqa: BLE001 - discord.py only logs what is raised here
        await answer_failure(interaction, error)
        return []
    return [app_commands.Choice(name=item.label[: limits.CHOICE_NAME], value=item.value) for item in offered]


async def complete_at(interaction: discord.Interaction[LoungeBot], typed: str) -> list[app_commands.Choice[str]]:
    """Times of day; none for who is no moderator."""
    if not rights.is_moderator(interaction):
        return []
    return [app_commands.Choice(name=offered, value=offered) for offered in clock_suggestions(typed)]


class LoungeHost(commands.Cog):
    """What moderators plan for their colleagues."""

    @app_commands.rename(
        topic=term("command.lounge.host.topic.name"),
        when=term("command.lounge.host.when.name"),
        minutes=term("command.lounge.host.minutes.name"),
        channel=term("command.lounge.host.channel.name"),
    )
    @app_commands.describe(
        topic=term("command.lounge.host.topic.description"),
        when=term("command.lounge.host.when.description"),
        minutes=term("command.lounge.host.minutes.description"),
        channel=term("command.lounge.host.channel.description"),
    )
    @app_commands.autocomplete(when=complete_when)
    async def host(
        self,
        interaction: discord.Interaction[LoungeBot],
        topic: app_commands.Range[str, SHORTEST_TOPIC, LONGEST_TOPIC],
        when: app_commands.Range[str, 1, LONGEST],
        minutes: app_commands.Range[int, SHORTEST_MINUTES, LONGEST_MINUTES],
        channel: discord.TextChannel | discord.ForumChannel | None = None,
    ) -> None:
        """Plan a question-and-answer session."""
        await hosting.plan(interaction, topic, when, minutes, channel)

    @app_commands.rename(
        channel=term("command.lounge.prompt.channel.name"),
        every=term("command.lounge.prompt.every.name"),
        at=term("command.lounge.prompt.at.name"),
        weekday=term("command.lounge.prompt.weekday.name"),
    )
    @app_commands.describe(
        channel=term("command.lounge.prompt.channel.description"),
        every=term("command.lounge.prompt.every.description"),
        at=term("command.lounge.prompt.at.description"),
        weekday=term("command.lounge.prompt.weekday.description"),
    )
    @app_commands.choices(
        every=[
            app_commands.Choice(name=term("prompt.every_day"), value=Every.DAY.value),
            app_commands.Choice(name=term("prompt.every_week"), value=Every.WEEK.value),
            app_commands.Choice(name=term("prompt.every_off"), value=prompting.OFF),
        ]
    )
    @app_commands.choices(
        weekday=[app_commands.Choice(name=term(key), value=place) for place, key in enumerate(WEEKDAYS)]
    )
    @app_commands.autocomplete(at=complete_at)
    async def prompt(
        self,
        interaction: discord.Interaction[LoungeBot],
        channel: discord.TextChannel,
        every: str,
        at: app_commands.Range[str, 1, LONGEST] | None = None,
        weekday: int | None = None,
    ) -> None:
        """Give a channel discussion prompts, or none any more."""
        await prompting.set_prompts(interaction, channel, every, at, weekday)


async def setup(bot: LoungeBot) -> None:
    """Add the cog and its commands."""
    cog = LoungeHost()
    await bot.add_cog(cog)
    add_to_group(bot, "lounge", host=cog.host, prompt=cog.prompt)

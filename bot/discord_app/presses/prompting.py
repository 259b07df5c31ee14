"""Discussion prompts: switching them on and off in a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.colleagues.prompts import Every, Schedule
from bot.colleagues.when import read_clock, zone_of
from bot.discord_app import permissions, rights
from bot.discord_app.cards.prompt import prompts_off_card, prompts_on_card
from bot.discord_app.controls.control import words_of
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import NotOffered, Refusal
from bot.store import lounge_settings, prompts

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.rights import Acting

OFF: Final = "off"


class TimeMissing(Refusal):
    """Prompts were asked for without a time of day, or weekly without a day."""

    key = "prompt.time_missing"


async def set_prompts(
    interaction: discord.Interaction[LoungeBot],
    channel: discord.TextChannel,
    every: str,
    at: str | None,
    weekday: int | None,
) -> None:
    """Switch prompts on with a schedule, or off. ``every``: a value of ``Every``, or ``OFF``; ``weekday``: 0 is Monday."""
    acting = rights.moderator(interaction)
    if every == OFF:
        await answer(interaction, _off(interaction, acting, channel.id), _as_it_is)
        return
    how = Every(every)
    if at is None or (how is Every.WEEK and weekday is None):
        raise TimeMissing
    await answer(interaction, _on(interaction, acting, channel, how, at, weekday or 0), _as_it_is)


async def switch_off(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Switch the prompts of a channel off."""
    acting = rights.moderator(interaction)
    await answer(interaction, _off(interaction, acting, int(control.fields["channel"])), _as_it_is, way=Way.EDIT)


async def _on(
    interaction: discord.Interaction[LoungeBot],
    acting: Acting,
    channel: discord.TextChannel,
    every: Every,
    at: str,
    weekday: int,
) -> ui.LayoutView:
    if not isinstance(interaction.user, discord.Member):
        raise NotOffered
    clock, words, desk = read_clock(at), words_of(interaction), acting.desk
    permissions.require(channel, interaction.user, permissions.PROMPTS, words)
    settings = await lounge_settings.settings_of(desk.database, acting.server)
    schedule = Schedule(every, clock, zone_of(settings.zone), weekday)
    kept = await prompts.switch_on(desk.database, acting.server, channel.id, schedule, now=desk.clock())
    return prompts_on_card(kept, words)


async def _off(interaction: discord.Interaction[LoungeBot], acting: Acting, channel: int) -> ui.LayoutView:
    had = await prompts.switch_off(acting.desk.database, acting.server, channel)
    return prompts_off_card(channel, had, words_of(interaction))


def _as_it_is(view: ui.LayoutView) -> ui.LayoutView:
    return view

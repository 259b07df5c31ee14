"""Showing and changing how a server runs its lounge. Every press checks again that a moderator acts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.colleagues.errors import ZoneUnknown
from bot.colleagues.when import zone_of, zones_like
from bot.discord_app.cards.lounge_settings import LoungeState, lounge_settings_card
from bot.discord_app.controls import lounge
from bot.discord_app.controls.control import words_of
from bot.discord_app.discussion_refusals import LimitUnreadable, RoleUnfit
from bot.discord_app.discussion_threads import lounge_channel
from bot.discord_app.permissions_check import lacks
from bot.discord_app.presses.showing import way_for
from bot.discord_app.prompt_reply import answer
from bot.discord_app.refusals import NotOffered
from bot.discord_app.rights import moderator
from bot.store import discussions, lounge_settings, prompts, sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.rights import Acting
    from bot.store.lounge_settings import LoungeSettings


async def open_settings(interaction: discord.Interaction[LoungeBot], _control: Control | None = None) -> None:
    """Show the card, with every permission looked at anew."""
    acting, words = moderator(interaction), words_of(interaction)
    await answer(
        interaction,
        _state(interaction, acting),
        lambda state: lounge_settings_card(state, words),
        way=way_for(interaction),
    )


async def choose_channel(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Let discussions open in the chosen channel, or, where none is chosen, nowhere. Raises LoungeChannelGone."""
    moderator(interaction)
    numbers = _chosen_ids(interaction)
    channel = lounge_channel(interaction.guild, numbers[0]).id if numbers else None
    await _change(interaction, lambda old: replace(old, channel=channel))


async def choose_specialties(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Let discussions call the chosen roles. Raises RoleUnfit for everyone's role and for those of bots and integrations."""
    moderator(interaction)
    if interaction.guild is None:
        raise NotOffered
    numbers = _chosen_ids(interaction)
    for number in numbers:
        role = interaction.guild.get_role(number)
        if role is None or role.is_default() or role.managed:
            raise RoleUnfit
    await _change(interaction, lambda old: replace(old, specialties=frozenset(numbers)))


async def switch_leaks(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Switch the deleting of messages with identifying details on or off."""
    moderator(interaction)
    remove = control.fields["on"] == "1"
    await _change(interaction, lambda old: replace(old, remove_leaks=remove))


async def edit_limits(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Open the form for time zone and limits, as they are."""
    acting = moderator(interaction)
    settings = await lounge_settings.settings_of(acting.desk.database, acting.server)
    await interaction.response.send_modal(lounge.limits_form(words_of(interaction), settings))


async def submit_limits(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Take time zone and limits over, all or none. Raises ZoneUnknown, LimitUnreadable."""
    moderator(interaction)
    texts = form.texts
    zone = zone_meant(texts.get(lounge.ZONE, ""))
    member = _number(texts.get(lounge.PER_MEMBER, ""), lounge.MOST_CALLS_PER_MEMBER)
    server = _number(texts.get(lounge.PER_SERVER, ""), lounge.MOST_CALLS_PER_SERVER)
    await _change(interaction, lambda old: replace(old, zone=zone, calls_per_member=member, calls_per_server=server))


def zone_meant(typed: str) -> str:
    """The IANA name of a zone, written as it is, in small letters, or by its city alone. Raises ZoneUnknown."""
    wanted = typed.strip().replace(" ", "_")
    try:
        return zone_of(wanted).key
    except ZoneUnknown:
        folded = wanted.casefold()
        found = [name for name in zones_like(wanted) if folded in (name.casefold(), name.casefold().rpartition("/")[2])]
        if not folded or len(found) != 1:
            raise
        return found[0]


async def _change(
    interaction: discord.Interaction[LoungeBot], made_of: Callable[[LoungeSettings], LoungeSettings]
) -> None:
    acting, words = moderator(interaction), words_of(interaction)

    async def change() -> LoungeState:
        new = await lounge_settings.adjust(acting.desk.database, acting.server, made_of)
        interaction.client.open_lounges.note(acting.server, new.channel)
        return await _state(interaction, acting)

    note = words("lounge.settings.saved")
    await answer(
        interaction, change(), lambda state: lounge_settings_card(state, words, note), way=way_for(interaction)
    )


async def _state(interaction: discord.Interaction[LoungeBot], acting: Acting) -> LoungeState:
    database, server = acting.desk.database, acting.server
    settings = await lounge_settings.settings_of(database, server)
    planned, channels = await sessions.coming(database, server), await prompts.prompts_of(database, server)
    waiting = await discussions.proposed(database, server)
    guild = interaction.guild
    missing = (
        ()
        if guild is None
        else lacks(
            guild,
            settings,
            prompts=[prompt.channel for prompt in channels],
            sessions=[session.channel for session in planned],
        )
    )
    return LoungeState(settings, channels, planned, len(waiting), missing)


def _chosen_ids(interaction: discord.Interaction[Any]) -> tuple[int, ...]:
    data: Any = interaction.data or {}
    return tuple(int(value) for value in data.get("values") or () if str(value).isdecimal())


def _number(typed: str, most: int) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdecimal() and int(text) <= most):
        raise LimitUnreadable
    return int(text)

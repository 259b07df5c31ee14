"""The audit channel of a server is told of what its moderators did: each deed once, none forgotten, also over a restart.

A deed is written down with what it did (``bot.store.audit``) and crossed off once the channel has it. Should the program end in between,
Discord itself drops the second post, as both carry the same nonce; it remembers nonces for a few minutes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import AllowedMentions

from bot.discord_app import failures
from bot.discord_app.cards.audit import event_card, waiting_card, waiting_import_card
from bot.discord_app.translation import words_for
from bot.store import audit, revisions
from bot.store.errors import StoreUnavailable
from bot.store.revisions import UnknownRevision
from bot.store.server_settings import settings_of

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.held_imports import HeldImport
    from bot.moderation.desk import Desk
    from bot.store.audit import Event
    from bot.store.drafts import Draft


class Auditor:
    """Tells the audit channels of the servers that this process serves."""

    def __init__(self, bot: LoungeBot) -> None:
        self._bot = bot
        self._telling: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._closed: set[int] = set()

    async def tell(self, server: int, *, again: bool = True) -> bool:
        """Tell a server's channel what it has not been told; False where a channel is set and cannot be posted in.

        What cannot be posted is kept until a channel can be; where none is set, nothing is kept. ``again``: also where it could not
        be posted in before. Never raises; what failed for now is tried again later.
        """
        desk = self._bot.desk
        if desk is None or (server in self._closed and not again):
            return server not in self._closed
        try:
            async with self._telling[server]:
                told = await self._tell(desk, server)
        except (discord.DiscordException, StoreUnavailable, *failures.CONNECTION, TimeoutError) as error:
            failures.record(error, "telling an audit channel")
            return True
        (self._closed.discard if told else self._closed.add)(server)
        return told

    async def tell_all(self) -> None:
        """Tell every server of this process what it has not been told: deeds of a process that ended, or of the command line."""
        desk = self._bot.desk
        if desk is None:
            return
        for server in await audit.untold_servers(desk.database):
            if self._bot.get_guild(server) is not None:
                await self.tell(server, again=False)

    async def announce(self, server: int, draft: Draft, title: str) -> bool:
        """Say in the audit channel that a draft waits for a second moderator; False where it could not be said. Never raises."""
        found = self._place(server)
        if found is None:
            return False
        guild, channel = found
        card = waiting_card(words_for(guild.preferred_locale), draft, title)
        return await _said(channel, card, f"waiting-{draft.id}-{draft.version}")

    async def announce_import(self, server: int, held: HeldImport) -> bool:
        """Say in the audit channel that an import waits for a second moderator; False where it could not be said. Never raises."""
        found = self._place(server)
        if found is None:
            return False
        guild, channel = found
        card = waiting_import_card(words_for(guild.preferred_locale), held)
        return await _said(channel, card, f"import-{held.token}")

    def _place(self, server: int) -> tuple[discord.Guild, discord.TextChannel] | None:
        desk, guild = self._bot.desk, self._bot.get_guild(server)
        if desk is None or guild is None:
            return None
        channel = _channel(guild, desk.lounges.settings(server).audit_channel)
        return None if channel is None else (guild, channel)

    async def _tell(self, desk: Desk, server: int) -> bool:
        guild = self._bot.get_guild(server)
        if guild is None:
            return True
        while events := await audit.untold(desk.database, server):
            chosen = (await settings_of(desk.database, server)).audit_channel
            if chosen is None:
                await audit.told(desk.database, events)
                continue
            channel = _channel(guild, chosen)
            if channel is None:
                return False
            for event in events:
                card = await self._card(desk, guild, event)
                try:
                    await _post(channel, card, f"audit-{event.id}")
                except (discord.Forbidden, discord.NotFound) as error:
                    failures.record(error, "telling an audit channel")
                    return False
                await audit.told(desk.database, (event,))
        return True

    async def _card(self, desk: Desk, guild: discord.Guild, event: Event) -> ui.LayoutView:
        approver, title, entry = None, event.entry or "", event.entry
        knowledge = desk.lounges.base.knowledge
        if event.revision is not None:
            try:
                found = await revisions.revision(desk.database, event.server, event.revision)
            except UnknownRevision:
                # The server left and was erased in between: there is nothing to open any more.
                event = replace(event, revision=None)
            else:
                approver = found.approver
                shown = found.overlay.entry or found.overlay.base or knowledge.entries.get(found.entry)
                title = title if shown is None else shown.title
        elif entry is not None and entry in knowledge.entries:
            title = knowledge.entries[entry].title
        return event_card(words_for(guild.preferred_locale), event, title, approver)


def _channel(guild: discord.Guild, chosen: int | None) -> discord.TextChannel | None:
    """The channel of this server with an id; None where it is gone, or another server's."""
    channel = None if chosen is None else guild.get_channel(chosen)
    return channel if isinstance(channel, discord.TextChannel) else None


async def _said(channel: discord.TextChannel, card: ui.LayoutView, nonce: str) -> bool:
    try:
        await _post(channel, card, nonce)
    except (discord.DiscordException, *failures.CONNECTION, TimeoutError) as error:
        failures.record(error, "announcing what waits for a second moderator")
        return False
    return True


async def _post(channel: discord.TextChannel, card: ui.LayoutView, nonce: str) -> None:
    await channel.send(view=card, nonce=nonce, allowed_mentions=AllowedMentions.none())

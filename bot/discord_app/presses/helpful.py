"""Closing the loop: the message that helped is kept, without names, once somebody who may has seen exactly what is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.discord_app.cards.discussion import mark_card
from bot.discord_app.cards.notices import said_card
from bot.discord_app.controls import lounge
from bot.discord_app.controls.control import shown_text, words_of
from bot.discord_app.discussion_refusals import MarkedTooLong, NotAsker, NotDiscussion, NothingToKeep
from bot.discord_app.markdown import length
from bot.discord_app.presses.opening import show
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.quoting import quoted, unquoted
from bot.discord_app.rights import is_moderator, member
from bot.moderation.errors import TextScreened
from bot.store import discussions

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.rights import Acting

LONGEST_SHOWN: Final = 3_000
"""Characters that a card has room for beside its own words; nothing is kept that was not shown whole."""
_MENTION: Final = re.compile(r"<(?:@[!&]?|#|a?:\w+:|/[^:>]+:|t:|id:)[^>]*>")


async def mark(interaction: discord.Interaction[LoungeBot], message: discord.Message) -> None:
    """Show what would be kept of a message. Raises NotDiscussion, NotAsker, NothingToKeep, MarkedTooLong, TextScreened."""
    acting, words = member(interaction), words_of(interaction)
    interaction.client.pace.take(interaction.user.id)
    await answer(interaction, _prepare(interaction, acting, message), lambda lines: mark_card(lines, words, message.id))


async def keep(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Keep the text as it was shown. Raises NotDiscussion, NotAsker, TextScreened; then nothing is kept."""
    acting, words = member(interaction), words_of(interaction)
    text, number = unquoted(shown_text(interaction, lounge.QUESTION)), int(control.fields["message"])
    await answer(
        interaction,
        _keep(interaction, acting, text, number),
        lambda fresh: said_card(words("lounge.mark.kept" if fresh else "lounge.mark.kept_before")),
        way=Way.EDIT,
    )


async def drop(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Keep nothing."""
    await show(interaction, said_card(words_of(interaction)("lounge.mark.dropped")), Way.EDIT)


async def _prepare(
    interaction: discord.Interaction[LoungeBot], acting: Acting, message: discord.Message
) -> tuple[str, ...]:
    await _check(interaction, acting)
    text = _MENTION.sub(" ", message.content).strip()
    if message.author.bot or not any(char.isalpha() for char in text):
        raise NothingToKeep
    lines = tuple(quoted(await interaction.client.thinking(acting.desk.inbox.redact, text)))
    if length("\n".join(lines)) > LONGEST_SHOWN:
        raise MarkedTooLong
    return lines


async def _keep(interaction: discord.Interaction[LoungeBot], acting: Acting, text: str, message: int) -> bool:
    thread = await _check(interaction, acting)
    desk = acting.desk
    if await interaction.client.thinking(desk.inbox.redact, text) != text:
        raise TextScreened(())
    return await discussions.propose(
        desk.database, acting.server, thread=thread, message=message, text=text, at=desk.clock()
    )


async def _check(interaction: discord.Interaction[LoungeBot], acting: Acting) -> int:
    """The discussion that somebody is in and may mark messages of."""
    thread, database = interaction.channel_id, acting.desk.database
    if thread is None or not await discussions.is_discussion(database, acting.server, thread):
        raise NotDiscussion
    asked = await discussions.asked_by(database, thread, acting.desk.members.key(acting.by))
    if not asked and not is_moderator(interaction):
        raise NotAsker
    return thread

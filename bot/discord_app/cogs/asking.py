"""Asking: `/ask`, the message menu `Find guidance`, mentions, replies and direct messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord import AllowedMentions, app_commands
from discord.ext import commands

from bot.concierge import QUESTION_LENGTH  # noqa: TC001 - discord.py reads annotations at run time
from bot.discord_app.cards.answer import answer_card
from bot.discord_app.cards.notices import greeting_card
from bot.discord_app.cards.reply import reply_card
from bot.discord_app.cards.showing import Showing
from bot.discord_app.completion import PICKED, choices, nearest
from bot.discord_app.controls.control import knowledge_of
from bot.discord_app.discussion_threads import in_discussion
from bot.discord_app.failures import answer_failure, tell_failure
from bot.discord_app.presses import asking, sharing
from bot.discord_app.presses.opening import entry_view, show
from bot.discord_app.presses.showing import showing_for
from bot.discord_app.prompt_reply import Way
from bot.discord_app.translation import term, words_for
from bot.reply import Outcome, Reply

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot

_TYPES = (discord.MessageType.default, discord.MessageType.reply)


class Asking(commands.Cog):
    """Questions, wherever they are asked."""

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot

    @app_commands.command(name=term("command.ask.name"), description=term("command.ask.description"))
    @app_commands.rename(question=term("command.ask.question.name"), share=term("command.ask.share.name"))
    @app_commands.describe(
        question=term("command.ask.question.description"), share=term("command.ask.share.description")
    )
    async def ask(
        self,
        interaction: discord.Interaction[LoungeBot],
        question: app_commands.Range[str, 1, QUESTION_LENGTH],
        share: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Answer privately; with ``share``, post the answer as well."""
        picked = question.removeprefix(PICKED) if question.startswith(PICKED) else ""
        if picked in knowledge_of(interaction).entries:
            view = entry_view(interaction, picked)
            reply = Reply(Outcome.ANSWER, answer=view)
            await show(interaction, answer_card(view, showing_for(interaction)), Way.PRIVATE)
        else:
            reply = await asking.ask(interaction, question)
        if share:
            await sharing.share_reply(interaction, reply)

    @ask.autocomplete("question")
    async def complete_question(
        self, interaction: discord.Interaction[LoungeBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The topics whose titles come nearest; none for words that the screen stops."""
        try:
            concierge = await self.bot.concierges.concierge_for(interaction.guild_id)
            titles = {key: entry.title for key, entry in concierge.knowledge.entries.items()}
            if typed.strip() and not await self.bot.thinking(concierge.lets_through, typed):
                return []
            return choices(titles, nearest(titles, typed), PICKED)
        except Exception as error:  # noqa: BLE001 - discord.py only logs what is raised here
            await answer_failure(interaction, error)
            return []

    async def find_guidance(self, interaction: discord.Interaction[LoungeBot], message: discord.Message) -> None:
        """What the guide says on a message; only the person who asked sees it."""
        await asking.ask(interaction, message.content)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, a mention or a reply."""
        if message.author.bot or message.type not in _TYPES or self.bot.user is None:
            return
        if message.guild is not None and self.bot.user not in message.mentions:
            return
        try:
            # Among colleagues the lounge keeps silent; what it has to say there stands in the cog of discussions.
            if not await in_discussion(self.bot, message):
                await self._answer(message)
        except Exception as error:  # noqa: BLE001 - the one place for failures tells them apart
            await tell_failure(message, error)

    async def _answer(self, message: discord.Message) -> None:
        text = _without_mention(message.content, self.bot.application_id, self.bot.user)
        words = words_for(message.guild.preferred_locale if message.guild else None)
        if not text:
            await _reply(message, greeting_card(words))
            return
        self.bot.pace.take(message.author.id)
        server = message.guild.id if message.guild else None
        reply = await self.bot.ask(server, text)
        offers = self.bot.offers
        showing = Showing(
            words=words,
            private=message.guild is None,
            votes=self.bot.votes is not None,
            colleagues=offers.colleagues_in(server),
            moderators=offers.moderators_in(server),
        )
        await _reply(message, reply_card(reply, showing))


def _without_mention(text: str, *bots: discord.abc.Snowflake | int | None) -> str:
    for bot in bots:
        if bot is not None:
            text = re.sub(rf"<@!?{bot if isinstance(bot, int) else bot.id}>", " ", text)
    return text.strip()


async def _reply(message: discord.Message, view: discord.ui.LayoutView) -> None:
    # The question may be gone by now: the lounge itself asks people to delete what points to a patient.
    await message.channel.send(
        view=view,
        reference=message.to_reference(fail_if_not_exists=False),
        mention_author=False,
        allowed_mentions=AllowedMentions.none(),
    )


async def setup(bot: LoungeBot) -> None:
    """Add the cog and its message menu."""
    cog = Asking(bot)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name=term("menu.find.name"), callback=cog.find_guidance))

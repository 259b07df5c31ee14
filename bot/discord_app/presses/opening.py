"""Opening topics, the sources behind them and what else a card leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import AllowedMentions

from bot.discord_app.cards.answer import answer_card, sources_card
from bot.discord_app.cards.notices import none_card
from bot.discord_app.controls import shapes
from bot.discord_app.controls.control import chosen, knowledge_of, sibling_ids
from bot.discord_app.presses.showing import showing_for, way_for
from bot.discord_app.prompt_reply import Way
from bot.discord_app.refusals import ControlStale
from bot.reply import Option
from bot.views import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.reply import AnswerView


async def show(interaction: discord.Interaction[LoungeBot], view: ui.LayoutView, way: Way | None = None) -> None:
    """Answer a press with a card that needs no work: in place where only its reader sees it, beside it otherwise."""
    if (way or way_for(interaction)) is Way.EDIT:
        await interaction.response.edit_message(view=view, allowed_mentions=AllowedMentions.none())
    else:
        await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=AllowedMentions.none())


def entry_view(interaction: discord.Interaction[LoungeBot], entry_id: str) -> AnswerView:
    """An entry of the server's knowledge. Raises ControlStale where it is gone."""
    try:
        return view_of(knowledge_of(interaction), entry_id)
    except KeyError:
        raise ControlStale from None


async def choose(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the chosen topic; the others stay within reach, as a thumb on a phone misses at times."""
    chosen_id = control.fields["entry"]
    view = entry_view(interaction, chosen_id)
    matches = [shapes.Choose.parse(custom_id) for custom_id in sibling_ids(interaction)]
    others = [match["entry"] for match in matches if match is not None and match["entry"] != chosen_id]
    await show(interaction, answer_card(view, showing_for(interaction, instead=_options(interaction, others))))


async def open_topic(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the topic chosen in a menu, with the way back."""
    view = entry_view(interaction, chosen(interaction))
    back = control.fields["back"]
    known = back in knowledge_of(interaction).entries
    await show(interaction, answer_card(view, showing_for(interaction, back=back if known else "")))


async def back(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the topic that somebody came from."""
    await show(interaction, answer_card(entry_view(interaction, control.fields["entry"]), showing_for(interaction)))


async def sources(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show what a topic rests on."""
    await show(interaction, sources_card(entry_view(interaction, control.fields["entry"]), showing_for(interaction)))


async def none_of_these(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Say what one can do where no topic fits, and offer the next best."""
    await show(
        interaction,
        none_card(showing_for(interaction, instead=_options(interaction, control.fields["others"].split(".")))),
    )


def _options(interaction: discord.Interaction[LoungeBot], entry_ids: Iterable[str]) -> tuple[Option, ...]:
    entries = knowledge_of(interaction).entries
    return tuple(Option(key, entries[key].title, 1.0) for key in entry_ids if key in entries)

"""Leafing through the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.guide import contents_card, section_card
from bot.discord_app.controls.control import chosen, knowledge_of, words_of
from bot.discord_app.presses.opening import show
from bot.discord_app.prompt_reply import Way
from bot.discord_app.refusals import ControlStale

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control


async def contents(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Show the guide's contents."""
    await show(interaction, contents_card(knowledge_of(interaction), words_of(interaction)))


async def choose_section(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Open the section chosen in the menu."""
    await _section(interaction, chosen(interaction), 0)


async def turn_page(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Go to a page of a section."""
    await _section(interaction, control.fields["section"], int(control.fields["page"]))


async def show_guide(interaction: discord.Interaction[LoungeBot], name: str | None) -> None:
    """Show a section by its id or heading, or the contents where there is none of that name."""
    knowledge, words = knowledge_of(interaction), words_of(interaction)
    wanted = (name or "").strip().casefold()
    found = next(
        (item.id for item in knowledge.guide.sections if wanted in (item.id.casefold(), item.heading.casefold())), None
    )
    card = contents_card(knowledge, words) if found is None else section_card(knowledge, found, 0, words)
    await show(interaction, card, Way.PRIVATE)


async def _section(interaction: discord.Interaction[LoungeBot], section_id: str, page: int) -> None:
    knowledge, words = knowledge_of(interaction), words_of(interaction)
    if section_id not in knowledge.sections:
        raise ControlStale
    await show(interaction, section_card(knowledge, section_id, page, words))

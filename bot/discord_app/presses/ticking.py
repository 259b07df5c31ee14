"""Checklists: opening, ticking, starting again. What is ticked is read from the message and goes back into it; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.checklist import checklist_card, checklists_card, edition
from bot.discord_app.controls import shapes
from bot.discord_app.controls.control import chosen, knowledge_of, sibling_ids, words_of
from bot.discord_app.presses.opening import show
from bot.discord_app.presses.showing import showing_for
from bot.discord_app.prompt_reply import Way
from bot.discord_app.refusals import ControlStale

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.knowledge.model import Checklist


async def open_checklist(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open a checklist from a card, with the way back to its topic."""
    await _show(interaction, _checklist(interaction, control.fields["checklist"]), frozenset())


async def choose_checklist(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Open the checklist chosen in the menu."""
    await _show(interaction, _checklist(interaction, chosen(interaction)), frozenset())


async def tick(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Turn one item over."""
    fields = control.fields
    checklist = _checklist(interaction, fields["checklist"])
    item = int(fields["item"])
    message, taps = _message_id(interaction), interaction.client.taps
    if fields["print"] != edition(checklist) or item >= len(checklist.items):
        taps.forget(message)
        await _show(interaction, checklist, frozenset(), words_of(interaction)("checklist.changed"))
        return
    taps.note(message, item, ticked=fields["ticked"] == "0")
    await _show(interaction, checklist, taps.over(message, _ticked(interaction, checklist)))


async def reset(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Untick everything."""
    interaction.client.taps.forget(_message_id(interaction))
    await _show(interaction, _checklist(interaction, control.fields["checklist"]), frozenset())


async def show_checklist(interaction: discord.Interaction[LoungeBot], name: str | None) -> None:
    """Show a checklist by its id or title, or all of them where there is none of that name."""
    knowledge, words = knowledge_of(interaction), words_of(interaction)
    found = knowledge.checklists.get(name or "")
    if found is None:
        titled = (name or "").strip().casefold()
        found = next((item for item in knowledge.checklists.values() if item.title.casefold() == titled), None)
    card = (
        checklists_card(knowledge, words)
        if found is None
        else checklist_card(found, knowledge, showing_for(interaction))
    )
    await show(interaction, card, Way.PRIVATE)


async def _show(
    interaction: discord.Interaction[LoungeBot], checklist: Checklist, ticked: frozenset[int], note: str = ""
) -> None:
    knowledge = knowledge_of(interaction)
    showing = showing_for(interaction, back=_topic(interaction))
    await show(interaction, checklist_card(checklist, knowledge, showing, ticked, note))


def _checklist(interaction: discord.Interaction[LoungeBot], checklist_id: str) -> Checklist:
    found = knowledge_of(interaction).checklists.get(checklist_id)
    if found is None:
        raise ControlStale
    return found


def _message_id(interaction: discord.Interaction[LoungeBot]) -> int:
    return 0 if interaction.message is None else interaction.message.id


def _ticked(interaction: discord.Interaction[LoungeBot], checklist: Checklist) -> frozenset[int]:
    """The places that are ticked on the message, as far as they belong to this edition of the checklist."""
    printed = edition(checklist)
    ticks = [found for custom_id in sibling_ids(interaction) if (found := shapes.Tick.parse(custom_id))]
    return frozenset(
        int(found["item"])
        for found in ticks
        if found["checklist"] == checklist.id and found["print"] == printed and found["ticked"] == "1"
    )


def _topic(interaction: discord.Interaction[LoungeBot]) -> str:
    """The topic that the card shows or leads back to."""
    entries = knowledge_of(interaction).entries
    ids = sibling_ids(interaction)
    for kind in (shapes.Sources, shapes.Back):
        found = next((match["entry"] for custom_id in ids if (match := kind.parse(custom_id))), "")
        if found in entries:
            return found
    return ""

"""Drafts: shown, edited in parts, published or thrown away. Rights are checked at every press and form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_app import rights
from bot.discord_app.cards.editing import preview_card
from bot.discord_app.controls.control import knowledge_of, words_of
from bot.discord_app.prompt_reply import Way, answer
from bot.store.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import discord

    from bot.discord_app.client import LoungeBot
    from bot.moderation.preview import Preview


async def show_draft(
    interaction: discord.Interaction[LoungeBot],
    draft: Draft | Coroutine[Any, Any, Draft],
    *,
    way: Way = Way.PRIVATE,
    note: str = "",
) -> Draft:
    """Answer with the preview of a draft and everything that can be done with it; gives the draft.

    A coroutine that makes or fetches the draft is awaited once a first response is certain. ``note`` is a sentence to begin with.
    Raises what ``rights.moderator`` and the coroutine raise, and StoreUnavailable.
    """
    try:
        acting = rights.moderator(interaction)
    except BaseException:
        if not isinstance(draft, Draft):
            draft.close()
        raise
    words = words_of(interaction)

    async def work() -> Preview:
        return await acting.desk.editor.preview(draft if isinstance(draft, Draft) else await draft)

    preview = await answer(
        interaction, work(), lambda found: preview_card(found, titles_for(interaction, found), words, note=note), way=way
    )
    return preview.draft


def titles_for(interaction: discord.Interaction[LoungeBot], preview: Preview) -> dict[str, str]:
    """The titles of a server's entries by id, with the draft's own."""
    titles = {key: entry.title for key, entry in knowledge_of(interaction).entries.items()}
    for entry in (preview.before, preview.after):
        if entry is not None:
            titles[entry.id] = entry.title
    return titles

"""The phrasings of a draft, numbered, so that one can be taken away by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ButtonStyle

from bot.discord_app.cards.difference import pages_of
from bot.discord_app.cards.showing import CALM, heading, small
from bot.discord_app.controls import editing
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.store.drafts import Draft

PAGE: Final = 1_800


def phrasings_card(words: Words, draft: Draft, page: int) -> ui.LayoutView:
    """A page of the phrasings, counted from 0."""
    lines = [f"`{place}` {plain(line)}" for place, line in enumerate(draft.proposal.phrasings, start=1)]
    pages = pages_of(lines, PAGE)
    page = min(page, len(pages) - 1)
    sheet = Sheet(CALM).text(
        heading(words("edit.phrasings.heading", count=len(lines))), plain(words("edit.phrasings.text"))
    )
    sheet.text(*pages[page])
    if len(pages) > 1:
        sheet.text(small(words("guide.page", page=page + 1, pages=len(pages))))
    at = editing.of(draft)
    return sheet.row(
        editing.ChangePhrasings.button(words("button.change_phrasings"), *at, style=ButtonStyle.primary),
        editing.Phrasings.button(words("button.previous"), *at, page - 1) if page else None,
        editing.Phrasings.button(words("button.next"), *at, page + 1) if page + 1 < len(pages) else None,
        editing.ShowDraft.button(words("button.to_preview"), draft.id),
    ).view()

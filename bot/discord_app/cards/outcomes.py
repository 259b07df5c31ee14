"""What a moderator is told once something is done, or before it is done for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ButtonStyle

from bot.discord_app.cards.showing import CALM, CARE, bold
from bot.discord_app.controls import editing
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.store.actions import Action


def done_card(words: Words, action: Action, title: str, entry: str, *, gone: bool) -> ui.LayoutView:
    """That it is live, and how to undo it. ``gone``: the entry is not given any more."""
    return (
        Sheet(CALM)
        .text(bold(words(f"audit.{action.value}", title=title)))
        .text(plain(words("edit.live_without" if gone else "edit.live")))
        .row(editing.History.button(words("button.history"), entry, ""))
        .view()
    )


def discard_card(words: Words, draft: int, version: int) -> ui.LayoutView:
    """Whether a draft is to be thrown away."""
    return (
        Sheet(CARE)
        .text(bold(words("edit.discard.heading")), plain(words("edit.discard.text")))
        .row(
            editing.DiscardForGood.button(words("button.discard_now"), draft, version, style=ButtonStyle.danger),
            editing.ShowDraft.button(words("button.to_preview"), draft),
        )
        .view()
    )

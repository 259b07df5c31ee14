"""What the audit channel of a server is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_app.cards.editing import person
from bot.discord_app.cards.showing import CALM, bold, small
from bot.discord_app.controls import editing
from bot.discord_app.layout import Sheet

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.store.audit import Event
    from bot.store.drafts import Draft


def event_card(words: Words, event: Event, title: str, approver: int | None) -> ui.LayoutView:
    """One deed: what, by whom, when, and a button to compare."""
    who = words("audit.by", who=person(event.actor, words))
    if approver is not None:
        who = words("audit.by_two", who=person(event.actor, words), other=person(approver, words))
    sheet = Sheet(CALM).text(
        bold(words(f"audit.{event.action}", title=title)),
        who,
        small(
            format_dt(event.at, "f")
            if event.revision is None
            else words("audit.revision", number=event.revision, when=format_dt(event.at, "f"))
        ),
    )
    if event.revision is not None:
        sheet.row(editing.Compare.button(words("button.compare"), event.revision, 0))
    return sheet.view()


def waiting_card(words: Words, draft: Draft, title: str) -> ui.LayoutView:
    """A draft that waits for a second moderator, with a button to look at it."""
    return (
        Sheet(CALM)
        .text(bold(words("audit.waiting", title=title)), words("audit.waiting_by", who=person(draft.author, words)))
        .row(editing.ShowDraft.button(words("button.look"), draft.id))
        .view()
    )

"""What the audit channel of a server is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_app.cards.editing import person
from bot.discord_app.cards.showing import CALM, bold, small
from bot.discord_app.controls import editing, inbox
from bot.discord_app.layout import Sheet

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.held_imports import HeldImport
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


def waiting_import_card(words: Words, held: HeldImport) -> ui.LayoutView:
    """An import that waits for a second moderator, with a button to look at it."""
    preview = held.preview
    said = words("audit.waiting_import_by", count=len(preview.changes), who=person(preview.author, words))
    until = format_dt(datetime.fromtimestamp(held.until, UTC), "R")
    return (
        Sheet(CALM)
        .text(bold(words("audit.waiting_import")), said, small(words("import.until", until=until)))
        .row(inbox.OpenImport.button(words("button.look"), held.token))
        .view()
    )

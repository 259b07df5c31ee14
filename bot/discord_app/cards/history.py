"""Revisions, drafts and what a release changed, as lists to open and as comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord import ButtonStyle
from discord.utils import format_dt

from bot.discord_app.cards.difference import difference_lines, pages_of
from bot.discord_app.cards.editing import person, title_of
from bot.discord_app.cards.showing import CALM, CARE, bold, heading, small
from bot.discord_app.controls import editing
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.moderation.preview import Difference, difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.discord_app.translation import Words
    from bot.knowledge.overlay import ShippedChange
    from bot.store.drafts import Draft
    from bot.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class Past:
    """What there is to see of an entry (None: of a server): a page of revisions, drafts, changes of a release; ``more``: older ones."""

    entry: str | None
    revisions: tuple[Revision, ...]
    drafts: tuple[Draft, ...]
    changed: tuple[ShippedChange, ...]
    more: bool = False


def history_card(past: Past, titles: Mapping[str, str], words: Words) -> ui.LayoutView:
    """The list, newest first, and menus to open what it names."""
    sheet = Sheet(CARE if past.changed else CALM)
    title = (
        words("history.heading")
        if past.entry is None
        else words("history.of", title=titles.get(past.entry, past.entry))
    )
    sheet.text(heading(title))
    if past.changed:
        sheet.text(plain(words("history.changed", count=len(past.changed))))
    if past.drafts:
        waiting = sum(draft.waiting for draft in past.drafts)
        sheet.text(plain(words("history.drafts", count=len(past.drafts), waiting=waiting)))
    if past.revisions:
        sheet.text(
            *(revision_line(found, titles, words) for found in past.revisions), gives_way=1, more=words("edit.more")
        )
    else:
        sheet.text(plain(words("history.none")))
    sheet.row(
        editing.menu_of(
            editing.OpenRelease,
            words("menu.releases"),
            [(change.entry_id, titles.get(change.entry_id, change.entry_id), "") for change in past.changed],
        )
    )
    sheet.row(
        editing.menu_of(
            editing.OpenDraft,
            words("menu.drafts"),
            [
                (
                    str(draft.id),
                    title_of(draft, titles, words),
                    words(
                        "history.draft_waiting" if draft.waiting else "history.draft",
                        when=f"{draft.at:%d %b %H:%M} UTC",
                    ),
                )
                for draft in reversed(past.drafts)
            ],
        )
    )
    sheet.row(
        editing.menu_of(
            editing.OpenRevision,
            words("menu.revisions"),
            [
                (
                    str(found.number),
                    f"{found.number} · {_title(found, titles)}",
                    f"{words(f'history.deed.{found.action.value}')} · {found.at:%d %b %Y %H:%M} UTC",
                )
                for found in past.revisions
            ],
        )
    )
    if past.more:
        sheet.row(editing.History.button(words("button.older"), past.entry or "", past.revisions[-1].number))
    return sheet.view()


def revision_line(found: Revision, titles: Mapping[str, str], words: Words) -> str:
    """One revision: number, deed, entry, who, when."""
    who = person(found.author, words)
    if found.approver is not None:
        who = words("history.two", who=who, other=person(found.approver, words))
    return words(
        "history.line",
        number=found.number,
        deed=words(f"history.deed.{found.action.value}"),
        title=bold(_title(found, titles)),
        who=who,
        when=format_dt(found.at, "R"),
    )


def revision_card(
    found: Revision, changed: Difference, page: int, titles: Mapping[str, str], words: Words
) -> ui.LayoutView:
    """What a revision changed against the one before it, with the way to bring it back."""
    pages = pages_of(difference_lines(changed, words))
    page = min(page, len(pages) - 1)
    sheet = Sheet(CALM).text(
        heading(words("history.revision", number=found.number, title=_title(found, titles))),
        revision_line(found, titles, words),
    )
    if found.restored is not None:
        sheet.text(plain(words("history.restored", number=found.restored)))
    sheet.rule()
    if pages[0]:
        sheet.text(small(words("edit.legend")), *pages[page])
    else:
        sheet.text(plain(words("edit.same")))
    if len(pages) > 1:
        sheet.text(small(words("guide.page", page=page + 1, pages=len(pages))))
    return sheet.row(
        editing.Restore.button(words("button.restore"), found.number, style=ButtonStyle.primary),
        editing.Compare.button(words("button.next"), found.number, page + 1) if page + 1 < len(pages) else None,
        editing.History.button(words("button.history"), found.entry, ""),
    ).view()


def release_card(change: ShippedChange, page: int, titles: Mapping[str, str], words: Words) -> ui.LayoutView:
    """What a release changed in the shipped text of an entry that the server edited, and the ways to decide."""
    entry = change.entry_id
    pages = pages_of(difference_lines(difference(change.then, change.now), words))
    page = min(page, len(pages) - 1)
    sheet = Sheet(CARE).text(heading(words("release.heading", title=titles.get(entry, entry))))
    sheet.text(
        plain(
            words("release.gone" if change.now is None else "release.retired" if change.own.retired else "release.text")
        )
    )
    sheet.rule().text(bold(words("release.changes")), small(words("edit.legend")), *pages[page])
    if len(pages) > 1:
        sheet.text(small(words("guide.page", page=page + 1, pages=len(pages))))
    sheet.row(
        editing.CompareRelease.button(words("button.next"), entry, page + 1) if page + 1 < len(pages) else None,
        editing.CompareOwn.button(words("button.compare_own"), entry, 0)
        if change.own.entry is not None and change.now
        else None,
    )
    return sheet.row(
        editing.KeepOwn.button(words("button.keep_own"), entry, style=ButtonStyle.primary),
        editing.BackToShipped.button(words("button.back_to_shipped"), entry),
    ).view()


def _title(found: Revision, titles: Mapping[str, str]) -> str:
    entry = found.overlay.entry or found.overlay.base
    return titles.get(found.entry, found.entry) if entry is None else entry.title

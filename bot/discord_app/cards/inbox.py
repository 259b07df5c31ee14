"""The moderators' inbox: groups of questions, the most frequent first, and what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from discord import ButtonStyle

from bot.discord_app.cards.showing import CALM, heading, long_date, small
from bot.discord_app.controls import inbox
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discord import ui

    from bot.discord_app.controls.control import Control
    from bot.discord_app.translation import Words
    from bot.moderation.inbox import Group
    from bot.reply import Option
    from bot.store.server_settings import ServerSettings

GROUPS_ON_A_PAGE: Final = 5
TEXT_ON_A_PAGE: Final = 180
WORDINGS_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Beside:
    """What else waits for moderators: a line of markdown, and the control that leads to it."""

    text: str
    control: Control


def inbox_card(
    groups: Sequence[Group],
    page: int,
    titles: Mapping[str, str],
    settings: ServerSettings,
    words: Words,
    *,
    beside: Sequence[Beside] = (),
    note: str = "",
) -> ui.LayoutView:
    """A page of the inbox, counted from 0; a page beyond the last shows the last.

    ``titles`` are the entries' by id; ``beside`` is shown under the questions, ``note`` above them.
    """
    sheet = Sheet(CALM).text(heading(words("inbox.heading")))
    if note:
        sheet.text(plain(note))
    pages = max(1, -(-len(groups) // GROUPS_ON_A_PAGE))
    page = min(page, pages - 1)
    if not groups:
        sheet.text(plain(words("inbox.empty" if settings.inbox else "inbox.empty_off")))
    else:
        count = sum(group.count for group in groups)
        key = "inbox.summary.one" if count == 1 else "inbox.summary.many"
        lines = [plain(words(key, questions=count, groups=len(groups), days=settings.retention_days))]
        if not settings.inbox:
            lines.append(plain(words("inbox.off")))
        sheet.text(*lines).rule()
    for group in groups[page * GROUPS_ON_A_PAGE :][:GROUPS_ON_A_PAGE]:
        sheet.text(
            f"> {plain(shorten(group.text, TEXT_ON_A_PAGE))}",
            small(plain(_asked(group, titles, words))),
            control=inbox.OpenGroup.button(words("button.open"), group.id, page),
        )
    if pages > 1:
        sheet.text(small(words("guide.page", page=page + 1, pages=pages)))
    sheet.row(
        inbox.InboxPage.button(words("button.previous"), page - 1) if page else None,
        inbox.InboxPage.button(words("button.next"), page + 1) if page + 1 < pages else None,
    )
    if beside:
        sheet.rule()
    for other in beside:
        sheet.text(other.text, control=other.control)
    return sheet.view()


def group_card(
    group: Group, nearest: Sequence[Option], page: int, words: Words, *, found: Sequence[Option] | None = None
) -> ui.LayoutView:
    """Questions that ask the same. ``nearest`` are entries to add them to; ``found`` those that were looked for instead."""
    one = group.count == 1
    title = words("inbox.group_heading.one" if one else "inbox.group_heading.many", count=group.count)
    when = long_date(group.last)
    if group.first != group.last:
        when = words("inbox.between", first=long_date(group.first), last=when)
    sheet = Sheet(CALM).text(heading(title), small(plain(when)))
    quoted = [f"> {plain(text)}" for text in group.texts[:WORDINGS_SHOWN]]
    sheet.text(quoted[0])
    sheet.text(*quoted[1:], gives_way=1)
    if len(group.texts) > WORDINGS_SHOWN:
        sheet.text(small(plain(words("inbox.more_wordings", count=len(group.texts) - WORDINGS_SHOWN))))
    sheet.rule().text(plain(words("inbox.how")))
    if found is None:
        sheet.row(inbox.AddTo.menu(words("menu.add_phrasing"), nearest, group.id))
    else:
        sheet.text(plain(words("inbox.found" if found else "inbox.not_found")))
        sheet.row(inbox.AddTo.menu(words("menu.found_entries"), found, group.id))
    return sheet.row(
        inbox.FindEntry.button(words("button.find_entry"), group.id, page),
        inbox.DraftEntry.button(words("button.draft_entry"), group.id),
        inbox.Dismiss.button(words("button.dismiss"), group.id, page, 0, style=ButtonStyle.danger),
        inbox.InboxPage.button(words("button.to_inbox"), page),
    ).view()


def dismiss_card(group: Group, page: int, words: Words) -> ui.LayoutView:
    """Whether questions are really to be erased."""
    key = "inbox.sure.one" if group.count == 1 else "inbox.sure.many"
    sheet = Sheet().text(plain(words(key, count=group.count)), f"> {plain(group.text)}")
    return sheet.row(
        inbox.Dismiss.button(words("button.dismiss_sure"), group.id, page, group.count, style=ButtonStyle.danger),
        inbox.OpenGroup.button(words("button.leave_it"), group.id, page),
    ).view()


def _asked(group: Group, titles: Mapping[str, str], words: Words) -> str:
    key = "inbox.asked.one" if group.count == 1 else "inbox.asked.many"
    asked = words(key, count=group.count, last=long_date(group.last))
    title = titles.get(group.nearest or "")
    return asked if title is None else f"{asked}; {words('inbox.nearest', title=title)}"

"""Pages as plain lines, for screen readers and pipes: no frames, no columns, no colour, no movement of the cursor."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import texts
from bot.draft_text import review_text
from bot.knowledge.model import CHECKLIST_CLOSING
from bot.plain_text import citation_text, reply_text
from bot.reply import Outcome
from bot.terminal import wording
from bot.terminal.characters import visible
from bot.terminal.pages import (
    ChecklistPage,
    DraftPage,
    FarewellPage,
    HelpPage,
    ListPage,
    NotePage,
    Offered,
    Page,
    ReplyPage,
    SectionPage,
    WelcomePage,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain(page: Page, width: int | None = None) -> str:
    """A page in paragraphs without a closing line break; lines are wrapped between words where ``width`` is given."""
    text = visible(_page(page))
    return text if width is None else "\n".join(_wrapped(line, width) for line in text.split("\n"))


def _page(page: Page) -> str:
    match page:
        case ReplyPage():
            return _reply(page)
        case DraftPage():
            return review_text(page.reply)
        case ChecklistPage():
            return _checklist(page)
        case SectionPage():
            return _section(page)
        case ListPage():
            return _list(page)
        case NotePage():
            return " ".join(page.lines)
        case WelcomePage():
            return "\n".join((wording.WELCOME_TITLE, *wording.WELCOME))
        case HelpPage():
            return _help()
        case FarewellPage():
            return wording.FAREWELL


def _reply(page: ReplyPage) -> str:
    """The reply's own text; what it offers comes last and numbered, because a number opens it here."""
    reply = page.reply
    answer = None if reply.answer is None else replace(reply.answer, related=(), checklist=None)
    text = reply_text(replace(reply, options=(), answer=answer, checklist=None))
    if reply.outcome is Outcome.NOTHING:
        return f"{text}\n\n{wording.NOTHING_HINT}"
    if reply.answer is not None:
        lead = wording.RELATED
    elif reply.outcome is Outcome.CLARIFY:
        lead = wording.OPEN_BY_NUMBER
    else:
        lead = texts.OFFERED if reply.options else wording.OPEN_BY_NUMBER
    none = [f"0. {wording.NONE_OF_THESE}"] if reply.outcome is Outcome.CLARIFY else []
    return _blocks(text, _numbered(lead, page.offered, none))


def _checklist(page: ChecklistPage) -> str:
    """The checklist with unnumbered items: in the terminal a number is something to open."""
    checklist = page.checklist
    head = [checklist.title, checklist.when]
    if not checklist.guide_covers:
        head.append(texts.CHECKLIST_BEYOND)
    items: list[str] = []
    for item in checklist.items:
        origin = "; ".join((*item.guide, *(citation_text(page.sources[key]) for key in item.sources)))
        items.append(" ".join(filter(None, ("-", item.text, item.stop, f"({origin})"))))
    return _blocks("\n".join(head), "\n".join(items), CHECKLIST_CLOSING, _numbered(wording.RELATED, page.offered))


def _section(page: SectionPage) -> str:
    points: list[str] = []
    for point in page.points:
        points.append(f"{point.id}: {point.text}")
        if point.note:
            points.append(f"{wording.ACCURACY} {point.note}")
    head = f"{page.section.heading}\n{page.section.about}"
    return _blocks(head, "\n".join(points), _numbered(wording.TOPICS_HERE, page.offered))


def _list(page: ListPage) -> str:
    groups = (_numbered(group.heading and f"{group.heading}:", group.offered) for group in page.groups)
    return _blocks(page.heading, *groups, wording.OPEN_BY_NUMBER.rstrip(":") + ".")


def _help() -> str:
    commands = [f"{name} {argument}".strip() + f": {meaning}" for name, (argument, meaning) in wording.COMMANDS.items()]
    return _blocks(wording.HELP_TITLE, *wording.HELP, "\n".join(commands), wording.HELP_CLOSING_PLAIN)


def _numbered(lead: str, offered: Iterable[Offered], more: Iterable[str] = ()) -> str:
    rows = [*(f"{item.number}. {item.label}" for item in offered), *more]
    return "\n".join(filter(None, (lead, *rows))) if rows else ""


def _blocks(*blocks: str) -> str:
    return "\n\n".join(filter(None, blocks))


def _wrapped(line: str, width: int) -> str:
    # A hyphenated id or address must stay in one piece to be typed or read out.
    return textwrap.fill(line, max(width, 10), break_on_hyphens=False) if line else line

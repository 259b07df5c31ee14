"""Pages as cards for a terminal. Every text goes in as text: nothing in it is read as markup, and meaning never rests on colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from rich.box import ROUNDED
from rich.console import Group as Stack
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot import texts
from bot.draft_text import review_text
from bot.knowledge.model import CHECKLIST_CLOSING
from bot.plain_text import citation_text, provenance_lines
from bot.reply import Outcome
from bot.terminal import wording
from bot.terminal.characters import long_date, visible
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
from bot.views import lead_and_rest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from bot.knowledge.model import ChecklistItem, Source
    from bot.reply import AnswerView, Notice

# Longer lines are hard to read: a card grows no wider than this, and has its two columns only where it is that wide.
WIDEST = 100
# Below this, a frame takes too much of the line.
NARROWEST_FRAME = 32

TITLE, HEADING, DO, AVOID, QUIET, NUMBER = "bold cyan", "bold", "bold green", "bold yellow", "dim", "bold cyan"


def render(page: Page, width: int) -> RenderableType:
    """A page for a terminal of ``width`` columns; no line of it is longer."""
    width = min(width, WIDEST)
    match page:
        case ReplyPage():
            return _reply(page, width)
        case DraftPage():
            return _draft(page, width)
        case ChecklistPage():
            return _checklist(page, width)
        case SectionPage():
            return _section(page, width)
        case ListPage():
            return _list(page, width)
        case NotePage():
            return _narrow([_text(" ".join(page.lines))], width)
        case WelcomePage():
            return _narrow([_text(wording.WELCOME_TITLE, TITLE), *map(_text, wording.WELCOME)], width)
        case HelpPage():
            return _help(width)
        case FarewellPage():
            return _narrow([_text(wording.FAREWELL)], width)


def _reply(page: ReplyPage, width: int) -> RenderableType:
    reply = page.reply
    blocks: list[RenderableType] = []
    if reply.answer is not None:
        if reply.notice is not None:
            blocks.append(_notice(reply.notice, headed=False))
        blocks.append(_framed(_answer(reply.answer, width), width))
        blocks.extend(_choices(wording.RELATED, page.offered))
    else:
        if reply.notice is not None:
            blocks.append(_notice(reply.notice, headed=True))
        if reply.principle is not None:
            blocks.append(
                _join(_text(texts.NEAREST_PRINCIPLE), _text(f"{reply.principle.text} ({reply.principle.id})"), gap="\n")
            )
        blocks.extend(_offers(page))
    return _narrow(_spaced(blocks), width)


def _draft(page: DraftPage, width: int) -> RenderableType:
    """The paragraphs of a review, framed; one of several lines has its first as a heading."""
    blocks: list[RenderableType] = []
    for paragraph in review_text(page.reply).split("\n\n"):
        first, *others = paragraph.split("\n")
        blocks.append(Stack(_text(first, HEADING), *map(_text, others)) if others else _text(first))
    return _narrow([_framed(_spaced(blocks), width)], width)


def _offers(page: ReplyPage) -> list[RenderableType]:
    """What is offered beside a notice: topics the question may have meant, and a checklist."""
    if page.reply.outcome is Outcome.CLARIFY:
        return [_numbered([*((offered.number, offered.label) for offered in page.offered), (0, wording.NONE_OF_THESE)])]
    if page.reply.outcome is Outcome.NOTHING:
        return [_text(wording.NOTHING_HINT)]
    return _choices(texts.OFFERED if page.reply.options else wording.OPEN_BY_NUMBER, page.offered)


def _answer(view: AnswerView, width: int) -> list[RenderableType]:
    entry = view.entry
    lead, rest = lead_and_rest(entry.answer)
    parts: list[RenderableType] = [_text(entry.title, TITLE), _text(lead)]
    do, avoid = _lines("Do", entry.do, DO), _lines("Avoid", entry.avoid, AVOID)
    if width >= WIDEST:
        columns = Table.grid(padding=(0, 3, 0, 0), expand=True)
        columns.add_column(ratio=1)
        columns.add_column(ratio=1)
        columns.add_row(do, avoid)
        parts.append(columns)
    else:
        parts.extend((do, avoid))
    if rest:
        parts.append(Stack(_text(texts.MORE, HEADING), _text(rest)))
    parts.append(_provenance(view))
    if entry.differ:
        parts.append(_join(_text("Authorities differ:", HEADING), _text(entry.differ)))
    parts.append(_text(f"Reviewed {long_date(entry.reviewed.on)}. {texts.FOOT}", QUIET))
    return _spaced(parts)


def _provenance(view: AnswerView) -> RenderableType:
    rows = [_text(line) for line in provenance_lines(replace(view, citations=()))]
    rows.extend(
        _join(_text(f"{citation_text(citation.source)}:"), _text(citation.says, QUIET)) for citation in view.citations
    )
    return Stack(_text(texts.BASIS_LABELS[view.entry.basis], HEADING), _marked(rows))


def _checklist(page: ChecklistPage, width: int) -> RenderableType:
    checklist = page.checklist
    letters = {key: chr(ord("a") + place) for place, key in enumerate(page.sources)}
    head: list[RenderableType] = [_text(checklist.title, TITLE), _text(checklist.when)]
    if not checklist.guide_covers:
        head.append(_text(texts.CHECKLIST_BEYOND))
    items = Table.grid(padding=(0, 1, 0, 0))
    items.add_column(no_wrap=True)
    items.add_column()
    for item in checklist.items:
        items.add_row(Text("[ ]"), _item(item, letters))
    parts = _spaced([Stack(*head), items, _text(CHECKLIST_CLOSING, HEADING), *_legend(page.sources, letters)])
    return _narrow(_spaced([_framed(parts, width), *_choices(wording.RELATED, page.offered)]), width)


def _item(item: ChecklistItem, letters: Mapping[str, str]) -> Text:
    origin = ", ".join((*item.guide, *(letters[key] for key in item.sources)))
    words = _text(item.text)
    if item.stop:
        words = _join(words, _text(item.stop, HEADING))
    return _join(words, Text(f"[{origin}]", QUIET))


def _legend(sources: Mapping[str, Source], letters: Mapping[str, str]) -> list[RenderableType]:
    """What the letters after the items stand for; nothing where the guide alone is named."""
    if not sources:
        return []
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for key, source in sources.items():
        table.add_row(Text(letters[key], QUIET), _text(citation_text(source), QUIET))
    return [Stack(_text(wording.DRAWN_FROM, QUIET), table)]


def _section(page: SectionPage, width: int) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for point in page.points:
        note = [_join(_text(wording.ACCURACY, HEADING), _text(point.note, QUIET))] if point.note else []
        table.add_row(_text(point.id, HEADING), Stack(_text(point.text), *note))
    head = Stack(_text(page.section.heading, TITLE), _text(page.section.about))
    return _narrow(
        _spaced([_framed(_spaced([head, table]), width), *_choices(wording.TOPICS_HERE, page.offered)]), width
    )


def _list(page: ListPage, width: int) -> RenderableType:
    blocks: list[RenderableType] = [_text(page.heading, TITLE)]
    for group in page.groups:
        rows = _numbered((offered.number, offered.choice.title) for offered in group.offered)
        blocks.append(Stack(_text(group.heading, HEADING), rows) if group.heading else rows)
    blocks.append(_text(wording.OPEN_BY_NUMBER.rstrip(":") + ".", QUIET))
    return _narrow(_spaced(blocks), width)


def _help(width: int) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for name, (argument, meaning) in wording.COMMANDS.items():
        table.add_row(_text(f"{name} {argument}".strip(), NUMBER), _text(meaning))
    blocks = [_text(wording.HELP_TITLE, TITLE), *map(_text, wording.HELP), table, _text(wording.HELP_CLOSING)]
    return _narrow(_spaced(blocks), width)


def _notice(notice: Notice, *, headed: bool) -> RenderableType:
    """A fixed text without a frame, so that it is not taken for an answer."""
    lines: list[RenderableType] = [_text(notice.heading, TITLE)] if headed else []
    lines.extend(_text(paragraph) for paragraph in notice.paragraphs)
    if notice.signposts:
        lines.append(_marked([_text(line, HEADING) for line in notice.signposts]))
    return Stack(*lines)


def _choices(lead: str, offered: Iterable[Offered]) -> list[RenderableType]:
    rows = [(item.number, item.label) for item in offered]
    return [Stack(_text(lead), _numbered(rows))] if rows else []


def _numbered(rows: Iterable[tuple[int, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True, min_width=2)
    table.add_column()
    for number, label in rows:
        table.add_row(Text(str(number), NUMBER), _text(label))
    return table


def _lines(heading: str, lines: Iterable[str], style: str) -> RenderableType:
    return Stack(_text(heading, style), _marked([_text(line) for line in lines]))


def _marked(lines: Iterable[Text]) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for line in lines:
        table.add_row(Text("-"), line)
    return table


def _framed(parts: Iterable[RenderableType], width: int) -> RenderableType:
    if width < NARROWEST_FRAME:
        return Stack(*parts)
    return Panel(Stack(*parts), box=ROUNDED, border_style="cyan", padding=(0, 1), width=width)


def _narrow(blocks: Iterable[RenderableType], width: int) -> RenderableType:
    """Blocks under one another, in a column of ``width`` whatever the terminal has."""
    table = Table.grid(padding=0)
    table.add_column(width=width)
    for block in blocks:
        table.add_row(block)
    return table


def _spaced(blocks: Iterable[RenderableType]) -> list[RenderableType]:
    """The blocks with an empty line between each two."""
    return list(chain.from_iterable((Text(""), block) for block in blocks))[1:]


def _join(first: Text, second: Text, gap: str = " ") -> Text:
    return Text(gap).join((first, second))


def _text(words: str, style: str = "") -> Text:
    return Text(visible(words), style)

"""The guide to browse: its contents, and each section a page at a time with the topics under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_app.cards.showing import CALM, bold, heading, long_date, small
from bot.discord_app.controls import shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import length, link, plain
from bot.reply import Option

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.knowledge.model import GuidePoint, KnowledgeBase

# As much as one reads on a phone without losing the thread.
PAGE_CHARACTERS: Final = 1_400


def contents_card(knowledge: KnowledgeBase, words: Words) -> ui.LayoutView:
    """The guide's title, where it comes from, and its sections to choose from."""
    guide = knowledge.guide
    by = words("guide.by", author=guide.author, publisher=guide.publisher, date=long_date(guide.date))
    sheet = Sheet(CALM).text(heading(guide.title), plain(by), plain(words("guide.contents")))
    sheet.text(*(f"- {bold(section.heading)}: {plain(section.about)}" for section in guide.sections), gives_way=1)
    older = f"{guide.follows.title} ({guide.follows.publisher}, {guide.follows.year})"
    sheet.text(small(plain(guide.provenance)), small(link(older, guide.follows.url)), gives_way=2)
    return sheet.row(_sections(knowledge, words)).view()


def section_card(knowledge: KnowledgeBase, section_id: str, page: int, words: Words) -> ui.LayoutView:
    """A page of a section, counted from 0; a page beyond the last shows the last. Raises KeyError for an unknown section."""
    section = knowledge.sections[section_id]
    pages = pages_of([point for point in knowledge.guide.points if point.section == section_id])
    page = min(page, len(pages) - 1)
    sheet = Sheet(CALM).text(heading(section.heading), plain(section.about)).rule()
    for point in pages[page]:
        sheet.text(*_point(point, words), gives_way=1)
    if len(pages) > 1:
        sheet.text(small(words("guide.page", page=page + 1, pages=len(pages))))
    sheet.row(
        shapes.Page.button(words("button.previous"), section_id, page - 1) if page else None,
        shapes.Page.button(words("button.next"), section_id, page + 1) if page + 1 < len(pages) else None,
        shapes.Contents.button(words("button.contents")),
    )
    topics = [Option(entry.id, entry.title, 1.0) for entry in knowledge.entries_in(section_id)]
    sheet.row(shapes.Topics.menu(words("menu.topics"), topics, shapes.Menu.SECTION, ""))
    return sheet.row(_sections(knowledge, words)).view()


def pages_of(points: list[GuidePoint]) -> list[list[GuidePoint]]:
    """Points, as many on a page as one reads at a time; at least one page."""
    pages: list[list[GuidePoint]] = [[]]
    filled = 0
    for point in points:
        weight = length(point.text) + length(point.note or "")
        if pages[-1] and filled + weight > PAGE_CHARACTERS:
            pages.append([])
            filled = 0
        pages[-1].append(point)
        filled += weight
    return pages


def _point(point: GuidePoint, words: Words) -> list[str]:
    note = [small(plain(words("guide.note", text=point.note)))] if point.note else []
    return [f"**{point.id}** {plain(point.text)}", *note]


def _sections(knowledge: KnowledgeBase, words: Words) -> shapes.Sections | None:
    options = [Option(section.id, section.heading, 1.0) for section in knowledge.guide.sections]
    return shapes.Sections.menu(words("menu.sections"), options)

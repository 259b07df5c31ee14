"""A checklist that is ticked in place: what is ticked stands in the ids of its own buttons, and nowhere else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from discord import ButtonStyle

from bot import texts
from bot.discord_app.cards.answer import source_link
from bot.discord_app.cards.showing import CALM, bold, heading, long_date, small
from bot.discord_app.controls import shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.knowledge.model import CHECKLIST_CLOSING
from bot.reply import Option

if TYPE_CHECKING:
    from collections.abc import Collection

    from discord import ui

    from bot.discord_app.cards.showing import Showing
    from bot.discord_app.translation import Words
    from bot.knowledge.model import Checklist, ChecklistItem, KnowledgeBase

TICKED, OPEN = "✅", "⬜"


def edition(checklist: Checklist) -> str:
    """Four hexadecimal digits that change when the items of a checklist change: ticks of one edition mean nothing in another."""
    lines = "\n".join(f"{item.text}\t{item.stop or ''}" for item in checklist.items)
    return hashlib.sha256(lines.encode()).hexdigest()[:4]


def checklist_card(
    checklist: Checklist, knowledge: KnowledgeBase, showing: Showing, ticked: Collection[int] = (), note: str = ""
) -> ui.LayoutView:
    """A checklist with the places that are ticked, counted from 0. ``note`` is said above it."""
    words, printed = showing.words, edition(checklist)
    sheet = Sheet(CALM)
    if note:
        sheet.text(plain(note), gives_way=2)
    sheet.text(
        heading(checklist.title), plain(checklist.when), small(words("checklist.how")), *_guide_note(checklist, words)
    )
    done = 0
    for place, item in enumerate(checklist.items):
        is_ticked = place in ticked
        done += is_ticked
        control = shapes.Tick.button(
            words("button.untick" if is_ticked else "button.tick"),
            checklist.id,
            printed,
            place,
            int(is_ticked),
            style=ButtonStyle.success if is_ticked else ButtonStyle.secondary,
        )
        sheet.text(*_item(item, ticked=is_ticked), control=control)
    progress = bold(words("checklist.progress", done=done, total=len(checklist.items)))
    sheet.rule().text(progress, plain(CHECKLIST_CLOSING))
    sheet.text(*_origin(checklist, knowledge, words), gives_way=3)
    sheet.row(
        shapes.Reset.button(words("button.reset"), checklist.id) if done else None,
        shapes.Back.button(words("button.back_to"), showing.back) if showing.back else None,
    )
    topics = [Option(key, knowledge.entries[key].title, 1.0) for key in checklist.entries if key in knowledge.entries]
    sheet.row(shapes.Topics.menu(words("menu.checklist_topics"), topics, shapes.Menu.CHECKLIST, ""))
    return sheet.view()


def checklists_card(knowledge: KnowledgeBase, words: Words) -> ui.LayoutView:
    """Every checklist, to choose from."""
    options = [Option(item.id, item.title, 1.0) for item in knowledge.checklists.values()]
    lines = [f"- {bold(item.title)}: {plain(item.when)}" for item in knowledge.checklists.values()]
    sheet = Sheet(CALM).text(heading(words("checklist.all_heading")), plain(words("checklist.all_text")))
    return sheet.text(*lines, gives_way=1).row(shapes.Checklists.menu(words("menu.checklists"), options)).view()


def _item(item: ChecklistItem, *, ticked: bool) -> list[str]:
    lines = [f"{TICKED if ticked else OPEN} {plain(item.text)}"]
    return [*lines, bold(item.stop)] if item.stop else lines


def _guide_note(checklist: Checklist, words: Words) -> list[str]:
    return [] if checklist.guide_covers else [small(plain(words("checklist.beyond")))]


def _origin(checklist: Checklist, knowledge: KnowledgeBase, words: Words) -> list[str]:
    """Where the items come from: the guide's points first, then authorities with place and year."""
    points = sorted({point for item in checklist.items for point in item.guide})
    keys = dict.fromkeys(key for item in checklist.items for key in item.sources if key in knowledge.sources)
    parts = [f"{texts.GUIDE_POINTS} {', '.join(points)}"] if points else []
    parts.extend(source_link(knowledge.sources[key]) for key in keys)
    reviewed = words("checklist.reviewed", date=long_date(checklist.reviewed.on))
    return [small(words("checklist.sources", sources="; ".join(parts))), small(plain(reviewed))]

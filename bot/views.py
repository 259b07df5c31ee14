"""An entry made ready to show: every id in it resolved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reply import AnswerView, Citation, Ground, Option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.model import KnowledgeBase


LEAD_SENTENCES: Final = 3
_BETWEEN_SENTENCES: Final = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"”’)]))\s+(?=[A-Z“\"])")


def view_of(knowledge: KnowledgeBase, entry_id: str) -> AnswerView:
    """An entry with everything it refers to. Raises KeyError where there is no such entry."""
    entry = knowledge.entries[entry_id]
    return AnswerView(
        entry=entry,
        grounds=_grounds(knowledge, entry.guide),
        citations=tuple(Citation(view.says, knowledge.sources[view.source]) for view in entry.authorities),
        related=tuple(
            Option(key, knowledge.entries[key].title, 1.0) for key in entry.related if key in knowledge.entries
        ),
        checklist=knowledge.checklists.get(entry.checklist) if entry.checklist else None,
    )


def sentences(text: str) -> list[str]:
    """A text in its sentences."""
    return _BETWEEN_SENTENCES.split(" ".join(text.split()))


def lead_and_rest(text: str) -> tuple[str, str]:
    """The first sentences of a long text, which a reader on the move takes in before anything else, and what follows them."""
    found = sentences(text)
    return " ".join(found[:LEAD_SENTENCES]), " ".join(found[LEAD_SENTENCES:])


def _grounds(knowledge: KnowledgeBase, point_ids: Iterable[str]) -> tuple[Ground, ...]:
    """Points by the heading they stand under, headings in the guide's order."""
    points = [knowledge.points[point_id] for point_id in sorted(point_ids)]
    by_section = (
        (section, tuple(point for point in points if point.section == section.id))
        for section in knowledge.guide.sections
    )
    return tuple(Ground(section, found) for section, found in by_section if found)

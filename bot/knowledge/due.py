"""What is to be reviewed, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.knowledge.model import KnowledgeBase


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One text with the day by which it must be read again."""

    review_by: date
    kind: str
    id: str
    title: str


def due_reviews(knowledge: KnowledgeBase, horizon: date) -> list[Due]:
    """Entries, checklists and sources to be reviewed on or before ``horizon``, the earliest first."""
    everything = (
        *(Due(entry.reviewed.review_by, "entry", entry.id, entry.title) for entry in knowledge.entries.values()),
        *(Due(item.reviewed.review_by, "checklist", item.id, item.title) for item in knowledge.checklists.values()),
        *(Due(source.review_by, "source", key, source.title) for key, source in knowledge.sources.items()),
    )
    return sorted(item for item in everything if item.review_by <= horizon)

"""``lounge checklist`` and ``lounge guide``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

from bot.knowledge.loading import load_knowledge
from bot.plain_text import checklist_text, section_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from bot.settings import Settings

T = TypeVar("T")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the list, or the one that was named; 1 where it is not known or the word fits several."""
    knowledge = load_knowledge(settings.knowledge_dir)
    if arguments.what == "checklist":
        if arguments.id is None:
            print("\n".join(f"{key:24} {checklist.title}" for key, checklist in knowledge.checklists.items()))
            return 0
        checklist = find(knowledge.checklists, arguments.id)
        if checklist is None:
            return _unknown("checklist", arguments.id, knowledge.checklists)
        print(checklist_text(checklist))
        return 0
    if arguments.section is None:
        print(
            f"{knowledge.guide.title}, {knowledge.guide.author}, {knowledge.guide.publisher}, {knowledge.guide.date.isoformat()}\n"
        )
        print("\n".join(f"{key:14} {section.heading}" for key, section in knowledge.sections.items()))
        return 0
    section = find(knowledge.sections, arguments.section)
    if section is None:
        return _unknown("section", arguments.section, knowledge.sections)
    print(section_text(section, [point for point in knowledge.guide.points if point.section == section.id], knowledge))
    return 0


def find(records: Mapping[str, T], wanted: str) -> T | None:
    """The record of that id, or the only one whose id contains the word; None otherwise."""
    if wanted in records:
        return records[wanted]
    near = [key for key in records if wanted.lower() in key]
    return records[near[0]] if len(near) == 1 else None


def _unknown(kind: str, wanted: str, records: Mapping[str, object]) -> int:
    print(f"There is no {kind} {wanted[:60]!r}. Known: {', '.join(records)}", file=sys.stderr)
    return 1

"""Replies, checklists and the guide as plain text: for pipes, screen readers and the ``text`` of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import texts
from bot.knowledge.model import CHECKLIST_CLOSING, Basis
from bot.reply import Outcome
from bot.views import lead_and_rest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.model import Checklist, ChecklistItem, GuidePoint, KnowledgeBase, Section, Source
    from bot.reply import AnswerView, Notice, Reply


def reply_text(reply: Reply) -> str:
    """What a person reads in answer to a question, in paragraphs."""
    blocks: list[str] = []
    if reply.outcome is not Outcome.ANSWER or reply.answer is None:
        if reply.notice is not None:
            blocks.append(notice_text(reply.notice))
    else:
        if reply.notice is not None:
            blocks.append("\n".join((*reply.notice.paragraphs, *reply.notice.signposts)))
        blocks.append(answer_text(reply.answer))
    if reply.principle is not None:
        blocks.append(f"{texts.NEAREST_PRINCIPLE} {reply.principle.text} ({reply.principle.id})")
    if reply.answer is None and reply.outcome is not Outcome.NOTHING and reply.offered:
        lead = () if reply.outcome is Outcome.CLARIFY else (texts.OFFERED,)
        blocks.append(
            "\n".join((*lead, *(f"{number}. {option.title}" for number, option in enumerate(reply.offered, start=1))))
        )
    if reply.checklist is not None:
        blocks.append(f"Checklist: {reply.checklist.title} ({reply.checklist.id})")
    return "\n\n".join(blocks)


def notice_text(notice: Notice) -> str:
    """A fixed text: heading, paragraphs, and who to talk to."""
    return "\n".join((notice.heading, *notice.paragraphs, *(f"- {line}" for line in notice.signposts)))


def answer_text(view: AnswerView) -> str:
    """An entry: title, answer, do, avoid, and where it comes from."""
    entry = view.entry
    lead, rest = lead_and_rest(entry.answer)
    blocks = [
        entry.title,
        lead,
        _listed("Do", entry.do),
        _listed("Avoid", entry.avoid),
        *([f"{texts.MORE}:\n{rest}"] if rest else []),
        _listed(texts.BASIS_LABELS[entry.basis], provenance_lines(view)),
    ]
    if entry.differ:
        blocks.append(f"Authorities differ: {entry.differ}")
    if view.related:
        blocks.append(_listed("Related", [f"{option.title} ({option.id})" for option in view.related]))
    if view.checklist is not None:
        blocks.append(f"Checklist: {view.checklist.title} ({view.checklist.id})")
    blocks.append(f"Reviewed {entry.reviewed.on.isoformat()}. {texts.FOOT}")
    return "\n\n".join(blocks)


def provenance_lines(view: AnswerView) -> list[str]:
    """Where an entry comes from: the guide's section and points, then each authority with place and year."""
    lines: list[str] = []
    lead = texts.NEAREST_POINTS if view.entry.basis is Basis.BEYOND else texts.GUIDE_POINTS
    lines.extend(
        f'{lead} "{ground.section.heading}" ({", ".join(point.id for point in ground.points)})'
        for ground in view.grounds
    )
    lines.extend(f"{citation_text(citation.source)}: {citation.says}" for citation in view.citations)
    return lines


def citation_text(source: Source) -> str:
    """An authority with place and year, and a warning where its text no longer stands."""
    status = "" if source.status == "current" else f", {source.status.value}"
    return f"{source.citation}{status}"


def checklist_text(checklist: Checklist) -> str:
    """A checklist, numbered, with the source of each item; its last line never clears."""
    lines = [checklist.title, checklist.when, ""]
    if not checklist.guide_covers:
        lines[2:2] = [texts.CHECKLIST_BEYOND]
    for number, item in enumerate(checklist.items, start=1):
        lines.append(f"{number}. {item.text}" + (f" {item.stop}" if item.stop else "") + f" [{item_sources(item)}]")
    return "\n".join((*lines, "", CHECKLIST_CLOSING))


def item_sources(item: ChecklistItem) -> str:
    """The guide points and source keys of a checklist item."""
    return ", ".join((*item.guide, *item.sources))


def section_text(section: Section, points: Iterable[GuidePoint], knowledge: KnowledgeBase) -> str:
    """A section of the guide: its points, with their accuracy notes, and the entries under it."""
    lines = [section.heading, section.about, ""]
    for point in points:
        lines.append(f"{point.id}  {point.text}")
        if point.note:
            lines.append(f"     Note: {point.note}")
    lines.append("")
    lines.extend(f"- {entry.title} ({entry.id})" for entry in knowledge.entries_in(section.id))
    return "\n".join(lines)


def _listed(heading: str, lines: Iterable[str]) -> str:
    return "\n".join((f"{heading}:", *(f"- {line}" for line in lines)))

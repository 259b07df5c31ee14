"""A review of a draft as plain text: for the terminal, pipes, screen readers and the ``text`` of JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot import texts
from bot.plain_text import notice_text
from bot.screening.drafts import Reviewed
from bot.screening.drafts_rules import DraftKind, Severity
from bot.screening.model import Distress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.drafting import DraftReply
    from bot.screening.drafts import Finding

KIND_LABELS = {
    DraftKind.IDENTIFIABLE_PATIENT: "may identify a patient",
    DraftKind.INDIVIDUAL_ADVICE: "may read as advice to one person",
    DraftKind.NO_EVIDENCE: "a health claim without its evidence",
    DraftKind.DISRESPECT: "may read as disrespect",
    DraftKind.CONFIDENTIAL_WORKPLACE: "may be a confidence of a workplace",
    DraftKind.UNDISCLOSED_INTEREST: "an interest that is not disclosed",
    DraftKind.REMINDER: "to keep in mind",
}
SEVERITY_LABELS = {Severity.HIGH: "High", Severity.MEDIUM: "Medium", Severity.LOW: "Low"}
POSITIONS_SHOWN = 8


def review_text(reply: DraftReply) -> str:
    """What a person reads about a draft, in paragraphs. It never says that a draft is safe, and holds no text of it."""
    review = reply.review
    blocks = [] if reply.notice is None else [notice_text(reply.notice)]
    if review.reviewed is not Reviewed.YES:
        return blocks[0]
    if review.distress is Distress.CRISIS:
        blocks.append(texts.DRAFT_WAITS if review.findings else texts.DRAFT_WAITS_ALONE)
        blocks += [finding_text(group) for group in grouped(review.findings)]
        return "\n\n".join(blocks)
    weighty = [finding for finding in review.findings if finding.severity is not Severity.LOW]
    light = [finding for finding in review.findings if finding.severity is Severity.LOW]
    blocks.append(summary(len(grouped(weighty)), len(grouped(light))) if weighty else texts.DRAFT_NOTHING)
    blocks += [finding_text(group) for group in grouped(weighty)]
    if light:
        blocks.append("\n".join((f"{texts.DRAFT_REMINDERS}:", *(reminder_text(group) for group in grouped(light)))))
    return "\n\n".join((*blocks, texts.DRAFT_FOOT))


def summary(weighty: int, light: int) -> str:
    """How many things were found, of some weight and to keep in mind."""
    things = "1 thing" if weighty == 1 else f"{weighty} things"
    more = f", and {light} to keep in mind" if light else ""
    return f"{things} to look at before this is posted{more}."


def grouped(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Findings that say the same, together, in the order in which they came."""
    order: dict[tuple[str, ...], int] = {}
    for finding in findings:
        order.setdefault(_said(finding), len(order))
    ranked = sorted(findings, key=lambda finding: order[_said(finding)])
    return [tuple(group) for _, group in groupby(ranked, key=_said)]


def finding_text(group: tuple[Finding, ...]) -> str:
    """Findings that say the same, as one paragraph: what, where, why, what to do instead."""
    first = group[0]
    return "\n".join(
        (
            f"{SEVERITY_LABELS[first.severity]}: {KIND_LABELS[first.kind]} ({', '.join(first.guide)})",
            positions(group),
            f"{texts.DRAFT_WHY} {first.why}",
            f"{texts.DRAFT_INSTEAD} {first.suggestion}",
        )
    )


def reminder_text(group: tuple[Finding, ...]) -> str:
    """Findings of little weight that say the same, as one line."""
    return f"- {positions(group)} {group[0].why} {group[0].suggestion}"


def positions(group: tuple[Finding, ...]) -> str:
    """Where findings stand and, for details of people, of what kind they are: "Words 4-5: a name.\""""
    shown = [f"{finding.where}: {finding.detail}" if finding.detail else finding.where for finding in group]
    more = f"; and {len(shown) - POSITIONS_SHOWN} more" if len(shown) > POSITIONS_SHOWN else ""
    lowered = [part[0].lower() + part[1:] for part in shown[1:POSITIONS_SHOWN]]
    return "; ".join((shown[0], *lowered)) + more + "."


def _said(finding: Finding) -> tuple[str, ...]:
    return (finding.severity.value, finding.kind.value, finding.why, finding.suggestion)

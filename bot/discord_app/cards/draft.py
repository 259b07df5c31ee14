"""The review of a draft as a card: what to look at, by position and kind, never the words themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_app.cards.showing import CALM, CARE, bold, bullets, heading, small
from bot.discord_app.controls import shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.screening.drafts import Reviewed
from bot.screening.drafts_rules import Severity

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.reply import Notice
    from bot.screening.drafts import DraftReview, Finding

GROUPS_SHOWN: Final = 8
PLACES_SHOWN: Final = 6
POINTS_SHOWN: Final = 8


def draft_card(review: DraftReview, words: Words, notice: Notice | None = None) -> ui.LayoutView:
    """Findings, those that weigh most first. ``notice`` is said before them, as when the draft speaks of its writer's distress."""
    serious = any(finding.severity is not Severity.LOW for finding in review.findings)
    sheet = Sheet(CARE if serious or notice is not None else CALM)
    if notice is not None:
        sheet.text(heading(notice.heading), *map(plain, notice.paragraphs)).text(*bullets(notice.signposts)).rule()
    if review.reviewed is not Reviewed.YES:
        sheet.text(heading(words("draft.heading")), plain(words(f"draft.{review.reviewed.value}")))
        return sheet.row(_again(words)).view()
    if not (notice is not None and not review.findings):
        _findings(sheet, review, words)
    return sheet.row(_again(words)).view()


def grouped(findings: tuple[Finding, ...]) -> list[tuple[Finding, ...]]:
    """Findings that say the same of several places, together; the order of the first of each."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.kind, finding.why, finding.suggestion), []).append(finding)
    return [tuple(group) for group in groups.values()]


def _findings(sheet: Sheet, review: DraftReview, words: Words) -> None:
    if not review.findings:
        sheet.text(heading(words("draft.heading")), plain(words("draft.nothing")))
    else:
        sheet.text(heading(words("draft.heading")))
    groups = grouped(review.findings)
    for place, group in enumerate(groups[:GROUPS_SHOWN]):
        sheet.text(*_group(group, words), gives_way=place + 1)
    left = sum(len(group) for group in groups[GROUPS_SHOWN:])
    if left:
        sheet.text(plain(words("draft.more", count=left)))
    sheet.rule().text(small(plain(words("draft.foot"))))


def _group(group: tuple[Finding, ...], words: Words) -> list[str]:
    first = group[0]
    kind = plain(words(f"draft.kind.{first.kind.value}"))
    places = [plain(f"{finding.where}: {finding.detail}" if finding.detail else finding.where) for finding in group]
    if len(places) > PLACES_SHOWN:
        places[PLACES_SHOWN:] = [words("draft.more_places", count=len(places) - PLACES_SHOWN)]
    points = list(dict.fromkeys(point for finding in group for point in finding.guide))[:POINTS_SHOWN]
    lines = [
        f"{bold(words(f'draft.severity.{first.severity.value}'))} · {kind}",
        "; ".join(places),
        plain(first.why),
        f"→ {plain(first.suggestion)}",
    ]
    return [*lines, small(words("draft.guide", points=", ".join(points)))] if points else lines


def _again(words: Words) -> shapes.CheckDraft:
    return shapes.CheckDraft.button(words("button.check_another"))

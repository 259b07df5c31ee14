"""The review of a draft as a card: what to look at, by position and kind, never the words themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import texts
from bot.discord_app.cards.showing import CALM, CARE, bold, bullets, heading, small
from bot.discord_app.controls import shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.draft_text import KIND_LABELS, SEVERITY_LABELS, grouped, positions, reminder_text, summary
from bot.screening.drafts import Reviewed
from bot.screening.drafts_rules import Severity
from bot.screening.model import Distress

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.drafting import DraftReply
    from bot.reply import Notice
    from bot.screening.drafts import Finding

GROUPS_SHOWN: Final = 8
POINTS_SHOWN: Final = 8


def draft_card(reply: DraftReply, words: Words) -> ui.LayoutView:
    """Findings, those that weigh most first, after what the writer may need to hear before them."""
    review = reply.review
    crisis = review.distress is Distress.CRISIS
    weighty = grouped([finding for finding in review.findings if finding.severity is not Severity.LOW])
    light = grouped([finding for finding in review.findings if finding.severity is Severity.LOW])
    sheet = Sheet(CARE if weighty and not crisis else CALM)
    if reply.notice is not None:
        _notice(sheet, reply.notice)
    if review.reviewed is Reviewed.YES:
        if reply.notice is not None:
            sheet.rule()
        if crisis:
            sheet.text(plain(texts.DRAFT_WAITS if weighty else texts.DRAFT_WAITS_ALONE))
        else:
            said = summary(len(weighty), len(light)) if weighty else texts.DRAFT_NOTHING
            sheet.text(heading(words("draft.heading")), plain(said))
        _findings(sheet, weighty, words)
        if light:
            lines = [f"- {plain(reminder_text(group).removeprefix('- '))}" for group in light]
            sheet.text(bold(texts.DRAFT_REMINDERS), *lines, gives_way=GROUPS_SHOWN + 1, more=words("draft.more"))
        if not crisis:
            sheet.rule().text(small(plain(texts.DRAFT_FOOT)))
    return sheet.row(shapes.CheckDraft.button(words("button.check_another"))).view()


def _notice(sheet: Sheet, notice: Notice) -> None:
    sheet.text(heading(notice.heading), *map(plain, notice.paragraphs)).text(*bullets(notice.signposts))


def _findings(sheet: Sheet, groups: list[tuple[Finding, ...]], words: Words) -> None:
    for place, group in enumerate(groups[:GROUPS_SHOWN]):
        sheet.text(*_group(group, words), gives_way=place + 1)
    if len(groups) > GROUPS_SHOWN:
        sheet.text(plain(words("draft.more", count=len(groups) - GROUPS_SHOWN)))


def _group(group: tuple[Finding, ...], words: Words) -> list[str]:
    first = group[0]
    points = list(dict.fromkeys(point for finding in group for point in finding.guide))[:POINTS_SHOWN]
    lines = [
        bold(f"{SEVERITY_LABELS[first.severity]}: {KIND_LABELS[first.kind]}"),
        plain(positions(group)),
        plain(first.why),
        f"→ {plain(first.suggestion)}",
    ]
    return [*lines, small(words("draft.guide", points=", ".join(points)))] if points else lines

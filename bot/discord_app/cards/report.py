"""The report of a server for its moderators: a few lines and a picture of them."""

from __future__ import annotations

from datetime import timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from bot.discord_app import limits
from bot.discord_app.cards.showing import CALM, bold, heading, long_date, small
from bot.discord_app.controls import inbox
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain, shorten
from bot.moderation.report_chart import TOPICS_DRAWN, WEEKS_DRAWN, Labels, busiest
from bot.store.vote_counts import LEAST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from discord import ui

    from bot.discord_app.translation import Words
    from bot.moderation.report import Counts, Report

PICTURE: Final = "chart.png"
WEEKS_SHOWN: Final = 4
TOPICS_SHOWN: Final = 5
WORST_SHOWN: Final = 5
DUE_SHOWN: Final = 5


def report_card(
    found: Report, titles: Mapping[str, str], weeks: int, due_by: date, words: Words, *, picture: bool
) -> ui.LayoutView:
    """A report. ``titles`` are the entries' by id; ``weeks`` is what was asked for; ``picture``: one is sent along."""
    last = found.until - timedelta(days=found.until.weekday() + 1)
    sheet = Sheet(CALM).text(heading(words("report.heading")))
    span = words("report.span", first=long_date(found.since), last=long_date(last), least=LEAST_SHOWN)
    sheet.text(small(plain(span)))
    if not found.weeks and not found.topics:
        sheet.text(plain(words("report.none", least=LEAST_SHOWN)))
    if picture:
        sheet.enclose(PICTURE, alt_text(found, titles, words))
    if found.weeks:
        lines = [f"- {plain(_week(week, counts, words))}" for week, counts in reversed(found.weeks[-WEEKS_SHOWN:])]
        sheet.text(bold(words("report.weeks")), *lines, *_more(len(found.weeks) - WEEKS_SHOWN, words))
    if found.topics:
        lines = [
            f"- {plain(_topic(key, counts, titles, words))}" for key, counts in busiest(found.topics)[:TOPICS_SHOWN]
        ]
        sheet.text(bold(words("report.topics")), *lines, *_more(len(found.topics) - TOPICS_SHOWN, words))
    _votes(sheet, found, titles, words)
    by = long_date(due_by)
    if found.due:
        lines = [
            plain(
                words(
                    "report.due_line",
                    title=due.title,
                    kind=words(f"report.kind.{due.kind}"),
                    on=long_date(due.review_by),
                )
            )
            for due in found.due[:DUE_SHOWN]
        ]
        sheet.text(
            bold(words("report.due", by=by)),
            *(f"- {line}" for line in lines),
            *_more(len(found.due) - DUE_SHOWN, words),
        )
    else:
        sheet.text(small(plain(words("report.due_none", by=by))))
    return sheet.row(inbox.ReportFile.button(words("button.report_file"), weeks)).view()


def file_card(name: str, words: Words) -> ui.LayoutView:
    """The report as a file that is sent along."""
    return Sheet(CALM).text(plain(words("report.file", least=LEAST_SHOWN))).enclose(name).view()


def chart_labels(words: Words) -> Labels:
    """The words on the picture."""
    return Labels(
        weeks=words("report.chart.weeks"),
        topics=words("report.chart.topics"),
        answer=words("report.chart.answer"),
        clarify=words("report.chart.clarify"),
        nothing=words("report.chart.nothing"),
        note=words("report.chart.note", least=LEAST_SHOWN),
    )


def alt_text(found: Report, titles: Mapping[str, str], words: Words) -> str:
    """What is on the picture, for who does not see it: every number of it, as far as Discord has room."""
    weeks = " ".join(f"{_week(week, counts, words)}." for week, counts in reversed(found.weeks[-WEEKS_DRAWN:]))
    topics = " ".join(f"{_topic(key, counts, titles, words)}." for key, counts in busiest(found.topics)[:TOPICS_DRAWN])
    return shorten(words("report.alt", weeks=weeks, topics=topics).strip(), limits.ALT_TEXT)


def _votes(sheet: Sheet, found: Report, titles: Mapping[str, str], words: Words) -> None:
    if found.votes is None:
        return
    lines = [plain(words("report.helpful_all", share=_share(found.votes.share), total=found.votes.total))]
    worst = [item for item in found.helpful if item.not_helpful][:WORST_SHOWN]
    if worst:
        lines.append(bold(words("report.worst")))
    for item in worst:
        title, share = titles.get(item.entry, item.entry), _share(item.share)
        said = words("report.worst_line", title=title, share=share, total=item.total)
        if item.reasons:
            reasons = ", ".join(words(f"vote.reason.{reason}").lower() for reason in item.reasons)
            said = words("report.worst_reasons", said=said, reasons=reasons)
        lines.append(f"- {plain(said)}")
    sheet.text(bold(words("report.helpful")), *lines)


def _share(between: tuple[float, float]) -> str:
    return f"{floor(between[0] * 100)} to {ceil(between[1] * 100)} %"


def _week(week: date, counts: Counts, words: Words) -> str:
    return words("report.week", week=f"{week.day} {week:%B}", counts=_counted(counts, words))


def _topic(key: str, counts: Counts, titles: Mapping[str, str], words: Words) -> str:
    return words("report.topic", title=titles.get(key, key), counts=_counted(counts, words))


def _counted(counts: Counts, words: Words) -> str:
    shown = {"report.answer": counts.answer, "report.clarify": counts.clarify, "report.nothing": counts.nothing}
    return ", ".join(words(key, count=count) for key, count in shown.items() if count is not None)


def _more(count: int, words: Words) -> list[str]:
    return [small(plain(words("report.more", count=count)))] if count > 0 else []

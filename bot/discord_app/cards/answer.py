"""An entry as a card for a phone: a few sentences, what to do and avoid, the rest, where it comes from; everything else one tap away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ButtonStyle

from bot import texts
from bot.discord_app.cards.showing import CALM, bold, bullets, heading, long_date, paragraphs, small
from bot.discord_app.controls import shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import link, plain
from bot.knowledge.model import Basis
from bot.views import lead_and_rest

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.cards.showing import Showing
    from bot.discord_app.translation import Words
    from bot.knowledge.model import Source
    from bot.reply import AnswerView, Ground, Notice


def answer_card(view: AnswerView, showing: Showing, caution: Notice | None = None) -> ui.LayoutView:
    """The answer of an entry. ``caution`` is said before it."""
    words, entry = showing.words, view.entry
    sheet = Sheet(CALM)
    if caution is not None:
        sheet.text(bold(caution.heading), *map(plain, caution.paragraphs), *bullets(caution.signposts)).rule()
    lead, rest = lead_and_rest(entry.answer)
    sheet.text(heading(entry.title), *paragraphs(lead))
    sheet.text(bold(words("answer.do")), *bullets(entry.do), gives_way=1)
    sheet.text(bold(words("answer.avoid")), *bullets(entry.avoid), gives_way=1)
    if rest:
        sheet.text(bold(words("answer.more")), *paragraphs(rest))
    sheet.rule()
    sheet.text(*_provenance(view, words), gives_way=3, more=words("answer.more_sources"))
    foot = words("answer.reviewed", date=long_date(entry.reviewed.on), foot=texts.FOOT)
    sheet.text(small(plain(foot)), gives_way=2)
    checklist = view.checklist
    sheet.row(
        shapes.Back.button(words("button.back_to"), showing.back) if showing.back else None,
        None
        if checklist is None
        else shapes.OpenChecklist.button(
            words("button.checklist", title=checklist.title), checklist.id, style=ButtonStyle.primary
        ),
        shapes.Sources.button(words("button.sources"), entry.id),
    )
    if showing.instead:
        sheet.row(shapes.Topics.menu(words("menu.instead"), showing.instead, shapes.Menu.INSTEAD, ""))
    sheet.row(shapes.Topics.menu(words("menu.related"), view.related, shapes.Menu.RELATED, entry.id))
    sheet.row(
        shapes.Helpful.button(words("button.helpful"), entry.id) if showing.votes else None,
        shapes.NotHelpful.button(words("button.not_helpful"), entry.id) if showing.votes else None,
        shapes.Share.button(words("button.share"), entry.id) if showing.share else None,
        shapes.Rephrase.button(words("button.rephrase"), entry.id),
    )
    return sheet.view()


def sources_card(view: AnswerView, showing: Showing) -> ui.LayoutView:
    """What an entry rests on: the guide's points, each authority's view with a link, and where authorities differ."""
    words, entry = showing.words, view.entry
    sheet = Sheet(CALM)
    sheet.text(heading(words("sources.heading", title=entry.title)), bold(texts.BASIS_LABELS[entry.basis]))
    for ground in view.grounds:
        lines = [f"- {point.id}: {plain(point.text)}" for point in ground.points]
        sheet.text(plain(_place(view, ground)), *lines, gives_way=2, more=words("sources.more_points"))
    if view.citations:
        views = [f"{source_link(citation.source)}\n{plain(citation.says)}" for citation in view.citations]
        sheet.rule().text(bold(words("sources.authorities")), *views, gives_way=1, more=words("answer.more_sources"))
    if entry.differ:
        sheet.text(plain(words("answer.differ", text=entry.differ)))
    sheet.text(small(plain(words("sources.note"))))
    sheet.row(shapes.Back.button(words("button.back_to"), entry.id))
    return sheet.view()


def source_link(source: Source) -> str:
    """An authority with place and year, leading to its text, and a warning where that no longer stands."""
    status = "" if source.status == "current" else f" ({plain(source.status.value)})"
    return link(source.citation, source.url) + status


def _provenance(view: AnswerView, words: Words) -> list[str]:
    label = bold(texts.BASIS_LABELS[view.entry.basis])
    beyond = [plain(words("answer.beyond"))] if view.entry.basis is Basis.BEYOND else []
    lines = [small(plain(_place(view, ground))) for ground in view.grounds]
    lines.extend(small(source_link(citation.source)) for citation in view.citations)
    differ = [plain(words("answer.they_differ"))] if view.entry.differ else []
    return [label, *beyond, *differ, *lines]


def _place(view: AnswerView, ground: Ground) -> str:
    """A heading of the guide with the points under it."""
    lead = texts.NEAREST_POINTS if view.entry.basis is Basis.BEYOND else texts.GUIDE_POINTS
    return f"{lead} “{ground.section.heading}” ({', '.join(point.id for point in ground.points)})"

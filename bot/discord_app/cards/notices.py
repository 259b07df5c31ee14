"""Cards of few words: fixed texts, what was not found, what went wrong, what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import texts
from bot.discord_app import limits
from bot.discord_app.cards.showing import CALM, CARE, bold, bullets, heading
from bot.discord_app.controls import shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.reply import Outcome

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.cards.showing import Showing
    from bot.discord_app.controls.control import Control
    from bot.discord_app.translation import Words
    from bot.knowledge.model import Checklist
    from bot.reply import Notice, Reply


def clarify_card(reply: Reply, showing: Showing) -> ui.LayoutView:
    """The topics that a question may have meant, one button each."""
    words = showing.words
    sheet = _noted(Sheet(CALM), reply.notice or texts.CLARIFY)
    for place, option in enumerate(reply.offered):
        sheet.row(shapes.Choose.button(f"{place + 1}. {option.title}", option.id))
    sheet.row(
        shapes.NoneOfThese.button(words("button.none"), _others(reply)),
        shapes.Rephrase.button(words("button.rephrase"), showing.back),
    )
    return sheet.view()


def none_card(showing: Showing) -> ui.LayoutView:
    """What is said when none of the offered topics fits."""
    words = showing.words
    sheet = Sheet().text(
        heading(words("answer.none_heading")), plain(words("answer.none_text")), plain(words("answer.nothing_next"))
    )
    sheet.row(shapes.Topics.menu(words("menu.nearest"), showing.instead, shapes.Menu.NEAREST, ""))
    return sheet.row(*_ways_on(showing)).view()


def nothing_card(reply: Reply, showing: Showing) -> ui.LayoutView:
    """That no entry fits, the nearest principle of the guide, and where the question can go."""
    sheet = _noted(Sheet(), reply.notice or texts.NOTHING)
    if reply.principle is not None:
        sheet.text(
            bold(texts.NEAREST_PRINCIPLE), f"> {plain(reply.principle.text)} ({reply.principle.id})", gives_way=1
        )
    sheet.text(plain(showing.words("answer.nothing_next")), gives_way=2)
    return sheet.row(*_ways_on(showing)).view()


def notice_card(reply: Reply, notice: Notice, showing: Showing) -> ui.LayoutView:
    """A fixed text of the screen, with the topics and the checklist that belong to it."""
    words = showing.words
    distress = reply.outcome is Outcome.DISTRESS
    sheet = _noted(Sheet(CALM if distress else CARE), notice)
    checklist: Checklist | None = reply.checklist
    if reply.offered and distress:
        sheet.text(plain(texts.OFFERED), gives_way=1)
    if len(reply.offered) == 1:
        sheet.row(shapes.Choose.button(reply.offered[0].title, reply.offered[0].id))
    else:
        sheet.row(shapes.Topics.menu(words("menu.nearest"), reply.offered, shapes.Menu.OFFERED, ""))
    again = reply.outcome in (Outcome.IDENTIFIERS, Outcome.ADVICE, Outcome.INVALID)
    sheet.row(
        None
        if checklist is None
        else shapes.OpenChecklist.button(words("button.checklist", title=checklist.title), checklist.id),
        shapes.Rephrase.button(words("button.rephrase"), showing.back) if again else None,
    )
    return sheet.view()


def neutral_card(words: Words) -> ui.LayoutView:
    """What everyone sees where a reply is for one person only: nothing of it, and the way to ask in private."""
    return (
        Sheet()
        .text(plain(words("answer.neutral")))
        .row(shapes.AskPrivately.button(words("button.ask_privately")))
        .view()
    )


def greeting_card(words: Words) -> ui.LayoutView:
    """What is said to somebody who calls the lounge and asks nothing."""
    return (
        Sheet(CALM)
        .text(heading(words("answer.greeting_heading")), words("answer.greeting"))
        .row(shapes.AskPrivately.button(words("button.ask_privately")))
        .view()
    )


def why_card(words: Words, message: int) -> ui.LayoutView:
    """The reasons for a vote against the answer of a message, one tap each."""
    reasons: list[Control] = [
        shapes.Why.button(words(f"vote.reason.{reason}"), reason.value, message) for reason in shapes.Reason
    ]
    return Sheet().text(plain(words("vote.why"))).row(*reasons).view()


def thanks_card(text: str, showing: Showing) -> ui.LayoutView:
    """Thanks for a reason, and where one can go from an answer that did not help."""
    return Sheet().text(plain(text)).row(*_ways_on(showing)).view()


def said_card(text: str) -> ui.LayoutView:
    """One sentence of the lounge."""
    return Sheet().text(plain(text)).view()


def _others(reply: Reply) -> str:
    """The topics that came next after those offered, as many as a custom_id has room for."""
    others: list[str] = []
    for option in reply.options[len(reply.offered) :]:
        joined = ".".join((*others, option.id))
        if len(shapes.NoneOfThese.id_for(joined)) <= limits.CUSTOM_ID:
            others.append(option.id)
    return ".".join(others)


def _ways_on(showing: Showing) -> tuple[Control | None, ...]:
    words = showing.words
    return (
        shapes.Rephrase.button(words("button.rephrase"), showing.back),
        shapes.AskColleagues.button(words("button.ask_colleagues")) if showing.colleagues else None,
        shapes.SendToModerators.button(words("button.send_to_moderators")) if showing.moderators else None,
        shapes.Back.button(words("button.back_to"), showing.back) if showing.back else None,
    )


def _noted(sheet: Sheet, notice: Notice) -> Sheet:
    sheet.text(heading(notice.heading), *map(plain, notice.paragraphs))
    return sheet.text(*bullets(notice.signposts))

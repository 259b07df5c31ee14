"""Cards of question-and-answer sessions: announced, open, asked, over; and what only its host sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ButtonStyle

from bot.colleagues.sessions import HOST_GRACE, Stage
from bot.discord_app.cards.showing import CALM, CARE, bold, heading, small
from bot.discord_app.controls import editing
from bot.discord_app.controls import sessions as controls
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from discord import ui

    from bot.colleagues.sessions import Question, Recap, Session
    from bot.discord_app.controls.control import Control
    from bot.discord_app.translation import Words
    from bot.knowledge.model import KnowledgeBase

RULES: Final = ("G48", "G49", "G59", "G60", "G45")
"""The guide's points that a session opens with: no advice to individuals, tips for everybody, nobody recognisable, professional."""
RECAP_CHARACTERS, RECAP_BYTES = 2_000, 5_000
"""What the questions of a recap may take together, so that many long ones give way alike and the entries behind them stay."""
NAMES_CHARACTERS, NAMES_BYTES = 600, 1_800
"""What the names of a recap may take."""
_STATES: Final[Mapping[Stage, str]] = {
    Stage.OPEN: "session.state.open",
    Stage.ENDED: "session.state.ended",
    Stage.MISSED: "session.state.missed",
    Stage.CANCELLED: "session.state.cancelled",
}


def announcement_card(session: Session, words: Words) -> ui.LayoutView:
    """What a channel is told of a session, as it stands now."""
    sheet = Sheet(CARE if session.stage in (Stage.MISSED, Stage.CANCELLED) else CALM)
    sheet.text(heading(words("session.heading", topic=session.topic)))
    if session.stage is Stage.PLANNED:
        sheet.text(
            words("session.when", full=_stamp(session.starts_at, "F"), relative=_stamp(session.starts_at, "R")),
            words("session.how_long", minutes=session.minutes),
        )
        sheet.text(plain(words("session.where")))
    else:
        leads_on = session.thread is not None and session.stage in (Stage.OPEN, Stage.ENDED)
        place = f" <#{session.thread}>" if leads_on else ""
        sheet.text(plain(words(_STATES[session.stage])) + place)
    return sheet.text(small(plain(words("session.house_rules")))).view()


def opening_card(session: Session, knowledge: KnowledgeBase, words: Words, *, panel: bool = True) -> ui.LayoutView:
    """The first message of a session's thread: rules from the guide, how it goes, and the host's buttons (``panel``)."""
    rules = [f"- {plain(knowledge.points[point].text)} ({point})" for point in RULES if point in knowledge.points]
    sheet = Sheet(CALM).text(heading(words("session.heading", topic=session.topic)))
    sheet.text(bold(words("session.rules")), *rules, gives_way=1)
    sheet.text(bold(words("session.how")), plain(words("session.how_text")))
    sheet.text(
        small(plain(words("session.until")) + f" {_stamp(session.ends_at, 't')}"),
        small(plain(words("session.named_note"))),
    )
    sheet.row(controls.NameMe.button(words("button.name_me"), session.id))
    if panel:
        sheet.row(*_panel(session, words))
    return sheet.view()


def question_card(session: Session, question: Question, words: Words, *, panel: bool = True) -> ui.LayoutView:
    """A question that was released; the host's buttons (``panel``) stand under the newest."""
    sheet = Sheet(CALM).text(heading(f"Q{question.number}"), plain(question.text))
    sheet.text(small(plain(words("session.answer_under", number=question.number))))
    if panel:
        sheet.row(*_panel(session, words))
    return sheet.view()


def recap_card(recap: Recap, knowledge: KnowledgeBase, words: Words) -> ui.LayoutView:
    """What was asked with the entries behind it, and the names of those who agreed to be named."""
    sheet = Sheet(CALM).text(heading(words("session.recap", topic=recap.session.topic)))
    many = len(recap.questions)
    if not many:
        sheet.text(plain(words("session.recap_empty")))
    for question in recap.questions:
        text = shorten(plain(question.text), RECAP_CHARACTERS // many, RECAP_BYTES // many)
        asked = f"**Q{question.number}** {text}"
        entry = knowledge.entries.get(question.entry or "")
        if entry is None:
            sheet.text(asked, gives_way=1)
        else:
            button = controls.Behind.button(words("button.open_entry"), entry.id, question.number)
            sheet.text(asked, small(plain(words("session.behind", title=entry.title))), control=button, gives_way=1)
    if recap.speakers:
        named = shorten(", ".join(plain(name) for name in recap.speakers), NAMES_CHARACTERS, NAMES_BYTES)
        sheet.rule().text(f"{bold(words('session.speakers'))} {named}", gives_way=2)
    return sheet.text(small(plain(words("session.recap_note")))).view()


def missed_card(words: Words) -> ui.LayoutView:
    """That the host did not come."""
    return Sheet(CARE).text(plain(words("session.missed", minutes=int(HOST_GRACE.total_seconds() // 60)))).view()


def cancelled_card(words: Words) -> ui.LayoutView:
    """That a session which had begun was cancelled."""
    return Sheet(CARE).text(plain(words("session.state.cancelled"))).view()


def planned_card(session: Session, zone: str, words: Words) -> ui.LayoutView:
    """For the host alone: what was planned, and what can be done until it begins."""
    sheet = Sheet(CALM).text(heading(words("session.planned", topic=session.topic)))
    sheet.text(
        words("session.when", full=_stamp(session.starts_at, "F"), relative=_stamp(session.starts_at, "R")),
        plain(words("session.read_in_zone", zone=zone)),
        words("session.announced_in", channel=f"<#{session.channel}>"),
    )
    sheet.text(plain(words("session.planned_how")))
    return sheet.row(*_host_row(session, words)).view()


def added_card(session: Session, question: Question, title: str, words: Words) -> ui.LayoutView:
    """For the host alone: the question as it is kept, and the entry behind it."""
    sheet = Sheet(CALM).text(
        bold(words("session.added", number=question.number)), f"> {plain(question.text)}", gives_way=1
    )
    sheet.text(
        small(plain(words("session.behind", title=title) if title else words("session.nothing_behind"))),
        small(plain(words("session.added_note"))),
    )
    return sheet.row(*_host_row(session, words)).view()


def questions_card(session: Session, prepared: Sequence[Question], words: Words, note: str = "") -> ui.LayoutView:
    """For the host alone: what is prepared and not released yet, with a menu to change or take out."""
    sheet = Sheet(CALM).text(heading(words("session.prepared")))
    if note:
        sheet.text(plain(note))
    if not prepared:
        sheet.text(plain(words("session.prepared_none")))
    for question in prepared:
        text = shorten(plain(question.text), RECAP_CHARACTERS // len(prepared), RECAP_BYTES // len(prepared))
        sheet.text(f"**Q{question.number}** {text}", gives_way=1)
    options = [(str(question.number), f"Q{question.number}", question.text) for question in prepared]
    return (
        sheet.row(editing.menu_of(controls.ChooseQuestion, words("menu.prepared"), options, session.id))
        .row(controls.AddQuestion.button(words("button.add_question"), session.id))
        .view()
    )


def prepared_card(session: Session, question: Question, words: Words) -> ui.LayoutView:
    """For the host alone: a prepared question, to change or take out."""
    sheet = Sheet(CALM).text(bold(f"Q{question.number}"), f"> {plain(question.text)}", gives_way=1)
    fields = session.id, question.number, controls.mark_of(question)
    return sheet.row(
        controls.ChangeQuestion.button(words("button.change_question"), *fields, style=ButtonStyle.primary),
        controls.RemoveQuestion.button(words("button.remove_question"), *fields, style=ButtonStyle.danger),
        controls.Prepared.button(words("button.prepared"), session.id),
    ).view()


def ending_card(session: Session, words: Words) -> ui.LayoutView:
    """Asks the host whether to end."""
    sheet = Sheet(CARE).text(plain(words("session.ending")))
    return sheet.row(controls.EndNow.button(words("button.end_now"), session.id, style=ButtonStyle.danger)).view()


def named_card(session: Session, name: str, words: Words) -> ui.LayoutView:
    """For a speaker alone: under which name they will stand in the recap, and the way back."""
    sheet = Sheet(CALM).text(plain(words("session.named", name=name)))
    return sheet.row(controls.UnnameMe.button(words("button.unname_me"), session.id)).view()


def unnamed_card(session: Session, words: Words) -> ui.LayoutView:
    """For a speaker alone: that they will not be named."""
    sheet = Sheet().text(plain(words("session.unnamed")))
    return sheet.row(controls.NameMe.button(words("button.name_me"), session.id)).view()


def caution_card(words: Words) -> ui.LayoutView:
    """That words which others will read hold something that might point to a person."""
    return Sheet(CARE).text(heading(words("session.caution_heading")), plain(words("session.caution"))).view()


def _panel(session: Session, words: Words) -> tuple[Control, ...]:
    return (
        controls.Release.button(words("button.release"), session.id, session.released, style=ButtonStyle.primary),
        controls.AddQuestion.button(words("button.add_question"), session.id),
        controls.Prepared.button(words("button.prepared"), session.id),
        controls.End.button(words("button.end"), session.id),
    )


def _host_row(session: Session, words: Words) -> tuple[Control | None, ...]:
    return (
        controls.AddQuestion.button(words("button.add_question"), session.id, style=ButtonStyle.primary),
        controls.Prepared.button(words("button.prepared"), session.id),
        controls.CancelSession.button(words("button.cancel_session"), session.id)
        if session.stage is Stage.PLANNED
        else None,
    )


def _stamp(moment: datetime, style: str) -> str:
    """A moment that Discord shows each reader in their own zone and language."""
    return f"<t:{int(moment.timestamp())}:{style}>"

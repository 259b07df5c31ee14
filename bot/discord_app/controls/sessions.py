"""Controls and forms of question-and-answer sessions and of discussion prompts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from discord import ui

from bot.discord_app.controls.control import SLUG, SNOWFLAKE, Control
from bot.discord_app.controls.form import Form, text_box

if TYPE_CHECKING:
    from bot.colleagues.sessions import Question, Session
    from bot.discord_app.translation import Words

QUESTION: Final = "question"
LONGEST_QUESTION: Final = 500
SHORTEST_QUESTION: Final = 5
_PLACE = r"[0-9]{1,2}"
_MARK = r"[0-9a-f]{8}"


class Release(Control, action="session-next", fields={"session": SNOWFLAKE, "released": _PLACE}):
    """Release the next question; ``released`` is how many were when the button was shown, so that a double tap releases one."""


class AddQuestion(Control, action="session-add", fields={"session": SNOWFLAKE}):
    """Prepare a further question."""


class Prepared(Control, action="session-prepared", fields={"session": SNOWFLAKE}):
    """The questions that are prepared and not released yet."""


class ChooseQuestion(Control, action="session-pick", fields={"session": SNOWFLAKE}):
    """A menu of them."""


class ChangeQuestion(Control, action="session-change", fields={"session": SNOWFLAKE, "number": _PLACE, "mark": _MARK}):
    """Put a prepared question in other words; ``mark`` says which words it had."""


class RemoveQuestion(Control, action="session-remove", fields={"session": SNOWFLAKE, "number": _PLACE, "mark": _MARK}):
    """Take a prepared question out."""


class End(Control, action="session-end", fields={"session": SNOWFLAKE}):
    """End a session, after a confirmation."""


class EndNow(Control, action="session-end-now", fields={"session": SNOWFLAKE}):
    """The confirmation."""


class CancelSession(Control, action="session-cancel", fields={"session": SNOWFLAKE}):
    """Cancel a session that has not begun."""


class NameMe(Control, action="session-name", fields={"session": SNOWFLAKE}):
    """Agree to be named in the recap."""


class UnnameMe(Control, action="session-unname", fields={"session": SNOWFLAKE}):
    """Take that back."""


class Behind(Control, action="behind", fields={"entry": SLUG, "place": _PLACE}):
    """The entry behind a question, for whoever asks. ``place`` tells two questions apart that one entry stands behind."""


class PromptsOff(Control, action="prompts-off", fields={"channel": SNOWFLAKE}):
    """No more prompts in a channel."""


class QuestionForm(Form, action="session-question", fields={"session": SNOWFLAKE}):
    """A prepared question."""


class ChangeQuestionForm(Form, action="session-change", fields={"session": SNOWFLAKE, "number": _PLACE, "mark": _MARK}):
    """A prepared question in other words."""


def mark_of(question: Question) -> str:
    """Tells a question's words from others, as its number may come to stand for another one."""
    return hashlib.sha256(question.text.encode()).hexdigest()[:8]


def question_form(session: Session, words: Words) -> ui.Modal:
    """A form for a prepared question."""
    return _question_form(QuestionForm.modal(words("form.session_question.title"), session.id), words)


def change_form(session: Session, question: Question, words: Words) -> ui.Modal:
    """A form for a prepared question, beginning with its words as they are."""
    fields = session.id, question.number, mark_of(question)
    return _question_form(ChangeQuestionForm.modal(words("form.session_question.title"), *fields), words, question.text)


def _question_form(modal: ui.Modal, words: Words, text: str = "") -> ui.Modal:
    modal.add_item(ui.TextDisplay(words("form.session_question.note")))
    return modal.add_item(
        text_box(
            QUESTION,
            words("form.session_question.label"),
            hint=words("form.session_question.hint"),
            most=LONGEST_QUESTION,
            least=SHORTEST_QUESTION,
            value=text,
        )
    )

"""The forms of the inbox: a question for the moderators, and the search for an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ui

from bot.discord_app import limits
from bot.discord_app.controls.control import NUMBER
from bot.discord_app.controls.form import Form, text_box
from bot.discord_app.controls.inbox import ROW
from bot.store.tables import QUESTION_LENGTH

if TYPE_CHECKING:
    from bot.discord_app.translation import Words

TEXT: Final = "text"


class SendForm(Form, action="send"):
    """A question for the moderators."""


class FindForm(Form, action="inbox-find", fields={"question": ROW, "page": NUMBER}):
    """Words of the title of an entry."""


def send_form(words: Words, text: str = "") -> ui.Modal:
    """A form for a question to the moderators, beginning with all of ``text``: masking may have made it longer than what can be sent."""
    most = max(QUESTION_LENGTH, len(text))
    modal = SendForm.modal(words("form.send.title"))
    modal.add_item(ui.TextDisplay(words("form.send.note")))
    return modal.add_item(
        text_box(TEXT, words("form.send.label"), hint=words("form.ask.hint"), most=most, least=1, value=text)
    )


def find_form(words: Words, question: str, page: str) -> ui.Modal:
    """A form to look for an entry by its title."""
    modal = FindForm.modal(words("form.find.title"), question, page)
    return modal.add_item(
        text_box(
            TEXT,
            words("form.find.label"),
            description=words("form.find.description"),
            most=limits.COMPLETED_CHARACTERS,
            least=1,
            long=False,
        )
    )

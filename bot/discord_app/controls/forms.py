"""The forms for a question and for a draft post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ui

from bot.concierge import QUESTION_LENGTH
from bot.discord_app.controls.control import SLUG, optional
from bot.discord_app.controls.form import Form, text_box
from bot.screening.drafts import LONGEST_DRAFT

if TYPE_CHECKING:
    from bot.discord_app.translation import Words

TEXT: Final = "text"


class AskForm(Form, action="ask", fields={"back": optional(SLUG)}):
    """A question; ``back`` is the topic to come back to."""


class CheckForm(Form, action="check"):
    """A draft post."""


def ask_form(words: Words, back: str = "", *, again: bool = False) -> ui.Modal:
    """A form for a question. ``back`` is the topic to come back to; ``again``: it was asked before in other words."""
    modal = AskForm.modal(words("form.rephrase.title" if again else "form.ask.title"), back)
    modal.add_item(ui.TextDisplay(words("form.ask.note")))
    return modal.add_item(
        text_box(TEXT, words("form.ask.label"), hint=words("form.ask.hint"), most=QUESTION_LENGTH, least=1)
    )


def check_form(words: Words) -> ui.Modal:
    """A form for a draft."""
    modal = CheckForm.modal(words("form.check.title"))
    modal.add_item(ui.TextDisplay(words("form.check.note")))
    return modal.add_item(
        text_box(TEXT, words("form.check.label"), hint=words("form.check.hint"), most=LONGEST_DRAFT, least=1)
    )

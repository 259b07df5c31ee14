"""Forms. Like the buttons they hold ids in their custom_id and are answered by it, so that one that is open outlives a restart.

discord.py keeps every form that it shows until its time is over (for ever, without one), so each has one. A form that is dismissed sends
nothing.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot.concierge import QUESTION_LENGTH
from bot.discord_app import limits
from bot.discord_app.controls.control import SLUG, optional
from bot.discord_app.markdown import shorten
from bot.screening.drafts import LONGEST_DRAFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.discord_app.translation import Words

ASK: Final = "ask"
CHECK: Final = "check"
TEXT: Final = "text"
_SHAPE = re.compile(rf"form:(?P<kind>{ASK}|{CHECK}):(?P<back>{optional(SLUG)}):[0-9a-f]{{8}}\Z")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent: its kind, the topic to come back to, and what was typed. ``text`` is a person's words: never kept."""

    kind: str
    back: str
    text: str


def ask_form(words: Words, back: str = "", *, again: bool = False) -> ui.Modal:
    """A form for a question. ``back`` is the topic to come back to; ``again``: it was asked before in other words."""
    title = words("form.rephrase.title" if again else "form.ask.title")
    return _form(words, ASK, back, title, QUESTION_LENGTH)


def check_form(words: Words) -> ui.Modal:
    """A form for a draft."""
    return _form(words, CHECK, "", words("form.check.title"), LONGEST_DRAFT)


def submitted(interaction: discord.Interaction[Any]) -> Submitted | None:
    """The form that an interaction sends; None where it is another's."""
    data: Any = interaction.data or {}
    found = _SHAPE.match(str(data.get("custom_id", "")))
    if interaction.type is not discord.InteractionType.modal_submit or found is None:
        return None
    typed = next((str(value) for name, value in _values(data.get("components", ())) if name == TEXT), "")
    return Submitted(found["kind"], found["back"], typed)


def _form(words: Words, kind: str, back: str, title: str, most: int) -> ui.Modal:
    # Two open forms of one kind differ by their last part: discord.py tells forms apart by the whole id.
    custom_id = f"form:{kind}:{back}:{secrets.token_hex(4)}"
    modal = ui.Modal(title=shorten(title, limits.MODAL_TITLE), timeout=limits.MODAL_SECONDS, custom_id=custom_id)
    modal.add_item(ui.TextDisplay(words(f"form.{kind}.note")))
    typed: ui.TextInput[Any] = ui.TextInput(
        custom_id=TEXT,
        style=discord.TextStyle.paragraph,
        placeholder=shorten(words(f"form.{kind}.hint"), limits.INPUT_PLACEHOLDER),
        max_length=min(most, limits.INPUT_CHARACTERS),
    )
    return modal.add_item(ui.Label(text=shorten(words(f"form.{kind}.label"), limits.MODAL_LABEL), component=typed))


def _values(components: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """The names and values of a form's fields, wherever they stand."""
    for component in components:
        if "value" in component:
            yield str(component.get("custom_id", "")), component["value"]
        inner = component.get("component")
        yield from _values([*component.get("components", ()), *([inner] if inner else [])])

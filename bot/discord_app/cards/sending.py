"""Sending a question to the moderators: what exactly would be kept, the consent, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ButtonStyle

from bot.discord_app.cards.showing import CALM, CARE, heading, small
from bot.discord_app.controls import inbox
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discord import ui

    from bot.discord_app.translation import Words

KEPT_TEXT: Final = 7_001
"""Discord's id of the component that holds the text: the press reads from the message what its reader has seen."""
QUOTE: Final = "> "


def consent_card(text: str, days: int, words: Words, *, changed: bool = False) -> ui.LayoutView:
    """Exactly the text that would be kept, for ``days`` at most. ``changed``: it is not what was shown a moment ago."""
    sheet = Sheet(CALM).text(heading(words("send.heading")))
    if changed:
        sheet.text(plain(words("send.changed")))
    sheet.text(plain(words("send.exactly")))
    sheet.text(f"{QUOTE}{plain(text)}", number=KEPT_TEXT)
    sheet.text(plain(words("send.check")), plain(words("send.terms", days=days)))
    return sheet.row(
        inbox.Send.button(words("button.send"), style=ButtonStyle.success),
        inbox.ChangeText.button(words("button.change_text")),
        inbox.LeaveIt.button(words("button.leave_it")),
    ).view()


def held_back_card(kinds: Sequence[str], words: Words) -> ui.LayoutView:
    """That a text could point to somebody, so that nothing of it was kept. ``kinds`` say what was found, not where."""
    sheet = Sheet(CARE).text(heading(words("send.held_heading")), plain(words("send.held")))
    if kinds:
        sheet.text(small(plain(words("send.held_kinds", kinds=", ".join(kinds)))))
    return sheet.row(
        inbox.ChangeText.button(words("button.change_text")), inbox.LeaveIt.button(words("button.leave_it"))
    ).view()


def too_long_card(text: str, most: int, words: Words) -> ui.LayoutView:
    """A text that was masked and is longer than the ``most`` characters that can be sent, to be shortened."""
    sheet = Sheet(CARE).text(heading(words("send.long_heading")))
    sheet.text(plain(words("send.long", length=len(text), most=most)))
    sheet.text(f"{QUOTE}{plain(text)}", number=KEPT_TEXT)
    return sheet.row(
        inbox.ChangeText.button(words("button.change_text")), inbox.LeaveIt.button(words("button.leave_it"))
    ).view()


def sent_card(days: int, words: Words) -> ui.LayoutView:
    """That it was sent."""
    return Sheet(CALM).text(heading(words("send.sent_heading")), plain(words("send.sent", days=days))).view()


def left_card(words: Words) -> ui.LayoutView:
    """That nothing was sent."""
    return Sheet().text(plain(words("send.left"))).view()

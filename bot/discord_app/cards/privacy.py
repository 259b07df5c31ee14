"""What is kept, how long, by whom, and how it is erased, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.showing import CALM, heading
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.discord_app.translation import Words


def privacy_card(words: Words, kept_days: int | None, *, discussions: bool = False) -> ui.LayoutView:
    """``kept_days``: after how many days votes are erased; None where no votes are kept. ``discussions``: colleagues can be asked."""
    sheet = Sheet(CALM).text(heading(words("privacy.heading"))).text(words("privacy.never"))
    if kept_days is None:
        sheet.text(words("privacy.no_votes"))
    else:
        sheet.text(words("privacy.votes")).text(words("privacy.how_long", days=kept_days))
        sheet.text(words("privacy.sessions"))
    _discussions(sheet, words, offered=discussions)
    return sheet.text(words("privacy.memory")).text(words("privacy.who")).text(words("privacy.erase")).view()


def _discussions(sheet: Sheet, words: Words, *, offered: bool) -> None:
    """What is kept of discussions among colleagues."""
    if offered:
        sheet.text(words("privacy.discussions")).text(words("privacy.helpful"))


def forgotten_card(words: Words, erased: Mapping[str, int]) -> ui.LayoutView:
    """What was erased: how many, by kind."""
    items = [
        words("forget.item", kind=words(key) if (key := f"forget.kind.{kind}") in words else kind, count=count)
        for kind, count in erased.items()
        if count
    ]
    said = words("forget.erased", what=", ".join(items)) if items else words("forget.nothing")
    return Sheet(CALM).text(heading(words("forget.heading" if items else "forget.nothing_heading")), plain(said)).view()

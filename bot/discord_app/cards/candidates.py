"""Messages that helped in a discussion, for the moderators: a list, and one at a time, to draft an entry from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ButtonStyle

from bot.discord_app.cards.showing import CALM, heading, small
from bot.discord_app.controls import lounge
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain, shorten
from bot.discord_app.quoting import quoted
from bot.reply import Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discord import ui

    from bot.discord_app.translation import Words
    from bot.store.discussions import Candidate

LINE: Final = 90


def candidates_card(found: Sequence[Candidate], words: Words, note: str = "") -> ui.LayoutView:
    """Every candidate of a server, to choose from, oldest first. ``note`` is said above."""
    sheet = Sheet(CALM)
    if note:
        sheet.text(plain(note))
    sheet.text(heading(words("candidates.heading")))
    if not found:
        return sheet.text(plain(words("candidates.none"))).row(_back(words)).view()
    sheet.text(plain(words("candidates.text", count=len(found))))
    options = [
        Option(str(item.id), words("candidates.line", number=item.id, text=shorten(item.text, LINE)), 1.0)
        for item in found
    ]
    sheet.row(lounge.ChooseCandidate.menu(words("menu.candidates"), options))
    return sheet.row(_back(words)).view()


def candidate_card(item: Candidate, words: Words) -> ui.LayoutView:
    """One candidate as it is kept, with where it stands and what can be done with it."""
    marked = f"<t:{int(item.at.timestamp())}:D>"
    sheet = Sheet(CALM).text(heading(words("candidates.one_heading")), plain(words("candidates.one_text")))
    sheet.text(*quoted(item.text), gives_way=1)
    sheet.text(small(words("candidates.where", thread=f"<#{item.thread}>", marked=marked)))
    again = "button.candidate_draft" if item.draft is None else "button.candidate_draft_again"
    return sheet.row(
        lounge.DraftCandidate.button(words(again), item.id, style=ButtonStyle.primary),
        lounge.DismissCandidate.button(words("button.candidate_dismiss"), item.id),
        lounge.Candidates.button(words("button.candidates_back")),
    ).view()


def _back(words: Words) -> lounge.OpenSettings:
    return lounge.OpenSettings.button(words("button.lounge_settings"))

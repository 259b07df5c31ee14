"""From a reply to its card, and what of a reply others may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import texts
from bot.discord_app.cards.answer import answer_card
from bot.discord_app.cards.notices import clarify_card, neutral_card, nothing_card, notice_card
from bot.reply import Outcome
from bot.screening.model import Level

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.cards.showing import Showing
    from bot.reply import Reply

_OPEN = frozenset({Outcome.ANSWER, Outcome.CLARIFY, Outcome.NOTHING})


def reply_card(reply: Reply, showing: Showing) -> ui.LayoutView:
    """The card of a reply. Where others see it, only what ``public_part`` leaves of it."""
    shown = reply if showing.private else public_part(reply)
    if shown is None:
        return neutral_card(showing.words)
    match shown.outcome:
        case Outcome.ANSWER if shown.answer is not None:
            return answer_card(shown.answer, showing, shown.notice)
        case Outcome.CLARIFY:
            return clarify_card(shown, showing)
        case Outcome.NOTHING:
            return nothing_card(shown, showing)
        case _:
            return notice_card(shown, shown.notice or texts.NOTHING, showing)


def public_part(reply: Reply) -> Reply | None:
    """What of a reply others may see: a plain answer, a choice of topics, or that there is none.

    None where anything in the question set the screen off: the reply itself would tell others what somebody wrote. A notice on an answer
    speaks of identifiers or of somebody's danger.
    """
    sensitive = reply.screen.level is not Level.CLEAR or (reply.outcome is Outcome.ANSWER and reply.notice is not None)
    return None if sensitive or reply.outcome not in _OPEN else reply

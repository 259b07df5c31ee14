"""Discussions: the preview of what would be posted, the message that a thread begins with, and the few lines the lounge says later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord import ButtonStyle

from bot.discord_app.cards.showing import CALM, CARE, bold, bullets, heading, small
from bot.discord_app.controls import lounge, shapes
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.reply import Option

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from discord import ui

    from bot.discord_app.translation import Words
    from bot.screening.model import Kind


@dataclass(frozen=True, slots=True)
class Opening:
    """What a discussion begins with. ``quote`` are the lines of the question as they are shown, ``nearest`` the guidance beside it.

    ``role``: the id of the specialty that is called.
    """

    title: str
    quote: tuple[str, ...]
    nearest: tuple[Option, ...]
    role: int | None = None


def opening_card(opening: Opening, words: Words, name: str | None) -> ui.LayoutView:
    """The first message of a discussion, for all to see. ``name``: the asker's, where they chose to show it."""
    sheet = Sheet(CALM).text(heading(_who(words, name)))
    sheet.text(*opening.quote, number=lounge.QUESTION)
    sheet.rule().text(*_rules(words))
    if opening.nearest:
        sheet.text(bold(words("lounge.nearest")))
    for option in opening.nearest:
        sheet.row(shapes.Choose.button(option.title, option.id))
    return sheet.text(*_foot(opening, words)).view()


def preview_card(
    opening: Opening,
    words: Words,
    posted: Words,
    *,
    channel: int,
    name: str,
    roles: Sequence[Option] = (),
    note: str = "",
) -> ui.LayoutView:
    """What would be posted, for the asker alone. ``posted`` are the words that the message itself is in, ``roles`` can be called.

    ``name`` is how the asker would be shown by name; ``note`` is said above.
    """
    sheet = Sheet(CALM)
    if note:
        sheet.text(bold(note))
    sheet.text(heading(words("lounge.preview.heading")), words("lounge.preview.text", channel=f"<#{channel}>"))
    sheet.text(bold(words("lounge.preview.title", title=opening.title)))
    sheet.rule().text(plain(words("lounge.preview.who", anonymous=_who(posted, None), named=_who(posted, name))))
    sheet.text(*opening.quote, number=lounge.QUESTION)
    sheet.text(*_rules(posted))
    if opening.nearest:
        sheet.text(bold(posted("lounge.nearest")), *bullets(option.title for option in opening.nearest))
    sheet.text(*_foot(opening, posted)).rule()
    called = "" if opening.role is None else str(opening.role)
    if roles:
        nobody = Option(lounge.NOBODY, words("lounge.preview.call_nobody"), 1.0)
        sheet.row(lounge.CallSpecialty.menu(words("menu.specialty"), (nobody, *roles)))
    return sheet.row(
        lounge.PostDiscussion.button(
            words("button.post_anonymously"), lounge.Shown.ANONYMOUS, channel, called, style=ButtonStyle.primary
        ),
        lounge.PostDiscussion.button(words("button.post_by_name"), lounge.Shown.NAMED, channel, called),
        lounge.DiscardDiscussion.button(words("button.discard_question")),
    ).view()


def caution_card(kinds: Collection[Kind], words: Words) -> ui.LayoutView:
    """That a question cannot go before colleagues as it is, and why: by kind, never by word."""
    named = ", ".join(kind.words for kind in kinds) or words("lounge.stopped.details")
    sheet = Sheet(CARE).text(
        heading(words("lounge.stopped.heading")),
        plain(words("lounge.stopped.why", kinds=named)),
        plain(words("lounge.stopped.how")),
    )
    return sheet.row(lounge.Discuss.button(words("button.discuss_again"))).view()


def posted_card(words: Words, link: str, notes: Sequence[str]) -> ui.LayoutView:
    """That a discussion is open, and where. ``notes`` are sentences on what was done otherwise than asked for."""
    sheet = Sheet(CALM).text(heading(words("lounge.posted.heading")), words("lounge.posted.text", link=link))
    return sheet.text(*map(plain, notes)).text(small(words("lounge.posted.helpful"))).view()


def mark_card(quote: Sequence[str], words: Words, message: int) -> ui.LayoutView:
    """The text of a message exactly as it would be kept, for whoever marks it as helpful."""
    sheet = Sheet(CALM).text(heading(words("lounge.mark.heading")), plain(words("lounge.mark.text")))
    sheet.text(*quote, number=lounge.QUESTION).text(small(words("lounge.mark.how_long")))
    return sheet.row(
        lounge.KeepHelpful.button(words("button.keep_helpful"), message, style=ButtonStyle.primary),
        lounge.DropHelpful.button(words("button.drop_helpful")),
    ).view()


def answered_card(option: Option, words: Words) -> ui.LayoutView:
    """The line in a thread whose discussion led to an entry, with the answer one tap away."""
    sheet = Sheet(CALM).text(plain(words("lounge.answered", title=option.title)))
    return sheet.row(shapes.Choose.button(words("button.open_answer"), option.id, style=ButtonStyle.primary)).view()


def nudge_card(words: Words, *, removed: bool) -> ui.LayoutView:
    """What is said to all after a message with identifying details: nobody's name, and none of the details."""
    return Sheet(CARE).text(plain(words("lounge.nudge.removed" if removed else "lounge.nudge.seen"))).view()


def _who(words: Words, name: str | None) -> str:
    return words("lounge.a_colleague_asks") if name is None else words("lounge.asks", name=name)


def _rules(words: Words) -> list[str]:
    rules = (words("lounge.rules.patients"), words("lounge.rules.advice"), words("lounge.rules.colleagues"))
    return [bold(words("lounge.rules")), *bullets(rules)]


def _foot(opening: Opening, words: Words) -> list[str]:
    called = [] if opening.role is None else [words("lounge.called", role=f"<@&{opening.role}>")]
    return [*called, small(words("lounge.foot"))]

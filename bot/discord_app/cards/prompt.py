"""Cards of discussion prompts: one entry as a question for colleagues, a pause, and what was switched on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.colleagues.prompts import UNANSWERED_BEFORE_PAUSE, Every
from bot.discord_app.cards.showing import CALM, CARE, heading, small
from bot.discord_app.controls import sessions as controls
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.knowledge.model import Entry
    from bot.store.prompts import PromptChannel

WEEKDAYS: Final = (
    "weekday.monday",
    "weekday.tuesday",
    "weekday.wednesday",
    "weekday.thursday",
    "weekday.friday",
    "weekday.saturday",
    "weekday.sunday",
)
"""Keys of the catalogue, Monday first."""


def prompt_card(entry: Entry, words: Words) -> ui.LayoutView:
    """An entry as a question for colleagues; the entry is one tap away, for after people have thought."""
    question = entry.asked_as[0] if entry.asked_as else entry.title
    sheet = Sheet(CALM).text(heading(words("prompt.heading")), f"> {plain(question)}", plain(words("prompt.ask")))
    sheet.text(small(plain(words("prompt.rules"))))
    return sheet.row(controls.Behind.button(words("button.guidance"), entry.id, 0)).view()


def paused_card(words: Words) -> ui.LayoutView:
    """That a channel gets no more prompts until it is switched on again."""
    return Sheet(CARE).text(plain(words("prompt.paused", count=UNANSWERED_BEFORE_PAUSE))).view()


def prompts_on_card(channel: PromptChannel, words: Words) -> ui.LayoutView:
    """For the moderator alone: when and where prompts come now."""
    schedule, next_at = channel.schedule, int(channel.next_at.timestamp())
    fields = {"at": f"{schedule.at:%H:%M}", "zone": schedule.zone.key, "channel": f"<#{channel.channel}>"}
    line = (
        words("prompt.daily", **fields)
        if schedule.every is Every.DAY
        else words("prompt.weekly", weekday=words(WEEKDAYS[schedule.weekday]), **fields)
    )
    sheet = Sheet(CALM).text(heading(words("prompt.on")), line, words("prompt.next", full=f"<t:{next_at}:F>"))
    sheet.text(small(plain(words("prompt.how", count=UNANSWERED_BEFORE_PAUSE))))
    return sheet.row(controls.PromptsOff.button(words("button.prompts_off"), channel.channel)).view()


def prompts_off_card(channel: int, had: bool, words: Words) -> ui.LayoutView:  # noqa: FBT001 - what the store says
    """For the moderator alone: that a channel gets no more prompts, or had none."""
    return Sheet().text(words("prompt.off" if had else "prompt.was_off", channel=f"<#{channel}>")).view()

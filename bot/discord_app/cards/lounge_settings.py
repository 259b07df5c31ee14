"""All of a server's lounge in one card: where discussions open, whom they can call, what is coming, and what permission is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from discord import ButtonStyle

from bot.colleagues.prompts import Every
from bot.discord_app.cards.showing import CALM, CARE, bold, heading, small
from bot.discord_app.controls import lounge
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.store.lounge_settings import LoungeSettings

if TYPE_CHECKING:
    from discord import ui

    from bot.colleagues.sessions import Session
    from bot.discord_app.permissions_check import Lack
    from bot.discord_app.translation import Words
    from bot.store.prompts import PromptChannel

WEEKDAYS: Final = (
    "lounge.day.monday",
    "lounge.day.tuesday",
    "lounge.day.wednesday",
    "lounge.day.thursday",
    "lounge.day.friday",
    "lounge.day.saturday",
    "lounge.day.sunday",
)


@dataclass(frozen=True, slots=True)
class LoungeState:
    """What the card shows of a server: its settings, what is planned, how many candidates wait, and what is missing."""

    settings: LoungeSettings = field(default_factory=LoungeSettings)
    prompts: tuple[PromptChannel, ...] = ()
    sessions: tuple[Session, ...] = ()
    candidates: int = 0
    lacks: tuple[Lack, ...] = ()


def lounge_settings_card(state: LoungeState, words: Words, note: str = "") -> ui.LayoutView:
    """The card. ``note`` is said above, as after a change."""
    settings = state.settings
    sheet = Sheet(CARE if state.lacks else CALM)
    if note:
        sheet.text(bold(note))
    sheet.text(heading(words("lounge.settings.heading")), small(words("lounge.settings.who")))
    where = "lounge.settings.open" if settings.channel is not None else "lounge.settings.closed"
    sheet.text(words(where, channel=f"<#{settings.channel}>"))
    sheet.row(lounge.ChooseChannel.of(words("menu.lounge_channel"), settings.channel))
    sheet.text(plain(words("lounge.settings.specialties")))
    sheet.row(lounge.ChooseSpecialties.of(words("menu.specialties"), settings.specialties))
    sheet.text(
        plain(words("lounge.settings.zone", zone=settings.zone)),
        plain(words("lounge.settings.limits", member=settings.calls_per_member, server=settings.calls_per_server)),
        plain(words("lounge.settings.leaks_on" if settings.remove_leaks else "lounge.settings.leaks_off")),
    )
    sheet.row(
        lounge.EditLimits.button(words("button.edit_limits")),
        lounge.RemoveLeaks.button(
            words("button.leaks_off" if settings.remove_leaks else "button.leaks_on"), int(not settings.remove_leaks)
        ),
        lounge.Candidates.button(words("button.candidates", count=state.candidates)),
    )
    sheet.rule().text(*_sessions(state, words), gives_way=2, more=words("lounge.settings.more"))
    sheet.text(*_prompts(state, words), gives_way=2, more=words("lounge.settings.more"))
    sheet.rule().text(*_check(state, words), gives_way=1, more=words("lounge.settings.more"))
    return sheet.row(lounge.OpenSettings.button(words("button.check_again"), style=ButtonStyle.secondary)).view()


def _sessions(state: LoungeState, words: Words) -> list[str]:
    lines = [
        words(
            "lounge.settings.session",
            topic=plain(session.topic),
            when=f"<t:{int(session.starts_at.timestamp())}:F>",
            channel=f"<#{session.channel}>",
        )
        for session in state.sessions
    ]
    return [
        bold(words("lounge.settings.sessions")),
        *(f"- {line}" for line in lines or [words("lounge.settings.none")]),
    ]


def _prompts(state: LoungeState, words: Words) -> list[str]:
    lines: list[str] = []
    for prompt in state.prompts:
        schedule = prompt.schedule
        day = "lounge.settings.daily" if schedule.every is Every.DAY else WEEKDAYS[schedule.weekday]
        at = words(
            "lounge.settings.prompt",
            channel=f"<#{prompt.channel}>",
            day=words(day),
            at=f"{schedule.at:%H:%M}",
            zone=plain(schedule.zone.key),
        )
        lines.append(f"{at} {words('lounge.settings.paused')}" if prompt.paused else at)
    return [bold(words("lounge.settings.prompts")), *(f"- {line}" for line in lines or [words("lounge.settings.none")])]


def _check(state: LoungeState, words: Words) -> list[str]:
    if not state.lacks:
        return [bold(words("lounge.check.heading")), plain(words("lounge.check.nothing"))]
    lines = [bold(words("lounge.check.heading"))]
    for lack in state.lacks:
        missing = ", ".join(f"**{words(key)}**" for key in lack.missing)
        if lack.channel is None:
            lines.append(f"- {words('lounge.check.server', missing=missing)}")
        elif lack.roles:
            roles = ", ".join(f"<@&{role}>" for role in lack.roles)
            lines.append(f"- {words('lounge.check.roles', roles=roles, channel=f'<#{lack.channel}>', missing=missing)}")
        elif lack.missing:
            lines.append(f"- {words('lounge.check.channel', channel=f'<#{lack.channel}>', missing=missing)}")
        else:
            lines.append(f"- {words('lounge.check.gone', channel=f'<#{lack.channel}>')}")
    return [*lines, small(words("lounge.check.how"))]

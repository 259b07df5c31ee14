"""Every step of a round, in order. Whoever has something to do at a time adds a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_app.schedule import prompts, sessions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.discord_app.schedule.schedule import Schedule

STEPS: Final[tuple[Callable[[Schedule], Awaitable[None]], ...]] = (
    sessions.take_due,
    prompts.take_due,
)

"""Every step of a round, in order. Whoever has something to do at a time adds a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_app import answers_told
from bot.discord_app.schedule import prompts, sessions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.discord_app.schedule.schedule import Schedule


async def notice_open_lounges(schedule: Schedule) -> None:
    """Takes over the lounge channels that any process set. Raises StoreUnavailable."""
    await schedule.bot.open_lounges.refresh(schedule.desk.database)


STEPS: Final[tuple[Callable[[Schedule], Awaitable[None]], ...]] = (
    notice_open_lounges,
    sessions.take_due,
    prompts.take_due,
    answers_told.take_due,
)

"""Where a question without an answer can go next: the parts of the lounge that take it on, where they are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

TakesOn: TypeAlias = "Callable[[discord.Interaction[Any]], Awaitable[None]]"


@dataclass(frozen=True, slots=True)
class Offers:
    """What answers the buttons ``Ask colleagues`` and ``Send to moderators``. None: not available, and the button is not shown."""

    colleagues: TakesOn | None = None
    moderators: TakesOn | None = None

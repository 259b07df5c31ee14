"""Where a question without an answer can go next: the parts of the lounge that take it on, where they are there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import discord

TakesOn: TypeAlias = Callable[["discord.Interaction[Any]"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A place to go: ``take_on`` answers its button, ``open_in`` says whether a server (None: a direct message) has it."""

    take_on: TakesOn
    open_in: Callable[[int | None], bool]


@dataclass(frozen=True, slots=True)
class Offers:
    """What answers the buttons ``Ask colleagues`` and ``Send to moderators``. None: nowhere, and the button is not shown."""

    colleagues: Offer | None = None
    moderators: Offer | None = None

    def colleagues_in(self, server: int | None) -> bool:
        """Whether colleagues can be asked from a server."""
        return self.colleagues is not None and self.colleagues.open_in(server)

    def moderators_in(self, server: int | None) -> bool:
        """Whether moderators can be sent something from a server."""
        return self.moderators is not None and self.moderators.open_in(server)

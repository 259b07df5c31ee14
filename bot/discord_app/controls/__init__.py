"""Buttons and menus that outlive a restart: each knows from its own custom_id what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.discord_app.controls import editing, inbox, lounge, sessions, shapes
from bot.discord_app.controls.control import Control
from bot.discord_app.controls.unknown import unknown_to

if TYPE_CHECKING:
    from discord import ui

CONTROLS: Final[tuple[type[Control], ...]] = tuple(
    kind
    for module in (shapes, editing, inbox, lounge, sessions)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Control) and kind.__module__ == module.__name__
)
Unknown: Final = unknown_to(CONTROLS)
DYNAMIC_ITEMS: Final[tuple[type[ui.DynamicItem[Any]], ...]] = (*CONTROLS, Unknown)

"""What answers a custom_id that the lounge never gave: forged, of an older version, or of another program under the same account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Self

from discord import ui

from bot.discord_app.failures import answer_failure
from bot.discord_app.refusals import ControlForeign

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from bot.discord_app.controls.control import Control

# discord.py gives such ids to items that a view in memory answers for.
_IN_MEMORY: Final = r"[0-9a-f]{32}\Z"
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


def unknown_to(known: Iterable[type[Control]]) -> type[ui.DynamicItem[ui.Item[Any]]]:
    """A control for every custom_id that none of the known ones, and no view in memory, answers for."""
    shapes = "|".join(f"(?:{_NAMED_GROUP.sub('(?:', kind.__discord_ui_compiled_template__.pattern)})" for kind in known)

    class Unknown(ui.DynamicItem[ui.Item[Any]], template=rf"(?s)(?!{shapes}|{_IN_MEMORY}).+"):
        """Says politely that a control is not the lounge's."""

        @classmethod
        async def from_custom_id(
            cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
        ) -> Self:
            """The control as it stands on the message."""
            del interaction, match
            return cls(item)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            """Refuse."""
            await answer_failure(interaction, ControlForeign())

    return Unknown

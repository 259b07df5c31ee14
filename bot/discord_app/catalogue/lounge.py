"""English: discussions among colleagues, sessions, prompts, and the settings of the lounge."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LOUNGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "command.lounge.name": "lounge",
        "command.lounge.description": "Discussions among colleagues, sessions, prompts and their settings",
    }
)

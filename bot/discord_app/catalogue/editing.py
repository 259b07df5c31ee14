"""English: editing a server's knowledge: drafts, previews, history, settings."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITING: Final[Mapping[str, str]] = MappingProxyType({})

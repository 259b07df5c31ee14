"""English: the moderators' inbox, the report, export and import."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

INBOX: Final[Mapping[str, str]] = MappingProxyType({})

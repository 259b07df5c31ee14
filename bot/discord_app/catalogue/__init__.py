"""Every word that the Discord bot says of its own, by key; one mapping a language. What entries and notices say is knowledge, not here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.discord_app.catalogue.editing import EDITING
from bot.discord_app.catalogue.general import GENERAL
from bot.discord_app.catalogue.inbox import INBOX
from bot.discord_app.catalogue.lounge import LOUNGE
from bot.discord_app.catalogue.sending import SENDING
from bot.discord_app.catalogue.sessions import SESSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE_LOCALE: Final = "en-GB"

ENGLISH: Final[Mapping[str, str]] = MappingProxyType({**GENERAL, **EDITING, **SENDING, **INBOX, **LOUNGE, **SESSIONS})

CATALOGUE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({BASE_LOCALE: ENGLISH})

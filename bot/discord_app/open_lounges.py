"""Which servers have a lounge channel, in memory: a button is shown, and a form opened, without asking the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import lounge_settings

if TYPE_CHECKING:
    from bot.store.database import Database


class OpenLounges:
    """The lounge channels as they were last noticed. What is done after that looks into the database."""

    def __init__(self) -> None:
        self._channels: dict[int, int] = {}

    def has(self, server: int | None) -> bool:
        """Whether a server has a lounge channel; never in a direct message."""
        return server in self._channels

    def note(self, server: int, channel: int | None) -> None:
        """Take a change over at once."""
        if channel is None:
            self._channels.pop(server, None)
        else:
            self._channels[server] = channel

    async def refresh(self, database: Database) -> None:
        """Take over what any process changed. Raises StoreUnavailable; then what was known stands."""
        self._channels = await lounge_settings.open_channels(database)

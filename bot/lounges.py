"""One lounge a server: every server without edits shares the shipped one; a server with edits has its own, built beside and swapped."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, defaultdict
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.knowledge.overlay import apply
from bot.store.changes import POLL_S, changed_servers
from bot.store.errors import StoreUnavailable
from bot.store.revisions import heads
from bot.store.server_settings import DEFAULT, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.concierge import Concierge
    from bot.knowledge.model import KnowledgeBase
    from bot.knowledge.overlay import EntryOverlay
    from bot.store.database import Database
    from bot.store.server_settings import ServerSettings

log = logging.getLogger(__name__)

CAPACITY = 1_000


class Builder(Protocol):
    """Builds the concierge of a server with edits."""

    def __call__(self, base: Concierge, knowledge: KnowledgeBase) -> Concierge:
        """A concierge over ``knowledge`` that shares with ``base`` what the edits leave alone. Blocks; runs in a thread."""
        ...


@dataclass(frozen=True, slots=True)
class _Lounge:
    version: str
    concierge: Concierge


class Lounges:
    """Who answers in which server, for one event loop.

    Edits and settings of every server are held in memory, so that answering never waits for the database. At most ``capacity`` servers
    with edits keep their concierge; one that was not asked for longest is built again when it is.
    """

    def __init__(self, base: Concierge, build: Builder, *, capacity: int = CAPACITY) -> None:
        """``base`` answers where nothing was edited."""
        self._base = base
        self._build = build
        self._capacity = capacity
        self._overlays: dict[int, Mapping[str, EntryOverlay]] = {}
        self._settings: dict[int, ServerSettings] = {}
        self._lounges: OrderedDict[int, _Lounge] = OrderedDict()
        self._building: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def base(self) -> Concierge:
        """The concierge over the shipped knowledge."""
        return self._base

    def settings(self, server: int | None) -> ServerSettings:
        """The settings of a server as they were last noticed; the defaults in direct messages."""
        return DEFAULT if server is None else self._settings.get(server, DEFAULT)

    def overlays(self, server: int | None) -> Mapping[str, EntryOverlay]:
        """The edits of a server by entry id, as they were last noticed."""
        return {} if server is None else self._overlays.get(server, {})

    def knowledge(self, server: int | None) -> KnowledgeBase:
        """The knowledge of a server, as it was last noticed."""
        return apply(self._base.knowledge, self.overlays(server))

    async def concierge_for(self, server: int | None) -> Concierge:
        """Who answers in a server; in direct messages (None), and where nothing was edited, the shared one.

        Waits only where a server's concierge was never built or was given up for others; while an edit is built in, the one before
        answers.
        """
        if server is None or server not in self._overlays:
            return self._base
        lounge = self._lounges.get(server)
        if lounge is None:
            return await self._rebuilt(server)
        self._lounges.move_to_end(server)
        return lounge.concierge

    async def refresh(self, database: Database, server: int) -> None:
        """Takes over what the database holds of a server now; where its concierge is in use, swaps it once the new one is built.

        Raises StoreUnavailable; then what was there before stands.
        """
        found = await heads(database, server)
        self._settings[server] = await settings_of(database, server)
        overlays = {key: head.overlay for key, head in found.items() if not head.overlay.is_shipped}
        if not overlays:
            self._overlays.pop(server, None)
            self._lounges.pop(server, None)
            return
        self._overlays[server] = overlays
        if server in self._lounges:
            await self._rebuilt(server)

    async def replace_base(self, base: Concierge) -> None:
        """Puts another shipped knowledge under every server: at once where nothing was edited, one after the other elsewhere."""
        self._base = base
        for server in list(self._lounges):
            await self._rebuilt(server)

    async def follow(self, database: Database, *, poll_s: float = POLL_S) -> None:
        """Takes over what any process publishes or sets, for ever. Run it as a task; it goes on through failures."""
        async with aclosing(changed_servers(database, poll_s=poll_s)) as changes:
            async for servers in changes:
                for server in servers:
                    await self._take_over(database, server, poll_s)

    async def _take_over(self, database: Database, server: int, again_s: float) -> None:
        while True:
            try:
                await self.refresh(database, server)
            except StoreUnavailable:
                await asyncio.sleep(again_s)
            except Exception as error:  # noqa: BLE001 - one server's edits must not keep the others from being noticed
                log.error("the edits of server %d could not be built in (%s)", server, type(error).__name__)
                return
            else:
                return

    async def _rebuilt(self, server: int) -> Concierge:
        async with self._building[server]:
            while True:
                base = self._base
                knowledge = await asyncio.to_thread(apply, base.knowledge, self.overlays(server))
                lounge = self._lounges.get(server)
                if lounge is None or lounge.version != knowledge.version:
                    lounge = _Lounge(knowledge.version, await asyncio.to_thread(self._build, base, knowledge))
                # What it was built from may have changed meanwhile.
                if base is self._base:
                    break
            self._lounges[server] = lounge
            self._lounges.move_to_end(server)
            while len(self._lounges) > self._capacity:
                self._lounges.popitem(last=False)
            return lounge.concierge

"""Imports that were previewed and wait to be published: in memory only, few, and for a short time."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.discord_app.refusals import ImportGone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.moderation.exchange import ImportPreview

SECONDS: Final = 3_600.0
IN_A_SERVER: Final = 3
EVERYWHERE: Final = 50


@dataclass(frozen=True, slots=True)
class HeldImport:
    """An import under the token that its buttons carry; ``until`` in seconds since 1970.

    ``announced``: the audit channel was told that it waits for a second moderator.
    """

    token: str
    preview: ImportPreview
    until: float
    announced: bool = False


class HeldImports:
    """Previews by random token; a token opens nothing in another server. The oldest give way, first of the same server."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """``clock`` gives the seconds since 1970."""
        self._clock = clock
        self._held: OrderedDict[str, HeldImport] = OrderedDict()
        self.turn = asyncio.Lock()
        """Uploads are read one after the other: each can hold as much as the limits allow."""

    def hold(self, preview: ImportPreview) -> HeldImport:
        """Hold a preview."""
        held = HeldImport(secrets.token_hex(8), preview, self._clock() + SECONDS)
        self.put_back(held)
        for older in self.of(preview.server)[:-IN_A_SERVER]:
            self.drop(older.token)
        while len(self._held) > EVERYWHERE:
            self._held.popitem(last=False)
        return held

    def get(self, server: int, token: str) -> HeldImport:
        """What a server holds under a token. Raises ImportGone."""
        held = next((held for held in self.of(server) if held.token == token), None)
        if held is None:
            raise ImportGone
        return held

    def of(self, server: int) -> list[HeldImport]:
        """What a server holds, oldest first."""
        now = self._clock()
        for token in [token for token, held in self._held.items() if held.until <= now]:
            del self._held[token]
        return [held for held in self._held.values() if held.preview.server == server]

    def take(self, server: int, token: str) -> HeldImport:
        """What a server holds under a token, which nobody else can take then. Raises ImportGone."""
        held = self.get(server, token)
        self.drop(token)
        return held

    def put_back(self, held: HeldImport) -> None:
        """Hold what was taken for as long as it had."""
        self._held[held.token] = held

    def measured(self, held: HeldImport, preview: ImportPreview) -> HeldImport:
        """What is held, with its impact; what was taken or let go meanwhile stays so."""
        return self._renew(replace(self._held.get(held.token, held), preview=preview))

    def announced(self, held: HeldImport) -> HeldImport:
        """What is held, now that the audit channel was told; what was taken or let go meanwhile stays so."""
        return self._renew(replace(self._held.get(held.token, held), announced=True))

    def _renew(self, held: HeldImport) -> HeldImport:
        if held.token in self._held:
            self._held[held.token] = held
        return held

    def drop(self, token: str) -> None:
        """Let go of a preview."""
        self._held.pop(token, None)

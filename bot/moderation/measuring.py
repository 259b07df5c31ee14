"""Impact measured beside the event loop: whoever waits for the same thing waits for one thread, and for no longer than they care to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.knowledge.impact import Impact
from bot.knowledge.overlay import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import KnowledgeBase
    from bot.knowledge.overlay import EntryOverlay
    from bot.lounges import Lounges
    from bot.moderation.answering import ImpactMeter


class Measuring:
    """The measurements of one process, shared by everything that shows an impact before it publishes."""

    def __init__(self, lounges: Lounges, meter: ImpactMeter) -> None:
        self._lounges = lounges
        self._meter = meter
        self._preparing: set[asyncio.Task[None]] = set()
        self._measuring: dict[tuple[str, str], asyncio.Task[Impact]] = {}
        self._warming: tuple[str, asyncio.Task[None]] | None = None

    def make_ready(self, overlays: Mapping[str, EntryOverlay]) -> None:
        """What stands in a server is worked out while the moderator types, so that a preview has only the edit left to measure.

        Not at the start of the program: it takes minutes of a core and memory that a process nobody edits in does without.
        """
        base = self._lounges.base

        async def prepare() -> None:
            await self._warm()
            if any(not overlay.is_shipped for overlay in overlays.values()):
                await asyncio.to_thread(lambda: self._meter.prepare(base, apply(base.knowledge, overlays)))

        task = asyncio.create_task(prepare())
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    async def impact(self, knowledge: KnowledgeBase, edited: KnowledgeBase, patience: float | None) -> Impact | None:
        """What changes from one knowledge of a server to another; None where that takes longer than ``patience`` seconds.

        The work goes on then for the next who asks. Where nothing differs, nothing is asked.
        """
        if edited.version == knowledge.version:
            return Impact(0, (), ())

        async def measured() -> Impact:
            await self._warm()
            return await asyncio.to_thread(self._meter.measure, self._lounges.base, knowledge, edited)

        # However often somebody looks meanwhile, it is measured once, and to its end.
        key = knowledge.version, edited.version
        task = self._measuring.get(key)
        if task is None:
            task = self._measuring[key] = asyncio.create_task(measured())
            task.add_done_callback(lambda _: self._measuring.pop(key, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), patience)
        except TimeoutError:
            return None

    async def _warm(self) -> None:
        """Whoever needs the known questions ranked waits for one and the same thread, and takes up no other."""
        base = self._lounges.base
        if self._warming is None or self._warming[0] != base.knowledge.version or _failed(self._warming[1]):
            task = asyncio.create_task(asyncio.to_thread(self._meter.warm, base))
            self._warming = base.knowledge.version, task
        await asyncio.shield(self._warming[1])


def _failed(task: asyncio.Task[None]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)

"""What goes on beside the answering for as long as the lounge is open: edits are followed, files watched, counts written down."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.errors import LoungeError
from bot.knowledge.watching import FolderWatch
from bot.logs import place_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

    from bot.lounges import Builder, Lounges
    from bot.moderation.desk import Desk

log = logging.getLogger(__name__)

LOOK_S = 2.0
FLUSH_S = 60.0


@asynccontextmanager
async def upkeep(desk: Desk, watched: Path | None, build: Builder) -> AsyncGenerator[None]:
    """Keeps it all going inside the block. ``watched``: the knowledge folder whose files are looked at; ``build`` as the lounges use it."""
    rounds = [desk.lounges.follow(desk.database), _every(FLUSH_S, lambda: _flush(desk), "writing down counts")]
    if watched is not None:
        watch = FolderWatch(watched, desk.lounges.base.knowledge.version)
        rounds.append(
            _every(LOOK_S, lambda: take_over_files(watch, desk.lounges, build), "looking at the knowledge files")
        )
    tasks = [asyncio.create_task(each) for each in rounds]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _tried(lambda: _flush(desk), "writing down counts")


async def take_over_files(watch: FolderWatch, lounges: Lounges, build: Builder) -> bool:
    """Puts changed files under every server; gives whether there were any. Raises KnowledgeInvalid; then what stood before stands.

    What an edit of a server can change is live at once; other examples and the vocabulary are learned at the next start.
    """
    found = await asyncio.to_thread(watch.poll)
    if found is None:
        return False
    await lounges.replace_base(await asyncio.to_thread(build, lounges.base, found))
    log.info("the knowledge files changed and were taken over")
    return True


async def _flush(desk: Desk) -> None:
    await desk.outcomes.flush(desk.database)


async def _every(seconds: float, work: Callable[[], Awaitable[object]], name: str) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _tried(work, name)


async def _tried(work: Callable[[], Awaitable[object]], name: str) -> None:
    try:
        await work()
    except LoungeError as error:
        log.error("%s: %s", name, error)
    except Exception as error:  # noqa: BLE001 - one failed round must not end the rounds
        log.error("%s failed (%s at %s)", name, type(error).__name__, place_of(error))

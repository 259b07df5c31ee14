"""Work that would hold up the event loop (matching, screening, reviewing drafts), done in a few threads with a bounded queue."""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bot.errors import LoungeError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

THREADS = max(1, min(4, os.cpu_count() or 1))
WAITING = 2_000
FIRST_GUESS_S = 0.02
NEWEST_COUNTS = 0.1


class Busy(LoungeError):
    """More is waiting than can be done within a person's patience."""

    def __init__(self) -> None:
        super().__init__("Many people are asking just now. Please try again in a minute.")


class Thinking:
    """A few threads. What is called must be safe to run beside itself."""

    def __init__(self, threads: int = THREADS, waiting: int = WAITING) -> None:
        """``waiting`` is how many calls may be under way or waiting at once."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="thinking")
        self._count = threads
        self._limit = waiting
        self._usual_s = FIRST_GUESS_S
        self.under_way = 0

    @property
    def expected_wait_s(self) -> float:
        """How long a call made now would probably take: what is under way, at what calls took lately (exponentially weighted)."""
        return (self.under_way + 1) * self._usual_s / self._count

    async def __call__(self, func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``func`` returns, or raises. Raises Busy, without calling it, where too much is waiting."""
        if self.under_way >= self._limit:
            raise Busy
        self.under_way += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, lambda: self._timed(func, *args, **kwargs))
        future.add_done_callback(self._done)
        return await future

    def close(self) -> None:
        """Take nothing more; what waits is dropped, what runs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _timed(self, func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        began = time.perf_counter()
        try:
            return func(*args, **kwargs)
        finally:
            self._usual_s += NEWEST_COUNTS * (time.perf_counter() - began - self._usual_s)

    def _done(self, future: asyncio.Future[T]) -> None:
        self.under_way -= 1
        # An error that nobody waits for any more is not for the log of the loop, which would print it with its text.
        if not future.cancelled():
            future.exception()

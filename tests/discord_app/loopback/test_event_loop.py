from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.assembly import open_concierge
from bot.concierge import Concierge
from bot.settings import load_settings
from tests.discord_app.loopback.conftest import Serving
from tests.discord_app.loopback.fake_discord import FakeDiscord

QUESTIONS = (
    "pt added me on fb, do i accept??",
    "someone left our practice a one star review, can we answer it",
    "my colleague posts jokes about night shifts. " * 80,
)
LONGEST_S = 0.05
ROUNDS = 5
DEFERRED = 5


@pytest.fixture
def frozen() -> AsyncIterator[None]:
    """What stands is not looked through for garbage, as in the running program."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module")
def lounge() -> Concierge:
    return open_concierge(load_settings())


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """Collects how long the loop's thread worked between two turns of a task that wants every turn.

    In processor time of that thread, so that other programs do not count, and neither do threads that match.
    """
    stretches: list[float] = []

    async def watch() -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            stretches.append(now - before)
            before = now

    watching = asyncio.create_task(watch())
    yield stretches
    watching.cancel()


@pytest.mark.usefixtures("frozen")
async def test_the_event_loop_is_never_held_up(
    serving: Serving, discord_server: FakeDiscord, lounge: Concierge
) -> None:
    async with watched() as stretches, serving(lounge):
        asked = [
            await discord_server.slash("ask", question=question, person=number * 10 + place)
            for number in range(1, ROUNDS + 1)
            for place, question in enumerate(QUESTIONS)
        ]
        await asyncio.gather(*(one.until("first", 30) for one in asked))
        await asyncio.gather(*(one.until("edits", 60) for one in asked if one.kind == DEFERRED))
        for checklist in ("patient-post", "bad-review"):
            await (await discord_server.slash("checklist", name=checklist)).until("first")
        await (await discord_server.slash("guide")).until("first")
        await (await discord_server.slash("check", draft=QUESTIONS[2])).until("first")
        await (await discord_server.autocomplete("ask", "question", "friend req")).until("first")
    assert len(stretches) > ROUNDS
    assert max(stretches) < LONGEST_S, sorted(stretches)[-5:]

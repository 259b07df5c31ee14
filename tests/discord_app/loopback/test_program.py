from __future__ import annotations

import asyncio
import sys
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.discord_app.loopback.fake_discord import Asked, FakeDiscord
from tests.discord_app.loopback.program import Program, crowding, free_port, program

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "pt added me on fb, do i accept??"
TITLE = "Friend requests from patients"
BURST = 200
ATTEMPTS = 3
DEFERRED = 5


@dataclass
class Running:
    """The program, ready, with a Discord of its own."""

    program: Program
    server: FakeDiscord
    ready_after: float
    crowding: float
    metrics_port: int


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    port = free_port()
    state = {f"XDG_{name}_HOME": str(tmp_path_factory.mktemp(name)) for name in ("CACHE", "DATA", "CONFIG")}
    async with (
        FakeDiscord() as server,
        program(server.environment | state | {"LOUNGE_METRICS_PORT": str(port)}) as started,
    ):
        ready_after = await started.until("ready: ", 60)
        yield Running(started, server, ready_after, crowding(), port)


async def test_it_is_ready_within_five_seconds(running: Running) -> None:
    assert running.ready_after < 5 * running.crowding


async def test_a_question_is_answered_with_its_entry(running: Running) -> None:
    asked = await (await running.server.slash("ask", question=QUESTION)).until("first")
    assert TITLE in asked.shown
    assert asked.refused == []


async def test_two_hundred_questions_at_once_are_each_answered_once_and_within_a_second(running: Running) -> None:
    attempts = [await _burst(running.server, 10_000)]
    limit = 1.0 * crowding()
    while _p99(attempts[-1]) > limit and len(attempts) < ATTEMPTS:
        attempts.append(await _burst(running.server, 10_000 * (len(attempts) + 1)))
    for asked in attempts:
        assert all(TITLE in one.shown for one in asked)
        assert all(one.refused == [] and not one.followups for one in asked)
        assert all(len(one.edits) == (one.kind == DEFERRED) for one in asked)
    assert min(_p99(asked) for asked in attempts) <= limit
    if sys.platform == "linux":
        assert running.program.resident_mb() <= 400


async def test_figures_are_offered_on_loopback(running: Running) -> None:
    await (await running.server.slash("ask", question=QUESTION)).until("first")
    figures = await asyncio.to_thread(_read, f"http://127.0.0.1:{running.metrics_port}/metrics")
    assert 'lounge_replies_total{outcome="answer"}' in figures
    assert "lounge_shards_connected 1.0" in figures


async def test_it_asked_this_discord_for_nothing_that_it_does_not_know(running: Running) -> None:
    assert running.server.unexpected == []
    assert "Traceback" not in running.program.log


async def _burst(server: FakeDiscord, people: int) -> list[Asked]:
    asked = [
        await server.slash("ask", question=f"{QUESTION} {number}", person=people + number) for number in range(BURST)
    ]
    await asyncio.gather(*(one.until("first", 30) for one in asked))
    await asyncio.gather(*(one.until("edits", 60) for one in asked if one.kind == DEFERRED))
    return asked


def _p99(asked: list[Asked]) -> float:
    return sorted(one.first_after for one in asked)[BURST * 99 // 100 - 1]


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as response:
        return response.read().decode()

from __future__ import annotations

import asyncio
import socket
import sys
import urllib.request
from collections.abc import AsyncIterator

import pytest

from tests.discord_app.loopback.fake_discord import TOKEN, FakeDiscord
from tests.discord_app.loopback.program import program

QUESTION = "pt added me on fb, do i accept??"
TITLE = "Friend requests from patients"
CANARY = "zebrafinch-canary-7731"
BURST = 200


@pytest.fixture
async def server() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as running:
        yield running


async def test_it_starts_answers_and_ends_when_asked_to(server: FakeDiscord) -> None:
    async with program(server.environment) as running:
        ready_after = await running.until("ready: ")
        asked = await (await server.slash("ask", question=QUESTION)).until("first")
        assert TITLE in asked.shown
        assert ready_after < 5
        code, took = await running.terminate()
    assert code == 0
    assert took < 10
    assert server.unexpected == []
    assert "Traceback" not in running.log


async def test_two_hundred_questions_at_once_are_each_answered_once_within_a_second(server: FakeDiscord) -> None:
    async with program(server.environment) as running:
        await running.until("ready: ")
        asked = [
            await server.slash("ask", question=f"{QUESTION} {number}", person=700_000 + number)
            for number in range(BURST)
        ]
        await asyncio.gather(*(one.until("first", 30) for one in asked))
        await asyncio.gather(*(one.until("edits", 30) for one in asked if one.kind == 5))
        memory = running.resident_mb() if sys.platform == "linux" else 0
        code, _ = await running.terminate()
    assert code == 0
    assert all(TITLE in one.shown for one in asked)
    assert all(one.refused == [] and len(one.edits) + (one.kind == 4) == 1 and not one.followups for one in asked)
    first = sorted(one.first_after for one in asked)
    print(f"p50 {first[BURST // 2]:.3f} p99 {first[int(BURST * 0.99) - 1]:.3f} max {first[-1]:.3f} RSS {memory:.0f} MB")
    assert first[int(BURST * 0.99) - 1] <= 1.0
    assert memory <= 400


async def test_no_word_of_a_question_is_in_the_log_even_at_debug(server: FakeDiscord) -> None:
    server.fail("callback", 400, code=50035)
    async with program(server.environment | {"LOUNGE_LOG_LEVEL": "DEBUG"}) as running:
        await running.until("ready: ")
        for question in (f"{CANARY} friend", f"{CANARY} <@1> \x00 {CANARY}", CANARY * 200):
            await (await server.slash("ask", question=question)).until("first")
        await (await server.slash(CANARY)).until("first")
        await server.autocomplete("ask", "question", CANARY)
        server.drop()
        async with asyncio.timeout(10):
            await server.resumed.wait()
        await running.terminate()
    assert "incident" in running.log
    assert CANARY not in running.log
    assert TOKEN not in running.log


async def test_a_wrong_token_ends_with_one_sentence_and_code_two(server: FakeDiscord) -> None:
    async with program(server.environment | {"DISCORD_TOKEN": "wrong-canary"}) as running:
        assert await running.ended() == 2
    assert running.lines[-1].startswith("Discord does not accept the token")
    assert "wrong-canary" not in running.log
    assert "Traceback" not in running.log


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("DISCORD_TOKEN", "", "DISCORD_TOKEN is not set"),
        ("LOUNGE_DISCORD_API_URL", "elsewhere", "LOUNGE_DISCORD_API_URL cannot be used"),
        ("LOUNGE_DISCORD_GATEWAY_URL", "http://elsewhere", "LOUNGE_DISCORD_GATEWAY_URL cannot be used"),
        ("LOUNGE_SHARD_IDS", "0,1", "LOUNGE_SHARD_COUNT"),
    ],
)
async def test_a_setting_that_cannot_be_used_ends_with_one_sentence_and_code_two(
    setting: str, value: str, words: str, server: FakeDiscord
) -> None:
    async with program(server.environment | {setting: value}) as running:
        assert await running.ended() == 2
    assert words in running.lines[-1]
    assert "Traceback" not in running.log


async def test_discord_may_come_later_than_the_program() -> None:
    port = _free_port()
    async with program(FakeDiscord(port).environment) as running:
        await running.until("no connection with Discord")
        async with FakeDiscord(port) as server:
            await running.until("ready: ")
            asked = await (await server.slash("ask", question=QUESTION)).until("first")
            assert TITLE in asked.shown
            code, _ = await running.terminate()
    assert code == 0


async def test_it_ends_when_asked_to_while_it_waits_for_discord() -> None:
    async with program(FakeDiscord(_free_port()).environment) as running:
        await running.until("no connection with Discord")
        code, took = await running.terminate()
    assert code == 0
    assert took < 2


async def test_several_shards_share_one_process_and_figures_are_on_loopback(server: FakeDiscord) -> None:
    port = _free_port()
    more = {"LOUNGE_SHARD_IDS": "1", "LOUNGE_SHARD_COUNT": "2", "LOUNGE_METRICS_PORT": str(port)}
    async with program(server.environment | more) as running:
        await running.until("ready: ")
        await (await server.slash("ask", question=QUESTION)).until("first")
        figures = await asyncio.to_thread(_read, f"http://127.0.0.1:{port}/metrics")
        await running.terminate()
    assert [session.shard for session in server.sessions] == [(1, 2)]
    assert server.commands == []
    assert 'lounge_replies_total{outcome="answer"} 1.0' in figures


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as response:
        return response.read().decode()

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, Self

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.discord_app import lifecycle
from bot.discord_app.lifecycle import DiscordRefuses, may_pass, refusal, serve
from tests.discord_app.test_failures import CANARY, http_error


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(SimpleNamespace(close_code=code), shard_id=0, code=code)  # type: ignore[arg-type]


def gateway_not_found(cause: Exception) -> discord.GatewayNotFound:
    error = discord.GatewayNotFound()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (discord.LoginFailure(CANARY), "DISCORD_TOKEN"),
        (http_error(401, 0), "DISCORD_TOKEN"),
        (closed(4004), "DISCORD_TOKEN"),
        (discord.PrivilegedIntentsRequired(0), "intents"),
        (closed(4013), "intents"),
        (closed(4014), "intents"),
        (closed(4010), "LOUNGE_SHARD_COUNT"),
        (closed(4011), "LOUNGE_SHARD_COUNT"),
        (closed(4012), "version"),
        (http_error(403, 50001), "50001"),
        (gateway_not_found(http_error(401, 0)), "DISCORD_TOKEN"),
    ],
)
def test_what_will_not_pass_has_one_sentence(error: Exception, word: str) -> None:
    sentence = refusal(error)
    assert sentence is not None
    assert word in sentence
    assert "\n" not in sentence
    assert CANARY not in sentence


@pytest.mark.parametrize(
    "error",
    [
        http_error(500, 0),
        http_error(429, 0),
        closed(4000),
        closed(1006),
        gateway_not_found(http_error(503, 0)),
        aiohttp.ClientConnectionError(),
        ConnectionRefusedError(),
        TimeoutError(),
        discord.RateLimited(40.0),
    ],
)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    assert refusal(error) is None
    assert may_pass(error)


@pytest.mark.parametrize("error", [ValueError(), app_commands.CommandAlreadyRegistered("ask", None)])
def test_a_fault_of_the_program_is_neither(error: Exception) -> None:
    assert refusal(error) is None
    assert not may_pass(error)


class Bot:
    """Fails to start in the ways that it is told."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error
        self.finished = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def start(self, _token: str) -> None:
        if self.error is not None:
            raise self.error
        await asyncio.sleep(60)

    async def finish(self) -> None:
        self.finished = True


async def test_pauses_double_up_to_a_limit_and_every_try_has_a_fresh_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "LONGEST_PAUSE_S", 4.0)
    pauses: list[float] = []

    async def wait(_stop: asyncio.Event, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(lifecycle, "_wait", wait)
    bots: list[Bot] = []
    stop = asyncio.Event()

    def build() -> Any:
        bots.append(Bot(ConnectionRefusedError() if len(bots) < 5 else None))
        if len(bots) == 6:
            asyncio.get_running_loop().call_later(0.01, stop.set)
        return bots[-1]

    await serve("token", build, stop)
    assert pauses == [1.0, 2.0, 4.0, 4.0, 4.0]
    assert len(set(bots)) == 6
    assert bots[-1].finished


async def test_stopping_during_a_pause_ends_at_once() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, stop.set)
    await asyncio.wait_for(serve("token", lambda: Bot(ConnectionRefusedError()), stop, first_pause=30), 2)  # type: ignore[arg-type,return-value]


async def test_a_refusal_is_raised_without_the_error_behind_it() -> None:
    with pytest.raises(DiscordRefuses) as caught:
        await serve("token", lambda: Bot(discord.LoginFailure(CANARY)), asyncio.Event())  # type: ignore[arg-type,return-value]
    assert caught.value.__suppress_context__
    assert CANARY not in str(caught.value)


async def test_a_fault_of_the_program_is_not_tried_again() -> None:
    with pytest.raises(ValueError, match="fault"):
        await serve("token", lambda: Bot(ValueError("fault")), asyncio.Event())  # type: ignore[arg-type,return-value]


def test_errors_that_nobody_awaited_are_reported_without_their_words(caplog: pytest.LogCaptureFixture) -> None:
    error = ValueError(CANARY)
    lifecycle.report_loop_trouble(None, {"exception": error, "message": repr(error)})  # type: ignore[arg-type]
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text

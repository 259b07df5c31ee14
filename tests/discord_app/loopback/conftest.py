"""The bot against a Discord on loopback, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from discord.http import Route

from bot.concierge import Concierge
from bot.discord_app.client import LoungeBot, build_bot
from bot.discord_app.lifecycle import serve
from bot.discord_app.metrics import Metrics
from bot.discord_app.ports import OneConcierge
from bot.knowledge.model import KnowledgeBase
from bot.settings import load_settings
from tests.discord_app.loopback.fake_discord import FakeDiscord
from tests.discord_app.loopback.payloads import TOKEN
from tests.lounge_parts import concierge as told_concierge

Serving = Callable[..., AbstractAsyncContextManager[LoungeBot]]


@pytest.fixture
async def discord_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(Route, "BASE", server.api)
        yield server


@pytest.fixture
def serving(discord_server: FakeDiscord, knowledge: KnowledgeBase) -> Serving:
    """Runs the bot in this process while a block lasts, and stops it in order."""

    @asynccontextmanager
    async def run(concierge: Concierge | None = None, metrics: Metrics | None = None) -> AsyncIterator[LoungeBot]:
        bots: list[LoungeBot] = []

        def build() -> LoungeBot:
            bots.append(
                build_bot(load_settings(), OneConcierge(concierge or told_concierge(knowledge)), metrics=metrics)
            )
            return bots[-1]

        stop = asyncio.Event()
        task = asyncio.create_task(serve(TOKEN, build, stop, first_pause=0.05))
        identified = asyncio.create_task(discord_server.identified.wait())
        try:
            await asyncio.wait({task, identified}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            assert identified.done(), task.exception() if task.done() else "the bot did not connect"
            yield bots[-1]
        finally:
            identified.cancel()
            stop.set()
            await asyncio.wait_for(task, 10)

    return run

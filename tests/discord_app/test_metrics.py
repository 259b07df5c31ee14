from __future__ import annotations

import asyncio
import socket
import urllib.request
from types import SimpleNamespace
from typing import Any

import pytest
from discord import InteractionType
from prometheus_client import generate_latest
from yarl import URL

from bot.discord_app.metrics import Metrics
from bot.reply import Outcome, Reply


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def arrived(identifier: int) -> Any:
    return SimpleNamespace(id=identifier, type=InteractionType.component)


async def ended(metrics: Metrics, identifier: int, *, ok: bool = True) -> None:
    url = URL(f"http://127.0.0.1/api/v10/interactions/{identifier}/secret-token/callback?with_response=1")
    parameters: Any = SimpleNamespace(url=url, response=SimpleNamespace(ok=ok))
    for handler in metrics.trace().on_request_end:
        await handler(None, SimpleNamespace(), parameters)  # type: ignore[arg-type]


def shown(metrics: Metrics) -> str:
    return generate_latest(metrics.registry).decode()


async def test_the_first_response_is_timed_to_its_acceptance() -> None:
    clock = Clock()
    metrics = Metrics(clock)
    metrics.arrived(arrived(4711))
    clock.now += 0.4
    await ended(metrics, 4711, ok=False)
    clock.now += 0.4
    await ended(metrics, 4711)
    await ended(metrics, 4711)
    assert 'lounge_first_response_seconds_count{kind="component"} 1.0' in shown(metrics)
    assert 'lounge_first_response_seconds_bucket{kind="component",le="0.75"} 0.0' in shown(metrics)
    assert 'lounge_first_response_seconds_bucket{kind="component",le="1.0"} 1.0' in shown(metrics)


def test_what_was_never_answered_is_counted_and_its_id_forgotten() -> None:
    clock = Clock()
    metrics = Metrics(clock)
    metrics.arrived(arrived(1))
    clock.now += 61
    metrics.arrived(arrived(2))
    assert 'lounge_unanswered_total{kind="component"} 1.0' in shown(metrics)
    assert list(metrics._arrivals) == ["2"]


def test_figures_hold_outcomes_and_classes_and_no_ids() -> None:
    metrics = Metrics()
    metrics.replied(Reply(Outcome.NOTHING))
    metrics.failed("NotFound 404/10062")
    metrics.arrived(arrived(987654321))
    assert 'lounge_replies_total{outcome="nothing"} 1.0' in shown(metrics)
    assert 'lounge_failures_total{error="NotFound 404/10062"} 1.0' in shown(metrics)
    assert "987654321" not in shown(metrics)


async def test_figures_are_served_on_loopback_until_stopped() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stop = Metrics().serve(port)
    address = f"http://127.0.0.1:{port}/metrics"
    text = await asyncio.to_thread(lambda: urllib.request.urlopen(address, timeout=5).read().decode())
    assert "lounge_shards_connected" in text
    stop()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)

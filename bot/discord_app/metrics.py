"""Counts of what the bot did: by outcome and class, never by person, server or words. Prometheus' text format, on loopback only."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, start_http_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import SimpleNamespace

    from discord import Interaction

    from bot.reply import Reply

LOOPBACK = "127.0.0.1"
FORGOTTEN_AFTER_S = 60.0
BUCKETS = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0)


@dataclass(slots=True)
class _Arrival:
    kind: str
    at: float


@dataclass(slots=True)
class Metrics:
    """The figures of one process. Cheap to keep whether or not anyone reads them."""

    clock: Callable[[], float] = time.monotonic
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _replies: Counter = field(init=False)
    _failures: Counter = field(init=False)
    _unanswered: Counter = field(init=False)
    _first: Histogram = field(init=False)
    _shards: Gauge = field(init=False)
    _waiting: Gauge = field(init=False)
    _arrivals: dict[str, _Arrival] = field(init=False, default_factory=dict[str, _Arrival])

    def __post_init__(self) -> None:
        """Registers every figure."""
        registry = self.registry
        ProcessCollector(registry=registry)
        self._replies = Counter("lounge_replies", "Replies to questions, by outcome", ["outcome"], registry=registry)
        self._failures = Counter(
            "lounge_failures", "Errors while serving someone, by class", ["error"], registry=registry
        )
        self._unanswered = Counter(
            "lounge_unanswered", "Interactions without a response within a minute", ["kind"], registry=registry
        )
        self._first = Histogram(
            "lounge_first_response_seconds",
            "From the arrival of an interaction to Discord's acceptance of the first response",
            ["kind"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._shards = Gauge("lounge_shards_connected", "Gateway connections that are open", registry=registry)
        self._waiting = Gauge(
            "lounge_questions_in_hand", "Questions under way or waiting for a thread", registry=registry
        )

    def replied(self, reply: Reply) -> None:
        """Count a reply by its outcome."""
        self._replies.labels(reply.outcome.value).inc()

    def failed(self, name: str) -> None:
        """Count an error by its class."""
        self._failures.labels(name).inc()

    def watch(self, shards: Callable[[], float], waiting: Callable[[], float]) -> None:
        """Read these whenever the figures are read, in the thread that serves them."""
        self._shards.set_function(shards)
        self._waiting.set_function(waiting)

    def arrived(self, interaction: Interaction[Any]) -> None:
        """Note the arrival of an interaction; its id is dropped with the first response, or after a minute."""
        now = self.clock()
        while self._arrivals:
            oldest = next(iter(self._arrivals))
            if now - self._arrivals[oldest].at < FORGOTTEN_AFTER_S:
                break
            self._unanswered.labels(self._arrivals.pop(oldest).kind).inc()
        self._arrivals[str(interaction.id)] = _Arrival(interaction.type.name, now)

    def trace(self) -> aiohttp.TraceConfig:
        """What sees every request of the client, to time first responses where they end."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._request_ended)
        return config

    def serve(self, port: int) -> Callable[[], None]:
        """Offer the figures at http://127.0.0.1:port/metrics, in a thread; what stops that. Raises OSError where the port is taken."""
        server, thread = start_http_server(port, addr=LOOPBACK, registry=self.registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop

    async def _request_ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        parts = ended.url.parts
        if parts[-1] != "callback" or not ended.response.ok:
            return
        arrival = self._arrivals.pop(parts[-3], None)
        if arrival is not None:
            self._first.labels(arrival.kind).observe(self.clock() - arrival.at)

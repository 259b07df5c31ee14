"""What every test gets: no network but loopback, and state of its own."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import pytest

from bot.knowledge.loading import load_knowledge
from bot.knowledge.model import KnowledgeBase

pytest_plugins = ["tests.databases"]
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


class NetworkBlocked(RuntimeError):
    """A test tried to reach beyond this machine."""


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            try:
                loopback = ipaddress.ip_address(address[0]).is_loopback
            except ValueError:
                loopback = address[0] == "localhost"
            if not loopback:
                raise NetworkBlocked(f"a test tried to connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """User folders under the test's own path, no settings from outside."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in (
        "DISCORD_TOKEN",
        "LOUNGE_DATABASE_URL",
        "LOUNGE_KNOWLEDGE_DIR",
        "LOUNGE_SECRET",
        "LOUNGE_ENCODER_DIR",
        "LOUNGE_LOG_LEVEL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The shipped knowledge."""
    return load_knowledge(KNOWLEDGE)

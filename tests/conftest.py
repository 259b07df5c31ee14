"""What every test gets: state of its own. (That no socket leads beyond loopback stands in pyproject.toml: pytest-socket.)"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.knowledge.loading import load_knowledge
from bot.knowledge.model import KnowledgeBase

pytest_plugins = ["tests.databases"]
# As the program itself does, before numpy is loaded: where tests share the cores, threads that wait for one another only cost.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


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
        "LOUNGE_DISCORD_API_URL",
        "LOUNGE_DISCORD_GATEWAY_URL",
        "LOUNGE_SHARD_IDS",
        "LOUNGE_SHARD_COUNT",
        "LOUNGE_METRICS_PORT",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The shipped knowledge."""
    return load_knowledge(KNOWLEDGE)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests run side by side, but for those that share one server or measure time: each kind of these keeps to one process."""
    for item in items:
        kind = getattr(item, "callspec", None)
        if kind is not None and kind.params.get("database_kind") == "postgresql":
            item.add_marker(pytest.mark.xdist_group("postgresql"))
        elif "loopback" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("loopback"))

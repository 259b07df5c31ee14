from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from bot import logs

CANARY = "zebrafinch-canary-7731"


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets logging up as in a process that has just started; everything is put back afterwards."""
    root, own = logging.getLogger(), logging.getLogger("bot")
    levels = root.level, own.level

    def fresh(level: str) -> None:
        monkeypatch.setattr(root, "handlers", [])
        logs.configure(level)

    yield fresh
    root.setLevel(levels[0])
    own.setLevel(levels[1])


def test_libraries_never_speak_below_info(configure: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    configure("DEBUG")
    for name in ("discord.http", "discord.gateway", "aiosqlite", "asyncio", "sqlalchemy.engine"):
        logging.getLogger(name).debug("content %s", CANARY)
    logging.getLogger("bot.discord_app.client").debug("its own word")
    written = capsys.readouterr().err
    assert CANARY not in written
    assert "its own word" in written


def test_an_exception_is_written_by_class_and_place(
    configure: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO")
    for name in ("bot.concierge", "discord.client"):
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger(name).exception("it failed")
    written = capsys.readouterr().err
    assert written.count("ValueError at test_logs.py:") == 2
    assert CANARY not in written


def test_a_library_that_reports_an_exception_has_its_arguments_left_out(
    configure: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO")
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("discord.ui.view").error("Ignoring exception in view %r", CANARY, exc_info=error)
        logging.getLogger("asyncio").error(f"Task failed\nfuture: <Task exception={error!r}>", exc_info=error)
    written = capsys.readouterr().err
    assert CANARY not in written
    assert "Ignoring exception in view %r" in written
    assert "Task failed" in written


def test_the_level_holds_for_everyone_above_info(
    configure: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    configure("ERROR")
    logging.getLogger("discord.gateway").warning("noise")
    logging.getLogger("bot.discord_app.client").warning("noise")
    written = capsys.readouterr().err
    assert written == ""

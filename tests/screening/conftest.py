"""The shipped screen, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import open_concierge
from bot.screening.screen import Screen
from bot.settings import load_settings
from tests.conftest import KNOWLEDGE


@pytest.fixture(scope="session")
def folder() -> Path:
    return KNOWLEDGE / "screening"


@pytest.fixture(scope="session")
def screen(folder: Path) -> Screen:
    return Screen.load(folder)


@pytest.fixture(scope="session")
def reading_screen(folder: Path) -> Screen:
    """The screen as the lounge opens it: with what was learned from examples."""
    screen = open_concierge(load_settings()).screen
    assert isinstance(screen, Screen)
    assert screen.reader is not None
    return screen

"""The shipped screen, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.screening.screen import Screen
from tests.conftest import KNOWLEDGE


@pytest.fixture(scope="session")
def folder() -> Path:
    return KNOWLEDGE / "screening"


@pytest.fixture(scope="session")
def screen(folder: Path) -> Screen:
    return Screen.load(folder)

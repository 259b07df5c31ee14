"""The page for moderators names what there is, as it is called, with the numbers in force."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.colleagues.prompts import UNANSWERED_BEFORE_PAUSE
from bot.colleagues.sessions import HOST_GRACE
from bot.discord_app.catalogue import ENGLISH
from bot.discord_app.permissions import NAMES
from bot.discord_app.presses.discussing import DISCUSSIONS_A_DAY
from bot.store.departures import GRACE
from bot.store.housekeeping import CANDIDATES
from bot.store.lounge_settings import LoungeSettings
from tests.discord_app.conftest import Lounge

PAGE = Path(__file__).resolve().parents[3] / "docs" / "running-a-lounge.md"
TEXT = " ".join(PAGE.read_text("utf-8").split())
HEADINGS = {"forum", "text", "specialties", "Permissions"}


async def test_every_command_that_is_named_is_there(lounge: Lounge) -> None:
    named = set(re.findall(r"`/([a-z -]+)`", TEXT))
    assert {"lounge discuss", "lounge settings", "ask"} <= named
    assert named <= {command.qualified_name for command in lounge.bot.tree.walk_commands()}


def test_every_button_that_is_named_is_called_so() -> None:
    named = set(re.findall(r"\*\*([^*]+)\*\*", TEXT)) - HEADINGS
    called = {text.partition(" (")[0] for key, text in ENGLISH.items() if key.startswith(("button.", "menu."))}
    assert named
    assert named <= called


@pytest.mark.parametrize("key", sorted(NAMES.values()))
def test_every_permission_is_named_as_discord_names_it(key: str) -> None:
    assert ENGLISH[key].partition(" (")[0] in TEXT


def test_its_numbers_are_those_in_force() -> None:
    assert (DISCUSSIONS_A_DAY, "five discussions in 24 hours" in TEXT) == (5, True)
    settings = LoungeSettings()
    assert (settings.calls_per_member, settings.calls_per_server) == (1, 5)
    assert "each person can call one a day, and all together five" in TEXT
    assert f"within {HOST_GRACE.total_seconds() / 60:.0f} minutes" in TEXT
    assert (UNANSWERED_BEFORE_PAUSE, "two in a row" in TEXT) == (2, True)
    assert f"dismissed or {CANDIDATES.days} days old" in TEXT
    assert f"after {GRACE.days} days" in TEXT

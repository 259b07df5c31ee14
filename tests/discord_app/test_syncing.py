from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.discord_app.syncing import fingerprint, sync_if_changed
from tests.discord_app.test_failures import http_error


class Tree(app_commands.CommandTree[discord.Client]):
    """Remembers instead of sending."""

    sent = 0

    async def sync(self, *, guild: Any = None) -> list[Any]:
        self.sent += 1
        return []


def tree(*described: tuple[str, str], application: int = 1) -> Tree:
    made = Tree(discord.Client(intents=discord.Intents.none(), application_id=application))
    for name, description in described:

        async def callback(interaction: discord.Interaction) -> None:
            return None

        made.add_command(app_commands.Command(name=name, description=description, callback=callback))
    return made


async def test_what_was_sent_is_not_sent_again(tmp_path: Path) -> None:
    assert await sync_if_changed(tree(("ask", "Ask")), tmp_path)
    again = tree(("ask", "Ask"))
    assert not await sync_if_changed(again, tmp_path)
    assert again.sent == 0


@pytest.mark.parametrize("changed", [[("ask", "Ask!")], [("ask", "Ask"), ("check", "Check")], []])
async def test_any_change_is_sent(changed: list[tuple[str, str]], tmp_path: Path) -> None:
    await sync_if_changed(tree(("ask", "Ask")), tmp_path)
    assert await sync_if_changed(tree(*changed), tmp_path)


async def test_another_application_is_sent_its_own(tmp_path: Path) -> None:
    await sync_if_changed(tree(("ask", "Ask")), tmp_path)
    assert await sync_if_changed(tree(("ask", "Ask"), application=2), tmp_path)


async def test_the_order_of_loading_is_no_change() -> None:
    one, other = tree(("ask", "Ask"), ("check", "Check")), tree(("check", "Check"), ("ask", "Ask"))
    assert await fingerprint(one) == await fingerprint(other)


async def test_what_was_not_accepted_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(self: Tree, *, guild: Any = None) -> list[Any]:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(Tree, "sync", refuse)
        with pytest.raises(ConnectionResetError):
            await sync_if_changed(tree(("ask", "Ask")), tmp_path)
    assert await sync_if_changed(tree(("ask", "Ask")), tmp_path)


@pytest.mark.parametrize("error", [discord.RateLimited(80_000.0), http_error(503, 0), http_error(429, 30034)])
async def test_where_discord_has_no_room_now_the_start_goes_on_and_the_next_one_tries_again(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(self: Tree, *, guild: Any = None) -> list[Any]:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Tree, "sync", refuse)
        assert not await sync_if_changed(tree(("ask", "Ask")), tmp_path)
    assert "stay in use" in caplog.text
    assert await sync_if_changed(tree(("ask", "Ask")), tmp_path)


async def test_without_a_place_to_remember_commands_are_sent_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert await sync_if_changed(tree(("ask", "Ask")), tmp_path / "file" / "folder")
    assert "cannot be remembered" in caplog.text

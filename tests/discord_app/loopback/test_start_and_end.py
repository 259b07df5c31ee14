from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.discord_app.loopback.fake_discord import FakeDiscord
from tests.discord_app.loopback.payloads import TOKEN, message
from tests.discord_app.loopback.program import free_port, program

CANARY = "zebrafinch-canary-7731"


async def test_it_waits_for_discord_keeps_and_logs_no_word_even_at_debug_and_ends_in_order_on_sigterm(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with program(FakeDiscord(port).environment | {"LOUNGE_LOG_LEVEL": "DEBUG"}) as running:
        await running.until("no connection with Discord", 60)
        async with FakeDiscord(port) as server:
            await running.until("ready: ")
            await _through_every_door(server)
            server.drop()
            async with asyncio.timeout(10):
                await server.resumed.wait()
            code, took = await running.terminate()
    assert code == 0
    assert took < 10
    assert "incident" in running.log
    assert "Traceback" not in running.log
    for marker in (CANARY, CANARY.rpartition("-")[2], TOKEN):
        assert marker not in running.log
    assert _files_with("", tmp_path)
    assert not _files_with(CANARY, tmp_path)


async def test_a_wrong_token_ends_with_one_sentence_and_code_two() -> None:
    async with FakeDiscord() as server, program(server.environment | {"DISCORD_TOKEN": "wrong-canary"}) as running:
        assert await running.ended(60) == 2
    assert running.lines[-1].startswith("Discord does not accept the token")
    assert "wrong-canary" not in running.log
    assert "Traceback" not in running.log


async def _through_every_door(server: FakeDiscord) -> None:
    server.fail("callback", 400, code=50035)
    for question in (f"{CANARY} friend", f"{CANARY} <@1> \x00 {CANARY}", CANARY * 150):
        await (await server.slash("ask", question=question)).until("first")
    await (await server.slash("check", draft=f"{CANARY} my patient Mr {CANARY}")).until("first")
    await (await server.slash(CANARY)).until("first")
    await (await server.autocomplete("ask", "question", CANARY)).until("first")
    await (await server.use_menu("Find guidance", CANARY)).until("first")
    await (await server.use_menu("Check this draft", CANARY)).until("first")
    await (await server.send_form("form:ask::0123abcd", CANARY)).until("first")
    forged = {"type": 2, "style": 2, "label": CANARY, "custom_id": f"choose:{CANARY}"}
    forged_on = message("77", {"components": [{"type": 1, "components": [forged]}]})
    await (await server.press(forged["custom_id"], forged_on)).until("first")
    for direct in (False, True):
        server.messages.clear()
        await server.say(CANARY, direct=direct)
        await server.until_messages(1)
    server.fail("messages", 500, times=5)
    await server.say(CANARY, direct=True)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("DISCORD_TOKEN", "", "DISCORD_TOKEN is not set"),
        ("LOUNGE_DISCORD_API_URL", "elsewhere", "LOUNGE_DISCORD_API_URL cannot be used"),
        ("LOUNGE_DISCORD_GATEWAY_URL", "http://elsewhere", "LOUNGE_DISCORD_GATEWAY_URL cannot be used"),
        ("LOUNGE_SHARD_IDS", "0,1", "LOUNGE_SHARD_COUNT"),
        ("LOUNGE_METRICS_PORT", "{taken}", "LOUNGE_METRICS_PORT cannot be used"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_with_one_sentence_and_code_two(
    setting: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    from discord.http import Route

    from bot.cli import main

    monkeypatch.setattr(Route, "BASE", Route.BASE)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for name, sound in FakeDiscord(1).environment.items():
            monkeypatch.setenv(name, sound)
        monkeypatch.setenv(setting, value.format(taken=taken.getsockname()[1]))
        assert main(["run"]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert words in said[-1]
    assert len(said) == 1


def _files_with(words: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]

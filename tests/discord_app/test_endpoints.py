from __future__ import annotations

from typing import Any

import pytest
from discord.http import Route

from bot.discord_app.client import build_bot
from bot.discord_app.endpoints import point_gateway_at, point_rest_at
from bot.settings import SettingsInvalid, load_settings


@pytest.fixture(autouse=True)
def _put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)


class Http:
    def __init__(self) -> None:
        self.opened: list[str] = []

    async def ws_connect(self, url: str, *, compress: int = 0) -> None:
        self.opened.append(url)


def test_every_route_goes_to_the_rest_proxy() -> None:
    point_rest_at("http://127.0.0.1:8080/api/v10/")
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:8080/api/v10/users/@me"


@pytest.mark.parametrize("named", ["wss://gateway.discord.gg/", "wss://resume-1.discord.gg/"])
async def test_every_connection_goes_to_the_gateway_proxy_with_what_it_asked_for(named: str) -> None:
    http: Any = Http()
    point_gateway_at("ws://127.0.0.1:8080/gateway", http)
    await http.ws_connect(f"{named}?v=10&encoding=json&compress=zlib-stream")
    assert http.opened == ["ws://127.0.0.1:8080/gateway?v=10&encoding=json&compress=zlib-stream"]


@pytest.mark.parametrize("url", ["elsewhere", "ftp://127.0.0.1/", "http://", "http://[", "ws://127.0.0.1/"])
def test_what_is_no_address_is_refused_by_the_name_of_the_setting(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="LOUNGE_DISCORD_API_URL"):
        point_rest_at(url)


@pytest.mark.parametrize(("ids", "count"), [("0", ""), ("2", "2"), ("-1", "2")])
def test_shards_that_contradict_each_other_are_refused(ids: str, count: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUNGE_SHARD_IDS", ids)
    monkeypatch.setenv("LOUNGE_SHARD_COUNT", count)
    with pytest.raises(SettingsInvalid, match="LOUNGE_SHARD_COUNT"):
        build_bot(load_settings(), None)  # type: ignore[arg-type]

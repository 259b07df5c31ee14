"""Where Discord is: its own hosts, or the proxies that the settings name, as large bots run (REST proxy, gateway proxy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.http import Route
from yarl import URL

from bot.settings import SettingsInvalid

if TYPE_CHECKING:
    import aiohttp
    from discord.http import HTTPClient


def point_rest_at(url: str) -> None:
    """Send every REST call of this process to a proxy. Raises SettingsInvalid where that is no http(s) address."""
    _address(url, "LOUNGE_DISCORD_API_URL", ("http", "https"))
    # discord.py knows no option for this; every route, those of interactions and webhooks too, is built on this attribute.
    Route.BASE = url.rstrip("/")


def point_gateway_at(url: str, http: HTTPClient) -> None:
    """Open every gateway connection of a client at a proxy, resumed ones too, whatever address Discord names.

    Raises SettingsInvalid where that is no ws(s) address.
    """
    proxy = gateway_address(url)
    connect = http.ws_connect

    async def ws_connect(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        return await connect(str(proxy.update_query(URL(url).query)), compress=compress)

    http.ws_connect = ws_connect


def gateway_address(url: str) -> URL:
    """The address of a gateway proxy. Raises SettingsInvalid where it is no ws(s) address."""
    return _address(url, "LOUNGE_DISCORD_GATEWAY_URL", ("ws", "wss"))


def _address(url: str, name: str, schemes: tuple[str, ...]) -> URL:
    try:
        parsed = URL(url)
    except ValueError:
        parsed = URL()
    if parsed.scheme not in schemes or not parsed.host:
        raise SettingsInvalid(
            f"{name} cannot be used: an address that begins with {schemes[0]}:// or {schemes[1]}:// is expected."
        )
    return parsed

"""A small Discord on loopback: enough REST and gateway for the unmodified program, and the refusals that matter.

It holds clients to Discord's rules: 3 seconds for the first response, one response an interaction, no component flag on a deferral,
no content beside components. What it was asked is kept for the tests to look at.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.discord_app.loopback.payloads import (
    APPLICATION,
    BOT,
    CHANNEL,
    DEADLINE_S,
    EPHEMERAL,
    EVERYTHING,
    GUILD,
    PERSON,
    PRIVILEGED,
    TOKEN,
    USER,
    application,
    command,
    guild,
    message,
    reply,
    sound,
    texts,
)


@dataclass(slots=True)
class Asked:
    """One interaction that was sent to the bot, with everything that came back for it."""

    id: str
    token: str
    sent_at: float = field(default_factory=time.monotonic)
    first: dict[str, Any] | None = None
    first_after: float = 0.0
    refused: list[tuple[int, int]] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    followups: list[dict[str, Any]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, what: str, seconds: float = 10) -> Asked:
        """Wait until ``first``, ``edits`` or ``followups`` has come."""
        async with asyncio.timeout(seconds):
            while not getattr(self, what):
                self.changed.clear()
                await self.changed.wait()
        return self

    @property
    def kind(self) -> int:
        assert self.first is not None
        return int(self.first["type"])

    @property
    def shown(self) -> str:
        """All the text that a person sees for it."""
        first = (self.first or {}).get("data") or {}
        return "\n".join(text for payload in (first, *self.edits, *self.followups) for text in texts(payload))


@dataclass(slots=True)
class Session:
    """One gateway session; events that a dropped connection missed are sent again on resume."""

    id: str
    shard: tuple[int, int]
    intents: int
    socket: web.WebSocketResponse
    sequence: int = 0
    sent: list[str] = field(default_factory=list)
    beats: int = 0
    resumed: int = 0


class FakeDiscord:
    """Start it with ``async with``; point the program at ``api`` and ``gateway``."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.shards = 1
        self.heartbeat_ms = 41_250
        self.close_on_identify: int | None = None
        self.requests: list[tuple[str, str]] = []
        self.unexpected: list[str] = []
        self.commands: list[list[dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        self.sessions: list[Session] = []
        self.asked: dict[str, Asked] = {}
        self.identified = asyncio.Event()
        self.resumed = asyncio.Event()
        self._failures: dict[str, deque[tuple[int, dict[str, Any], dict[str, str]]]] = defaultdict(deque)
        self._numbers = count(1)
        self._runner: web.AppRunner | None = None

    # Running it.

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in self.sessions:
            self.abort(session)
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DISCORD_TOKEN": TOKEN,
            "LOUNGE_DISCORD_API_URL": self.api,
            "LOUNGE_DISCORD_GATEWAY_URL": self.gateway,
        }

    def fail(self, what: str, status: int, *, times: int = 1, retry_after: float | None = None, code: int = 0) -> None:
        """Refuse the next requests whose path holds ``what``; a 429 comes with what marks it as Discord's own."""
        body: dict[str, Any] = {"message": "refused", "code": code}
        headers: dict[str, str] = {}
        if status == 429:
            body |= {"retry_after": retry_after or 0.1, "global": False}
            headers = {"Via": "1.1 google", "Retry-After": str(retry_after)}
        self._failures[what].extend([(status, body, headers)] * times)

    def drop(self) -> None:
        """Cut every gateway connection, as a network does."""
        self.resumed.clear()
        for session in self.sessions:
            self.abort(session)

    @staticmethod
    def abort(session: Session) -> None:
        """Cut one gateway connection."""
        transport = session.socket._req.transport if session.socket._req else None  # type: ignore[union-attr]
        if transport is not None:
            transport.abort()

    # What people do.

    async def slash(self, name: str, /, *, guild: int | None = GUILD, person: int = PERSON, **options: Any) -> Asked:
        """Use a slash command."""
        kinds = {bool: 5, int: 4, str: 3}
        data = {
            "id": str(next(self._numbers)),
            "name": name,
            "type": 1,
            "options": [{"name": key, "type": kinds[type(value)], "value": value} for key, value in options.items()],
        }
        return await self.interact(2, data, guild=guild, person=person)

    async def autocomplete(self, name: str, option: str, typed: str) -> Asked:
        """Type into an option."""
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        return await self.interact(4, {"id": "1", "name": name, "type": 1, "options": [focused]})

    async def press(self, custom_id: str, on: dict[str, Any], kind: int = 2) -> Asked:
        """Press a button."""
        return await self.interact(3, {"custom_id": custom_id, "component_type": kind}, message=on)

    async def use_menu(self, name: str, content: str) -> Asked:
        """Use a message menu on a message with this content."""
        target = message(self._snowflake(), {"content": content}) | {"author": USER}
        data = {"id": "1", "name": name, "type": 3, "target_id": target["id"]}
        return await self.interact(2, data | {"resolved": {"messages": {target["id"]: target}}})

    async def send_form(self, custom_id: str, typed: str) -> Asked:
        """Send a form with one text."""
        field = {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "text", "value": typed}}
        return await self.interact(5, {"custom_id": custom_id, "components": [field]})

    async def say(self, content: str, *, direct: bool = False) -> None:
        """Write a message that mentions the bot, or a direct one."""
        said = message(self._snowflake(), {"content": content if direct else f"<@{APPLICATION}> {content}"})
        said |= {"author": USER, "mentions": [] if direct else [BOT]}
        await self.dispatch("MESSAGE_CREATE", said if direct else said | {"guild_id": str(GUILD)})

    async def interact(
        self, kind: int, data: dict[str, Any], *, guild: int | None = GUILD, person: int = PERSON, **more: Any
    ) -> Asked:
        """Send an interaction to the bot, as Discord would."""
        user = USER | {"id": str(person)}
        identifier = self._snowflake()
        asked = Asked(identifier, f"token-{identifier}")
        self.asked[asked.token] = asked
        event: dict[str, Any] = {
            "id": identifier,
            "application_id": str(APPLICATION),
            "type": kind,
            "data": data,
            "token": asked.token,
            "version": 1,
            "channel_id": str(CHANNEL),
            "channel": {"id": str(CHANNEL), "type": 0, "name": "ward-round", "permissions": EVERYTHING},
            "app_permissions": EVERYTHING,
            "locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild or 0)},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10_485_760,
            **more,
        }
        if guild:
            event |= {"guild_id": str(guild), "guild_locale": "en-GB"}
            event["member"] = {
                "user": user,
                "roles": [],
                "permissions": EVERYTHING,
                "joined_at": "2026-01-01T00:00:00+00:00",
            }
            event["member"] |= {"deaf": False, "mute": False, "flags": 0}
        else:
            event |= {"user": user, "channel": {"id": str(CHANNEL), "type": 1, "recipients": [user]}}
        await self.dispatch("INTERACTION_CREATE", event)
        return asked

    async def until_messages(self, number: int, seconds: float = 10) -> list[dict[str, Any]]:
        """Wait until the bot has written so many messages."""
        async with asyncio.timeout(seconds):
            while len(self.messages) < number:  # noqa: ASYNC110 - what is waited for sets no event
                await asyncio.sleep(0.01)
        return self.messages

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Send an event through the gateway of the first session; a connection that is away gets it on resume."""
        await self._send(self.sessions[0], name, data)

    def _snowflake(self) -> str:
        return str(((int(time.time() * 1000) - 1_420_070_400_000) << 22) + next(self._numbers) % (1 << 22))

    # REST.

    async def _rest(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        self.requests.append((request.method, path))
        for what, failures in self._failures.items():
            if what in path and failures:
                status, body, headers = failures.popleft()
                return reply(body, status, headers)
        raw = await request.read()
        body = json.loads(raw) if raw else {}
        parts = path.strip("/").split("/")
        if parts[0] not in ("interactions", "webhooks") and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return reply({"message": "401: Unauthorized", "code": 0}, 401)
        match request.method, parts:
            case "GET", ["users", "@me"]:
                return reply(BOT)
            case "GET", ["oauth2", "applications", "@me"]:
                return reply(application())
            case "GET", ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
                return reply({"url": self.gateway, "shards": self.shards, "session_start_limit": limit})
            case "PUT", ["applications", _, "commands"]:
                self.commands.append(body)
                return reply([command(self._snowflake(), sent) for sent in body])
            case "POST", ["interactions", _, token, "callback"]:
                return self._first(self.asked.get(token), body)
            case "PATCH", ["webhooks", _, token, "messages", "@original"]:
                return self._later(self.asked.get(token), "edits", body)
            case "POST", ["webhooks", _, token]:
                return self._later(self.asked.get(token), "followups", body)
            case "POST", ["channels", _, "messages"]:
                self.messages.append(body)
                return reply(message(self._snowflake(), body))
        self.unexpected.append(f"{request.method} {path}")
        return reply({"message": "404: Not Found", "code": 0}, 404)

    def _first(self, asked: Asked | None, body: dict[str, Any]) -> web.Response:
        if asked is None or time.monotonic() - asked.sent_at > DEADLINE_S:
            return refuse(asked, 404, 10062)
        if asked.first is not None:
            return refuse(asked, 400, 40060)
        data = body.get("data") or {}
        if (body["type"] in (5, 6) and int(data.get("flags", 0)) & ~EPHEMERAL) or not sound(data):
            return refuse(asked, 400, 50035)
        asked.first = body
        asked.first_after = time.monotonic() - asked.sent_at
        asked.changed.set()
        resource = {"type": body["type"], "message": message(self._snowflake(), data)}
        interaction = {"id": asked.id, "type": 2, "response_message_id": resource["message"]["id"]}
        return reply({"interaction": interaction, "resource": resource})

    def _later(self, asked: Asked | None, where: str, body: dict[str, Any]) -> web.Response:
        if asked is None or asked.first is None:
            return refuse(asked, 404, 10015)
        if not sound(body):
            return refuse(asked, 400, 50035)
        getattr(asked, where).append(body)
        asked.changed.set()
        return reply(message(self._snowflake(), body))

    # The gateway.

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}}))
        session: Session | None = None
        async for frame_in in socket:
            if frame_in.type is not WSMsgType.TEXT:
                break
            frame = json.loads(frame_in.data)
            if frame["op"] == 1:
                if session is not None:
                    session.beats += 1
                await socket.send_str(json.dumps({"op": 11}))
            elif frame["op"] == 2:
                session = await self._identify(socket, frame["d"])
            elif frame["op"] == 6:
                session = await self._resume(socket, frame["d"])
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> Session | None:
        code = self.close_on_identify
        if data["token"] != TOKEN:
            code = 4004
        elif data["intents"] & PRIVILEGED:
            code = 4014
        if code is not None:
            await socket.close(code=code)
            return None
        shard = tuple(data.get("shard", (0, 1)))
        session = Session(f"session-{next(self._numbers)}", shard, data["intents"], socket)
        self.sessions.append(session)
        ready = {
            "v": 10,
            "user": BOT,
            "guilds": [{"id": str(GUILD), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": "wss://elsewhere.invalid/",
            "shard": list(shard),
            "application": {"id": str(APPLICATION), "flags": 0},
        }
        await self._send(session, "READY", ready)
        await self._send(session, "GUILD_CREATE", guild())
        self.identified.set()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> Session | None:
        session = next((one for one in self.sessions if one.id == data["session_id"]), None)
        if session is None or data["token"] != TOKEN:
            await socket.send_str(json.dumps({"op": 9, "d": False}))
            return None
        session.socket = socket
        session.resumed += 1
        for text in session.sent[data["seq"] :]:
            await socket.send_str(text)
        await self._send(session, "RESUMED", {})
        self.resumed.set()
        return session

    async def _send(self, session: Session, name: str, data: dict[str, Any]) -> None:
        session.sequence += 1
        text = json.dumps({"op": 0, "t": name, "s": session.sequence, "d": data})
        session.sent.append(text)
        if not session.socket.closed:
            try:
                await session.socket.send_str(text)
            except ConnectionError:
                return


def refuse(asked: Asked | None, status: int, code: int) -> web.Response:
    if asked is not None:
        asked.refused.append((status, code))
    return reply({"message": "refused", "code": code}, status)

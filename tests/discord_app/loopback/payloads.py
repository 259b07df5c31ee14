"""What a small Discord says: its constants, and JSON in the shapes that discord.py reads."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

TOKEN = "loopback-token"
APPLICATION = 900_000_000_000_000_001
GUILD = 900_000_000_000_000_002
CHANNEL = 900_000_000_000_000_003
PERSON = 900_000_000_000_000_004
EVERYTHING = str((1 << 52) - 1)
EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15
DEADLINE_S = 3.0
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)

USER = {"id": str(PERSON), "username": "person", "discriminator": "0", "avatar": None, "global_name": "Person"}
BOT = {
    "id": str(APPLICATION),
    "username": "lounge",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "global_name": None,
}


def texts(payload: Any) -> list[str]:
    """Every content and label in a payload."""
    if isinstance(payload, list):
        return [text for item in payload for text in texts(item)]
    if not isinstance(payload, dict):
        return []
    own = [payload[key] for key in ("content", "label") if isinstance(payload.get(key), str)]
    return own + [text for value in payload.values() if isinstance(value, dict | list) for text in texts(value)]


def custom_ids(payload: Any, *beginnings: str) -> list[str]:
    """The custom_ids in a payload that begin so; there is at least one."""

    def walk(part: Any) -> list[str]:
        if isinstance(part, list):
            return [found for item in part for found in walk(item)]
        if not isinstance(part, dict):
            return []
        own = [part["custom_id"]] if str(part.get("custom_id", "")).startswith(beginnings) else []
        return own + [found for value in part.values() for found in walk(value)]

    found = walk(payload)
    assert found, f"no control of {beginnings}"
    return found


def application() -> dict[str, Any]:
    return {
        "id": str(APPLICATION),
        "name": "lounge",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "",
        "flags": 0,
        "owner": USER,
        "team": None,
        "summary": "",
    }


def guild() -> dict[str, Any]:
    return {
        "id": str(GUILD),
        "name": "Hospital",
        "owner_id": str(PERSON),
        "roles": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "channels": [{"id": str(CHANNEL), "type": 0, "name": "ward-round", "position": 0, "permission_overwrites": []}],
        "threads": [],
        "members": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "member_count": 2,
        "large": False,
        "unavailable": False,
        "preferred_locale": "en-GB",
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "system_channel_flags": 0,
        "afk_timeout": 300,
    }


def message(identifier: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": identifier,
        "channel_id": str(CHANNEL),
        "author": BOT,
        "content": data.get("content") or "",
        "timestamp": "2026-11-26T12:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": data.get("components") or [],
        "pinned": False,
        "type": 0,
        "flags": data.get("flags", 0),
    }


def command(identifier: str, sent: dict[str, Any]) -> dict[str, Any]:
    own = {"id": identifier, "application_id": str(APPLICATION), "version": "1", "type": 1, "description": ""}
    return own | {"default_member_permissions": None} | sent


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: discord.py takes no charset beside the type."""
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )


def sound(data: dict[str, Any]) -> bool:
    """Whether components and content are not mixed, and nobody can be mentioned."""
    if int(data.get("flags", 0)) & COMPONENTS_V2 and data.get("content"):
        return False
    mentions = data.get("allowed_mentions")
    return "components" not in data or mentions is None or not mentions.get("parse")

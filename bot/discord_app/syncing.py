"""Commands are sent to Discord only when their definition changed: a day allows 200 creations, and each costs a start some time."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
from typing import TYPE_CHECKING, Any, Final

from discord import HTTPException, RateLimited

if TYPE_CHECKING:
    from pathlib import Path

    from discord.app_commands import CommandTree

log = logging.getLogger(__name__)

PASSING: Final = frozenset((429, 500, 502, 503, 504, 524))


async def sync_if_changed(tree: CommandTree[Any], folder: Path) -> bool:
    """Send the global commands to Discord unless they are the ones sent last; whether they were sent.

    What was sent last is remembered in ``folder``, as a hash, for each application; where that cannot be written, they are sent at
    every start. Where Discord has no room for them now (too many requests, its own trouble), the commands that it has stay in use
    until the next start. Raises what else ``CommandTree.sync`` raises.
    """
    definition = await fingerprint(tree)
    path = folder / f"commands-{tree.client.application_id}.sha256"
    if await asyncio.to_thread(_read, path) == definition:
        return False
    try:
        sent = await tree.sync()
    except (RateLimited, HTTPException) as error:
        if isinstance(error, HTTPException) and error.status not in PASSING:
            raise
        log.warning(
            "commands could not be sent to Discord now (%s); those that it has stay in use", type(error).__name__
        )
        return False
    log.info("commands: %d sent to Discord", len(sent))
    await asyncio.to_thread(_write, path, definition)
    return True


async def fingerprint(tree: CommandTree[Any]) -> str:
    """SHA-256 of the global commands as they would be sent, in an order that does not depend on that of loading."""
    translator = tree.translator
    payloads = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree._get_all_commands(guild=None)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as sync() does
    ]
    payloads.sort(key=lambda payload: (payload.get("type", 1), payload["name"]))
    return hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, definition: str) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_text(definition, "ascii")
        draft.replace(path)
    except OSError as error:
        log.warning(
            "what was synced cannot be remembered (%s), so commands are sent again at the next start", error.strerror
        )

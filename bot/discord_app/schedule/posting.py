"""Posting once: whatever breaks off between a post and the record of it, the post stands there one time.

Discord gives back the first message for a nonce that is used again (``enforce_nonce``), but only remembers it for some minutes. After that
the message is known by the number of its outermost component, which Discord keeps as it was sent.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, TypeVar

import discord
from discord import AllowedMentions

from bot.discord_app import failures

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from discord import ui

    from bot.discord_app.client import LoungeBot

T = TypeVar("T")

NONCE_CHARACTERS: Final = 24
"""Discord takes 25."""
LOOKED_AT: Final = 50
# Discord numbers the components that carry no number of their own from 1; a mark stays clear of those.
_LEAST_MARK: Final = 1 << 16
_MARKS: Final = (1 << 31) - _LEAST_MARK


def marks_of(key: str) -> tuple[str, int]:
    """The nonce and the component's number of what is posted once under a key."""
    digest = hashlib.sha256(key.encode()).digest()
    return digest.hex()[:NONCE_CHARACTERS], _LEAST_MARK + int.from_bytes(digest[:8], "big") % _MARKS


def marked(view: ui.LayoutView, key: str) -> ui.LayoutView:
    """The view, to be known again as what was posted under a key."""
    view.children[0].id = marks_of(key)[1]
    return view


async def post_once(bot: LoungeBot, place: discord.abc.Messageable, key: str, view: ui.LayoutView) -> int:
    """Posts a view, unless it stands there already; gives the message's id. Raises DiscordException.

    Among the newest messages it is looked for without a nonce's limit in time; where the bot may not read them, the nonce alone holds.
    """
    nonce, mark = marks_of(key)
    found = await _standing(bot, place, mark)
    if found is not None:
        return found
    message = await place.send(view=marked(view, key), nonce=nonce, allowed_mentions=AllowedMentions.none())
    return message.id


async def _standing(bot: LoungeBot, place: discord.abc.Messageable, mark: int) -> int | None:
    async for message in place.history(limit=LOOKED_AT):
        ours = bot.user is not None and message.author.id == bot.user.id
        if ours and any(getattr(component, "id", None) == mark for component in message.components):
            return message.id
    return None


async def tried(work: Awaitable[T], where: str) -> T | None:
    """What the work gives; None where Discord refuses it, which goes on record and stops nothing: for what is good to have."""
    try:
        return await work
    except (discord.DiscordException, *failures.CONNECTION, TimeoutError, ValueError) as error:
        failures.record(error, where)
        return None

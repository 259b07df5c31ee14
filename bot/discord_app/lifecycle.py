"""From the first connect to the last reply: retries what may pass, ends at once with one sentence on what will not, stops in order."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from bot.discord_app import failures
from bot.settings import SettingsInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.discord_app.client import LoungeBot

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 1.0
# A day allows 1,000 identifications, after which Discord resets the token; at this pause a day of outage costs far fewer.
LONGEST_PAUSE_S: Final = 300.0
STEADY_S: Final = 600.0
END_S: Final = 1.5

_UNKNOWN = (
    "Discord does not accept the token in DISCORD_TOKEN. Copy it anew from the developer portal "
    "(your application, Bot, Reset Token), without the word Bot before it."
)
_INTENTS = (
    "Discord does not allow this application the intents that the bot asks for. It asks for no privileged ones; "
    "check in the developer portal that the application is an ordinary bot and is not suspended."
)
_SHARDS = (
    "Discord does not accept the shards of this process. Set LOUNGE_SHARD_COUNT to the number over all processes and "
    "LOUNGE_SHARD_IDS to those of this one, or leave both empty."
)
_PERMISSION = (
    "Discord does not permit this application what the bot needs at its start (code {code}). Check in the developer portal that "
    "the token belongs to a bot application of yours, and invite it with the scopes bot and applications.commands."
)
_COMMANDS = "Discord does not accept the definition of the bot's commands. This is a fault of this version; another one may run."
_VERSION = "Discord no longer speaks the version of its gateway that this program uses. Update the program."

# Codes with which Discord closes a gateway connection for good (developer documentation, "Gateway Close Event Codes").
_BY_CLOSE_CODE: Final = {4004: _UNKNOWN, 4010: _SHARDS, 4011: _SHARDS, 4012: _VERSION, 4013: _INTENTS, 4014: _INTENTS}


class DiscordRefuses(SettingsInvalid):
    """Discord will not have this program as it is set up; trying again would change nothing."""


def refusal(error: BaseException) -> str | None:
    """The sentence on an error that will not pass, or None where it may."""
    match failures.cause_of(error):
        case discord.LoginFailure():
            return _UNKNOWN
        case discord.PrivilegedIntentsRequired():
            return _INTENTS
        case discord.ConnectionClosed(code=code):
            return _BY_CLOSE_CODE.get(code)
        case app_commands.CommandSyncFailure():
            return _COMMANDS
        case discord.HTTPException(status=401):
            return _UNKNOWN
        case discord.HTTPException(status=403, code=code):
            return _PERMISSION.format(code=code)
        case discord.GatewayNotFound(__cause__=discord.HTTPException() as cause):
            return refusal(cause)
        case _:
            return None


def may_pass(error: BaseException) -> bool:
    """Whether an error is one of connection or of Discord's own, so that the same may work later."""
    passing = (
        discord.HTTPException,
        discord.GatewayNotFound,
        discord.ConnectionClosed,
        discord.RateLimited,
        TimeoutError,
    )
    return isinstance(error, (*passing, asyncio.TimeoutError, *failures.CONNECTION))


async def serve(
    token: str, build: Callable[[], LoungeBot], stop: asyncio.Event, *, first_pause: float = FIRST_PAUSE_S
) -> None:
    """Run a bot until ``stop`` is set; where it cannot connect, try again with growing pauses, each time with a fresh bot.

    Raises DiscordRefuses where trying again is useless, and whatever is no matter of connection.
    """
    clock = asyncio.get_running_loop().time
    pause = first_pause
    while not stop.is_set():
        began = clock()
        try:
            await _run(build(), token, stop)
            reason = "the connection was closed"
        except Exception as error:
            sentence = refusal(error)
            if sentence is not None:
                failures.record(error, "the start")
                raise DiscordRefuses(sentence) from None
            if not may_pass(error):
                raise
            reason = failures.judge(error).name
        if stop.is_set():
            return
        if clock() - began > STEADY_S:
            pause = first_pause
        log.warning("no connection with Discord (%s); next try in %.1f s", reason, pause)
        await _wait(stop, pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)


async def _run(bot: LoungeBot, token: str, stop: asyncio.Event) -> None:
    async with bot:
        running = asyncio.create_task(bot.start(token))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                await bot.finish()
                await asyncio.wait({running}, timeout=END_S)
        finally:
            stopping.cancel()
            running.cancel()
            ended = await asyncio.gather(running, return_exceptions=True)
    error = ended[0]
    if isinstance(error, Exception) and not stop.is_set():
        raise error


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def report_loop_trouble(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's handler of errors that nobody awaited: by class, as the loop's own report quotes their text."""
    error = context.get("exception")
    if isinstance(error, BaseException):
        failures.record(error, "a task")
    else:
        log.warning("event loop: %s", context.get("message"))

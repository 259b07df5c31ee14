"""Everything that can go wrong while a person is served, in one place.

The person gets a clear sentence, or nothing where nothing can or need be said; the log gets an incident id and the class of the
error. Words of an error are never logged nor shown, as they may hold a person's: only a LoungeError's sentence is made to be shown.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
from discord import AllowedMentions, InteractionType, app_commands
from discord.ext import commands

from bot.discord_app.refusals import Refusal
from bot.discord_app.thinking import Busy
from bot.discord_app.translation import words_for
from bot.errors import LoungeError
from bot.logs import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from discord import Interaction, Message

log = logging.getLogger(__name__)

# Codes of Discord's JSON errors (developer documentation, "Opcodes and Status Codes").
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_INTERACTION: Final = 10062
ALREADY_ACKNOWLEDGED: Final = 40060
NO_ACCESS: Final = 50001
CANNOT_MESSAGE: Final = 50007
NO_PERMISSION: Final = 50013
TOKEN_EXPIRED: Final = 50027
ARCHIVED: Final = 50083
STOPPED_BY_RULE: Final = (200000, 200001)

# What a person is told for a code; None where the reply has nowhere to go, or has already arrived.
_BY_CODE: Final[Mapping[int, str | None]] = {
    UNKNOWN_MESSAGE: None,
    UNKNOWN_INTERACTION: None,
    ALREADY_ACKNOWLEDGED: None,
    TOKEN_EXPIRED: None,
    NO_ACCESS: "trouble.access",
    NO_PERMISSION: "trouble.access",
    CANNOT_MESSAGE: "trouble.direct",
    ARCHIVED: "trouble.archived",
    **dict.fromkeys(STOPPED_BY_RULE, "trouble.automod"),
}
_WRAPPERS: Final = (
    app_commands.CommandInvokeError,
    app_commands.TransformerError,
    app_commands.TranslationError,
    commands.CommandInvokeError,
)
CONNECTION: Final = (aiohttp.ClientError, OSError)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an error means: ``key`` of the sentence for the person with its ``fields``, or a ready ``sentence``, or neither for silence.

    ``name`` is what log and metrics call it; ``expected`` errors need nobody's attention.
    """

    name: str
    key: str | None = None
    sentence: str | None = None
    expected: bool = True
    fields: Mapping[str, object] = field(default_factory=dict[str, object])


def judge(error: BaseException) -> Judgement:
    """What an error means for the person and for the log."""
    error = cause_of(error)
    if isinstance(error, discord.DiscordException):
        return _judge_discord(error)
    name = type(error).__name__
    match error:
        case Busy():
            return Judgement(name, "trouble.busy")
        case Refusal():
            return Judgement(name, error.key, fields=error.fields)
        case LoungeError():
            return Judgement(name, sentence=str(error))
        case TimeoutError():
            return Judgement(name, "trouble.slow")
        case aiohttp.ClientError() | OSError():
            return Judgement(name, "trouble.discord")
        case _:
            return Judgement(name, "trouble.unknown", expected=False)


def _judge_discord(error: discord.DiscordException) -> Judgement:
    name = type(error).__name__
    match error:
        case discord.RateLimited():
            return Judgement(name, "trouble.busy")
        case discord.HTTPException():
            return _judge_http(error)
        case discord.InteractionResponded():
            return Judgement(name)
        case app_commands.CommandOnCooldown() | commands.CommandOnCooldown():
            return Judgement(name, "trouble.cooldown", fields={"seconds": max(1, round(error.retry_after))})
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Judgement(name, "trouble.stale_command")
        case app_commands.BotMissingPermissions():
            return Judgement(name, "trouble.access")
        case app_commands.CheckFailure():
            return Judgement(name, "trouble.refused")
        case discord.ConnectionClosed():
            return Judgement(name, "trouble.discord")
        case _:
            return Judgement(name, "trouble.unknown", expected=False)


def cause_of(error: BaseException) -> BaseException:
    """The error inside discord.py's wrappers."""
    while isinstance(error, _WRAPPERS):
        inner = getattr(error, "original", None) or error.__cause__
        if inner is None:
            break
        error = inner
    return error


def _judge_http(error: discord.HTTPException) -> Judgement:
    name = f"{type(error).__name__} {error.status}/{error.code}"
    if error.code in _BY_CODE:
        return Judgement(name, _BY_CODE[error.code])
    if error.status == 429:
        return Judgement(name, "trouble.busy")
    if error.status >= 500:
        return Judgement(name, "trouble.discord")
    if isinstance(error, discord.NotFound):
        return Judgement(name)
    if isinstance(error, discord.Forbidden):
        return Judgement(name, "trouble.access")
    # Anything else was refused for what was sent: a fault of this program.
    return Judgement(name, "trouble.unknown", expected=False)


def record(error: BaseException, where: str, judgement: Judgement | None = None) -> str:
    """Put an error on record, by its class and place alone; the incident id that names it there."""
    incident = secrets.token_hex(4)
    judgement = judgement or judge(error)
    level = logging.INFO if judgement.expected else logging.ERROR
    place = "" if judgement.expected else f" at {place_of(cause_of(error))}"
    log.log(level, "incident %s: %s in %s%s", incident, judgement.name, where, place)
    return incident


async def answer_failure(interaction: Interaction[Any], error: BaseException) -> None:
    """Put an error on record and tell the person, where something can be said. Never raises."""
    judgement = judge(error)
    incident = record(error, _where(interaction), judgement)
    _count(interaction.client, judgement)
    if interaction.type is InteractionType.autocomplete:
        await _tell(incident, lambda: _no_choices(interaction))
        return
    sentence = _sentence(judgement, incident, interaction.locale)
    if sentence is not None and not interaction.is_expired():
        await _tell(incident, lambda: _say(interaction, sentence))


async def tell_failure(message: Message, error: BaseException, where: str = "a message") -> None:
    """The same for a message that the bot was about to reply to. Never raises."""
    judgement = judge(error)
    incident = record(error, where, judgement)
    sentence = _sentence(judgement, incident, None)
    # Where the channel itself is the trouble, there is no place to say so.
    if sentence is not None and judgement.key not in ("trouble.access", "trouble.archived", "trouble.direct"):
        none = AllowedMentions.none()
        await _tell(incident, lambda: message.reply(sentence, mention_author=False, allowed_mentions=none))


def _sentence(judgement: Judgement, incident: str, locale: discord.Locale | None) -> str | None:
    if judgement.key is None:
        return judgement.sentence
    return words_for(locale)(judgement.key, **{"incident": incident, **judgement.fields})


async def _say(interaction: Interaction[Any], sentence: str) -> None:
    none = AllowedMentions.none()
    if not interaction.response.is_done():
        await interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=none)
    else:
        # After a deferral this first message takes the place of the spinner.
        await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=none)


async def _no_choices(interaction: Interaction[Any]) -> None:
    if not interaction.response.is_done():
        await interaction.response.autocomplete([])


async def _tell(incident: str, say: Callable[[], Any]) -> None:
    try:
        await say()
    except (discord.DiscordException, *CONNECTION, TimeoutError) as error:
        log.info("incident %s: the person could not be told (%s)", incident, judge(error).name)


def _count(client: object, judgement: Judgement) -> None:
    metrics = getattr(client, "metrics", None)
    if metrics is not None:
        metrics.failed(judgement.name)


def _where(interaction: Interaction[Any]) -> str:
    command = interaction.command
    return interaction.type.name if command is None else f"{interaction.type.name} {command.qualified_name}"

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import InteractionType, app_commands
from discord.ext import commands

from bot.discord_app import failures
from bot.discord_app.catalogue import BASE_LOCALE, CATALOGUE
from bot.discord_app.thinking import Busy
from bot.errors import LoungeError

CANARY = "zebrafinch-canary-7731"


def http_error(status: int, code: int) -> discord.HTTPException:
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    kind = discord.DiscordServerError if status >= 500 else kind
    return kind(SimpleNamespace(status=status, reason=CANARY), {"code": code, "message": CANARY})  # type: ignore[arg-type]


SILENT = [
    http_error(404, 10062),
    http_error(404, 10008),
    http_error(400, 40060),
    http_error(401, 50027),
    http_error(404, 10015),
    discord.InteractionResponded(SimpleNamespace(id=1)),  # type: ignore[arg-type]
]
SAID = [
    (http_error(403, 50001), "trouble.access"),
    (http_error(403, 50013), "trouble.access"),
    (http_error(403, 50007), "trouble.direct"),
    (http_error(400, 50083), "trouble.archived"),
    (http_error(400, 200000), "trouble.automod"),
    (http_error(400, 200001), "trouble.automod"),
    (http_error(429, 0), "trouble.busy"),
    (discord.RateLimited(60.0), "trouble.busy"),
    (Busy(), "trouble.busy"),
    (http_error(500, 0), "trouble.discord"),
    (http_error(503, 0), "trouble.discord"),
    (aiohttp.ClientConnectionError(CANARY), "trouble.discord"),
    (ConnectionResetError(104, CANARY), "trouble.discord"),
    (TimeoutError(CANARY), "trouble.slow"),
    (app_commands.CommandOnCooldown(app_commands.Cooldown(1, 60), 12.3), "trouble.cooldown"),
    (app_commands.CheckFailure(CANARY), "trouble.refused"),
    (app_commands.MissingPermissions(["ban_members"]), "trouble.refused"),
    (app_commands.BotMissingPermissions(["send_messages"]), "trouble.access"),
    (app_commands.CommandNotFound(CANARY, []), "trouble.stale_command"),
    (http_error(400, 50035), "trouble.unknown"),
    (ValueError(CANARY), "trouble.unknown"),
]


class Response:
    """What a person gets as the first response."""

    def __init__(self, *, done: bool = False, error: Exception | None = None) -> None:
        self.done, self.error = done, error
        self.sent: list[dict[str, Any]] = []

    def is_done(self) -> bool:
        return self.done

    async def send_message(self, content: str, **options: Any) -> None:
        if self.error:
            raise self.error
        self.sent.append({"content": content, **options})

    async def autocomplete(self, choices: list[Any]) -> None:
        self.sent.append({"choices": choices})

    send = send_message


def interaction(response: Response, *, kind: InteractionType = InteractionType.application_command) -> Any:
    return SimpleNamespace(
        type=kind,
        response=response,
        followup=response,
        locale=discord.Locale.british_english,
        command=SimpleNamespace(qualified_name="ask"),
        client=SimpleNamespace(),
        is_expired=lambda: False,
    )


@pytest.mark.parametrize("error", SILENT, ids=repr)
async def test_where_nothing_can_be_said_nothing_is(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    response = Response()
    await failures.answer_failure(interaction(response), error)
    assert response.sent == []
    assert "incident" in caplog.text


@pytest.mark.parametrize(
    ("error", "key"), SAID, ids=lambda value: value if isinstance(value, str) else type(value).__name__
)
async def test_every_expected_error_has_its_sentence_and_no_word_of_its_own(
    error: Exception, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    response = Response()
    await failures.answer_failure(interaction(response), app_commands.CommandInvokeError(_command(), error))
    (sent,) = response.sent
    assert sent["content"].startswith(CATALOGUE[BASE_LOCALE][key].split("{")[0])
    assert sent["ephemeral"] is True
    assert sent["allowed_mentions"].to_dict() == {"parse": []}
    assert CANARY not in sent["content"]
    assert CANARY not in caplog.text
    assert "{" not in sent["content"]


async def test_a_lounge_error_says_its_own_sentence() -> None:
    response = Response()
    await failures.answer_failure(interaction(response), LoungeError("The store is away. Try again later."))
    assert response.sent[0]["content"] == "The store is away. Try again later."


async def test_the_incident_that_a_person_is_shown_is_the_one_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    response = Response()
    await failures.answer_failure(interaction(response), ValueError(CANARY))
    shown = response.sent[0]["content"].rsplit(" ", 1)[-1]
    (line,) = caplog.messages
    assert line.startswith(f"incident {shown}: ValueError in application_command ask")


async def test_an_unforeseen_error_is_an_error_in_the_log_with_its_place_and_an_expected_one_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        await failures.answer_failure(interaction(Response()), error)
    await failures.answer_failure(interaction(Response()), http_error(404, 10062))
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    assert "test_failures.py:" in caplog.messages[0]


async def test_what_was_answered_already_gets_a_second_message() -> None:
    response = Response(done=True)
    await failures.answer_failure(interaction(response), ValueError())
    assert len(response.sent) == 1


@pytest.mark.parametrize("again", [http_error(404, 10062), aiohttp.ClientConnectionError(), ConnectionResetError()])
async def test_a_failure_to_tell_is_put_on_record_and_goes_no_further(
    again: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await failures.answer_failure(interaction(Response(error=again)), ValueError())
    assert "could not be told" in caplog.text


async def test_a_failing_autocomplete_offers_nothing() -> None:
    response = Response()
    await failures.answer_failure(interaction(response, kind=InteractionType.autocomplete), ValueError())
    assert response.sent == [{"choices": []}]


async def test_a_message_is_answered_without_pinging_and_not_where_the_channel_is_the_trouble() -> None:
    replies: list[dict[str, Any]] = []

    async def reply(content: str, **options: Any) -> None:
        replies.append({"content": content, **options})

    message: Any = SimpleNamespace(reply=reply)
    await failures.tell_failure(message, http_error(403, 50013))
    assert replies == []
    await failures.tell_failure(message, ValueError(CANARY))
    assert replies[0]["mention_author"] is False
    assert CANARY not in replies[0]["content"]


def test_wrappers_of_both_kinds_are_looked_through() -> None:
    inner = ValueError()
    assert failures.cause_of(app_commands.CommandInvokeError(_command(), inner)) is inner
    assert failures.cause_of(commands.CommandInvokeError(inner)) is inner


def _command() -> Any:
    return SimpleNamespace(name="ask", qualified_name="ask")

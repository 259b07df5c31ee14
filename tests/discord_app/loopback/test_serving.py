from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.discord_app import prompt_reply
from bot.discord_app.client import LoungeBot, build_bot
from bot.discord_app.lifecycle import DiscordRefuses, serve
from bot.discord_app.metrics import Metrics
from bot.discord_app.ports import OneConcierge
from bot.knowledge.model import KnowledgeBase
from bot.matching.matcher import Ranking
from bot.settings import load_settings
from tests.discord_app.loopback.conftest import Serving
from tests.discord_app.loopback.fake_discord import FakeDiscord
from tests.discord_app.loopback.payloads import COMPONENTS_V2, EPHEMERAL, TOKEN, custom_ids, message, texts
from tests.lounge_parts import TOLD, ToldMatcher, concierge

FRIEND = "may a patient be my friend"
TITLE = "Friend requests from patients"
CANARY = "zebrafinch-canary-7731"

MESSAGE, DEFERRED = 4, 5


class SlowMatcher(ToldMatcher):
    """Takes its time in its thread."""

    def __init__(self, seconds: float) -> None:
        super().__init__(TOLD)
        self.seconds = seconds

    def rank(self, question: str) -> Ranking:
        time.sleep(self.seconds)
        return super().rank(question)


class FailingMatcher(ToldMatcher):
    """Fails, and quotes the question while it does so."""

    def __init__(self) -> None:
        super().__init__(TOLD)

    def rank(self, question: str) -> Ranking:
        raise ValueError(f"cannot rank {question!r}")


async def test_a_question_is_answered_privately_and_directly(serving: Serving, discord_server: FakeDiscord) -> None:
    async with serving():
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert asked.kind == MESSAGE
    assert asked.first is not None
    assert asked.first["data"]["flags"] == EPHEMERAL | COMPONENTS_V2
    assert TITLE in asked.shown
    assert asked.first_after < 0.5
    assert asked.refused == []
    assert asked.followups == []
    assert asked.edits == []
    assert discord_server.unexpected == []


async def test_a_mention_and_a_direct_message_are_answered_without_pinging(
    serving: Serving, discord_server: FakeDiscord
) -> None:
    async with serving():
        await discord_server.say(FRIEND)
        await discord_server.say(FRIEND, direct=True)
        messages = await discord_server.until_messages(2)
    for sent in messages:
        assert TITLE in "\n".join(texts(sent))
        assert sent["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_a_button_works_in_another_process_than_the_one_that_sent_it(
    serving: Serving, discord_server: FakeDiscord
) -> None:
    async with serving():
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert asked.first is not None
    card = message("77", asked.first["data"])
    discord_server.sessions.clear()
    discord_server.identified.clear()
    async with serving():
        for custom_id in custom_ids(card, "open:", "sources:"):
            opened = await (await discord_server.press(custom_id, card)).until("first")
            assert opened.refused == []
            assert "incident" not in opened.shown


async def test_no_privileged_intent_is_asked_for(serving: Serving, discord_server: FakeDiscord) -> None:
    async with serving():
        pass
    assert (
        discord_server.sessions[0].intents
        == discord.Intents(guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True).value
    )


async def test_commands_are_sent_once_and_again_only_when_they_change(
    serving: Serving, discord_server: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        discord_server.identified.clear()
        async with serving():
            pass
    assert len(discord_server.commands) == 1
    assert "ask" in {command["name"] for command in discord_server.commands[0]}
    monkeypatch.setattr(app_commands.Command, "to_dict", _with_another_description)
    discord_server.identified.clear()
    async with serving():
        pass
    assert len(discord_server.commands) == 2


_to_dict = app_commands.Command.to_dict


def _with_another_description(self: app_commands.Command[Any, ..., Any], tree: Any) -> dict[str, Any]:
    return _to_dict(self, tree) | {"description": "something else"}


async def test_of_several_processes_only_the_one_with_the_first_shard_sends_commands(
    serving: Serving, discord_server: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUNGE_SHARD_COUNT", "2")
    for number in ("1", "0"):
        monkeypatch.setenv("LOUNGE_SHARD_IDS", number)
        discord_server.identified.clear()
        async with serving():
            assert len(discord_server.commands) == (number == "0")
    assert [session.shard for session in discord_server.sessions] == [(1, 2), (0, 2)]


async def test_a_slow_matcher_is_deferred_privately_and_filled_in(
    serving: Serving, discord_server: FakeDiscord, knowledge: KnowledgeBase
) -> None:
    async with serving(concierge(knowledge, SlowMatcher(3.5))):
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("edits")
    assert asked.kind == DEFERRED
    assert asked.first == {"type": DEFERRED, "data": {"flags": EPHEMERAL}}
    assert prompt_reply.PATIENCE_S <= asked.first_after < 1.5
    assert len(asked.edits) == 1
    assert asked.edits[0]["flags"] & COMPONENTS_V2
    assert asked.edits[0]["allowed_mentions"] == {"parse": []}
    assert TITLE in asked.shown
    assert asked.refused == []


async def test_while_one_question_takes_long_the_loop_serves_others(
    serving: Serving, discord_server: FakeDiscord, knowledge: KnowledgeBase
) -> None:
    gaps: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            gaps.append(time.perf_counter() - before - 0.005)

    async with serving(concierge(knowledge, SlowMatcher(1.0))):
        watching = asyncio.create_task(watch())
        asked = [await discord_server.slash("ask", question=FRIEND, person=900 + number) for number in range(2)]
        await asyncio.gather(*(one.until("edits") for one in asked))
        watching.cancel()
    assert max(gaps) < 0.05


async def test_a_dropped_gateway_is_resumed_and_what_it_missed_is_answered(
    serving: Serving, discord_server: FakeDiscord
) -> None:
    async with serving():
        discord_server.drop()
        missed = await discord_server.slash("ask", question=FRIEND)
        async with asyncio.timeout(10):
            await discord_server.resumed.wait()
        await missed.until("first")
    assert TITLE in missed.shown
    assert [session.resumed for session in discord_server.sessions] == [1]


async def test_a_rate_limit_on_the_reply_is_waited_out(serving: Serving, discord_server: FakeDiscord) -> None:
    discord_server.fail("callback", 429, retry_after=0.3)
    async with serving():
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert TITLE in asked.shown
    assert asked.first_after >= 0.3


async def test_a_server_error_on_the_reply_is_tried_again_in_time(
    serving: Serving, discord_server: FakeDiscord
) -> None:
    discord_server.fail("callback", 502)
    async with serving():
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert TITLE in asked.shown
    assert asked.first_after < 3


async def test_a_reply_that_discord_has_already_taken_is_left_at_that(
    serving: Serving, discord_server: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    discord_server.fail("callback", 400, code=40060)
    async with serving():
        asked = await discord_server.slash("ask", question=FRIEND)
        await _until(lambda: "incident" in caplog.text)
    assert "40060" in caplog.text
    assert asked.first is None
    assert asked.followups == []


@pytest.mark.parametrize("code", [10062, 50027])
async def test_an_interaction_that_is_over_is_put_on_record_and_no_more(
    code: int, serving: Serving, discord_server: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    discord_server.fail("callback", 404 if code == 10062 else 401, code=code)
    async with serving():
        asked = await discord_server.slash("ask", question=FRIEND)
        await _until(lambda: "incident" in caplog.text)
        again = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert str(code) in caplog.text
    assert asked.first is None
    assert TITLE in again.shown


async def test_an_unforeseen_error_shows_an_incident_and_no_word_of_it(
    serving: Serving, discord_server: FakeDiscord, knowledge: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    async with serving(concierge(knowledge, FailingMatcher())):
        asked = await (await discord_server.slash("ask", question=f"{CANARY} friend")).until("first")
    assert asked.first is not None
    incident = asked.shown.rsplit(" ", 1)[-1]
    assert f"incident {incident}: ValueError" in caplog.text
    assert asked.first["data"]["flags"] & EPHEMERAL
    assert CANARY not in asked.shown
    assert CANARY not in caplog.text


async def test_an_unforeseen_error_after_a_deferral_ends_the_spinner(
    serving: Serving, discord_server: FakeDiscord, knowledge: KnowledgeBase
) -> None:
    class SlowlyFailing(SlowMatcher):
        def rank(self, question: str) -> Ranking:
            super().rank(question)
            raise ValueError(question)

    async with serving(concierge(knowledge, SlowlyFailing(1.2))):
        asked = await (await discord_server.slash("ask", question=CANARY)).until("followups")
    assert asked.kind == DEFERRED
    assert "Something went wrong" in asked.shown
    assert CANARY not in asked.shown


async def test_a_command_that_no_longer_exists_is_refused_politely(
    serving: Serving, discord_server: FakeDiscord
) -> None:
    async with serving():
        asked = await (await discord_server.slash("retired-command")).until("first")
    assert "This command has changed" in asked.shown


async def test_stopping_finishes_what_is_in_hand_and_takes_nothing_new(
    serving: Serving, discord_server: FakeDiscord, knowledge: KnowledgeBase
) -> None:
    async with serving(concierge(knowledge, SlowMatcher(2.0))):
        asked = await discord_server.slash("ask", question=FRIEND)
        await asked.until("first")
        began = time.monotonic()
    assert TITLE in asked.shown
    assert time.monotonic() - began < 5
    assert discord_server.sessions[0].socket.closed


async def test_a_server_that_is_away_at_first_is_tried_again(serving: Serving, discord_server: FakeDiscord) -> None:
    discord_server.fail("users/@me", 503, times=2)
    async with serving():
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert TITLE in asked.shown
    assert discord_server.requests.count(("GET", "/users/@me")) == 3


async def test_the_gateway_is_kept_alive(serving: Serving, discord_server: FakeDiscord) -> None:
    discord_server.heartbeat_ms = 50
    async with serving():
        await _until(lambda: discord_server.sessions[0].beats >= 3)


async def test_a_session_that_is_over_is_begun_anew(
    serving: Serving, discord_server: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_self: Any, _shard: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(LoungeBot, "before_identify_hook", at_once)
    async with serving():
        (old,) = discord_server.sessions
        discord_server.sessions.clear()
        discord_server.identified.clear()
        discord_server.abort(old)
        async with asyncio.timeout(10):
            await discord_server.identified.wait()
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
    assert TITLE in asked.shown


@pytest.mark.parametrize(("code", "word"), [(4004, "token"), (4010, "SHARD"), (4013, "intents"), (4014, "intents")])
async def test_a_gateway_that_refuses_for_good_ends_with_one_sentence(
    code: int, word: str, discord_server: FakeDiscord, knowledge: KnowledgeBase
) -> None:
    discord_server.close_on_identify = code
    with pytest.raises(DiscordRefuses) as caught:
        await _serve_until_refused(knowledge)
    assert word in str(caught.value)


async def test_no_permission_at_the_start_ends_with_one_sentence(
    discord_server: FakeDiscord, knowledge: KnowledgeBase
) -> None:
    discord_server.fail("commands", 403, code=50001)
    with pytest.raises(DiscordRefuses) as caught:
        await _serve_until_refused(knowledge)
    assert "50001" in str(caught.value)


async def test_figures_tell_outcomes_and_times_and_no_ids(serving: Serving, discord_server: FakeDiscord) -> None:
    from prometheus_client import generate_latest

    metrics = Metrics()
    async with serving(metrics=metrics):
        asked = await (await discord_server.slash("ask", question=FRIEND)).until("first")
        await _until(lambda: b"_count" in generate_latest(metrics.registry))
        await asyncio.sleep(0.05)
        shown = generate_latest(metrics.registry).decode()
    assert 'lounge_replies_total{outcome="answer"} 1.0' in shown
    assert 'lounge_first_response_seconds_count{kind="application_command"} 1.0' in shown
    assert "lounge_shards_connected 1.0" in shown
    assert "lounge_questions_in_hand 0.0" in shown
    assert asked.id not in shown


async def _serve_until_refused(knowledge: KnowledgeBase) -> None:
    def build() -> Any:
        return build_bot(load_settings(), OneConcierge(concierge(knowledge)))

    await asyncio.wait_for(serve(TOKEN, build, asyncio.Event(), first_pause=0.05), 10)


async def _until(condition: Any, seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.01)

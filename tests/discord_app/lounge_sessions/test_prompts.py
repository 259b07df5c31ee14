"""Discussion prompts: switched on, posted at their times, each once, paused, switched off."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simcord.results import to_discord_message

from bot.discord_app.schedule.schedule import Schedule
from bot.discord_app.schedule.steps import STEPS
from bot.store import prompts
from bot.store.errors import StoreUnavailable
from tests.discord_app.conftest import labels, texts
from tests.discord_app.lounge_sessions.conftest import Evening, allow, enforce_nonces, second_process
from tests.moderation.desk import small

KNOWN = ("patient-friend-requests", "patient-images", "humour", "whose-information")


def entries_of(evening: Evening) -> list[str]:
    """Which entry each prompt of the channel was, oldest first."""
    found = [labelled for post in evening.posts() for labelled in custom_ids(post.components)]
    return [custom_id.split(":")[1] for custom_id in found if custom_id.startswith("behind:")]


def custom_ids(components: Any) -> list[str]:
    found: list[str] = []
    for component in components:
        if "custom_id" in component:
            found.append(component["custom_id"])
        found.extend(custom_ids(component.get("components", ())))
    return found


async def answered(evening: Evening) -> None:
    await evening.staffed.person.react(to_discord_message(evening.staffed.env, evening.posts()[-1]), "👍")


async def test_a_channel_gets_a_question_from_an_entry_every_day_at_its_time(evening: Evening) -> None:
    shown = await evening.prompt("day", at="18:30")
    assert shown.ephemeral
    card = texts(shown.response.components)
    assert f"Every day at 18:30 (Europe/London) in <#{evening.rounds.id}>." in card
    assert f"<t:{int(datetime(2027, 1, 5, 18, 30, tzinfo=UTC).timestamp())}:F>" in card
    await evening.turn(hours=6, minutes=29)
    assert evening.said() == []
    await evening.turn(minutes=1)
    (said,) = evening.said()
    (entry,) = entries_of(evening)
    knowledge = evening.staffed.desk.lounges.base.knowledge
    assert f"> {knowledge.entries[entry].asked_as[0]}" in said
    assert "no patient details" in said
    opened = await evening.press("See the guidance", evening.rounds, by=evening.staffed.person)
    assert opened.ephemeral
    assert knowledge.entries[entry].title in texts(opened.response.components)
    await evening.turn(seconds=15)
    await evening.turn(hours=23)
    assert len(evening.said()) == 1
    await evening.turn(hours=1)
    assert len(evening.said()) == 2


async def test_no_entry_comes_again_before_all_were_used(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    for _ in range(8):
        await answered(evening)
        await evening.turn(days=1)
    found = entries_of(evening)
    assert sorted(found[:4]) == sorted(found[4:8]) == sorted(KNOWN)
    assert found[8] == found[0]


async def test_an_entry_that_was_retired_is_asked_no_more(evening: Evening) -> None:
    lounges = evening.staffed.desk.lounges
    rest = [key for key in KNOWN if key != "humour"]
    knowledge = small(replace(lounges.base.knowledge), *rest)
    lounges._base = lounges.base.over(knowledge, lounges.base.matcher)
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    for _ in range(5):
        await answered(evening)
        await evening.turn(days=1)
    assert set(entries_of(evening)) == set(rest)


@pytest.mark.parametrize(
    ("zone", "first", "second"),
    [
        # The clocks go forward in the night to 28 March 2027, and back in the night to 31 October.
        ("Europe/London", datetime(2027, 3, 22, 18, 30, tzinfo=UTC), datetime(2027, 3, 29, 17, 30, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 10, 25, 17, 30, tzinfo=UTC), datetime(2027, 11, 1, 18, 30, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2027, 3, 22, 13, 0, tzinfo=UTC), datetime(2027, 3, 29, 13, 0, tzinfo=UTC)),
    ],
)
async def test_a_weekly_prompt_keeps_its_local_time_when_the_clocks_change(
    evening: Evening, zone: str, first: datetime, second: datetime
) -> None:
    await evening.zone(zone)
    evening.at(first.replace(hour=2))
    shown = await evening.prompt("week", at="18:30", weekday=0)
    assert f"Every Monday at 18:30 ({zone})" in texts(shown.response.components)
    evening.at(first)
    await evening.turn(seconds=-1)
    assert evening.said() == []
    await evening.turn(seconds=1)
    await answered(evening)
    evening.at(second)
    await evening.turn(seconds=-1)
    assert len(evening.said()) == 1
    await evening.turn(seconds=1)
    assert len(evening.said()) == 2


async def test_after_two_prompts_without_an_answer_it_says_that_it_pauses_and_does(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    await evening.turn(days=1)
    assert len(entries_of(evening)) == 2
    await evening.turn(days=1)
    assert len(entries_of(evening)) == 2
    assert "The last 2 questions found no answer" in evening.said()[-1]
    await evening.turn(days=1)
    await evening.turn(days=1)
    assert len(evening.said()) == 3
    await evening.prompt("day", at="18:30")
    await evening.turn(days=1)
    assert len(entries_of(evening)) == 3
    assert len(set(entries_of(evening))) == 3


@pytest.mark.parametrize("how", ["reaction", "reply", "message below", "thread"])
async def test_a_prompt_is_answered_by_a_reaction_a_reply_a_message_below_or_a_thread(
    evening: Evening, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, env = evening.staffed.person, evening.staffed.env
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    await evening.turn(days=1)
    prompt = to_discord_message(env, evening.posts()[-1])
    match how:
        case "reaction":
            await person.react(prompt, "👍")
        case "reply":
            monkeypatch.setattr("bot.discord_app.schedule.prompts.BELOW", timedelta(-1))
            await person.send(evening.rounds, "We ask first.", reply_to=prompt)
        case "message below":
            await person.send(evening.rounds, "We ask first.")
        case _:
            env.backend.create_thread(evening.rounds.id, "on it", person.id, message_id=prompt.id)
            await evening.quiet()
    await evening.turn(days=1)
    assert len(entries_of(evening)) == 3


async def test_a_message_long_after_is_no_answer(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_app.schedule.prompts.BELOW", timedelta(-1))
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    await evening.turn(days=1)
    await evening.staffed.person.send(evening.rounds, "Who is on call?")
    await evening.turn(days=1)
    assert "I pause here" in evening.said()[-1]


async def test_a_prompt_that_a_moderator_deleted_counts_as_unanswered(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    for _ in range(2):
        evening.staffed.env.backend.delete_message(evening.rounds.id, evening.posts()[-1].id)
        await evening.turn(days=1)
    assert "I pause here" in evening.said()[-1]


async def test_prompts_are_switched_off_by_command_or_button(evening: Evening) -> None:
    shown = await evening.prompt("day", at="18:30")
    await evening.tap(shown.response, "Switch off")
    assert "gets no more discussion prompts" in texts(shown.response.components)
    assert "had no discussion prompts" in texts((await evening.prompt("off")).response.components)
    await evening.prompt("day", at="18:30")
    assert "gets no more" in texts((await evening.prompt("off")).response.components)
    await evening.turn(days=2)
    assert evening.said() == []


async def test_the_switch_is_for_moderators_at_every_press(evening: Evening) -> None:
    staffed = evening.staffed
    shown = await evening.prompt("day", at="18:30")
    staffed.env.backend.get_guild(staffed.guild.id).members[staffed.moderator.id].role_ids = []
    refused = await evening.tap(shown.response, "Switch off")
    assert "Only the moderators" in refused.response.content
    for somebody in (staffed.person, staffed.moderator):
        assert "Only the moderators" in (await evening.prompt("off", by=somebody)).response.content
    assert len(await prompts.prompts_of(evening.database, staffed.guild.id)) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"every": "day"}, "Say at which time of day"),
        ({"every": "week", "at": "18:30"}, "also on which day"),
        ({"every": "day", "at": "soon"}, "time of day cannot be read"),
        ({"every": "day", "at": "25:00"}, "no such day or time"),
    ],
)
async def test_a_schedule_that_cannot_be_read_is_refused(
    evening: Evening, options: dict[str, str], sentence: str
) -> None:
    assert sentence in (await evening.prompt(**options)).response.content
    assert await prompts.prompts_of(evening.database, evening.staffed.guild.id) == ()


async def test_a_channel_that_the_lounge_cannot_post_in_is_refused_with_what_is_missing(evening: Evening) -> None:
    await allow(evening, evening.rounds, send_messages=False)
    shown = await evening.prompt("day", at="18:30")
    assert f"In <#{evening.rounds.id}> I lack: Send Messages" in shown.response.content


async def test_of_two_processes_one_posts(evening: Evening) -> None:
    first, second = Schedule(evening.staffed.bot, evening.staffed.desk, STEPS), second_process(evening)
    await evening.prompt("day", at="18:30")
    evening.clock.turn(hours=6, minutes=30)
    await asyncio.gather(first.round(), second.round(), first.round())
    await second.round()
    assert len(evening.said()) == 1


@pytest.mark.parametrize("known_by", ["the mark", "the nonce"])
async def test_a_process_that_died_between_posting_and_noting_posts_nothing_twice(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, known_by: str
) -> None:
    async def nowhere(*_: Any) -> None: ...

    async def broken(*_: Any, **__: Any) -> bool:
        raise StoreUnavailable

    if known_by == "the nonce":
        enforce_nonces(monkeypatch)
        monkeypatch.setattr("bot.discord_app.schedule.posting._standing", nowhere)
    await evening.prompt("day", at="18:30")
    with monkeypatch.context() as breaking:
        breaking.setattr("bot.store.prompts.posted", broken)
        await evening.turn(hours=6, minutes=30)
    assert len(evening.said()) == 1
    await evening.turn(minutes=2)
    assert len(evening.said()) == 1
    await answered(evening)
    await evening.turn(days=1)
    found = entries_of(evening)
    assert len(found) == len(set(found)) == 2


async def test_every_post_carries_a_nonce_that_discord_is_to_enforce(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    await answered(evening)
    await evening.turn(days=1)
    sent = [
        entry.json
        for entry in evening.staffed.env.http_requests
        if (entry.method, entry.path) == ("POST", f"/channels/{evening.rounds.id}/messages")
    ]
    assert [body["enforce_nonce"] for body in sent if body] == [True, True]
    nonces = [body["nonce"] for body in sent if body]
    assert len(set(nonces)) == 2
    assert all(len(nonce) <= 25 for nonce in nonces)
    assert all(body["allowed_mentions"]["parse"] == [] for body in sent if body)


async def test_a_lounge_that_was_away_too_long_does_not_post_at_an_hour_that_nobody_chose(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=9, minutes=29)
    assert len(evening.said()) == 1
    await evening.turn(days=1, minutes=2)
    assert len(evening.said()) == 1
    await answered(evening)
    await evening.turn(hours=21)
    assert len(evening.said()) == 2


async def test_another_process_posts_what_became_due_in_between(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    evening.clock.turn(hours=6, minutes=30)
    await evening.staffed.restart()
    await evening.until(evening.said)
    assert len(evening.said()) == 1
    await evening.round()
    assert len(evening.said()) == 1


async def test_where_the_lounge_may_not_post_it_is_on_record_without_words_and_tried_the_next_time(
    evening: Evening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await evening.prompt("day", at="18:30")
    await allow(evening, evening.rounds, send_messages=False)
    await evening.turn(hours=6, minutes=30)
    await evening.turn(minutes=5)
    records = [record.getMessage() for record in caplog.records if "incident" in record.getMessage()]
    assert len(records) == 1
    assert "Forbidden 403/50013 in the schedule, prompt" in records[0]
    await allow(evening, evening.rounds)
    await evening.turn(minutes=5)
    assert evening.said() == []
    await evening.turn(days=1)
    assert len(evening.said()) == 1


@pytest.mark.parametrize("away", [False, True])
async def test_a_channel_that_is_deleted_takes_its_prompts_with_it(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, *, away: bool
) -> None:
    async def nothing(*_: Any) -> None: ...

    await evening.prompt("day", at="18:30")
    if away:
        monkeypatch.setattr(type(evening.staffed.bot.get_cog("LoungeSchedule")), "_let_go", nothing)
    evening.staffed.env.backend.delete_channel(evening.rounds.id)
    await evening.quiet()
    if away:
        await evening.turn(days=1)
    assert await prompts.prompts_of(evening.database, evening.staffed.guild.id) == ()


async def test_a_discord_that_is_away_is_tried_again_in_time(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    evening.staffed.env.inject_error("POST", f"/channels/{evening.rounds.id}/messages", status=400, code=50035)
    await evening.turn(hours=6, minutes=30)
    assert evening.said() == []
    await evening.turn(minutes=3)
    assert len(evening.said()) == 1


async def test_a_prompt_has_one_button_and_mentions_nobody(evening: Evening) -> None:
    await evening.prompt("day", at="18:30")
    await evening.turn(hours=6, minutes=30)
    assert labels(evening.posts()[0].components) == ["See the guidance"]
    assert "<@" not in evening.said()[0]

"""A question before colleagues: previewed, posted by the asker's press only, anonymously or by name."""

from __future__ import annotations

import logging
from typing import Any

import discord
import pytest

from bot.discord_app.presses import discussing
from bot.store import discussions, leases
from bot.store.errors import StoreUnavailable
from bot.store.members import forget
from tests.discord_app.conftest import Staffed, controls, labels, texts
from tests.discord_app.lounge.conftest import QUESTION, Open

CANARY = "zebrafinch"


def seen_by_all(opened: Open) -> str:
    """Everything that is posted in the lounge channel and its threads, names of threads included."""
    found: list[str] = []
    for channel in (opened.place, *opened.place.threads):
        found.append(str(channel.name))
        found.extend(str(opened.staffed.env.backend.get_message(channel.id, item.id)) for item in channel.history())
    return "\n".join(found)


def starter(opened: Open) -> Any:
    """The newest message that a discussion began with."""
    messages = [opened.staffed.env.backend.get_message(opened.place.id, item.id) for item in opened.place.history()]
    return next(message for message in reversed(messages) if message.components)


async def test_nothing_is_posted_before_the_asker_has_seen_it_and_pressed(opened: Open) -> None:
    asked = await opened.staffed.person.slash(opened.staffed.channel, "lounge discuss", question=QUESTION)
    assert asked.ephemeral
    shown = texts(asked.response.components)
    assert f"> {QUESTION}" in shown
    assert opened.place.mention in shown
    assert "House rules" in shown
    assert "Friend requests from patients" in shown
    assert labels(asked.response.components)[1:] == ["Post anonymously", "Post under my name", "Discard"]
    assert opened.place.history() == []
    assert opened.place.threads == []


async def test_an_anonymous_discussion_names_its_asker_nowhere(opened: Open) -> None:
    card = await opened.preview()
    pressed = await opened.staffed.person.click(card, label="Post anonymously")
    (thread,) = opened.place.threads
    assert thread.mention in texts(card.components) or thread.mention in texts(pressed.response.components)
    posted = seen_by_all(opened)
    assert "A colleague asks" in posted
    assert QUESTION in posted
    person = opened.staffed.person
    for trace in (person.name, str(person.id), person.user.name):
        assert trace not in posted
    backend_thread = opened.staffed.env.backend.get_thread(thread.id)
    assert person.id not in backend_thread.thread_members


async def test_what_is_posted_is_what_was_previewed(opened: Open) -> None:
    card = await opened.preview("how do *you* answer <@1>?\n\n# and @everyone\n1. else")
    previewed = texts(card.components).split("\n")
    await opened.staffed.person.click(card, label="Post anonymously")
    shown = texts(starter(opened).components)
    for line in (r"> how do \*you\* answer \<\@1>?", r"> \# and \@everyone", r"> 1\. else"):
        assert line in previewed
        assert line in shown.split("\n")


async def test_under_ones_own_name_the_name_is_shown(opened: Open) -> None:
    await opened.staffed.person.click(await opened.preview(), label="Post under my name")
    assert f"{opened.staffed.person.name} asks" in texts(starter(opened).components)
    assert str(opened.staffed.person.id) not in seen_by_all(opened)


async def test_discarding_posts_nothing_and_takes_the_words_away(opened: Open) -> None:
    card = await opened.preview()
    await opened.staffed.person.click(card, label="Discard")
    assert QUESTION not in texts(card.components)
    assert opened.place.history() == []


async def test_without_a_question_a_form_asks_for_it(opened: Open) -> None:
    person = opened.staffed.person
    form = await person.slash(opened.staffed.channel, "lounge discuss")
    assert form.modal is not None
    sent = await person.submit_modal(form, {"text": QUESTION})
    assert sent.ephemeral
    assert f"> {QUESTION}" in texts(sent.response.components)


async def test_a_forum_gets_a_post(opened: Open) -> None:
    forum = opened.staffed.guild.create_forum_channel("questions")
    await opened.set(channel=forum.id)
    await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    (thread,) = forum.threads
    assert thread.name == QUESTION
    (first,) = thread.history()
    shown = opened.staffed.env.backend.get_message(thread.id, first.id)
    assert "A colleague asks" in texts(shown.components)
    assert "House rules" in texts(shown.components)
    desk = opened.staffed.desk
    assert await discussions.is_discussion(desk.database, opened.staffed.guild.id, thread.id)


async def test_guidance_opens_for_whoever_presses_and_leaves_the_question_standing(opened: Open) -> None:
    await opened.discussion()
    message = next(item for item in opened.place.history() if item.components)
    choice = next(item for item in controls(starter(opened).components) if item["custom_id"].startswith("choose:"))
    pressed = await opened.colleague.click(message, custom_id=choice["custom_id"])
    assert pressed.ephemeral
    assert "A colleague asks" in texts(starter(opened).components)


@pytest.mark.parametrize("label", ["Post anonymously", "Post under my name"])
async def test_a_preview_can_be_posted_after_a_restart(opened: Open, label: str) -> None:
    card = await opened.preview()
    await opened.staffed.restart()
    await opened.staffed.person.click(card, label=label)
    assert len(opened.place.threads) == 1
    assert QUESTION in seen_by_all(opened)


async def test_a_second_press_opens_no_second_thread_even_after_a_restart(opened: Open) -> None:
    card = await opened.preview()
    stored = opened.staffed.env.backend.get_message(card.channel_id, card.id)
    before = list(stored.components)
    await opened.staffed.person.click(card, label="Post anonymously")
    stored.components[:] = before
    await opened.staffed.restart()
    again = await opened.staffed.person.click(card, label="Post anonymously")
    assert "already" in again.response.content
    assert len(opened.place.threads) == 1


async def test_a_specialty_is_called_once_confirmed_and_nobody_else(opened: Open) -> None:
    card = await opened.preview()
    await opened.staffed.person.select(card, [str(opened.specialty.id)], custom_id="discuss-call")
    assert opened.specialty.mention in texts(card.components)
    assert opened.place.history() == []
    await opened.staffed.person.click(card, label="Post anonymously")
    posted = starter(opened)
    assert opened.specialty.mention in texts(posted.components)
    sent = [
        entry
        for entry in opened.staffed.env.http_requests
        if str(opened.place.id) in entry.path and entry.method == "POST"
    ]
    mentions = [entry.json["allowed_mentions"] for entry in sent if entry.json and "allowed_mentions" in entry.json]
    assert [item.get("roles") for item in mentions] == [[opened.specialty.id]]
    assert all(not item.get("parse") for item in mentions)


async def test_calls_have_limits_and_the_discussion_opens_all_the_same(opened: Open) -> None:
    for expected in (True, False):
        card = await opened.preview()
        await opened.staffed.person.select(card, [str(opened.specialty.id)], custom_id="discuss-call")
        await opened.staffed.person.click(card, label="Post anonymously")
        assert (opened.specialty.mention in texts(starter(opened).components)) is expected
        assert ("not called" in texts(card.components)) is not expected
    assert len(opened.place.threads) == 2
    opened.staffed.clock.turn(days=1, seconds=1)
    card = await opened.preview()
    await opened.staffed.person.select(card, [str(opened.specialty.id)], custom_id="discuss-call")
    await opened.staffed.person.click(card, label="Post anonymously")
    assert opened.specialty.mention in texts(starter(opened).components)


async def test_a_role_that_would_notify_nobody_is_not_called_and_costs_no_call(opened: Open) -> None:
    deaf = opened.staffed.guild.create_role("Renal")
    take_away(opened, "mention_everyone")
    await opened.set(channel=opened.place.id, specialties=frozenset({deaf.id}))
    card = await opened.preview()
    await opened.staffed.person.select(card, [str(deaf.id)], custom_id="discuss-call")
    await opened.staffed.person.click(card, label="Post anonymously")
    assert "not called" in texts(card.components)
    assert deaf.mention not in texts(starter(opened).components)
    desk, person = opened.staffed.desk, opened.staffed.person
    assert "calls" not in await forget(desk.database, desk.members, person.id)


async def test_one_person_opens_a_few_discussions_a_day(opened: Open) -> None:
    for _ in range(5):
        await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    refused = await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    assert "as many discussions as one can in a day" in refused.response.content
    assert len(opened.place.threads) == 5
    opened.staffed.clock.turn(days=1, seconds=1)
    opened.staffed.bot.pace._people.clear()
    await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    assert len(opened.place.threads) == 6


def take_away(opened: Open, *permissions: str) -> None:
    """Everybody, the bot included, loses permissions in the lounge channel; the server's owner alone keeps them."""
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
    place = opened.staffed.guild.create_text_channel(
        "closed",
        overwrites={opened.staffed.env.bot.user: overwrite},  # type: ignore[dict-item]
    )
    opened.place = place


@pytest.mark.parametrize(
    ("permission", "named"),
    [
        ("send_messages", "Send Messages"),
        ("create_public_threads", "Create Public Threads"),
        ("send_messages_in_threads", "Send Messages in Threads"),
        ("view_channel", "View Channel"),
    ],
)
async def test_a_missing_permission_is_named_and_nothing_is_posted(opened: Open, permission: str, named: str) -> None:
    take_away(opened, permission)
    await opened.set(channel=opened.place.id)
    card = await opened.preview()
    refused = await opened.staffed.person.click(card, label="Post anonymously")
    assert named in refused.response.content
    assert "nothing was posted" in refused.response.content
    assert opened.place.history() == []
    assert f"> {QUESTION}" in texts(card.components)


async def test_who_cannot_write_in_the_lounge_does_not_write_there_through_the_bot(opened: Open) -> None:
    quiet = discord.PermissionOverwrite(send_messages=False, send_messages_in_threads=False)
    opened.place = opened.staffed.guild.create_text_channel("quiet", overwrites={opened.staffed.person.user: quiet})
    await opened.set(channel=opened.place.id)
    refused = await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    assert "You cannot write in" in refused.response.content
    assert opened.place.history() == []


async def test_a_deleted_channel_is_said_and_nothing_is_lost(opened: Open) -> None:
    card = await opened.preview()
    opened.staffed.env.backend.delete_channel(opened.place.id)
    await opened.staffed.env.settle()
    refused = await opened.staffed.person.click(card, label="Post anonymously")
    assert "The lounge channel is gone" in refused.response.content
    assert f"> {QUESTION}" in texts(card.components)


async def test_a_channel_that_changed_in_between_is_shown_before_anything_is_posted_there(opened: Open) -> None:
    card = await opened.preview()
    other = opened.staffed.guild.create_text_channel("other")
    await opened.set(channel=other.id)
    await opened.staffed.person.click(card, label="Post anonymously")
    assert (opened.place.history(), other.history()) == ([], [])
    assert "changed the lounge channel" in texts(card.components)
    assert other.mention in texts(card.components)
    await opened.staffed.person.click(card, label="Post anonymously")
    assert len(other.threads) == 1


async def test_a_specialty_that_was_taken_out_in_between_is_not_called(opened: Open) -> None:
    card = await opened.preview()
    await opened.staffed.person.select(card, [str(opened.specialty.id)], custom_id="discuss-call")
    await opened.set(specialties=frozenset())
    await opened.staffed.person.click(card, label="Post anonymously")
    assert opened.place.history() == []
    assert "can no longer be called" in texts(card.components)
    assert opened.specialty.mention not in texts(card.components)


async def test_a_lounge_that_was_closed_in_between_posts_nothing(opened: Open) -> None:
    card = await opened.preview()
    await opened.set(channel=None)
    refused = await opened.staffed.person.click(card, label="Post anonymously")
    assert "set no lounge channel" in refused.response.content
    assert opened.place.history() == []


async def test_where_no_channel_was_set_colleagues_cannot_be_asked(staffed: Staffed) -> None:
    for options in ({}, {"question": QUESTION}):
        refused = await staffed.person.slash(staffed.channel, "lounge discuss", **options)
        assert "set no lounge channel" in refused.response.content


async def test_a_question_without_an_answer_can_go_to_colleagues_where_a_lounge_is_open(opened: Open) -> None:
    person, channel = opened.staffed.person, opened.staffed.channel
    asked = await person.slash(channel, "ask", question="never heard of it at all")
    assert "Ask colleagues" in labels(asked.response.components)
    form = await person.click(asked.response, label="Ask colleagues")
    assert form.modal is not None
    sent = await person.submit_modal(form, {"text": QUESTION})
    assert f"> {QUESTION}" in texts(sent.response.components)
    await opened.set(channel=None)
    await opened.notice()
    again = await person.slash(channel, "ask", question="never heard of it at all")
    assert "Ask colleagues" not in labels(again.response.components)


async def test_the_store_failing_after_the_thread_opened_leaves_no_thread_behind(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await opened.preview()

    async def fails(*_args: object, **_options: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(discussions, "opened", fails)
        refused = await opened.staffed.person.click(card, label="Post anonymously")
    assert refused.response is not None
    assert [message for message in opened.place.history() if message.components] == []
    assert opened.place.threads == []
    await opened.staffed.person.click(card, label="Post anonymously")
    assert len(opened.place.threads) == 1


async def test_nothing_of_a_question_is_logged(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        await opened.discussion(question=f"{QUESTION} {CANARY}")
    assert CANARY not in caplog.text


async def test_discussions_of_a_day_are_counted_while_no_other_is_posted_in_the_server(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, name = opened.staffed.desk, f"discussing:{opened.staffed.guild.id}"
    look, beside = discussions.opened_since, list[bool]()

    async def another_press(*args: Any) -> Any:
        beside.append(await leases.take(desk.database, name, holder="another", now=desk.clock()))
        return await look(*args)

    with monkeypatch.context() as patched:
        patched.setattr(discussions, "opened_since", another_press)
        await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    assert beside == [False]
    assert await leases.take(desk.database, name, holder="another", now=desk.clock())
    monkeypatch.setattr(discussing, "PATIENCE_S", 0.1)
    refused = await opened.staffed.person.click(await opened.preview(), label="Post anonymously")
    assert "try again in a minute" in refused.response.content
    assert len(opened.place.threads) == 1


async def test_a_call_whose_discussion_could_not_be_posted_is_not_counted(opened: Open) -> None:
    card = await opened.preview()
    await opened.staffed.person.select(card, [str(opened.specialty.id)], custom_id="discuss-call")
    opened.staffed.env.inject_error("POST", f"/channels/{opened.place.id}/messages", status=403, code=50013)
    await opened.staffed.person.click(card, label="Post anonymously")
    assert opened.place.threads == []
    await opened.staffed.person.click(card, label="Post anonymously")
    assert opened.specialty.mention in texts(starter(opened).components)
    assert "not called" not in texts(card.components)

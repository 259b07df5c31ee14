"""The audit channel is told of each deed exactly once, also over a restart, and of nothing where there is none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.store import audit
from tests.discord_app.editing.parts import Moderating, shown


async def channel_of(at: Moderating) -> Any:
    channel = at.staffed.guild.create_text_channel("audit")
    await at.staffed.set(audit_channel=channel.id)
    await at.staffed.bot.auditor.tell(at.staffed.guild.id)
    return channel


def posts(channel: Any) -> list[str]:
    return [shown(message) for message in channel.history() if "Settings" not in shown(message)]


async def untold(at: Moderating) -> int:
    return len(await audit.untold(at.staffed.desk.database, at.staffed.guild.id))


async def test_each_publication_retirement_and_return_is_told_once(at: Moderating) -> None:
    channel = await channel_of(at)
    await at.titled("Jokes")
    retired = (await at.slash("retire", entry="humour")).response
    await at.first.click(retired, label="Publish")
    past = (await at.slash("history", entry="humour")).response
    await at.first.select(past, ["1"], custom_id="revisions")
    await at.first.click(past, label="Restore")
    await at.first.click(past, label="Publish")
    told = posts(channel)
    assert [line.split("\n")[0] for line in told] == [
        "**Published: Jokes**",
        "**Retired: Jokes, memes, dances and dark humour**",
        "**Restored: Jokes**",
    ]
    assert all(f"By <@{at.first.id}>" in line for line in told)
    assert all("Revision" in line for line in told)
    await at.staffed.bot.auditor.tell_all()
    assert len(posts(channel)) == 3


async def test_what_was_not_told_before_the_end_of_the_program_is_told_once_after_the_next_start(
    at: Moderating, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await channel_of(at)

    async def ends(server: int) -> bool:
        return True

    monkeypatch.setattr(at.staffed.bot.auditor, "tell", ends)
    await at.titled("Told later")
    assert posts(channel) == []
    assert await untold(at) == 1
    await at.staffed.restart()
    await at.staffed.env.settle()
    await at.staffed.bot.auditor.tell_all()
    await at.staffed.restart()
    await at.staffed.bot.auditor.tell_all()
    assert [line.split("\n")[0] for line in posts(channel)] == ["**Published: Told later**"]


async def test_a_post_carries_its_deed_as_nonce_so_that_discord_drops_a_second_one(at: Moderating) -> None:
    await channel_of(at)
    await at.titled("Jokes")
    sent = [entry.json for entry in at.staffed.env.http_requests if entry.json and "nonce" in str(entry.json)]
    nonces = [payload["nonce"] for payload in sent if isinstance(payload, dict) and payload.get("nonce")]
    assert all(payload["enforce_nonce"] for payload in sent if isinstance(payload, dict) and payload.get("nonce"))
    assert len(nonces) == len(set(nonces)) == 3
    assert all(nonce.startswith("audit-") and len(nonce) <= 25 for nonce in nonces)


async def test_two_rounds_at_once_tell_once(at: Moderating) -> None:
    channel = await channel_of(at)
    editor, server = at.staffed.desk.editor, at.staffed.guild.id
    draft = await editor.edit(server, "humour", by=at.first.id)
    await editor.publish(await editor.save(draft, by=at.first.id, texts={"title": "Once"}), by=at.first.id)
    await asyncio.gather(*(at.staffed.bot.auditor.tell(server) for _ in range(5)))
    assert len(posts(channel)) == 1


async def test_without_an_audit_channel_deeds_are_told_at_once_so_that_one_set_later_is_not_flooded(
    at: Moderating,
) -> None:
    await at.titled("Before there was a channel")
    assert await untold(at) == 0
    channel = await channel_of(at)
    assert posts(channel) == []


@pytest.mark.parametrize("trouble", ["deleted", "closed"])
async def test_an_audit_channel_that_is_gone_or_closed_is_said_and_what_it_missed_is_told_to_the_next(
    at: Moderating, trouble: str
) -> None:
    channel = await channel_of(at)
    if trouble == "deleted":
        bot_side = at.staffed.bot.get_channel(channel.id)
        assert bot_side is not None
        await bot_side.delete()  # type: ignore[union-attr]
        await at.staffed.env.settle()
    else:
        at.staffed.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50001)
    card = await at.edit()
    await at.change(card, "Answer", title="Published all the same")
    pressed = await at.first.click(card, label="Publish")
    assert "It is live" in shown(pressed.response)
    assert "could not post it in this server's audit channel" in shown(pressed.followups[0])
    assert await untold(at) == 1
    await at.staffed.bot.auditor.tell_all()
    assert await untold(at) == 1
    another = at.staffed.guild.create_text_channel("audit-2")
    settings = (await at.staffed.manager.slash(at.staffed.channel, "knowledge settings")).response
    await at.staffed.manager.select(settings, [another], custom_id="set-audit")
    assert [line.split("\n")[0] for line in posts(another)] == ["**Published: Published all the same**"]


async def test_where_nothing_was_published_nobody_is_told_that_it_is_done(at: Moderating) -> None:
    channel = await channel_of(at)
    mine = await at.edit()
    await at.change(mine, "Answer", title="Mine on jokes")
    for _ in range(2):
        at.staffed.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50001)
    await at.titled("Theirs on jokes", at.second)
    conflict = await at.first.click(mine, label="Publish")
    assert "Somebody published this entry since you began" in shown(conflict.response)
    assert conflict.followups == []


async def test_a_channel_that_is_closed_is_not_asked_again_in_every_round(at: Moderating) -> None:
    channel = await channel_of(at)
    at.staffed.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50001)
    await at.titled("A title")
    before = len(at.staffed.env.http_requests)
    for _ in range(5):
        await at.staffed.bot.auditor.tell_all()
    assert len(at.staffed.env.http_requests) == before


async def test_a_post_notifies_nobody(at: Moderating) -> None:
    await channel_of(at)
    await at.titled("Jokes @everyone")
    sent = [entry.json for entry in at.staffed.env.http_requests if "nonce" in str(entry.json)]
    assert sent
    assert all(isinstance(payload, dict) and payload["allowed_mentions"] == {"parse": []} for payload in sent)


async def test_a_round_in_hand_is_finished_before_the_lounge_ends(
    at: Moderating, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await channel_of(at)
    editor, server = at.staffed.desk.editor, at.staffed.guild.id
    draft = await editor.edit(server, "humour", by=at.first.id)
    await editor.publish(await editor.save(draft, by=at.first.id, texts={"title": "Half told"}), by=at.first.id)
    cog: Any = at.staffed.bot.get_cog("Auditing")
    begun, cross_off = asyncio.Event(), audit.told

    async def slow(*args: Any) -> None:
        begun.set()
        await asyncio.sleep(0.05)
        await cross_off(*args)

    monkeypatch.setattr("bot.store.audit.told", slow)
    cog.rounds.restart()
    await begun.wait()
    await cog.cog_unload()
    assert len(posts(channel)) == 1
    assert await untold(at) == 0

"""`/knowledge report`: a card, a picture and a file; no person and no small count in any of them."""

from __future__ import annotations

import csv
import io
import time
from datetime import date, timedelta
from typing import Any

import discord
import pytest
from PIL import Image

from bot.discord_app.cards.report import alt_text, report_card
from bot.discord_app.markdown import plain
from bot.discord_app.prompt_reply import PATIENCE_S
from bot.discord_app.translation import Words
from bot.moderation.report import Counts, Report
from bot.moderation.report_chart import draw
from bot.store import votes
from bot.store.outcomes import OutcomeCounter
from bot.store.vote_counts import VotesOnEntry
from tests.discord_app.cards.limits_check import texts_of, within_limits
from tests.discord_app.conftest import Staffed, controls, labels, texts
from tests.discord_app.test_inbox import fill

LAST_WEEK = timedelta(days=7)


async def counted(staffed: Staffed) -> None:
    """Last week's questions and votes, and some of this week, which is not over."""
    counter, today = OutcomeCounter(), staffed.clock().date()
    last = today - LAST_WEEK
    for number, outcome, entry, day in (
        (31, "answer", "humour", last),
        (9, "answer", "patient-images", last),
        (7, "nothing", None, last),
        (3, "clarify", "humour", last),
        (77, "answer", "humour", today),
    ):
        for _ in range(number):
            counter.add(staffed.guild.id, outcome, entry, today=day)
            counter.add(staffed.guild.id + 1, outcome, entry, today=day)
    await counter.flush(staffed.desk.database)
    for user in range(1, 21):
        member = staffed.desk.members.key(user)
        reason = votes.Reason.NOT_ENOUGH if user <= 6 else None
        vote = votes.Vote(user, member, "humour", staffed.guild.id, user > 13, votes.week_of(last), reason)
        await votes.cast(staffed.desk.database, vote)


async def reported(staffed: Staffed, **options: Any) -> Any:
    return (await staffed.manager.slash(staffed.channel, "knowledge report", **options)).response


async def test_the_card_says_how_questions_were_answered_and_shows_nothing_small(staffed: Staffed) -> None:
    await counted(staffed)
    card = await reported(staffed)
    assert card.ephemeral
    shown = texts(card.components)
    title = staffed.desk.lounges.base.knowledge.entries["humour"].title
    assert "Week of 16 November: 40 answered, 5 not found" in shown
    assert f"{title}: 30 answered\n" in shown
    assert "26 to 48 % of 20 or more votes" in shown
    assert plain(f"{title}: 26 to 48 % of 20 or more votes helpful (often said: not enough)") in shown
    assert "31 August 2026 to 22 November 2026" in shown
    assert "77" not in shown
    assert str(staffed.manager.id) not in shown


async def test_the_picture_comes_along_with_every_number_in_words(staffed: Staffed) -> None:
    await counted(staffed)
    card = await reported(staffed)
    (picture,) = card.attachments
    assert picture.filename == "chart.png"
    image = Image.open(io.BytesIO(await picture.read()))
    assert (image.format, image.width) == ("PNG", 1_080)
    (gallery,) = [item for item in card.components[0]["components"] if item["type"] == 12]
    described = gallery["items"][0]["description"]
    assert "Week of 16 November: 40 answered, 5 not found." in described
    assert len(described) <= 1_024


async def test_a_picture_that_takes_its_time_comes_along_later(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*args: Any) -> bytes | None:
        time.sleep(PATIENCE_S + 0.2)
        return draw(*args)

    monkeypatch.setattr("bot.discord_app.presses.reporting.draw", slowly)
    await counted(staffed)
    card = await reported(staffed)
    assert card.ephemeral
    assert [file.filename for file in card.attachments] == ["chart.png"]
    assert "40 answered" in texts(card.components)


async def test_the_file_has_the_same_numbers(staffed: Staffed) -> None:
    await counted(staffed)
    card = await reported(staffed, weeks=2)
    pressed = await staffed.manager.click(card, label="As a file (CSV)")
    assert pressed.ephemeral
    (file,) = pressed.response.attachments
    assert file.filename == "report-2026-11-24.csv"
    rows = list(csv.DictReader(io.StringIO((await file.read()).decode("utf-8"))))
    assert ("week", "2026-11-16", "40", "", "5") in [
        (row["kind"], row["key"], row["answered"], row["clarified"], row["nothing_found"]) for row in rows
    ]
    assert not any(0 < int(row[name]) < 5 for row in rows for name in ("answered", "clarified", "votes") if row[name])


async def test_where_nothing_was_asked_there_is_no_picture_and_it_is_said(staffed: Staffed) -> None:
    card = await reported(staffed)
    assert "nothing to show yet" in texts(card.components)
    assert list(card.attachments) == []


async def test_one_server_is_not_told_of_another(staffed: Staffed) -> None:
    await counted(staffed)
    other = staffed.env.create_guild(name="Clinic")
    channel = other.create_text_channel("general")
    role = other.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    manager = other.add_member(staffed.env.create_user("Mo"), roles=[role])
    shown = texts((await manager.slash(channel, "knowledge report")).response.components)
    assert "nothing to show yet" in shown


async def test_only_moderators_see_it_and_rights_count_at_the_press(staffed: Staffed) -> None:
    await counted(staffed)
    card = await reported(staffed)
    await staffed.set(moderator_role=staffed.role.id)
    assert "Only the moderators" in (await reported(staffed)).content
    pressed = await staffed.manager.click(card, label="As a file (CSV)")
    assert "Only the moderators" in pressed.response.content
    assert list(pressed.response.attachments) == []


async def test_a_forged_number_of_weeks_is_brought_within_limits(staffed: Staffed) -> None:
    await counted(staffed)
    card = await reported(staffed)
    (button,) = controls(staffed.env.backend.get_message(card.channel_id, card.id).components)
    button["custom_id"] = "report-csv:999"
    pressed = await staffed.manager.click(card, custom_id="report-csv:999")
    assert len(pressed.response.attachments) == 1


async def test_the_report_tells_nothing_of_the_inbox(staffed: Staffed) -> None:
    await fill(staffed, "who owns it")
    assert "who owns it" not in texts((await reported(staffed)).components)


@pytest.mark.parametrize("script", ["word ", "医生在社交", "استشارة "])
def test_the_longest_report_fits(script: str) -> None:
    title = (script * 80)[:80]
    monday = date(2026, 1, 5)
    counts = Counts(123_456, 7_890, None)
    keys = [f"entry-{number}" for number in range(64)]
    found = Report(
        monday,
        date(2026, 12, 31),
        tuple((monday + timedelta(weeks=number), counts) for number in range(52)),
        tuple((key, counts) for key in keys),
        VotesOnEntry("", 900_000, 450_000, 450_000),
        tuple(VotesOnEntry(key, 90_000, 0, 90_000, tuple(votes.Reason)) for key in keys),
        (),
    )
    titles = dict.fromkeys(keys, title)
    card = report_card(found, titles, 52, date(2027, 1, 30), Words(), picture=True)
    within_limits(card)
    assert "47 more" in texts_of(card) or "48 more" in texts_of(card)
    assert len(alt_text(found, titles, Words()).encode("utf-16-le")) // 2 <= 1_024
    assert labels(card.to_components()) == ["As a file (CSV)"]

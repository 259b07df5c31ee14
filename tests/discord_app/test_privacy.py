"""What `/privacy` and `/forget-me` promise, against what the store does."""

from __future__ import annotations

import pytest

from bot.discord_app.cards.privacy import forgotten_card, privacy_card
from bot.discord_app.kept_votes import KeptVotes
from bot.discord_app.translation import Words
from bot.store import departures, inbox
from bot.store.housekeeping import AUDIT, COUNTS, DRAFTS, purge
from bot.store.server_settings import DEFAULT, LONGEST_RETENTION_DAYS, ServerSettings
from tests.discord_app.cards.limits_check import texts_of, within_limits
from tests.discord_app.conftest import Staffed, texts
from tests.discord_app.test_inbox import fill


async def told(staffed: Staffed) -> str:
    return texts((await staffed.person.slash(staffed.channel, "privacy")).response.components)


async def test_the_inbox_is_named_with_the_servers_own_time(staffed: Staffed) -> None:
    assert "Here that is off" in await told(staffed)
    assert "for 30 days or what the server set, at most 90" in await told(staffed)
    await staffed.set(inbox=True, retention_days=12)
    said = await told(staffed)
    assert "It goes after 12 days" in said
    assert "90 days is the most" in said
    assert "without who you are" in said


async def test_every_time_is_the_one_that_things_are_erased_after(staffed: Staffed) -> None:
    staffed.bot.votes = KeptVotes(staffed.desk.database, staffed.desk.members)
    said = await told(staffed)
    for time, name in (
        (DRAFTS, "Drafts go {} days after their last change"),
        (AUDIT, "audit channel after {} days"),
        (COUNTS, "without any person or text, for {} days"),
        (departures.GRACE, "is erased {} days later"),
    ):
        assert name.format(time.days) in said, name
    assert f"votes go after {staffed.bot.votes.kept_days} days at the latest" in said
    assert (DRAFTS.days, AUDIT.days, COUNTS.days, departures.GRACE.days) == (14, 90, 396, 30)
    assert (LONGEST_RETENTION_DAYS, DEFAULT.retention_days, inbox.DEFAULT_DAYS) == (90, 30, 30)


async def test_where_there_is_no_desk_nothing_of_it_is_promised() -> None:
    said = texts_of(privacy_card(Words(), 180))
    assert "moderators read" not in said
    assert "removes the lounge" not in said


async def test_a_moderator_who_is_forgotten_leaves_the_edit_and_takes_the_id(staffed: Staffed) -> None:
    editor, by = staffed.desk.editor, staffed.manager.id
    draft = await editor.edit(staffed.guild.id, "humour", by=by)
    await editor.publish(await editor.save(draft, by=by, texts={"title": "Jokes"}), by=by)
    await fill(staffed, "who owns it")
    card = (await staffed.manager.slash(staffed.channel, "forget-me")).response
    said = texts(card.components)
    assert "your id on published edits: 1" in said
    assert "Edits that you published stay" in said
    assert "has no author" in said
    (revision,) = await editor.history(staffed.guild.id)
    assert (revision.author, revision.overlay.entry and revision.overlay.entry.title) == (None, "Jokes")
    assert await inbox.count(staffed.desk.database, staffed.guild.id) == 1
    again = texts((await staffed.manager.slash(staffed.channel, "forget-me")).response.components)
    assert "Nothing was kept about you" in again


async def test_a_server_that_removes_the_lounge_is_erased_after_the_time_that_is_told(staffed: Staffed) -> None:
    await fill(staffed, "who owns it")
    await departures.left(staffed.desk.database, staffed.guild.id, today=staffed.clock().date())
    staffed.clock.turn(days=departures.GRACE.days - 1)
    assert (await purge(staffed.desk.database, staffed.clock()))["servers"] == 0
    staffed.clock.turn(days=1)
    assert (await purge(staffed.desk.database, staffed.clock()))["servers"] == 1
    assert await inbox.count(staffed.desk.database, staffed.guild.id) == 0


@pytest.mark.parametrize("on", [False, True])
def test_the_cards_fit(on: bool) -> None:
    card = privacy_card(Words(), 397, ServerSettings(inbox=on, retention_days=90))
    within_limits(card)
    assert "…" not in texts_of(card), "what is kept is told whole"
    for erased in ({}, {"revisions": 3, "audit": 9, "votes": 12}):
        within_limits(forgotten_card(Words(), erased, desk=True))

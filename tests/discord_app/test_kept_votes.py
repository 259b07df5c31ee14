from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import simcord
from discord.ext import commands

from bot.discord_app.client import build_bot
from bot.discord_app.kept_votes import KeptVotes
from bot.discord_app.ports import OneConcierge
from bot.knowledge.model import KnowledgeBase
from bot.settings import load_settings
from bot.store import housekeeping, votes
from bot.store.database import Database
from bot.store.errors import StoreUnavailable
from bot.store.members import Members
from tests.discord_app.conftest import Lounge, texts
from tests.lounge_parts import concierge

MONDAY = date(2026, 3, 2)
MEMBERS = Members(b"a secret of sixteen bytes or more")


class Calendar:
    def __init__(self) -> None:
        self.day = MONDAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'votes.db'}")
    yield opened
    await opened.close()


async def test_a_vote_is_kept_under_a_key_and_its_week(database: Database) -> None:
    calendar = Calendar()
    calendar.day = MONDAY + timedelta(days=4)
    kept = KeptVotes(database, MEMBERS, calendar)
    await kept.cast(message=5, user=7, entry="humour", server=None, helpful=False)
    assert await kept.give_reason(message=5, user=7, reason="out_of_date")
    found = await votes.vote_of(database, message=5, member=MEMBERS.key(7))
    assert found is not None
    assert (found.entry, found.week, found.reason) == ("humour", MONDAY, votes.Reason.OUT_OF_DATE)
    assert not await kept.give_reason(message=5, user=8, reason="out_of_date")
    assert await kept.forget(7) == {"votes": 1}
    assert await kept.forget(7) == {}


@pytest.mark.parametrize("weekday", range(7))
async def test_no_vote_is_kept_longer_than_said(database: Database, weekday: int) -> None:
    calendar = Calendar()
    calendar.day = MONDAY + timedelta(days=weekday)
    kept = KeptVotes(database, MEMBERS, calendar)
    await kept.cast(message=5, user=7, entry="humour", server=1, helpful=True)
    due = datetime.combine(calendar.day, time(), UTC) + timedelta(days=kept.kept_days)
    assert (await housekeeping.purge(database, due))["votes"] == 1


async def test_what_is_due_is_erased_at_the_start_and_a_store_that_is_away_ends_nothing(
    knowledge: KnowledgeBase,
) -> None:
    asked: list[int] = []

    async def keep_house(present: Collection[int], /) -> Mapping[str, int]:
        asked.append(len(present))
        raise StoreUnavailable

    bot = build_bot(load_settings(), OneConcierge(concierge(knowledge)), housekeeping=keep_house)
    env = simcord.Env(bot, shard_count=1)
    await env.start()
    cog = bot.get_cog("Retention")
    assert isinstance(cog, commands.Cog)
    assert asked == [0]
    assert cog.daily.is_running()  # type: ignore[attr-defined]
    await env.shutdown()


async def test_votes_of_a_conversation_reach_the_store_and_leave_it(lounge: Lounge, database: Database) -> None:
    lounge.bot.votes = KeptVotes(database, MEMBERS)
    answer = (await lounge.person.slash(lounge.channel, "ask", question="may a patient be my friend")).response
    why = await lounge.person.click(answer, label="Not helpful")
    await lounge.person.click(why.response, label="Not enough")
    found = await votes.vote_of(database, message=answer.id, member=MEMBERS.key(lounge.person.id))
    assert found is not None
    assert (found.entry, found.server, found.reason) == (
        "patient-friend-requests",
        lounge.guild.id,
        votes.Reason.NOT_ENOUGH,
    )
    erased = await lounge.person.slash(lounge.channel, "forget-me")
    assert "votes: 1" in texts(erased.response.components)


async def test_a_store_that_is_away_is_said_in_a_clear_sentence(lounge: Lounge, tmp_path: Path) -> None:
    lounge.bot.votes = KeptVotes(
        Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'x.db'}"), MEMBERS
    )
    (tmp_path / "no").write_text("a file where a folder should be")
    answer = (await lounge.person.slash(lounge.channel, "ask", question="may a patient be my friend")).response
    pressed = await lounge.person.click(answer, label="Helpful")
    said = pressed.response or pressed.followups[0]
    assert said.ephemeral
    assert said.content
    assert "no/such" not in said.content

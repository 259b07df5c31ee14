from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import departures, discussions, lounge_settings
from bot.store.database import Database
from bot.store.errors import StoreConflict
from bot.store.housekeeping import ASKERS, purge
from bot.store.lounge_settings import LoungeSettings
from bot.store.members import Members, forget
from tests.databases import Databases

MEMBERS = Members(b"a secret of the tests, 32 bytes.")
NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
LIMITS = LoungeSettings(calls_per_member=1, calls_per_server=2)


async def test_settings_are_the_defaults_until_they_are_changed_and_each_server_has_its_own(database: Database) -> None:
    assert await lounge_settings.settings_of(database, 5) == LoungeSettings()
    own = LoungeSettings(9, "Asia/Dubai", 2, 4, remove_leaks=True, specialties=frozenset({11, 12}))
    await lounge_settings.change(database, 5, own)
    await lounge_settings.change(database, 6, LoungeSettings(8))
    assert await lounge_settings.settings_of(database, 5) == own
    await lounge_settings.change(database, 5, replace(own, specialties=frozenset({12})))
    assert (await lounge_settings.settings_of(database, 5)).specialties == {12}
    assert await lounge_settings.settings_of(database, 6) == LoungeSettings(8)
    with pytest.raises(StoreConflict):
        await lounge_settings.change(database, 5, replace(own, calls_per_member=99))


async def test_of_changes_at_once_to_different_settings_none_is_lost(databases: Databases) -> None:
    first, second = databases.connect(), databases.connect()
    await asyncio.gather(
        lounge_settings.adjust(first, 5, lambda old: replace(old, channel=9)),
        lounge_settings.adjust(second, 5, lambda old: replace(old, zone="Asia/Dubai")),
        lounge_settings.adjust(first, 5, lambda old: replace(old, specialties=old.specialties | {11})),
        lounge_settings.adjust(second, 5, lambda old: replace(old, specialties=old.specialties | {12})),
    )
    expected = LoungeSettings(9, "Asia/Dubai", specialties=frozenset({11, 12}))
    assert await lounge_settings.settings_of(first, 5) == expected


async def test_lounges_with_a_channel_are_known_together(database: Database) -> None:
    await lounge_settings.change(database, 5, LoungeSettings(9))
    await lounge_settings.change(database, 6, LoungeSettings(None))
    assert await lounge_settings.open_channels(database) == {5: 9}


async def test_how_often_somebody_asked_lately_is_counted_by_person_and_server(database: Database) -> None:
    for thread, server, user, hours in ((100, 5, 7, 0), (101, 5, 7, 30), (102, 5, 8, 30), (103, 6, 7, 30)):
        at = NOW + timedelta(hours=hours)
        await discussions.opened(database, thread, server=server, member=MEMBERS.key(user), at=at)
    found = await discussions.opened_since(database, 5, MEMBERS.key(7), NOW + timedelta(hours=6))
    assert found == (NOW + timedelta(hours=30),)


async def test_only_who_asked_is_known_as_the_asker(database: Database) -> None:
    await discussions.opened(database, 100, server=5, member=MEMBERS.key(7), at=NOW)
    assert await discussions.asked_by(database, 100, MEMBERS.key(7))
    assert not await discussions.asked_by(database, 100, MEMBERS.key(8))
    assert await discussions.is_discussion(database, 5, 100)
    assert not await discussions.is_discussion(database, 6, 100)
    assert await discussions.threads(database) == {100}
    await discussions.closed(database, 100)
    assert await discussions.threads(database) == frozenset()


async def test_a_person_calls_once_a_day_and_a_server_a_few_times(database: Database) -> None:
    async def call(user: int, after: timedelta = timedelta(0), server: int = 5) -> datetime | None:
        return await discussions.call(database, server, MEMBERS.key(user), limits=LIMITS, now=NOW + after)

    assert await call(7) is None
    assert await call(7, timedelta(hours=1)) == NOW + timedelta(days=1)
    assert await call(8, timedelta(hours=2)) is None
    assert await call(9, timedelta(hours=3)) == NOW + timedelta(days=1)
    assert await call(9, timedelta(hours=3), server=6) is None
    assert await call(7, timedelta(days=1, seconds=1)) is None
    assert await discussions.forget_calls(database, before=NOW + timedelta(hours=5)) == 3


async def test_calls_that_are_switched_off_are_never_made(database: Database) -> None:
    limits = LoungeSettings(calls_per_member=0)
    assert await discussions.call(database, 5, MEMBERS.key(7), limits=limits, now=NOW) is not None


async def test_of_presses_at_once_only_the_allowed_ones_count(databases: Databases) -> None:
    processes = [databases.connect(), databases.connect()]
    refused = await asyncio.gather(
        *(discussions.call(processes[user % 2], 5, MEMBERS.key(user), limits=LIMITS, now=NOW) for user in range(8))
    )
    assert refused.count(None) == 2


async def test_a_helpful_message_becomes_an_entry_and_its_thread_is_told_once(database: Database) -> None:
    assert await discussions.propose(database, 5, thread=100, message=200, text="ask the privacy lead", at=NOW)
    assert not await discussions.propose(database, 5, thread=100, message=200, text="again", at=NOW)
    (found,) = await discussions.proposed(database, 5)
    assert await discussions.proposed(database, 6) == ()
    assert await discussions.candidate(database, 6, found.id) is None
    assert await discussions.drafted(database, 5, found.id, 31)
    assert not await discussions.drafted(database, 5, found.id, 32)
    assert await discussions.drafted(database, 5, found.id, 33, instead_of=31)
    assert await discussions.drafted(database, 5, found.id, 31, instead_of=33)
    assert await discussions.untold(database) == ()
    assert await discussions.published(database, 6, 31, "closed-groups") == 0
    assert await discussions.published(database, 5, 31, "closed-groups") == 1
    (ready,) = await discussions.untold(database)
    assert (ready.thread, ready.entry, ready.text) == (100, "closed-groups", "")
    await discussions.told(database, ready.id)
    assert await discussions.untold(database) == ()
    assert await discussions.proposed(database, 5) == ()


async def test_candidates_can_be_dismissed_and_old_ones_go(database: Database) -> None:
    await discussions.propose(database, 5, thread=100, message=200, text="one", at=NOW)
    await discussions.propose(database, 5, thread=100, message=201, text="two", at=NOW + timedelta(days=10))
    first = (await discussions.proposed(database, 5))[0]
    assert not await discussions.dismiss(database, 6, first.id)
    assert await discussions.dismiss(database, 5, first.id)
    assert await discussions.purge(database, before=NOW + timedelta(days=30)) == 1


async def test_forgetting_a_person_and_leaving_a_server_erase_what_is_held_here(database: Database) -> None:
    await discussions.opened(database, 100, server=5, member=MEMBERS.key(7), at=NOW)
    await discussions.opened(database, 101, server=5, member=MEMBERS.key(8), at=NOW)
    await discussions.call(database, 5, MEMBERS.key(7), limits=LIMITS, now=NOW)
    await discussions.propose(database, 5, thread=101, message=200, text="one", at=NOW)
    assert await forget(database, MEMBERS, 7) == {"calls": 1, "discussions": 1}
    assert await discussions.threads(database) == {101}
    await departures.left(database, 5, today=NOW.date())
    assert await departures.erase_departed(database, today=NOW.date() + timedelta(days=30)) == (5,)
    assert await discussions.threads(database) == frozenset()
    assert await discussions.proposed(database, 5) == ()


async def published_candidate(database: Database, server: int, message: int) -> None:
    await discussions.propose(database, server, thread=100, message=message, text="one", at=NOW)
    found = (await discussions.proposed(database, server))[0]
    await discussions.drafted(database, server, found.id, message)
    await discussions.published(database, server, message, "closed-groups")


async def test_threads_that_cannot_be_told_keep_no_other_from_its_turn(database: Database) -> None:
    for message in range(200, 260):
        await published_candidate(database, 5, message)
    await published_candidate(database, 6, 900)
    assert 900 in {item.message for item in await discussions.untold(database)}


async def test_which_message_helped_is_forgotten_in_time_also_where_an_entry_came_of_it(database: Database) -> None:
    await published_candidate(database, 5, 200)
    await published_candidate(database, 5, 201)
    (told, _) = await discussions.untold(database)
    await discussions.told(database, told.id)
    assert await discussions.purge(database, before=NOW) == 0
    assert await discussions.purge(database, before=NOW + timedelta(days=90)) == 2
    assert await discussions.untold(database) == ()


async def test_a_call_counts_for_its_server_after_its_caller_was_forgotten(database: Database) -> None:
    for user in (7, 7):
        assert await discussions.call(database, 5, MEMBERS.key(user), limits=LIMITS, now=NOW) is None
        assert (await forget(database, MEMBERS, user))["calls"] == 1
    again = await discussions.call(database, 5, MEMBERS.key(7), limits=LIMITS, now=NOW + timedelta(hours=1))
    assert again == NOW + timedelta(days=1)
    assert await forget(database, MEMBERS, 7) == {}


async def test_a_call_that_was_not_made_after_all_does_not_count(database: Database) -> None:
    key = MEMBERS.key(7)
    for _ in range(3):
        assert await discussions.call(database, 5, key, limits=LIMITS, now=NOW) is None
        await discussions.uncalled(database, 5, key, at=NOW)


async def test_the_code_of_an_asker_goes_in_time_and_the_discussion_stays_known(database: Database) -> None:
    await discussions.opened(database, 100, server=5, member=MEMBERS.key(7), at=NOW)
    await discussions.opened(database, 101, server=5, member=MEMBERS.key(7), at=NOW + timedelta(days=10))
    erased = await purge(database, NOW + ASKERS + timedelta(days=1))
    assert erased["discussions"] == 1
    assert not await discussions.asked_by(database, 100, MEMBERS.key(7))
    assert await discussions.asked_by(database, 101, MEMBERS.key(7))
    assert await discussions.is_discussion(database, 5, 100)
    assert (await purge(database, NOW + ASKERS + timedelta(days=1)))["discussions"] == 0

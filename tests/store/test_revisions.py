from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from bot.knowledge.overlay import SHIPPED, EntryOverlay
from bot.store import audit, drafts
from bot.store import revisions as store
from bot.store.actions import Action
from bot.store.database import Database
from bot.store.drafts import DraftChanged, DraftGone, Proposal
from bot.store.errors import StoreConflict
from bot.store.members import Members, forget
from bot.store.revisions import Change, RevisionConflict, UnknownRevision
from bot.store.server_settings import DEFAULT, RetentionInvalid, ServerSettings, alter, change, settings_of
from bot.store.tables import metadata, revisions
from tests.databases import Databases

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SERVER = 5


def phrasing(line: str, opened_at: int = 0, entry: str = "humour") -> Change:
    return Change(entry, EntryOverlay(added=(line,)), opened_at)


async def publish(database: Database, *changes: Change, server: int = SERVER, author: int = 70) -> list[int]:
    made = await store.publish(database, server, changes, author=author, at=NOW)
    return [revision.number for revision in made]


async def test_a_revision_is_read_back_as_it_was_published(database: Database) -> None:
    (made,) = await store.publish(database, SERVER, [phrasing("is a joke wise")], author=70, approver=71, at=NOW)
    assert made.number == 1
    assert await store.head(database, SERVER, "humour") == made
    assert await store.heads(database, SERVER) == {"humour": made}
    assert await store.revision(database, SERVER, 1) == made
    assert await store.history(database, SERVER) == (made,)


async def test_history_is_one_line_newest_first_and_comes_in_pages(database: Database) -> None:
    at = 0
    for number in range(7):
        (at,) = await publish(database, phrasing(f"joke {number}", at))
        await publish(database, phrasing(f"star {number}", 0 if number == 0 else at - 1, entry="testimonials"))
    humour = await store.history(database, SERVER, "humour")
    assert [item.number for item in humour] == [13, 11, 9, 7, 5, 3, 1]
    assert [item.previous for item in humour] == [11, 9, 7, 5, 3, 1, 0]
    assert [item.number for item in await store.history(database, SERVER, before=4, limit=2)] == [3, 2]


async def test_who_began_before_another_published_gets_both_texts_and_loses_neither(database: Database) -> None:
    await publish(database, phrasing("first"))
    await publish(database, phrasing("second", 1))
    mine = phrasing("mine", 1)
    with pytest.raises(RevisionConflict) as caught:
        await publish(database, mine)
    assert caught.value.yours == mine
    assert caught.value.current.overlay.added == ("second",)
    assert [item.overlay.added for item in await store.history(database, SERVER)] == [("second",), ("first",)]


async def test_of_several_changes_all_are_published_or_none(database: Database) -> None:
    await publish(database, phrasing("first"))
    with pytest.raises(RevisionConflict):
        await publish(database, phrasing("star", entry="testimonials"), phrasing("late", 0))
    assert set(await store.heads(database, SERVER)) == {"humour"}
    assert await publish(database, phrasing("star", entry="testimonials"), phrasing("next", 1)) == [2, 3]


async def test_an_entry_that_nobody_edited_cannot_be_opened_at_a_revision(database: Database) -> None:
    """A revision number from another server, or one that was made up, is refused by the database's own rule."""
    with pytest.raises(StoreConflict):
        await publish(database, phrasing("first", 9))
    assert await store.history(database, SERVER) == ()


async def test_the_database_itself_keeps_the_history_linear(database: Database) -> None:
    await publish(database, phrasing("first"))

    async def fork() -> None:
        async with database.writing() as connection:
            await connection.execute(
                insert(revisions).values(
                    server=SERVER, number=9, entry="humour", previous=0, action="publish", at=NOW, content="{}"
                )
            )

    with pytest.raises(StoreConflict):
        await fork()


async def test_servers_never_see_each_others_rows(database: Database) -> None:
    """Every reading function, over two servers with rows in every table, gives only what belongs to the server asked for."""
    for server in (5, 6):
        await publish(database, phrasing(f"of {server}"), server=server)
        await drafts.begin(database, server, "humour", Proposal(), opened_at=1, author=server, at=NOW)
        await change(database, server, ServerSettings(audit_channel=server), actor=server, at=NOW)
    assert (await store.heads(database, 5))["humour"].overlay.added == ("of 5",)
    assert {item.server for item in await store.history(database, 5)} == {5}
    assert {item.server for item in await drafts.drafts_of(database, 5)} == {5}
    assert {item.server for item in await audit.untold(database, 5)} == {5}
    assert (await settings_of(database, 6)).audit_channel == 6
    (other,) = await drafts.drafts_of(database, 6)
    with pytest.raises(DraftGone):
        await drafts.draft(database, 5, other.id)
    assert not await drafts.discard(database, replace(other, server=5))
    with pytest.raises(UnknownRevision):
        await store.revision(database, 5, 2)
    assert await store.heads(database, 7) == {}


async def test_a_revision_that_a_release_cannot_read_leaves_the_shipped_text(database: Database) -> None:
    await publish(database, phrasing("first"))
    async with database.writing() as connection:
        await connection.execute(update(revisions).values(content='{"entry": {"id": "No Such Shape"}}'))
    assert (await store.heads(database, SERVER))["humour"].overlay == SHIPPED


async def test_a_forgotten_moderator_leaves_edits_without_a_name(database: Database) -> None:
    await store.publish(database, SERVER, [phrasing("first")], author=70, approver=71, at=NOW)
    await drafts.begin(database, SERVER, "humour", Proposal(), opened_at=1, author=70, at=NOW)
    members = Members(b"a secret of the tests, 32 bytes.")
    assert await forget(database, members, 70) == {"revisions": 1, "drafts": 1, "audit": 1}
    (made,) = await store.history(database, SERVER)
    assert (made.author, made.approver) == (None, 71)
    assert made.overlay.added == ("first",)
    assert (await audit.untold(database, SERVER))[0].actor is None
    (draft,) = await drafts.drafts_of(database, SERVER)
    assert draft.author is None


def test_every_column_for_a_persons_id_is_known_to_who_forgets() -> None:
    """A new table that keeps who did something marks the column, or names it as what it is not: a person."""
    not_people = {
        "id",
        "message",
        "server",
        "entry",
        "channel",
        "moderator_role",
        "audit_channel",
        "revision",
        "number",
        "thread",
        "role",
        "event",
        "announcement",
        "session",
        "draft",
        "last",
    }
    marked = {column.name for table in metadata.tables.values() for column in table.c if column.info.get("user_id")}
    assert marked == {"author", "approver", "actor", "host"}
    for table in metadata.tables.values():
        for column in table.c:
            if str(column.type) == "BIGINT" and column.name not in marked | not_people:
                assert column.name in {"previous", "restored", "opened_at", "state"}, f"{table.name}.{column.name}"


async def test_a_draft_is_saved_in_parts_and_two_windows_cannot_overwrite_each_other(database: Database) -> None:
    begun = await drafts.begin(database, SERVER, "humour", Proposal(), opened_at=0, author=70, at=NOW)
    proposal = Proposal(fields={"title": "On humour", "do": ["Wait a day"]}, phrasings=("is a joke wise",))
    saved = await drafts.save(database, begun, at=NOW, proposal=proposal)
    assert await drafts.draft(database, SERVER, begun.id) == saved
    assert saved.version == 2
    with pytest.raises(DraftChanged) as caught:
        await drafts.save(database, begun, at=NOW, proposal=Proposal())
    assert caught.value.current == saved


async def test_publishing_uses_the_draft_up_and_only_once(databases: Databases) -> None:
    pair = databases.connect(), databases.connect()
    draft = await drafts.begin(pair[0], SERVER, "humour", Proposal(), opened_at=0, author=70, at=NOW)
    results = await asyncio.gather(
        *(
            store.publish(database, SERVER, [phrasing("first")], author=70, at=NOW, draft=draft)
            for database in (*pair, *pair)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert all(isinstance(result, tuple | DraftGone | RevisionConflict) for result in results)
    assert await drafts.drafts_of(pair[0], SERVER) == ()
    assert len(await store.history(pair[0], SERVER)) == 1


async def test_old_drafts_expire(database: Database) -> None:
    await drafts.begin(database, SERVER, "humour", Proposal(), opened_at=0, author=70, at=NOW - timedelta(days=15))
    await drafts.begin(database, SERVER, "humour", Proposal(), opened_at=0, author=70, at=NOW)
    assert await drafts.purge(database, before=NOW - timedelta(days=14)) == 1
    assert len(await drafts.drafts_of(database, SERVER)) == 1


async def test_the_audit_channel_is_told_of_each_deed_once(database: Database) -> None:
    await publish(database, phrasing("first"))
    await store.publish(
        database, SERVER, [Change("humour", EntryOverlay(retired=True), 1, Action.RETIRE)], author=71, at=NOW
    )
    await change(database, SERVER, ServerSettings(four_eyes=True), actor=72, at=NOW)
    events = await audit.untold(database, SERVER)
    assert [(event.action, event.actor, event.entry, event.revision) for event in events] == [
        ("publish", 70, "humour", 1),
        ("retire", 71, "humour", 2),
        ("settings", 72, None, None),
    ]
    await audit.told(database, events[:2])
    assert await audit.untold(database, SERVER) == events[2:]
    assert await audit.purge(database, before=NOW + timedelta(seconds=1)) == 3


async def test_settings_are_the_defaults_until_they_are_changed(database: Database) -> None:
    assert await settings_of(database, SERVER) == DEFAULT
    wanted = ServerSettings(moderator_role=1, four_eyes=True, audit_channel=2, inbox=True, retention_days=90)
    await change(database, SERVER, wanted, actor=70, at=NOW)
    assert await settings_of(database, SERVER) == wanted
    await publish(database, phrasing("first"))
    assert await settings_of(database, SERVER) == wanted
    assert await settings_of(database, 6) == DEFAULT


async def test_settings_that_are_changed_at_once_do_not_undo_each_other(database: Database) -> None:
    changes: list[dict[str, bool | int | None]] = [
        {"moderator_role": 1},
        {"four_eyes": True},
        {"audit_channel": 2},
        {"inbox": True},
        {"retention_days": 90},
    ]
    await asyncio.gather(*(alter(database, SERVER, each, actor=70, at=NOW) for each in changes))
    assert await settings_of(database, SERVER) == ServerSettings(1, True, 2, True, 90)
    with pytest.raises(RetentionInvalid):
        await alter(database, SERVER, {"four_eyes": False, "retention_days": 91}, actor=70, at=NOW)
    assert (await settings_of(database, SERVER)).four_eyes


@pytest.mark.parametrize("days", [0, 91, -1])
def test_questions_are_kept_for_ninety_days_at_most(days: int) -> None:
    with pytest.raises(RetentionInvalid):
        ServerSettings(retention_days=days)


EDITORS = 50
EDITOR = """
import asyncio, sys
from datetime import UTC, datetime
from bot.knowledge.overlay import EntryOverlay
from bot.store import revisions
from bot.store.database import Database

async def edit(database, name):
    entry = "entry-" + name[-1]
    while True:
        head = await revisions.head(database, 5, entry)
        lines = head.overlay.added if head else ()
        change = revisions.Change(entry, EntryOverlay(added=(*lines, name)), head.number if head else 0)
        try:
            await revisions.publish(database, 5, [change], author=1, at=datetime.now(UTC))
        except revisions.RevisionConflict:
            continue
        print(name, flush=True)
        return

async def main(url, names):
    database = await Database.open(url)
    await asyncio.gather(*(edit(database, name) for name in names))
    await database.close()

asyncio.run(main(sys.argv[1], sys.argv[2:]))
"""


async def test_fifty_editors_in_two_processes_lose_nothing_and_leave_one_line(databases: Databases) -> None:
    """Ten at each of five entries add a line to what stands, and begin again after a conflict: every line must be there at the end."""
    names = [f"line-{number}-{number // 2 % 5}" for number in range(EDITORS)]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            EDITOR,
            databases.url,
            *names[half::2],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for half in (0, 1)
    ]
    outputs = [await process.communicate() for process in processes]
    assert sorted(b"".join(output for output, _ in outputs).decode().split()) == sorted(names)
    database = databases.connect()
    line = await store.history(database, SERVER, limit=1_000)
    assert [item.number for item in line] == list(range(EDITORS, 0, -1))
    heads = await store.heads(database, SERVER)
    assert sorted(name for head in heads.values() for name in head.overlay.added) == sorted(names)
    for entry in heads:
        own = [item for item in line if item.entry == entry]
        assert [item.previous for item in own] == [*(item.number for item in own[1:]), 0]
        assert [len(item.overlay.added) for item in own] == list(range(len(own), 0, -1))

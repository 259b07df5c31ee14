from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.concierge import Concierge
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.overlay import EntryOverlay
from bot.lounges import Lounges
from bot.store.database import Database
from bot.store.errors import StoreUnavailable
from bot.store.revisions import Change, publish
from bot.store.server_settings import ServerSettings, change
from tests.databases import Databases
from tests.moderation.desk import ANN, SERVER, Clock, desk, shared_words, small

NOW = Clock()()


@pytest.fixture
def base(knowledge: KnowledgeBase) -> KnowledgeBase:
    return small(knowledge, "humour", "testimonials")


async def line(database: Database, text: str, opened_at: int = 0, server: int = SERVER) -> None:
    await publish(database, server, [Change("humour", EntryOverlay(added=(text,)), opened_at)], author=ANN, at=NOW)


async def until(condition: object, within: float = 2.0) -> float:
    began = time.monotonic()
    while not condition():  # type: ignore[operator]
        assert time.monotonic() - began < within
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def test_an_edit_of_another_process_is_live_here_within_two_seconds(
    databases: Databases, base: KnowledgeBase
) -> None:
    there, here = desk(databases.connect(), base), desk(databases.connect(), base)
    task = asyncio.create_task(here.lounges.follow(here.database))
    draft = await there.editor.edit(SERVER, "humour", by=ANN)
    draft = await there.editor.save(draft, by=ANN, texts={"title": "Jokes"})
    await there.editor.publish(draft, by=ANN)
    await until(lambda: here.lounges.knowledge(SERVER).entries["humour"].title == "Jokes")
    assert (await here.lounges.concierge_for(SERVER)).knowledge.entries["humour"].title == "Jokes"
    await change(there.database, SERVER, ServerSettings(inbox=True), actor=ANN, at=NOW)
    await until(lambda: here.lounges.settings(SERVER).inbox)
    task.cancel()


async def test_servers_without_edits_share_one_and_a_server_with_edits_has_its_own(
    database: Database, base: KnowledgeBase
) -> None:
    lounges = desk(database, base).lounges
    await line(database, "is a joke wise")
    await lounges.refresh(database, SERVER)
    assert await lounges.concierge_for(None) is lounges.base
    assert {id(await lounges.concierge_for(server)) for server in range(100, 1_100)} == {id(lounges.base)}
    own = await lounges.concierge_for(SERVER)
    assert own is not lounges.base
    assert await lounges.concierge_for(SERVER) is own


async def test_while_an_edit_is_built_in_the_one_before_answers(database: Database, base: KnowledgeBase) -> None:
    gate, building = threading.Event(), threading.Event()
    gate.set()

    def slow(concierge: Concierge, knowledge: KnowledgeBase) -> Concierge:
        building.set()
        assert gate.wait(5)
        return shared_words(concierge, knowledge)

    lounges = Lounges(desk(database, base).lounges.base, slow)
    await line(database, "first")
    await lounges.refresh(database, SERVER)
    before = await lounges.concierge_for(SERVER)
    gate.clear()
    building.clear()
    await line(database, "second", 1)
    task = asyncio.create_task(lounges.refresh(database, SERVER))
    await asyncio.to_thread(building.wait, 5)
    assert await asyncio.wait_for(lounges.concierge_for(SERVER), 0.5) is before
    gate.set()
    await task
    assert (await lounges.concierge_for(SERVER)).knowledge.phrasings["humour"][-1] == "second"


async def test_no_more_servers_keep_their_own_than_there_is_room_for(database: Database, base: KnowledgeBase) -> None:
    lounges = Lounges(desk(database, base).lounges.base, shared_words, capacity=2)
    for server in (1, 2, 3):
        await line(database, f"of {server}", server=server)
        await lounges.refresh(database, server)
    own = [await lounges.concierge_for(server) for server in (1, 2, 3)]
    assert await lounges.concierge_for(3) is own[2]
    assert await lounges.concierge_for(2) is own[1]
    again = await lounges.concierge_for(1)
    assert again is not own[0]
    assert again.knowledge.version == own[0].knowledge.version


async def test_while_the_database_is_away_answers_go_on_from_memory_and_edits_fail_with_a_sentence(
    database: Database, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(database, base)
    await line(database, "is a joke wise")
    await here.lounges.refresh(database, SERVER)
    draft = await here.editor.edit(SERVER, "humour", by=ANN)

    async def away(_: Database) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(Database, "ready", away)
    answer = (await here.lounges.concierge_for(SERVER)).reply("is a joke wise")
    assert answer.options[0].id == "humour"
    with pytest.raises(StoreUnavailable, match="try again in a few minutes"):
        await here.editor.publish(draft, by=ANN)
    with pytest.raises(StoreUnavailable):
        await here.editor.save(draft, by=ANN, texts={"title": "Jokes"})


async def test_an_edit_that_cannot_be_built_in_does_not_keep_the_others_from_being_noticed(
    database: Database, base: KnowledgeBase
) -> None:
    def failing(concierge: Concierge, knowledge: KnowledgeBase) -> Concierge:
        if "broken" in knowledge.phrasings["humour"]:
            raise ZeroDivisionError
        return shared_words(concierge, knowledge)

    lounges = Lounges(desk(database, base).lounges.base, failing)
    await line(database, "first")
    task = asyncio.create_task(lounges.follow(database, poll_s=0.05))
    await until(lambda: lounges.overlays(SERVER))
    kept = await lounges.concierge_for(SERVER)
    await line(database, "broken", 1)
    await line(database, "other", server=6)
    await until(lambda: lounges.overlays(6))
    assert await lounges.concierge_for(SERVER) is kept
    task.cancel()


async def test_new_shipped_knowledge_reaches_every_server(
    database: Database, base: KnowledgeBase, knowledge: KnowledgeBase
) -> None:
    here = desk(database, base)
    await line(database, "is a joke wise")
    await here.lounges.refresh(database, SERVER)
    await here.lounges.concierge_for(SERVER)
    bigger = small(knowledge, "humour", "testimonials", "advocacy")
    await here.lounges.replace_base(shared_words(here.lounges.base, bigger))
    for server in (None, 9, SERVER):
        assert "advocacy" in (await here.lounges.concierge_for(server)).knowledge.entries
    assert (await here.lounges.concierge_for(SERVER)).knowledge.phrasings["humour"][-1] == "is a joke wise"

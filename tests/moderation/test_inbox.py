from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.knowledge.model import KnowledgeBase
from bot.moderation.errors import TextScreened
from bot.moderation.inbox import Inbox, InboxOff, TooLong, grouped
from bot.screening.model import Distress, Level, Screening
from bot.store import inbox as store
from bot.store.database import Database
from bot.store.housekeeping import purge
from bot.store.inbox import Question
from bot.store.server_settings import ServerSettings, change
from bot.store.tables import questions
from tests.lounge_parts import ToldScreen
from tests.matching.bag_encoder import BagEncoder
from tests.moderation.desk import ANN, SCREEN, SERVER, Desk, desk, small

STRICT = ToldScreen(
    SCREEN.told
    | {
        "advise": Screening(Level.CLEAR, advice=True),
        "hopeless": Screening(Level.CLEAR, distress=Distress.STRAIN),
        "maybe": Screening(Level.CAUTION),
    }
)


@pytest.fixture
async def here(database: Database, knowledge: KnowledgeBase) -> Desk:
    made = desk(database, small(knowledge, "humour", "testimonials"))
    await turn_on(made)
    return made


@pytest.fixture
def inbox(here: Desk) -> Inbox:
    return Inbox(here.database, here.lounges, STRICT, here.clock)


async def turn_on(here: Desk, server: int = SERVER, **settings: int) -> None:
    wanted = ServerSettings(inbox=True, **settings)  # type: ignore[arg-type]
    await change(here.database, server, wanted, actor=ANN, at=here.clock())
    await here.lounges.refresh(here.database, server)


async def send(inbox: Inbox, text: str, server: int = SERVER) -> None:
    await inbox.send(server, inbox.prepare(server, text))


async def test_exactly_what_was_shown_is_kept_and_nothing_of_who_sent_it(here: Desk, inbox: Inbox) -> None:
    shown = inbox.prepare(SERVER, "is it a joke to post about Zebedee, 43")
    assert shown == "is it a joke to post about [name], [number]"
    await inbox.send(SERVER, shown, nearest="humour")
    async with here.database.reading() as connection:
        (row,) = (await connection.execute(select(questions))).mappings().all()
    assert dict(row) == {"id": 1, "server": SERVER, "text": shown, "nearest": "humour", "on": here.clock().date()}


async def test_a_text_that_was_not_shown_as_it_is_is_not_kept(here: Desk, inbox: Inbox) -> None:
    with pytest.raises(TextScreened):
        await inbox.send(SERVER, "is it a joke to post about Zebedee")
    assert await store.count(here.database, SERVER) == 0


@pytest.mark.parametrize("text", ["about Jones", "please advise", "all is hopeless", "maybe her"])
async def test_what_the_screen_does_not_let_through_untouched_is_not_kept(here: Desk, inbox: Inbox, text: str) -> None:
    with pytest.raises(TextScreened) as caught:
        inbox.prepare(SERVER, text)
    assert text not in str(caught.value)
    with pytest.raises(TextScreened):
        await inbox.send(SERVER, text)
    assert await store.count(here.database, SERVER) == 0


async def test_a_server_that_did_not_turn_it_on_gets_nothing(here: Desk, inbox: Inbox) -> None:
    with pytest.raises(InboxOff):
        inbox.prepare(6, "is a joke wise")
    with pytest.raises(InboxOff):
        await inbox.send(6, "is a joke wise")
    assert await store.count(here.database, 6) == 0


async def test_a_question_that_is_too_long_is_not_cut_but_refused(inbox: Inbox) -> None:
    with pytest.raises(TooLong):
        inbox.prepare(SERVER, "joke " * 101)


async def test_questions_that_ask_the_same_are_one_group_and_the_most_frequent_comes_first(inbox: Inbox) -> None:
    for text in (
        "how are stars bought",
        "is a dry joke wise",
        "is a dry joke wise?",
        "is a joke wise dry",
        "who owns it",
    ):
        await send(inbox, text)
    groups = await inbox.groups(SERVER)
    assert [group.count for group in groups] == [3, 1, 1]
    assert set(groups[0].texts) == {"is a dry joke wise", "is a dry joke wise?", "is a joke wise dry"}
    assert await inbox.group(SERVER, groups[0].ids[-1]) == groups[0]


async def test_a_group_is_dismissed_with_all_its_questions(here: Desk, inbox: Inbox) -> None:
    for text in ("is a dry joke wise", "is a dry joke wise?", "who owns it"):
        await send(inbox, text)
    first, _ = await inbox.groups(SERVER)
    assert await inbox.dismiss(SERVER, first) == 2
    assert await inbox.dismiss(SERVER, first) == 0
    assert [group.text for group in await inbox.groups(SERVER)] == ["who owns it"]
    assert await inbox.group(SERVER, first.id) is None


async def test_a_group_becomes_phrasings_of_an_entry(here: Desk, inbox: Inbox) -> None:
    await send(inbox, "is a dry joke wise")
    (group,) = await inbox.groups(SERVER)
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, add_phrasings=group.texts)
    await here.editor.publish(draft, by=ANN)
    await inbox.dismiss(SERVER, group)
    assert here.lounges.knowledge(SERVER).phrasings["humour"][-1] == "is a dry joke wise"


async def test_questions_are_kept_for_the_servers_time_and_no_longer(here: Desk, inbox: Inbox) -> None:
    await turn_on(here, 6, retention_days=90)
    for server in (SERVER, 6):
        await send(inbox, "is a joke wise", server)
    here.clock.turn(days=29)
    assert (await purge(here.database, here.clock()))["questions"] == 0
    assert len(await inbox.groups(SERVER)) == 1
    here.clock.turn(days=1)
    # Nobody sees it any more, even before it is purged.
    assert await inbox.groups(SERVER) == ()
    assert (await purge(here.database, here.clock()))["questions"] == 1
    assert (await store.count(here.database, SERVER), await store.count(here.database, 6)) == (0, 1)
    here.clock.turn(days=60)
    assert (await purge(here.database, here.clock()))["questions"] == 1


async def test_a_shorter_time_counts_for_what_is_there_already(here: Desk, inbox: Inbox) -> None:
    await send(inbox, "is a joke wise")
    here.clock.turn(days=5)
    await turn_on(here, retention_days=5)
    assert (await purge(here.database, here.clock()))["questions"] == 1


async def test_one_server_cannot_fill_the_database(here: Desk, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_KEPT", 3)
    for number in range(5):
        await send(inbox, f"joke of the {'very ' * number}day")
    found = await store.kept(here.database, SERVER, today=here.clock().date(), days=30)
    assert [item.id for item in found] == [3, 4, 5]


async def test_servers_do_not_see_or_dismiss_each_others_questions(here: Desk, inbox: Inbox) -> None:
    await turn_on(here, 6)
    await send(inbox, "is a joke wise")
    (group,) = await inbox.groups(SERVER)
    assert await inbox.groups(6) == ()
    assert await inbox.dismiss(6, group) == 0
    assert await store.count(here.database, SERVER) == 1


@pytest.mark.parametrize("encoder", [None, BagEncoder()], ids=["words", "vectors"])
def test_every_question_is_in_exactly_one_group(encoder: BagEncoder | None) -> None:
    texts = [
        "is a joke wise",
        "joke wise is a",
        "who owns it",
        "stars for sale",
        "is a joke wise",
        "for sale stars now",
    ]
    items = [Question(number, 5, text, None, date(2026, 11, 1)) for number, text in enumerate(texts, 1)]
    groups = grouped(items, encoder)
    assert sorted(number for group in groups for number in group.ids) == [1, 2, 3, 4, 5, 6]
    assert groups[0].ids == (1, 2, 5)
    assert grouped([], encoder) == ()


async def test_what_was_grouped_before_is_not_encoded_again_and_what_is_gone_is_forgotten(
    inbox: Inbox, here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []

    class Counting(BagEncoder):
        def encode(self, texts: Sequence[str]) -> Any:
            encoded.extend(texts)
            return super().encode(texts)

    matcher = here.lounges.base.matcher
    monkeypatch.setattr(type(matcher), "vectors", SimpleNamespace(encoder=Counting()))
    for text in ("is a joke wise", "is a joke wise", "who owns it"):
        await send(inbox, text)
    first = await inbox.groups(SERVER)
    assert [group.count for group in first] == [2, 1]
    await send(inbox, "stars for sale")
    assert len(await inbox.groups(SERVER)) == 3
    assert sorted(encoded) == ["is a joke wise", "stars for sale", "who owns it"]
    await inbox.dismiss(SERVER, first[0])
    await inbox.groups(SERVER)
    assert set(inbox._read[SERVER]) == {"who owns it", "stars for sale"}
    monkeypatch.setattr("bot.moderation.inbox.SERVERS_READ", 0)
    await inbox.groups(SERVER)
    assert inbox._read == {}


async def test_what_is_sent_is_screened_beside_the_event_loop(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    monkeypatch.setattr(inbox, "prepare", lambda _, text: threads.append(threading.get_ident()) or text)
    await inbox.send(SERVER, "is a joke wise")
    assert threads
    assert threading.get_ident() not in threads

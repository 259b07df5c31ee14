"""What goes on beside the answering."""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.knowledge.loading import KnowledgeInvalid, load_knowledge
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.watching import FolderWatch
from bot.lounges import Lounges
from bot.moderation.desk import Desk, open_desk
from bot.store import outcomes
from bot.store.database import Database
from bot.store.errors import StoreUnavailable
from bot.store.members import Members
from bot.upkeep import take_over_files, upkeep
from tests.conftest import KNOWLEDGE
from tests.lounge_parts import concierge
from tests.moderation.desk import SCREEN, Clock, shared_words

TITLE = "Friend requests from patients"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def desk_over(database: Database, knowledge: KnowledgeBase) -> Desk:
    lounges = Lounges(concierge(knowledge), shared_words)
    return open_desk(database, Members(b"s" * 16), lounges, SCREEN, shared_words, KNOWLEDGE, Clock())


def rewrite(folder: Path, old: str, new: str) -> None:
    for path in (folder / "entries").rglob("*.yaml"):
        text = path.read_text("utf-8")
        if old in text:
            path.write_text(text.replace(old, new), "utf-8")
            return
    raise AssertionError(old)


async def looked_twice(watch: FolderWatch, lounges: Lounges) -> bool:
    """Files are read once they have stood still from one look to the next."""
    first = await take_over_files(watch, lounges, shared_words)
    return await take_over_files(watch, lounges, shared_words) or first


async def test_changed_files_are_answered_from_at_once(folder: Path) -> None:
    lounges = Lounges(concierge(load_knowledge(folder)), shared_words)
    watch = FolderWatch(folder, lounges.base.knowledge.version)
    assert not await looked_twice(watch, lounges)
    rewrite(folder, f"title: {TITLE}", "title: When a patient asks to be friends")
    assert await looked_twice(watch, lounges)
    titles = {entry.title for entry in lounges.knowledge(5).entries.values()}
    assert "When a patient asks to be friends" in titles


async def test_invalid_files_leave_what_stood_before_and_are_told_of_once(folder: Path) -> None:
    lounges = Lounges(concierge(load_knowledge(folder)), shared_words)
    watch = FolderWatch(folder, lounges.base.knowledge.version)
    rewrite(folder, f"title: {TITLE}", "titel: oops")
    with pytest.raises(KnowledgeInvalid):
        await looked_twice(watch, lounges)
    assert not await looked_twice(watch, lounges)
    assert TITLE in {entry.title for entry in lounges.knowledge(None).entries.values()}


async def test_counts_are_written_down_at_the_end(database: Database, knowledge: KnowledgeBase) -> None:
    desk = desk_over(database, knowledge)
    today = desk.clock().date()
    async with upkeep(desk, None, shared_words):
        for _ in range(6):
            desk.outcomes.add(5, "answer", "humour", today=today)
    assert sum((await outcomes.by_week(database, 5, since=today, today=today + timedelta(days=7))).values()) == 5


async def test_a_store_that_is_away_is_logged_and_ends_nothing(
    database: Database, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = desk_over(database, knowledge)
    flushed = 0

    async def away(self: object, database: Database) -> None:
        nonlocal flushed
        flushed += 1
        raise StoreUnavailable

    monkeypatch.setattr("bot.store.outcomes.OutcomeCounter.flush", away)
    monkeypatch.setattr("bot.upkeep.FLUSH_S", 0.01)
    with caplog.at_level(logging.ERROR, "bot"):
        async with upkeep(desk, None, shared_words):
            for _ in range(100):
                await asyncio.sleep(0.02)
                if flushed >= 2:
                    break
    assert flushed >= 3
    assert "writing down counts" in caplog.text

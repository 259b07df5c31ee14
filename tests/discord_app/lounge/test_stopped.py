"""What the screen stops, or is cautious about, goes before nobody: it is not echoed, matched, posted, logged or stored."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.screening.model import Distress, Kind, Level, Screening, Span
from bot.store.database import Database
from tests.discord_app.conftest import labels, texts
from tests.discord_app.lounge.conftest import QUESTION, Open
from tests.moderation.desk import SCREEN, SharedWords

CANARY = "zebrafinch"
STOPPED = {
    "Jones": ("heading of identifiers", Screening(Level.BLOCK, (Span(Kind.NAME, Level.BLOCK, 0, 5, "told"),))),
    "ninety-four": ("Not before colleagues", Screening(Level.CAUTION, (Span(Kind.AGE, Level.CAUTION, 0, 5, "told"),))),
    "amoxicillin": ("heading of advice", Screening(Level.CLEAR, advice=True)),
    "exhausted": ("heading of strain", Screening(Level.CLEAR, distress=Distress.STRAIN)),
    "overdose": ("text of someone", Screening(Level.CLEAR, distress=Distress.SOMEONE_ELSE)),
    "both": (
        "heading of strain",
        Screening(Level.CAUTION, (Span(Kind.AGE, Level.CAUTION, 0, 4, "told"),), Distress.STRAIN),
    ),
}


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    for word, (_, report) in STOPPED.items():
        monkeypatch.setitem(SCREEN.told, word, report)  # type: ignore[arg-type]


async def rows_with(database: Database, word: str) -> int:
    """How many bytes of the database's files hold a word."""
    found = 0
    async with database.reading() as connection:
        raw: Any = await connection.get_raw_connection()
        for line in await raw.driver_connection.execute_fetchall(
            "select sql, name from sqlite_master where type = 'table'"
        ):
            for row in await raw.driver_connection.execute_fetchall(f'select * from "{line[1]}"'):
                found += word in str(row)
    return found


@pytest.mark.usefixtures("stopping")
@pytest.mark.parametrize("word", STOPPED)
async def test_a_stopped_question_is_not_echoed_posted_logged_or_stored(
    opened: Open, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    question = f"{CANARY} {word} and so on"
    with caplog.at_level(logging.DEBUG):
        asked = await opened.staffed.person.slash(opened.staffed.channel, "lounge discuss", question=question)
        form = await opened.staffed.person.slash(opened.staffed.channel, "lounge discuss")
        sent = await opened.staffed.person.submit_modal(form, {"text": question})
    for shown in (asked, sent):
        assert shown.ephemeral
        assert STOPPED[word][0] in texts(shown.response.components)
        assert not {"Post anonymously", "Post under my name"} & set(labels(shown.response.components))
    assert CANARY not in "".join(str(entry) for entry in opened.staffed.env.http_requests)
    assert CANARY not in caplog.text
    assert opened.place.history() == []
    assert await rows_with(opened.staffed.desk.database, CANARY) == 0


@pytest.mark.usefixtures("stopping")
async def test_why_a_question_gives_caution_is_said_by_kind_and_another_can_be_written(opened: Open) -> None:
    asked = await opened.staffed.person.slash(opened.staffed.channel, "lounge discuss", question="she is ninety-four")
    shown = texts(asked.response.components)
    assert "a very high age" in shown
    assert "ninety-four" not in shown
    form = await opened.staffed.person.click(asked.response, label="Put it in other words")
    sent = await opened.staffed.person.submit_modal(form, {"text": QUESTION})
    assert f"> {QUESTION}" in texts(sent.response.components)


@pytest.mark.usefixtures("stopping")
@pytest.mark.parametrize("word", ["Jones", "ninety-four"])
async def test_what_identifies_somebody_is_matched_with_nothing(
    opened: Open, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked: list[str] = []
    rank = SharedWords.rank

    def noted(self: SharedWords, question: str) -> Any:
        ranked.append(question)
        return rank(self, question)

    monkeypatch.setattr(SharedWords, "rank", noted)
    await opened.staffed.person.slash(opened.staffed.channel, "lounge discuss", question=f"{word} and so on")
    assert ranked == []


async def test_words_are_screened_again_at_the_press(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a release teaches the screen something between preview and press."""
    card = await opened.preview(f"{CANARY} and how do you answer")
    monkeypatch.setitem(SCREEN.told, CANARY, STOPPED["Jones"][1])  # type: ignore[arg-type]
    await opened.staffed.person.click(card, label="Post anonymously")
    assert opened.place.history() == []
    assert "heading of identifiers" in texts(card.components)
    assert CANARY not in texts(card.components)


async def test_a_question_that_is_nothing_is_met_with_the_usual_notice(opened: Open) -> None:
    asked = await opened.staffed.person.slash(opened.staffed.channel, "lounge discuss", question="???")
    assert "Post anonymously" not in labels(asked.response.components)
    assert opened.place.history() == []

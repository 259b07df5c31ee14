"""Sending a question to the moderators: exactly what was shown is kept, after consent, and nothing of who asked."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.discord_app.kept_votes import KeptVotes
from bot.discord_app.markdown import plain, unescaped
from bot.discord_app.pace import QUESTIONS, SENT
from bot.screening.model import Distress, Kind, Level, Screening, Span
from bot.store.errors import StoreUnavailable
from bot.store.housekeeping import purge
from bot.store.tables import QUESTION_LENGTH, questions
from tests.discord_app.conftest import Staffed, controls, labels, stored_message, texts
from tests.discord_app.test_canary import CANARY
from tests.moderation.desk import SCREEN

NOTHING = "who feeds the ward's cat"
SEND = "Send to moderators"


@pytest.fixture
def screened() -> Any:
    """The screen stops more kinds of words than one."""
    more = {
        "advise": Screening(Level.CLEAR, advice=True),
        "hopeless": Screening(Level.CLEAR, distress=Distress.STRAIN),
        "perhaps": Screening(Level.CAUTION, (Span(Kind.AGE, Level.CAUTION, 0, 4, "told"),)),
    }
    told = dict(SCREEN.told)
    SCREEN.told.update(more)  # type: ignore[attr-defined]
    yield
    for word in more.keys() - told.keys():
        del SCREEN.told[word]  # type: ignore[attr-defined]


async def kept(staffed: Staffed) -> list[dict[str, Any]]:
    async with staffed.desk.database.reading() as connection:
        return [dict(row) for row in (await connection.execute(select(questions))).mappings()]


async def not_found(staffed: Staffed) -> Any:
    return (await staffed.person.slash(staffed.channel, "ask", question=NOTHING)).response


async def prepared(staffed: Staffed, text: str = NOTHING) -> Any:
    """The card that asks for consent, in the place of the one that the person began at."""
    asked = await not_found(staffed)
    form = await staffed.person.click(asked, label=SEND)
    await staffed.person.submit_modal(form, {"text": text})
    return asked


async def test_the_button_is_there_only_where_moderators_take_questions(staffed: Staffed) -> None:
    assert SEND not in labels((await not_found(staffed)).components)
    await staffed.set(inbox=True)
    assert SEND in labels((await not_found(staffed)).components)
    dm = await staffed.env.create_user("Dee").slash("ask", question=NOTHING)
    assert SEND not in labels(dm.response.components)


async def test_it_is_there_after_an_answer_that_did_not_help(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    staffed.bot.votes = KeptVotes(staffed.desk.database, staffed.desk.members)
    line = staffed.desk.lounges.base.knowledge.phrasings["humour"][0]
    asked = await staffed.person.slash(staffed.channel, "ask", question=line)
    why = await staffed.person.click(asked.response, label="Not helpful")
    assert SEND not in labels(why.response.components)
    await staffed.person.click(why.response, label="Not enough")
    assert SEND in labels(why.response.components)
    form = await staffed.person.click(why.response, label=SEND)
    await staffed.person.submit_modal(form, {"text": line})
    await staffed.person.click(why.response, label="Send this")
    (row,) = await kept(staffed)
    assert row["nearest"] == "humour"


async def test_exactly_what_was_shown_is_kept_and_no_author(staffed: Staffed) -> None:
    await staffed.set(inbox=True, retention_days=12)
    card = await prepared(staffed, "may i  *joke*\nabout Zebedee, 43, of https://example.org?")
    shown = texts(card.components)
    line = "may i *joke* about [name], [number], of [address]?"
    assert f"> {plain(line)}" in shown
    assert "12 days" in shown
    assert await kept(staffed) == []
    pressed = await staffed.person.click(card, label="Send this")
    assert pressed.acknowledged
    assert "Sent" in texts(card.components)
    assert "12 days" in texts(card.components)
    assert line not in unescaped(texts(card.components))
    (row,) = await kept(staffed)
    assert row == {
        "id": 1,
        "server": staffed.guild.id,
        "text": line,
        "nearest": staffed.desk.lounges.base.reply(line).options[0].id,
        "on": staffed.clock().date(),
    }
    assert str(staffed.person.id) not in str(row)


async def test_the_consent_reply_is_not_counted(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed)
    counted = sum(staffed.desk.outcomes._counts.values())
    await staffed.person.click(card, label="Send this")
    assert sum(staffed.desk.outcomes._counts.values()) == counted == 1


async def test_pressing_twice_sends_once(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed)
    before = [dict(item) for item in stored_message(staffed, card).components]  # type: ignore[arg-type]
    await staffed.person.click(card, label="Send this")
    stored_message(staffed, card).components = before  # type: ignore[arg-type]
    await staffed.person.click(card, label="Send this")
    assert len(await kept(staffed)) == 1


async def test_what_could_not_be_kept_can_be_sent_again(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed)
    with monkeypatch.context() as patched:

        async def away(*_: object, **__: object) -> None:
            raise StoreUnavailable

        patched.setattr("bot.store.inbox.keep", away)
        pressed = await staffed.person.click(card, label="Send this")
        assert str(StoreUnavailable()) in pressed.response.content
    await staffed.person.click(card, label="Send this")
    assert len(await kept(staffed)) == 1


async def test_a_press_after_a_restart_still_knows_the_text(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed, "may i name Zebedee")
    await staffed.restart()
    await staffed.person.click(card, label="Send this")
    assert [row["text"] for row in await kept(staffed)] == ["may i name [name]"]


async def test_it_can_be_changed_from_what_is_shown_or_left(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed, "may i name Zebedee")
    form = await staffed.person.click(card, label="Change it")
    assert "may i name [name]" in str(form.modal)
    await staffed.person.submit_modal(form, {"text": "may i name a colleague"})
    assert "may i name a colleague" in texts(card.components)
    await staffed.person.click(card, label="Leave it")
    assert "Nothing was sent" in texts(card.components)
    assert controls(card.components) == []
    assert await kept(staffed) == []


@pytest.mark.parametrize("text", ["about Jones", "please advise", "all is hopeless", "perhaps her", "   ", "?! 43"])
async def test_what_the_screen_stops_is_met_as_always_and_kept_nowhere(
    staffed: Staffed, screened: None, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    await staffed.set(inbox=True)
    typed = f"{text} {CANARY}" if text.strip(" ?!43") else text
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        card = await prepared(staffed, typed)
    shown = texts(card.components)
    assert CANARY not in shown
    assert "Send this" not in labels(card.components)
    expected = {
        "about Jones": "heading of identifiers",
        "please advise": "heading of advice",
        "all is hopeless": "heading of strain",
        "perhaps her": "Nothing was kept",
    }
    assert expected.get(text, "###") in shown
    assert await kept(staffed) == []
    assert CANARY not in caplog.text
    assert CANARY not in "".join(f"{entry.path}{entry.params}{entry.json}" for entry in staffed.env.http_requests)


@pytest.mark.parametrize("text", ["about Jones", "please advise", "all is hopeless", "perhaps her"])
async def test_it_is_screened_again_at_the_press(staffed: Staffed, screened: None, text: str) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed)
    forged(staffed, card, plain(NOTHING), text)
    await staffed.person.click(card, label="Send this")
    assert await kept(staffed) == []
    assert text not in texts(card.components)


async def test_a_text_that_would_be_masked_otherwise_by_now_is_shown_again(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed)
    forged(staffed, card, plain(NOTHING), "may i name Zebedee")
    await staffed.person.click(card, label="Send this")
    assert await kept(staffed) == []
    assert "has changed since" in texts(card.components)
    await staffed.person.click(card, label="Send this")
    assert [row["text"] for row in await kept(staffed)] == ["may i name [name]"]


async def test_a_message_without_the_text_sends_nothing(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed)
    for item in stored_message(staffed, card).components[0]["components"]:  # type: ignore[arg-type]
        if item.get("id") == 7_001:
            item["id"] = 7_002
    pressed = await staffed.person.click(card, label="Send this")
    assert "no longer here" in pressed.response.content
    assert await kept(staffed) == []


def forged(staffed: Staffed, card: Any, old: str, new: str) -> None:
    for item in stored_message(staffed, card).components[0]["components"]:  # type: ignore[arg-type]
        if "content" in item:
            item["content"] = item["content"].replace(old, new)


@pytest.mark.parametrize("stage", ["form", "submit", "send", "change"])
async def test_where_the_inbox_is_switched_off_meanwhile_nothing_is_taken(staffed: Staffed, stage: str) -> None:
    await staffed.set(inbox=True)
    off = "do not take questions"
    if stage in ("form", "submit"):
        asked = await not_found(staffed)
        form = await staffed.person.click(asked, label=SEND) if stage == "submit" else None
        await staffed.set(inbox=False)
        if form is None:
            assert "does not offer" in (await staffed.person.click(asked, label=SEND)).response.content
        else:
            assert off in (await staffed.person.submit_modal(form, {"text": NOTHING})).response.content
    else:
        card = await prepared(staffed)
        await staffed.set(inbox=False)
        pressed = await staffed.person.click(card, label="Send this" if stage == "send" else "Change it")
        assert off in pressed.response.content
    assert await kept(staffed) == []


async def test_one_person_cannot_fill_the_inbox(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    staffed.bot.pace._questions = 1_000
    for number in range(SENT):
        await staffed.person.click(await prepared(staffed, f"{NOTHING} {'again ' * number}"), label="Send this")
    card = await prepared(staffed)
    refused = await staffed.person.click(card, label="Send this")
    assert "another in" in refused.response.content
    assert len(await kept(staffed)) == SENT
    await staffed.manager.click(
        (await staffed.manager.slash(staffed.channel, "ask", question=NOTHING)).response, label=SEND
    )


async def test_the_form_counts_as_asking(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    asked = await not_found(staffed)
    form = await staffed.person.click(asked, label=SEND)
    for _ in range(QUESTIONS - 1):
        staffed.bot.pace.take(staffed.person.id)
    assert "several times" in (await staffed.person.submit_modal(form, {"text": NOTHING})).response.content


async def test_it_is_gone_after_the_servers_time(staffed: Staffed) -> None:
    await staffed.set(inbox=True, retention_days=12)
    await staffed.person.click(await prepared(staffed), label="Send this")
    staffed.clock.turn(days=11)
    assert (await purge(staffed.desk.database, staffed.clock()))["questions"] == 0
    staffed.clock.turn(days=1)
    assert (await purge(staffed.desk.database, staffed.clock()))["questions"] == 1
    assert await kept(staffed) == []


@given(st.text())
def test_what_is_shown_is_read_back_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    assert unescaped(plain(text)) == line


async def test_a_question_that_masking_makes_too_long_is_shown_masked_and_can_be_shortened(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    typed = "may i joke about Zed" + " or Zed" * 54
    assert len(typed) <= QUESTION_LENGTH
    card = await prepared(staffed, typed)
    masked = "may i joke about [name]" + " or [name]" * 54
    assert f"> {plain(masked)}" in texts(card.components)
    assert f"{len(masked)} characters" in texts(card.components)
    assert "Send this" not in labels(card.components)
    form = await staffed.person.click(card, label="Change it")
    assert form.modal is not None
    (box,) = [item["component"] for item in form.modal["components"] if "component" in item]
    assert box["value"] == masked
    await staffed.person.submit_modal(form, {"text": masked[:203]})
    await staffed.person.click(card, label="Send this")
    assert [row["text"] for row in await kept(staffed)] == [masked[:203]]


async def test_masking_that_makes_it_too_long_since_consent_was_asked_loses_nothing(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    card = await prepared(staffed, "may i joke about it " + "so " * 100)
    staffed.desk.inbox._redactor = SimpleNamespace(redact=lambda text: text.replace("so", "[name]"))  # type: ignore[assignment]
    await staffed.person.click(card, label="Send this")
    assert "Send this" not in labels(card.components)
    assert plain("it " + "[name] " * 3) in texts(card.components)
    assert await kept(staffed) == []

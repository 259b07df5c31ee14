"""What a moderator typed: kept where it may be, given back where the database is away, and nowhere at all where the screen stopped it."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.discord_app.presses import beginning
from bot.store.errors import StoreUnavailable
from bot.store.tables import metadata
from tests.discord_app.conftest import labels
from tests.discord_app.editing.parts import GROUNDS, NEW, Moderating, boxes, described, filled, shown

CANARY = "zebrafinch-7731"
STOPPED = f"Mrs Jones {CANARY}"


def said(pressed: Any) -> str:
    return " ".join(message.content for message in (pressed.response, *pressed.followups) if message)


async def kept(at: Moderating) -> str:
    found: list[str] = []
    async with at.staffed.desk.database.reading() as connection:
        for table in metadata.sorted_tables:
            found += [str(row) for row in await connection.execute(select(table))]
    return "\n".join(found)


async def test_what_the_screen_stops_is_in_no_table_log_request_or_reply(
    at: Moderating, caplog: pytest.LogCaptureFixture
) -> None:
    card = await at.edit()
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        first = len(at.staffed.env.http_requests)
        await at.change(card, "Answer", title=STOPPED, answer=f"{STOPPED} came", do=f"{STOPPED}\nAsk", avoid=STOPPED)
        await at.change(card, "Grounds", guide=STOPPED, authorities=f"bma-2011: {STOPPED}")
        await at.change(card, "Place", asked_as=f"{STOPPED}\nWhat of it")
        await at.first.click(card, label="Phrasings")
        opened = await at.first.click(card, label="Add or take away")
        await at.first.submit_modal(opened, {"add": STOPPED, "take_away": ""})
        new = await at.slash("add")
        refused = await at.first.submit_modal(
            new, {"title": STOPPED, "answer": STOPPED, "do": STOPPED, "avoid": STOPPED, "differ": STOPPED}
        )
        assert "looks like details of a real person" in said(refused)
        message = await at.staffed.person.send(at.staffed.channel, STOPPED)
        refused = await at.first.context_menu(at.staffed.channel, "Add to knowledge base", message)
        assert "looks like details of a real person" in said(refused)
        assert refused.modal is None
        await at.first.autocomplete(at.staffed.channel, "knowledge edit", "entry", STOPPED)
        await at.slash("edit", entry=STOPPED)
    assert CANARY not in caplog.text
    assert CANARY not in await kept(at)
    requests = at.staffed.env.http_requests[first:]
    assert len(requests) >= 10
    assert CANARY not in "".join(f"{entry.path}{entry.params}{entry.json}" for entry in requests)


async def test_what_a_moderator_types_is_in_no_log(at: Moderating, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        card = await at.edit()
        await at.change(card, "Answer", title=f"Humour {CANARY}")
        await at.first.click(card, label="Publish")
        await at.slash("edit", entry=CANARY)
        await at.first.autocomplete(at.staffed.channel, "knowledge edit", "entry", CANARY)
    assert CANARY not in caplog.text
    assert CANARY in await kept(at)


async def test_one_stopped_field_does_not_cost_the_others(at: Moderating) -> None:
    card = await at.edit()
    await at.change(card, "Answer", title="Jokes at work", avoid="Joking about Jones of ward 6")
    assert "Not kept, as it looks like details of a real person: Avoid." in shown(card)
    assert "**Jokes at work**" in shown(card)
    assert "ward 6" not in shown(card)


async def test_a_stopped_title_of_a_new_entry_makes_no_id(at: Moderating) -> None:
    opened = await at.slash("add")
    card = (await at.first.submit_modal(opened, filled(opened, **(NEW | {"title": STOPPED})))).response
    assert "Not kept" in shown(card)
    assert "jones" not in (await kept(at)).lower()
    assert NEW["answer"] in shown(card)


async def test_one_stopped_phrasing_does_not_cost_the_others(at: Moderating) -> None:
    card = await at.edit()
    await at.first.click(card, label="Phrasings")
    opened = await at.first.click(card, label="Add or take away")
    await at.first.submit_modal(opened, {"add": "is a joke wise\nwas it a joke about Jones", "take_away": ""})
    assert "Not kept, as it looks like details of a real person: Phrasings." in shown(card)
    assert "`+` is a joke wise" in shown(card)


def break_database(at: Moderating, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> Any:
        raise StoreUnavailable

    monkeypatch.setattr(at.staffed.desk.database, "reading", away)
    monkeypatch.setattr(at.staffed.desk.database, "writing", away)


async def test_with_the_database_away_every_door_says_so_and_answering_goes_on(
    at: Moderating, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await at.edit()
    await at.change(card, "Answer", title="Jokes at work")
    menu = (await at.slash("history")).response
    settings = (await at.staffed.manager.slash(at.staffed.channel, "knowledge settings")).response
    with monkeypatch.context() as away:
        break_database(at, away)
        for command, options in (("edit", {"entry": "humour"}), ("retire", {"entry": "humour"}), ("history", {})):
            assert "database cannot be reached" in said(await at.slash(command, **options)), command
        for label in ("Publish", "Answer", "Phrasings", "All changes", "As people will see it"):
            assert "database cannot be reached" in said(await at.first.click(card, label=label)), label
        pressed = await at.first.select(menu, [str(1)], custom_id="drafts")
        assert "database cannot be reached" in said(pressed)
        pressed = await at.staffed.manager.click(settings, label="Require a second moderator")
        assert "database cannot be reached" in said(pressed)
        asked = await at.staffed.person.slash(at.staffed.channel, "ask", question="a question on humour")
        assert "Which of these do you mean" in shown(asked.response)
    await at.first.click(card, label="Publish")
    assert at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries["humour"].title == "Jokes at work"


async def test_with_the_database_away_what_was_typed_is_given_back_but_for_what_the_screen_stops(
    at: Moderating, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await at.edit()
    forms = [await at.first.click(card, label="Answer"), await at.slash("add")]
    await at.first.click(card, label="Phrasings")
    lines = await at.first.click(card, label="Add or take away")
    break_database(at, monkeypatch)
    for opened in forms:
        typed = filled(opened, title="A long thought", answer="Typed with care", avoid=STOPPED)
        sent = await at.first.submit_modal(opened, typed)
        file = next(message for message in sent.followups if message.attachments)
        assert "database cannot be reached" in said(sent)
        assert file.ephemeral
        text = (await file.attachments[0].read()).decode()
        assert "Title\nA long thought" in text
        assert "Answer\nTyped with care" in text
        assert CANARY not in text
    sent = await at.first.submit_modal(lines, {"add": f"is a joke wise\n{STOPPED}", "take_away": "2"})
    text = (await next(each for each in sent.followups if each.attachments).attachments[0].read()).decode()
    assert "is a joke wise" in text
    assert CANARY not in text


async def test_a_fault_of_the_program_costs_nothing_that_was_typed(
    at: Moderating, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*args: object, **kwargs: object) -> Any:
        raise RuntimeError(CANARY)

    opened = await at.slash("add")
    monkeypatch.setattr(at.staffed.desk.editor, "add", fails)
    sent = await at.first.submit_modal(opened, filled(opened, title="A long thought", avoid=STOPPED))
    text = (await next(each for each in sent.followups if each.attachments).attachments[0].read()).decode()
    assert "A long thought" in text
    assert CANARY not in f"{text}{said(sent)}{caplog.text}"


async def test_a_colleagues_message_begins_an_entry_without_names_and_is_kept_only_in_other_words(
    at: Moderating,
) -> None:
    asked = await at.staffed.person.send(
        at.staffed.channel,
        f"<@{at.second.id}> Cleo here: ask your manager before you film, Bea. Call 01234 567890 or see https://example.org/x",
    )
    opened = await at.first.context_menu(at.staffed.channel, "Add to knowledge base", asked)
    draft = boxes(opened)["answer"]["value"]
    assert "ask your manager before you film" in draft
    for name in ("Cleo", "Bea", "01234", "example.org", str(at.second.id)):
        assert name not in draft
    assert "Put them in your server's own words" in described(opened)["answer"]
    assert await at.drafts() == 0
    sent = await at.first.submit_modal(opened, filled(opened, title="Filming at work"))
    assert "still your colleague's words, so it was not kept" in shown(sent.response)
    assert "ask your manager" not in await kept(at)
    again = await at.first.context_menu(at.staffed.channel, "Add to knowledge base", asked)
    typed = NEW | {"title": "Filming at work"}
    card = (await at.first.submit_modal(again, filled(again, **typed))).response
    await at.change(card, "Grounds", **GROUNDS)
    assert "Filming at work" in shown(card)
    assert "Publish" not in labels(card.components)


async def test_a_form_that_cannot_open_in_time_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*args: object) -> str:
        await asyncio.sleep(5)
        return "too late"

    acting = SimpleNamespace(desk=SimpleNamespace(inbox=SimpleNamespace(redact=str)), server=1)
    monkeypatch.setattr(beginning.rights, "moderator", lambda _: acting)
    monkeypatch.setattr(beginning, "OPENING_S", 0.05)
    ada = SimpleNamespace(name="ada", display_name="Ada", global_name=None)
    message: Any = SimpleNamespace(author=ada, mentions=[], content="Ask your manager before you film.")
    interaction: Any = SimpleNamespace(client=SimpleNamespace(thinking=slow))
    with pytest.raises(TimeoutError):
        await beginning.open_from_message(interaction, message)


async def test_a_message_without_text_begins_nothing(at: Moderating) -> None:
    message = await at.staffed.person.send(at.staffed.channel, f"<@{at.second.id}>")
    refused = await at.first.context_menu(at.staffed.channel, "Add to knowledge base", message)
    assert "no text" in refused.response.content


async def test_hooks_after_a_publication_are_called_once_and_cannot_undo_it(
    at: Moderating, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[tuple[int, int, str]] = []

    async def hook(desk: object, server: int, draft: int, entry: str, /) -> None:
        called.append((server, draft, entry))
        raise RuntimeError(CANARY)

    at.staffed.bot.after_publish.append(hook)
    pressed = await at.titled("Published all the same")
    assert "It is live" in shown(pressed.response)
    assert [(server, entry) for server, _, entry in called] == [(at.staffed.guild.id, "humour")]
    assert "incident" in caplog.text
    assert CANARY not in caplog.text

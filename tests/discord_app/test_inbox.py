"""`/knowledge inbox`: groups of questions, most frequent first; each becomes phrasings, a new entry, or nothing."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.discord_app import presses
from bot.discord_app.cards.inbox import GROUPS_ON_A_PAGE, Beside
from bot.discord_app.controls import inbox as controls_of_inbox
from bot.discord_app.presses import inbox_groups
from bot.store import inbox as store
from tests.discord_app.conftest import Staffed, controls, labels, texts
from tests.discord_app.test_canary import CANARY

JOKES = (
    "may doctors joke about night shifts",
    "may doctors joke about night shifts?",
    "joke about night shifts may doctors",
)


async def fill(staffed: Staffed, *lines: str, nearest: str | None = "humour", server: int | None = None) -> None:
    for line in lines:
        await store.keep(
            staffed.desk.database, server or staffed.guild.id, line, nearest=nearest, on=staffed.clock().date()
        )


async def opened(staffed: Staffed, **options: Any) -> Any:
    return (await staffed.manager.slash(staffed.channel, "knowledge inbox", **options)).response


async def open_first(staffed: Staffed, card: Any) -> Any:
    first = next(item["custom_id"] for item in controls(card.components) if item.get("label") == "Open")
    return await staffed.manager.click(card, custom_id=first)


async def opened_group(staffed: Staffed) -> Any:
    card = await opened(staffed)
    await open_first(staffed, card)
    return card


async def test_the_most_frequent_group_comes_first_with_its_count(staffed: Staffed) -> None:
    await staffed.set(inbox=True, retention_days=20)
    await fill(staffed, "who owns a *picture*", nearest=None)
    staffed.clock.turn(days=2)
    await fill(staffed, *JOKES)
    card = await opened(staffed)
    assert card.ephemeral
    shown = texts(card.components)
    assert "4 questions in 2 groups, each kept for 20 days" in shown
    assert shown.index("asked 3 times, last 26 November 2026; nearest: ") < shown.index("asked once, 24 November 2026")
    assert "who owns a \\*picture\\*" in shown


async def test_an_empty_inbox_says_so_and_whether_it_is_on(staffed: Staffed) -> None:
    assert "the inbox is off" in texts((await opened(staffed)).components)
    await staffed.set(inbox=True)
    assert "the inbox is off" not in texts((await opened(staffed)).components)
    await fill(staffed, "who owns it")
    await staffed.set(inbox=False)
    assert "The inbox is off, so nothing new comes in" in texts((await opened(staffed)).components)


WORDS_APART = (
    "alpha",
    "bravo",
    "cargo",
    "delta",
    "ember",
    "fjord",
    "grape",
    "hotel",
    "igloo",
    "jolly",
    "knife",
    "lemon",
)


async def test_it_is_turned_page_by_page(staffed: Staffed) -> None:
    await fill(staffed, *(f"{word} {word[::-1]}" for word in WORDS_APART))
    card = await opened(staffed)
    assert labels(card.components).count("Open") == GROUPS_ON_A_PAGE
    assert "Page 1 of 3" in texts(card.components)
    await staffed.manager.click(card, label="Next page")
    await staffed.manager.click(card, label="Next page")
    assert "Page 3 of 3" in texts(card.components)
    assert "Next page" not in labels(card.components)
    await open_first(staffed, card)
    await staffed.manager.click(card, label="Back to the inbox")
    assert "Page 3 of 3" in texts(card.components)
    await staffed.manager.click(card, label="Previous page")
    assert "Page 2 of 3" in texts(card.components)


async def test_a_group_shows_every_wording_and_the_nearest_entries(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    shown = texts(card.components)
    assert "Asked 3 times" in shown
    assert all(f"> {line}" in shown for line in JOKES)
    (menu,) = [item for item in controls(card.components) if item["type"] == 3]
    assert menu["options"][0]["value"] == "humour"
    assert len(menu["options"]) > 1


async def test_a_group_becomes_phrasings_of_an_entry_after_a_preview(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    number = (await staffed.desk.inbox.groups(staffed.guild.id))[0].id
    chosen = await staffed.manager.select(card, ["humour"], custom_id=f"inbox-add:{number}")
    assert chosen.ephemeral
    shown = texts(chosen.response.components)
    assert all(line in shown for line in JOKES)
    assert "Publish" in labels(chosen.response.components)
    (draft,) = await staffed.desk.editor.drafts(staffed.guild.id)
    assert (draft.entry, draft.author) == ("humour", staffed.manager.id)
    assert set(JOKES) <= set(draft.proposal.phrasings)
    # Nothing is published, and the inbox stays as it is, before somebody presses Publish.
    assert await staffed.desk.editor.history(staffed.guild.id) == ()
    assert len(await staffed.desk.inbox.groups(staffed.guild.id)) == 1


async def test_a_group_becomes_a_new_entry(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    drafted = await staffed.manager.click(card, label="Draft a new entry")
    assert "Publish" not in labels(drafted.response.components)
    (draft,) = await staffed.desk.editor.drafts(staffed.guild.id)
    assert (draft.entry, set(draft.proposal.phrasings)) == ("", set(JOKES))


async def test_any_entry_can_be_looked_for(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    form = await staffed.manager.click(card, label="Another entry")
    await staffed.manager.submit_modal(form, {"text": "friend requests"})
    (menu,) = [item for item in controls(card.components) if item["type"] == 3]
    assert [option["value"] for option in menu["options"]] == ["patient-friend-requests"]
    chosen = await staffed.manager.select(card, ["patient-friend-requests"], custom_id=menu["custom_id"])
    assert "Publish" in labels(chosen.response.components)
    (draft,) = await staffed.desk.editor.drafts(staffed.guild.id)
    assert draft.entry == "patient-friend-requests"


@pytest.mark.parametrize("typed", ["xylophone", "Jones"])
async def test_what_comes_near_to_nothing_or_is_stopped_finds_nothing(
    staffed: Staffed, typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    form = await staffed.manager.click(card, label="Another entry")
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        await staffed.manager.submit_modal(form, {"text": f"{typed} {CANARY}"})
    assert "No title comes near" in texts(card.components)
    assert CANARY not in caplog.text
    assert CANARY not in texts(card.components)


async def test_question_and_entry_are_completed_and_lead_straight_to_the_draft(staffed: Staffed) -> None:
    await fill(staffed, *JOKES, "who owns it")
    offered = await staffed.manager.autocomplete(staffed.channel, "knowledge inbox", "question", "owns")
    assert [choice["name"] for choice in offered] == ["who owns it"]
    entries = await staffed.manager.autocomplete(staffed.channel, "knowledge inbox", "entry", "friend requests")
    assert [choice["value"] for choice in entries] == ["patient-friend-requests"]
    assert await staffed.manager.autocomplete(staffed.channel, "knowledge inbox", "question", "Jones") == []
    card = await opened(staffed, question=offered[0]["value"])
    assert "> who owns it" in texts(card.components)
    drafted = await opened(staffed, question=offered[0]["value"], entry=entries[0]["value"])
    assert "who owns it" in texts(drafted.components)
    (draft,) = await staffed.desk.editor.drafts(staffed.guild.id)
    assert draft.proposal.phrasings[-1] == "who owns it"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"question": "999"}, "no longer in the inbox"),
        ({"question": "words of my own"}, "no longer in the inbox"),
        ({"question": "٣"}, "no longer in the inbox"),
        ({"question": "1", "entry": "no such entry"}, "no such entry"),
    ],
)
async def test_what_is_not_there_is_said(staffed: Staffed, options: dict[str, str], said: str) -> None:
    await fill(staffed, *JOKES)
    assert said in (await opened(staffed, **options)).content
    assert await staffed.desk.editor.drafts(staffed.guild.id) == ()


async def test_dismissing_asks_first_and_erases(staffed: Staffed) -> None:
    await fill(staffed, *JOKES, "who owns it")
    card = await opened_group(staffed)
    await staffed.manager.click(card, label="Dismiss")
    assert "Dismiss these 3 questions?" in texts(card.components)
    assert await store.count(staffed.desk.database, staffed.guild.id) == 4
    await staffed.manager.click(card, label="Leave it")
    assert "Asked 3 times" in texts(card.components)
    await staffed.manager.click(card, label="Dismiss")
    await staffed.manager.click(card, label="Dismiss for good")
    assert "Dismissed: 3." in texts(card.components)
    assert "> who owns it" in texts(card.components)
    assert await store.count(staffed.desk.database, staffed.guild.id) == 1


async def test_what_came_in_since_is_not_dismissed_unseen(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    await staffed.manager.click(card, label="Dismiss")
    await fill(staffed, JOKES[0])
    await staffed.manager.click(card, label="Dismiss for good")
    assert "Dismiss these 4 questions?" in texts(card.components)
    assert await store.count(staffed.desk.database, staffed.guild.id) == 4


async def test_two_moderators_at_one_group_do_not_disturb_each_other(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card, other = await opened_group(staffed), await opened_group(staffed)
    await staffed.manager.click(card, label="Dismiss")
    await staffed.manager.click(card, label="Dismiss for good")
    for label in ("Draft a new entry", "Dismiss"):
        pressed = await staffed.manager.click(other, label=label)
        assert "no longer in the inbox" in pressed.response.content
    assert await staffed.desk.editor.drafts(staffed.guild.id) == ()


async def test_published_phrasings_leave_the_inbox_and_everything_else_stays(staffed: Staffed) -> None:
    await fill(staffed, *JOKES, "who owns it")
    group = (await staffed.desk.inbox.groups(staffed.guild.id))[0]
    editor, by = staffed.desk.editor, staffed.manager.id
    draft = await editor.edit(staffed.guild.id, "humour", by=by)
    await editor.publish(await editor.save(draft, by=by, add_phrasings=group.texts[:2]), by=by)
    assert await staffed.desk.inbox.dismiss_known(staffed.guild.id, ["humour"]) == 0
    draft = await editor.edit(staffed.guild.id, "humour", by=by)
    await editor.publish(await editor.save(draft, by=by, add_phrasings=group.texts), by=by)
    assert await staffed.desk.inbox.dismiss_known(staffed.guild.id, ["patient-images"]) == 0
    assert await staffed.desk.inbox.dismiss_known(staffed.guild.id, ["humour"]) == 3
    assert [left.text for left in await staffed.desk.inbox.groups(staffed.guild.id)] == ["who owns it"]


async def test_publishing_the_draft_empties_the_inbox_of_it(staffed: Staffed) -> None:
    await fill(staffed, *JOKES, "who owns it")
    card = await opened_group(staffed)
    menu = next(item["custom_id"] for item in controls(card.components) if item["type"] == 3)
    chosen = await staffed.manager.select(card, ["humour"], custom_id=menu)
    await staffed.manager.click(chosen.response, label="Publish")
    assert len(await staffed.desk.editor.history(staffed.guild.id)) == 1
    await staffed.manager.click(card, label="Back to the inbox")
    shown = texts(card.components)
    assert "who owns it" in shown
    assert "joke" not in shown


async def test_every_control_works_after_a_restart(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    card = await opened(staffed)
    await staffed.restart()
    await open_first(staffed, card)
    await staffed.restart()
    assert "Discard" in labels((await staffed.manager.click(card, label="Draft a new entry")).response.components)


LABELS = ("Another entry", "Draft a new entry", "Dismiss", "Back to the inbox")


async def test_nobody_but_moderators_gets_in(staffed: Staffed) -> None:
    await fill(staffed, *JOKES)
    await staffed.set(moderator_role=staffed.role.id)
    refused = await staffed.manager.slash(staffed.channel, "knowledge inbox")
    assert "Only the moderators" in refused.response.content
    for option in ("question", "entry"):
        assert await staffed.manager.autocomplete(staffed.channel, "knowledge inbox", option, "") == []


@pytest.mark.parametrize("label", LABELS)
async def test_a_right_that_was_taken_away_counts_at_every_press(staffed: Staffed, label: str) -> None:
    await fill(staffed, *JOKES)
    card = await opened_group(staffed)
    await staffed.set(moderator_role=staffed.role.id)
    pressed = await staffed.manager.click(card, label=label)
    assert "Only the moderators" in pressed.response.content
    assert "joke" not in pressed.response.content
    assert await store.count(staffed.desk.database, staffed.guild.id) == 3
    assert await staffed.desk.editor.drafts(staffed.guild.id) == ()


@pytest.mark.parametrize("way", ["menu", "form", "page", "open", "sure"])
async def test_so_it_does_in_menus_forms_and_pages(staffed: Staffed, way: str) -> None:
    await fill(staffed, *JOKES, *(f"{word} {word[::-1]}" for word in WORDS_APART))
    number = (await staffed.desk.inbox.groups(staffed.guild.id))[0].id
    card = await (opened(staffed) if way in ("page", "open") else opened_group(staffed))
    form = await staffed.manager.click(card, label="Another entry") if way == "form" else None
    if way == "sure":
        await staffed.manager.click(card, label="Dismiss")
    await staffed.set(moderator_role=staffed.role.id)
    match way:
        case "menu":
            pressed = await staffed.manager.select(card, ["humour"], custom_id=f"inbox-add:{number}")
        case "form":
            assert form is not None
            pressed = await staffed.manager.submit_modal(form, {"text": "friend"})
        case "page":
            pressed = await staffed.manager.click(card, label="Next page")
        case "open":
            pressed = await open_first(staffed, card)
        case _:
            pressed = await staffed.manager.click(card, label="Dismiss for good")
    assert "Only the moderators" in pressed.response.content
    assert await store.count(staffed.desk.database, staffed.guild.id) == 3 + len(WORDS_APART)


async def test_the_questions_of_another_server_cannot_be_reached_by_their_number(staffed: Staffed) -> None:
    await fill(staffed, "who owns it", server=staffed.guild.id + 1)
    assert "Nothing here" in texts((await opened(staffed)).components)
    assert "no longer in the inbox" in (await opened(staffed, question="1")).content
    assert await staffed.manager.autocomplete(staffed.channel, "knowledge inbox", "question", "") == []


async def test_what_else_waits_for_moderators_is_shown_below(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def waiting(interaction: object, acting: object) -> Beside:
        return Beside("2 answers that helped", controls_of_inbox.InboxPage.button("Look", 0))

    async def nothing(interaction: object, acting: object) -> None:
        return None

    monkeypatch.setattr(inbox_groups, "BESIDE", (waiting, nothing))
    card = await opened(staffed)
    assert "2 answers that helped" in texts(card.components)
    assert labels(card.components) == ["Look"]
    assert presses.PRESSES[controls_of_inbox.InboxPage] is inbox_groups.turn_page

from __future__ import annotations

from copy import deepcopy

import pytest

from bot.discord_app.cards.checklist import edition
from bot.knowledge.model import CHECKLIST_CLOSING
from tests.discord_app.conftest import Lounge, controls, labels, stored_message, texts

NAME = "patient-friend-request"


def ticks(components: object) -> list[str]:
    return [item["custom_id"] for item in controls(components) if item["custom_id"].startswith("tick:")]


async def test_items_tick_in_place_with_progress_and_start_again(lounge: Lounge) -> None:
    shown = await lounge.person.slash(lounge.channel, "checklist", name=NAME)
    assert shown.ephemeral
    total = len(lounge.knowledge.checklists[NAME].items)
    assert f"0 of {total} ticked" in texts(shown.response.components)
    assert "Start again" not in labels(shown.response.components)
    for item in (0, 2):
        await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[item])
    assert f"2 of {total} ticked" in texts(shown.response.components)
    assert [name[-1] for name in ticks(shown.response.components)] == ["1", "0", "1", "0", "0", "0"]
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[0])
    assert f"1 of {total} ticked" in texts(shown.response.components)
    await lounge.person.click(shown.response, label="Start again")
    assert f"0 of {total} ticked" in texts(shown.response.components)


async def test_ticks_are_in_the_message_and_outlive_a_restart(lounge: Lounge) -> None:
    shown = await lounge.person.slash(lounge.channel, "checklist", name=NAME)
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[1])
    await lounge.restart()
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[3])
    assert [name[-1] for name in ticks(shown.response.components)] == ["0", "1", "0", "1", "0", "0"]


async def test_two_taps_faster_than_discord_shows_them_both_count(lounge: Lounge) -> None:
    shown = await lounge.person.slash(lounge.channel, "checklist", name=NAME)
    as_it_was = deepcopy(stored_message(lounge, shown.response).components)
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[0])
    stored_message(lounge, shown.response).components = as_it_was
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[2])
    assert [name[-1] for name in ticks(shown.response.components)] == ["1", "0", "1", "0", "0", "0"]
    await lounge.person.click(shown.response, label="Start again")
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[4])
    assert [name[-1] for name in ticks(shown.response.components)] == ["0", "0", "0", "0", "1", "0"]


async def test_the_last_word_is_never_clearance(lounge: Lounge) -> None:
    shown = await lounge.person.slash(lounge.channel, "checklist", name=NAME)
    for place in range(len(lounge.knowledge.checklists[NAME].items)):
        await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[place])
    words = texts(shown.response.components)
    assert "6 of 6 ticked" in words
    assert CHECKLIST_CLOSING in words


async def test_a_checklist_of_another_edition_starts_again(lounge: Lounge) -> None:
    checklist = lounge.knowledge.checklists[NAME]
    shown = await lounge.person.slash(lounge.channel, "checklist", name=NAME)
    stale = "ffff" if edition(checklist) != "ffff" else "eeee"
    stored = stored_message(lounge, shown.response)
    for item in controls(stored.components):
        item["custom_id"] = item["custom_id"].replace(edition(checklist), stale)
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[0])
    assert "has changed since it was opened" in texts(shown.response.components)
    assert {name[-1] for name in ticks(shown.response.components)} == {"0"}


async def test_an_answer_leads_to_its_checklist_and_back(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question="may a patient be my friend")
    await lounge.person.click(asked.response, label="Checklist: A patient wants to connect with you")
    await lounge.person.click(asked.response, custom_id=ticks(asked.response.components)[0])
    await lounge.person.click(asked.response, label="Back to the topic")
    assert "Friend requests from patients" in texts(asked.response.components)


async def test_completion_is_useful_when_empty_and_while_typing(lounge: Lounge) -> None:
    everything = await lounge.person.autocomplete(lounge.channel, "checklist", "name", "")
    assert [choice["value"] for choice in everything] == list(lounge.knowledge.checklists)
    typed = await lounge.person.autocomplete(lounge.channel, "checklist", "name", "review")
    assert typed[0]["value"] == "bad-review"


@pytest.mark.parametrize("name", [None, "no such list"])
async def test_without_a_known_name_all_are_offered(lounge: Lounge, name: str | None) -> None:
    shown = await lounge.person.slash(lounge.channel, "checklist", **({} if name is None else {"name": name}))
    await lounge.person.select(shown.response, ["measure"], custom_id="lists")
    assert lounge.knowledge.checklists["measure"].title in texts(shown.response.components)


async def test_a_title_does_as_well_as_an_id(lounge: Lounge) -> None:
    title = lounge.knowledge.checklists[NAME].title
    shown = await lounge.person.slash(lounge.channel, "checklist", name=title.upper())
    assert title in texts(shown.response.components)


async def test_ticking_keeps_nothing(lounge: Lounge) -> None:
    shown = await lounge.person.slash(lounge.channel, "checklist", name=NAME)
    await lounge.person.click(shown.response, custom_id=ticks(shown.response.components)[1])
    store = lounge.bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views
    assert lounge.votes.cast_votes == {}

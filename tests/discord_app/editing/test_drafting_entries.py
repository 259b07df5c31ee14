"""From an idea to an answer that people are given: added, mended, previewed, published; edited in parts; retired."""

from __future__ import annotations

import pytest

from bot.discord_app import limits
from tests.discord_app.conftest import labels
from tests.discord_app.editing.parts import GROUNDS, NEW, PLACE, Moderating, boxes, described, filled, shown

QUESTION = "are tattoos a problem"


async def added(at: Moderating) -> object:
    opened = await at.slash("add")
    return (await at.first.submit_modal(opened, filled(opened, **NEW))).response


async def test_a_new_entry_is_written_in_parts_and_answered_at_once(at: Moderating) -> None:
    assert "Tattoos" not in await at.answer(QUESTION)
    card = await added(at)
    assert card.ephemeral
    assert "Before it can be published" in shown(card)
    assert "Publish" not in labels(card.components)
    await at.change(card, "Grounds", **GROUNDS)
    await at.change(card, "Place", **PLACE)
    assert "Before it can be published" not in shown(card)
    assert "Tattoos on display" in shown(card)
    assert "known questions" in shown(card)
    assert "Tattoos" not in await at.answer(QUESTION)
    pressed = await at.first.click(card, label="Publish")
    assert "It is live in this server now" in shown(pressed.response)
    assert "Tattoos on display" in await at.answer(QUESTION)
    assert at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries["tattoos-on-display"].basis == "guide"
    assert await at.drafts() == 0


async def test_a_fault_is_named_beside_its_field_in_the_preview_and_in_the_form(at: Moderating) -> None:
    card = await at.edit()
    await at.change(card, "Grounds", guide="G44, G99")
    assert "**Points of the guide**: line 2: G99 is not known" in shown(card)
    assert "Publish" not in labels(card.components)
    opened = await at.first.click(card, label="Grounds")
    assert described(opened)["guide"] == "line 2: G99 is not known"
    assert described(opened)["related"].startswith("Ids of entries")
    await at.first.submit_modal(opened, filled(opened, guide="G44"))
    assert "Publish" in labels(card.components)


async def test_the_preview_shows_the_card_the_difference_and_the_impact(at: Moderating) -> None:
    card = await at.edit()
    assert "Nothing is changed yet" in shown(card)
    assert "known questions" not in shown(card)
    assert "Publish" not in labels(card.components)
    await at.change(card, "Answer", title="Jokes at work", do="Wait a day before you post\nAsk a colleague first")
    said = shown(card)
    assert "As people will see it" in said
    assert "- Wait a day before you post" in said
    assert "~~Jokes, memes, dances and dark humour~~ **Jokes at work**" in said or "~~" in said
    assert "`+` Wait a day before you post" in said
    assert "`−` ~~If it hurts someone, take it down and say sorry plainly~~" in said
    assert "None gets another answer" in said
    whole = await at.first.click(card, label="As people will see it")
    assert "Jokes at work" in shown(whole.response)
    assert labels(whole.response.components) == []
    await at.first.click(card, label="All changes")
    assert "`+` Ask a colleague first" in shown(card)
    await at.first.click(card, label="To the preview")
    assert "Publish" in labels(card.components)


async def test_phrasings_are_added_and_taken_away_by_number_or_by_line(at: Moderating) -> None:
    lines = at.staffed.desk.lounges.knowledge(None).phrasings["humour"]
    card = await at.edit()
    await at.first.click(card, label="Phrasings")
    assert f"`2` {lines[1]}" in shown(card)
    opened = await at.first.click(card, label="Add or take away")
    await at.first.submit_modal(
        opened, {"add": "is a joke about the canteen wise\n\n", "take_away": f"2\n  {lines[3]}  "}
    )
    said = shown(card)
    assert "`+` is a joke about the canteen wise" in said
    assert f"`−` ~~{lines[1]}~~" in said
    assert f"`−` ~~{lines[3]}~~" in said
    await at.first.click(card, label="Publish")
    now = at.staffed.desk.lounges.knowledge(at.staffed.guild.id).phrasings["humour"]
    assert now == (lines[0], lines[2], "is a joke about the canteen wise")


async def test_a_phrasing_that_belongs_elsewhere_is_named_with_the_other_entry(at: Moderating) -> None:
    stolen = "Is it OK to accept my patient as a friend"
    lines = at.staffed.desk.lounges.knowledge(None).phrasings["patient-friend-requests"]
    assert stolen not in lines
    card = await at.edit()
    await at.first.click(card, label="Phrasings")
    opened = await at.first.click(card, label="Add or take away")
    await at.first.submit_modal(opened, {"add": " ".join((*lines[0].split()[:-1], "please")), "take_away": ""})
    said = shown(card)
    assert "Friend requests from patients" in said
    assert "is nearer to Friend requests from patients" in said or "stand under Friend requests" in said


async def test_the_impact_names_questions_that_would_get_another_answer(at: Moderating) -> None:
    card = (await at.slash("retire", entry="humour")).response
    said = shown(card)
    assert "takes the entry away" in said
    assert "get another answer" in said
    assert ": Jokes, memes, dances and dark humour →" in said
    pressed = await at.first.click(card, label="Publish")
    assert "Nobody here is given it" in shown(pressed.response)
    assert "humour" not in at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries


async def test_an_id_is_made_from_the_title_and_can_be_changed_until_it_is_published(at: Moderating) -> None:
    card = await added(at)
    opened = await at.first.click(card, label="Place")
    assert boxes(opened)["id"]["value"] == "tattoos-on-display"
    await at.first.submit_modal(opened, filled(opened, id="tattoos", **PLACE))
    await at.change(card, "Grounds", **GROUNDS)
    await at.first.click(card, label="Publish")
    assert "tattoos" in at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries
    again = await at.edit("tattoos")
    opened = await at.first.click(again, label="Place")
    assert "id" not in boxes(opened)


async def test_an_id_that_is_taken_never_overwrites_the_entry_that_has_it(at: Moderating) -> None:
    card = await added(at)
    await at.change(card, "Grounds", **GROUNDS)
    await at.change(card, "Place", **(PLACE | {"id": "humour"}))
    assert "there is an entry humour already" in shown(card)
    assert "Publish" not in labels(card.components)


async def test_what_can_be_chosen_is_chosen_and_not_typed(at: Moderating) -> None:
    card = await at.edit()
    opened = await at.first.click(card, label="Grounds")
    assert [option["value"] for option in boxes(opened)["basis"]["options"]] == ["guide", "principle", "beyond"]
    opened = await at.first.click(card, label="Place")
    assert {option["value"] for option in boxes(opened)["section"]["options"]} == set(
        at.staffed.desk.lounges.base.knowledge.sections
    )


async def test_discarding_asks_first(at: Moderating) -> None:
    card = await at.edit()
    await at.change(card, "Answer", title="Jokes")
    await at.first.click(card, label="Discard")
    assert await at.drafts() == 1
    await at.first.click(card, label="To the preview")
    assert "Publish" in labels(card.components)
    await at.first.click(card, label="Discard")
    await at.first.click(card, label="Discard for good")
    assert "Discarded" in shown(card)
    assert await at.drafts() == 0


async def test_an_entry_is_found_by_title_or_id_while_typing(at: Moderating) -> None:
    async def offered(command: str, typed: str) -> list[str]:
        found = await at.first.autocomplete(at.staffed.channel, f"knowledge {command}", "entry", typed)
        return [choice["value"] for choice in found]

    assert (await offered("edit", "friend requ"))[0] == "patient-friend-requests"
    assert (await offered("edit", "patient-im"))[0] == "patient-images"
    assert len(await offered("edit", "")) == 4
    # What the screen stops is not compared with anything.
    for command in ("edit", "retire", "history"):
        assert await offered(command, "Jones friend requests from patients") == []
    card = (await at.slash("edit", entry="Friend requests from patients")).response
    assert "Friend requests from patients" in shown(card)
    unknown = await at.slash("edit", entry="no-such-entry")
    assert "no such entry" in unknown.response.content


async def test_a_retired_entry_is_offered_in_its_own_server_alone(at: Moderating) -> None:
    other = at.staffed.env.create_guild(name="Clinic")
    channel = other.create_text_channel("general")
    boss = other.add_member(at.staffed.env.create_user("Olga"), roles=[_managers(other)])
    card = (await at.slash("retire", entry="humour")).response
    await at.first.click(card, label="Publish")

    async def offered(who: object, where: object, command: str) -> set[str]:
        found = await who.autocomplete(where, f"knowledge {command}", "entry", "")  # type: ignore[attr-defined]
        return {choice["value"] for choice in found}

    assert "humour" not in await offered(at.first, at.staffed.channel, "edit")
    assert "humour" in await offered(at.first, at.staffed.channel, "history")
    assert "humour" in await offered(boss, channel, "edit")
    theirs = await boss.slash(channel, "knowledge history")
    assert "Nothing was published here yet" in shown(theirs.response)


def _managers(guild: object) -> object:
    import discord

    return guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))  # type: ignore[attr-defined]


async def test_the_longest_entry_fits_every_form(at: Moderating) -> None:
    knowledge = at.staffed.desk.lounges.base.knowledge
    for key in knowledge.entries:
        card = await at.edit(key)
        for part in ("Answer", "Grounds", "Place"):
            opened = await at.first.click(card, label=part)
            assert opened.modal is not None
            assert len(opened.modal["components"]) <= limits.MODAL_COMPONENTS
            sent = await at.first.submit_modal(opened, filled(opened))
            assert sent.acknowledged
        assert "Nothing is changed yet" in shown(card), key


async def test_an_impact_that_takes_long_comes_with_a_later_look_and_publish_with_it(
    at: Moderating, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def still_measuring(*args: object) -> None:
        return None

    with monkeypatch.context() as at_first:
        at_first.setattr(at.staffed.desk.measuring, "impact", still_measuring)
        card = await at.edit()
        await at.change(card, "Answer", title="Jokes")
        assert "Still being measured" in shown(card)
        assert "Publish" not in labels(card.components)
    await at.first.click(card, label="Show the impact")
    assert "None gets another answer" in shown(card)
    await at.first.click(card, label="Publish")
    assert at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries["humour"].title == "Jokes"


@pytest.mark.parametrize("action", ["edit", "retire"])
async def test_nothing_is_live_before_publish_is_pressed(at: Moderating, action: str) -> None:
    before = at.staffed.desk.lounges.knowledge(at.staffed.guild.id)
    card = (await at.slash(action, entry="humour")).response
    if action == "edit":
        await at.change(card, "Answer", title="Jokes")
    await at.staffed.desk.lounges.refresh(at.staffed.desk.database, at.staffed.guild.id)
    assert at.staffed.desk.lounges.knowledge(at.staffed.guild.id) is before

"""History: who published what and when, compared, restored; what a release changed, and the two ways to decide."""

from __future__ import annotations

from dataclasses import replace

from bot.store.revisions import PAGE
from tests.discord_app.conftest import controls, labels
from tests.discord_app.editing.parts import Moderating, shown


def title(at: Moderating) -> str:
    return at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries["humour"].title


async def test_any_revision_is_compared_and_restored(at: Moderating) -> None:
    await at.titled("First title")
    await at.titled("Second title", at.second)
    past = (await at.slash("history", entry="humour")).response
    said = shown(past)
    assert f"`2` published **Second title**, <@{at.second.id}>, <t:" in said
    assert f"`1` published **First title**, <@{at.first.id}>, <t:" in said
    assert said.index("`2`") < said.index("`1`")
    await at.first.select(past, ["1"], custom_id="revisions")
    assert "**First title**" in shown(past)
    assert "~~Jokes, memes, dances and dark humour~~" in shown(past)
    await at.first.click(past, label="Restore")
    assert "brings back revision 1" in shown(past)
    assert "~~Second~~ **First** title" in shown(past)
    assert title(at) == "Second title"
    await at.first.click(past, label="Publish")
    assert title(at) == "First title"
    again = (await at.slash("history")).response
    assert "`3` restored **First title**" in shown(again)


async def test_a_retired_entry_is_restored_and_answered_again(at: Moderating) -> None:
    await at.titled("A title of ours")
    card = (await at.slash("retire", entry="humour")).response
    await at.first.click(card, label="Publish")
    assert "humour" not in at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries
    past = (await at.slash("history", entry="humour")).response
    await at.first.select(past, ["1"], custom_id="revisions")
    await at.first.click(past, label="Restore")
    await at.first.click(past, label="Publish")
    assert title(at) == "A title of ours"


async def test_where_a_page_holds_it_all_nothing_older_is_offered(at: Moderating) -> None:
    editor, server = at.staffed.desk.editor, at.staffed.guild.id
    for count in range(PAGE):
        draft = await editor.edit(server, "humour", by=at.first.id)
        await editor.publish(
            await editor.save(draft, by=at.first.id, texts={"title": f"Title {count}"}), by=at.first.id
        )
    past = (await at.slash("history", entry="humour")).response
    assert "`1`" in shown(past)
    assert "Older" not in labels(past.components)


async def test_history_goes_on_over_pages(at: Moderating) -> None:
    editor, server = at.staffed.desk.editor, at.staffed.guild.id
    for count in range(22):
        draft = await editor.edit(server, "humour", by=at.first.id)
        await editor.publish(
            await editor.save(draft, by=at.first.id, texts={"title": f"Title {count}"}), by=at.first.id
        )
    past = (await at.slash("history", entry="humour")).response
    assert "`22`" in shown(past)
    assert "`2`" not in shown(past)
    await at.first.click(past, label="Older")
    assert "`2`" in shown(past)
    assert "`3`" not in shown(past)
    assert "Older" not in labels(past.components)


async def released(at: Moderating) -> None:
    """A release with another text for an entry."""
    base = at.staffed.desk.lounges.base
    entry = base.knowledge.entries["humour"].model_copy(update={"title": "Humour, as released"})
    knowledge = replace(base.knowledge, entries={**base.knowledge.entries, "humour": entry}, version="a later release")
    await at.staffed.desk.lounges.replace_base(base.over(knowledge, base.matcher))


async def test_a_release_that_changed_an_edited_entry_is_told_of_compared_and_taken(at: Moderating) -> None:
    await at.titled("Our own humour")
    await released(at)
    past = (await at.slash("history")).response
    assert "whose shipped text a release changed: 1" in shown(past)
    await at.first.select(past, ["humour"], custom_id="releases")
    assert "~~Jokes, memes, dances and dark humour~~" in shown(past) or "~~Jokes, memes, dances" in shown(past)
    assert "as released" in shown(past)
    await at.first.click(past, label="Yours against shipped")
    assert "**Our own humour**" in shown(past) or "Our own" in shown(past)
    await at.first.click(past, label="What the release changed")
    await at.first.click(past, label="Back to shipped")
    assert "goes back to the shipped entry" in shown(past)
    assert title(at) == "Our own humour"
    await at.first.click(past, label="Publish")
    assert title(at) == "Humour, as released"
    assert "a release changed" not in shown((await at.slash("history")).response)


async def test_a_server_can_keep_its_own_text_after_a_release(at: Moderating) -> None:
    await at.titled("Our own humour")
    await released(at)
    past = (await at.slash("history")).response
    await at.first.select(past, ["humour"], custom_id="releases")
    await at.first.click(past, label="Keep own")
    assert "The text stays as it is" in shown(past)
    await at.first.click(past, label="Publish")
    assert title(at) == "Our own humour"
    later = (await at.slash("history")).response
    assert "a release changed" not in shown(later)
    assert "kept own text" in shown(later)


async def test_drafts_are_found_again_after_their_card_is_gone(at: Moderating) -> None:
    card = await at.edit()
    await at.change(card, "Answer", title="Half a thought")
    past = (await at.slash("history")).response
    menu = next(item for item in controls(past.components) if item["custom_id"] == "drafts")
    assert menu["options"][0]["label"] == "Half a thought"
    await at.first.select(past, [menu["options"][0]["value"]], custom_id="drafts")
    assert "Half a thought" in shown(past)
    assert "Publish" in labels(past.components)


async def test_forged_choices_are_refused_politely(at: Moderating) -> None:
    await at.titled("A title")
    past = (await at.slash("history")).response
    for item in controls(at.staffed.env.backend.get_message(past.channel_id, past.id).components):
        if item["custom_id"] == "revisions":
            item["options"][0]["value"] = "no number"
    pressed = await at.first.select(past, ["no number"], custom_id="revisions")
    assert "no longer here" in pressed.response.content

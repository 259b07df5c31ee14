"""Two moderators, two windows, two pairs of eyes: nothing typed is lost, nothing unseen is published."""

from __future__ import annotations

from typing import Any

from tests.discord_app.conftest import labels
from tests.discord_app.editing.parts import GROUNDS, NEW, Moderating, filled, shown


def title(at: Moderating) -> str:
    return at.staffed.desk.lounges.knowledge(at.staffed.guild.id).entries["humour"].title


async def test_a_conflict_shows_both_texts_and_either_can_win(at: Moderating) -> None:
    mine = await at.edit()
    await at.change(mine, "Answer", title="Mine on jokes")
    await at.titled("Theirs on jokes", at.second)
    pressed = await at.first.click(mine, label="Publish")
    said = shown(mine)
    assert pressed.response.id == mine.id
    assert "Somebody published this entry since you began" in said
    assert f"<@{at.second.id}> published revision 1" in said
    assert "~~Theirs~~ **Mine** on jokes" in said
    assert title(at) == "Theirs on jokes"
    assert "Publish" not in labels(mine.components)
    theirs = await at.first.click(mine, label="As it stands now")
    assert "Theirs on jokes" in shown(theirs.response)
    await at.first.click(mine, label="Keep mine")
    assert "stays in the history" in shown(mine)
    await at.first.click(mine, label="Publish")
    assert title(at) == "Mine on jokes"
    past = await at.staffed.desk.editor.history(at.staffed.guild.id, "humour")
    assert [found.overlay.entry.title for found in past if found.overlay.entry] == ["Mine on jokes", "Theirs on jokes"]


async def test_a_conflict_can_be_left_to_the_other(at: Moderating) -> None:
    mine = await at.edit()
    await at.change(mine, "Answer", title="Mine on jokes")
    await at.titled("Theirs on jokes", at.second)
    await at.first.click(mine, label="Publish")
    await at.first.click(mine, label="Discard")
    await at.first.click(mine, label="Discard for good")
    assert title(at) == "Theirs on jokes"


async def test_a_conflict_after_keeping_mine_is_a_conflict_again(at: Moderating) -> None:
    mine = await at.edit()
    await at.change(mine, "Answer", title="Mine on jokes")
    await at.titled("Theirs on jokes", at.second)
    await at.first.click(mine, label="Publish")
    await at.first.click(mine, label="Keep mine")
    await at.titled("Theirs again", at.second)
    await at.first.click(mine, label="Publish")
    assert "Somebody published" in shown(mine)
    assert title(at) == "Theirs again"


async def test_a_stale_button_publishes_nothing_that_was_not_seen_and_shows_it_instead(at: Moderating) -> None:
    seen = await at.edit()
    await at.change(seen, "Answer", title="As seen")
    past = await at.slash("history", at.second)
    other = (await at.second.select(past.response, [await number(at)], custom_id="drafts")).response
    await at.change(other, "Answer", at.second, title="Changed since")
    await at.first.click(seen, label="Publish")
    assert title(at) != "Changed since"
    assert "changed since you looked at it" in shown(seen)
    assert "Changed since" in shown(seen)
    await at.first.click(seen, label="Publish")
    assert title(at) == "Changed since"


async def number(at: Moderating) -> str:
    return str((await at.staffed.desk.editor.drafts(at.staffed.guild.id))[-1].id)


async def test_a_stale_discard_shows_the_newer_draft_instead(at: Moderating) -> None:
    seen = await at.edit()
    await at.first.click(seen, label="Discard")
    draft = (await at.staffed.desk.editor.drafts(at.staffed.guild.id))[0]
    await at.staffed.desk.editor.save(draft, by=at.second.id, texts={"title": "Changed since"})
    await at.first.click(seen, label="Discard for good")
    assert "Changed since" in shown(seen)
    assert await at.drafts() == 1


async def test_a_form_over_a_newer_draft_becomes_a_second_one_and_both_are_shown(at: Moderating) -> None:
    card = await at.edit()
    window = await at.first.click(card, label="Answer")
    other = await at.first.click(card, label="Answer")
    await at.first.submit_modal(other, filled(other, title="From the other window"))
    sent = await at.first.submit_modal(window, filled(window, title="From this window"))
    assert "kept as a second draft" in shown(sent.response)
    assert "From this window" in shown(sent.response)
    assert len(sent.followups) == 1
    assert sent.followups[0].ephemeral
    assert "From the other window" in shown(sent.followups[0])
    titles = {str(draft.proposal.fields["title"]) for draft in await at.staffed.desk.editor.drafts(at.staffed.guild.id)}
    assert titles == {"From this window", "From the other window"}


async def test_numbers_of_a_list_that_has_changed_take_no_other_phrasing_away(at: Moderating) -> None:
    card = await at.edit()
    await at.first.click(card, label="Phrasings")
    window = await at.first.click(card, label="Add or take away")
    (draft,) = await at.staffed.desk.editor.drafts(at.staffed.guild.id)
    first, second, *_ = draft.proposal.phrasings
    await at.staffed.desk.editor.save(draft, by=at.second.id, remove_phrasings=[first])
    sent = await at.first.submit_modal(window, {"add": "is a joke wise", "take_away": f"1.\n{second}"})
    assert "The numbers were left aside" in shown(sent.response)
    lines = {found.id: found.proposal.phrasings for found in await at.staffed.desk.editor.drafts(at.staffed.guild.id)}
    assert lines.pop(draft.id) == draft.proposal.phrasings[1:]
    assert list(lines.values()) == [(*draft.proposal.phrasings[2:], "is a joke wise")]


async def test_two_new_entries_with_one_title_get_two_ids_or_a_conflict(at: Moderating) -> None:
    cards: list[Any] = []
    for who in (at.first, at.second):
        opened = await at.slash("add", who)
        cards.append((await who.submit_modal(opened, filled(opened, **NEW))).response)
    for card, who in zip(cards, (at.first, at.second), strict=True):
        await at.change(card, "Grounds", who, **GROUNDS)
        await at.change(
            card, "Place", who, asked_as="one line here\ntwo line here\nthree line here", section="patients"
        )
    await at.first.click(cards[0], label="Publish")
    await at.second.click(cards[1], label="Publish")
    said = shown(cards[1])
    assert "there is an entry tattoos-on-display already" in said or "Somebody published" in said
    assert await at.drafts() == 1
    history = await at.staffed.desk.editor.history(at.staffed.guild.id)
    assert len(history) == 1


async def four_eyes(at: Moderating, channel: Any = None) -> None:
    await at.staffed.set(four_eyes=True, audit_channel=None if channel is None else channel.id)


async def test_with_four_eyes_the_author_alone_publishes_nothing_and_a_second_moderator_does(at: Moderating) -> None:
    audit = at.staffed.guild.create_text_channel("audit")
    await four_eyes(at, audit)
    await at.staffed.bot.auditor.tell(at.staffed.guild.id)
    card = await at.edit()
    await at.change(card, "Answer", title="Seen by two")
    for _ in range(2):
        await at.first.click(card, label="Publish")
        assert title(at) != "Seen by two"
    assert "Waits for a second moderator" in shown(card)
    assert "with a button to look at it" in shown(card)
    post = audit.history()[-2]
    look = await at.second.click(post, label="Look at it")
    assert look.response.ephemeral
    assert "Proposed by" in shown(look.response)
    done = await at.second.click(look.response, label="Publish")
    if title(at) != "Seen by two":
        # The author pressed again since, so this was a newer one.
        done = await at.second.click(look.response, label="Publish")
    assert "It is live" in shown(done.response)
    assert title(at) == "Seen by two"
    made = (await at.staffed.desk.editor.history(at.staffed.guild.id))[0]
    assert (made.author, made.approver) == (at.first.id, at.second.id)
    assert f"By <@{at.first.id}>, published by <@{at.second.id}>" in shown(audit.history()[-1])


async def test_a_waiting_draft_is_found_in_the_history_where_there_is_no_audit_channel(at: Moderating) -> None:
    await four_eyes(at)
    card = await at.edit()
    await at.change(card, "Answer", title="Seen by two")
    await at.first.click(card, label="Publish")
    assert "/knowledge history" in shown(card)
    past = (await at.slash("history", at.second)).response
    assert "waiting for a second moderator: 1" in shown(past)
    look = (await at.second.select(past, [await number(at)], custom_id="drafts")).response
    await at.second.click(look, label="Publish")
    assert title(at) == "Seen by two"


async def test_who_changes_a_waiting_draft_is_its_author_and_needs_a_second_moderator_in_turn(at: Moderating) -> None:
    await four_eyes(at)
    card = await at.edit()
    await at.change(card, "Answer", title="First version")
    await at.first.click(card, label="Publish")
    past = (await at.slash("history", at.second)).response
    look = (await at.second.select(past, [await number(at)], custom_id="drafts")).response
    await at.change(look, "Answer", at.second, title="Second version")
    await at.second.click(look, label="Publish")
    assert title(at) not in ("First version", "Second version")
    await at.first.click(card, label="Publish")
    assert "Second version" in shown(card)
    await at.first.click(card, label="Publish")
    assert title(at) == "Second version"


async def test_a_draft_that_was_published_meanwhile_is_said_to_be_gone_and_what_was_typed_comes_back(
    at: Moderating,
) -> None:
    card = await at.edit()
    await at.change(card, "Answer", title="Published soon")
    window = await at.first.click(card, label="Answer")
    await at.first.click(card, label="Publish")
    sent = await at.first.submit_modal(window, filled(window, title="Typed meanwhile"))
    said = [message for message in sent.followups if "no longer there" in message.content]
    assert said or "no longer there" in sent.response.content
    file = next(message for message in sent.followups if message.attachments)
    assert file.ephemeral
    assert file.attachments[0].filename == "what-you-typed.txt"
    assert b"Typed meanwhile" in await file.attachments[0].read()


async def test_after_a_restart_every_button_of_a_draft_goes_on_working(at: Moderating) -> None:
    card = await at.edit()
    window = await at.first.click(card, label="Answer")
    await at.staffed.restart()
    await at.first.submit_modal(window, filled(window, title="Typed before the restart"))
    assert "Typed before the restart" in shown(card)
    await at.staffed.restart()
    await at.first.click(card, label="Publish")
    assert title(at) == "Typed before the restart"

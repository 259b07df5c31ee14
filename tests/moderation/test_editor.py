from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import select

from bot.concierge import Concierge
from bot.knowledge.forms import fields_of
from bot.knowledge.model import GoldenQuestion, KnowledgeBase
from bot.moderation.answering import ImpactMeter
from bot.moderation.editor import Published, Waiting
from bot.moderation.errors import EditInvalid, TextScreened, UnknownEntry
from bot.screening.model import Kind
from bot.store import audit
from bot.store.database import Database
from bot.store.drafts import Draft, DraftChanged, DraftGone
from bot.store.members import Members, forget
from bot.store.revisions import RevisionConflict, UnknownRevision
from bot.store.server_settings import ServerSettings, change
from bot.store.tables import metadata
from tests.databases import Databases
from tests.moderation.desk import ANN, BEN, SERVER, Desk, asked, desk, shared_words, small


@pytest.fixture
def base(knowledge: KnowledgeBase) -> KnowledgeBase:
    return small(knowledge, "humour", "testimonials", "patient-friend-requests", "workplace-photos")


@pytest.fixture
def here(database: Database, base: KnowledgeBase) -> Desk:
    return desk(database, base)


async def published(at: Desk, draft: Draft, by: int = ANN) -> int:
    made = await at.editor.publish(draft, by=by)
    assert isinstance(made, Published)
    return made.revisions[-1].number


async def titled(at: Desk, title: str, by: int = ANN) -> int:
    draft = await at.editor.edit(SERVER, "humour", by=by)
    return await published(at, await at.editor.save(draft, by=by, texts={"title": title}), by)


async def title_in(at: Desk, server: int | None = SERVER) -> str:
    return (await at.lounges.concierge_for(server)).knowledge.entries["humour"].title


async def test_an_edit_is_saved_in_parts_previewed_and_published(here: Desk, base: KnowledgeBase) -> None:
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"title": "Jokes", "do": "- Wait a day\n- Ask a colleague"})
    draft = await here.editor.save(draft, by=ANN, add_phrasings=["is  a joke wise", ""])
    preview = await here.editor.preview(draft)
    assert preview.errors == ()
    assert preview.card is not None
    assert preview.card.entry.title == "Jokes"
    assert preview.card.entry.do == ("Wait a day", "Ask a colleague")
    assert {item.field for item in preview.difference.fields} == {"title", "do"}
    assert preview.difference.phrasings_added == ("is a joke wise",)
    assert preview.conflict is None
    assert await title_in(here) != "Jokes"
    assert await published(here, draft) == 1
    assert await title_in(here) == "Jokes"
    assert await title_in(here, None) == base.entries["humour"].title
    assert await title_in(here, 6) == base.entries["humour"].title


async def test_faults_are_named_beside_their_fields_and_keep_it_from_being_published(here: Desk) -> None:
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"answer": "You may post it.", "guide": "G45, G99"})
    preview = await here.editor.preview(draft)
    assert {fault.field for fault in preview.errors} >= {"answer", "guide"}
    assert (preview.card, preview.impact) == (None, None)
    with pytest.raises(EditInvalid) as caught:
        await here.editor.publish(draft, by=ANN)
    assert caught.value.faults == preview.errors
    assert await here.editor.draft(SERVER, draft.id) == draft


async def test_an_entry_is_added_from_nothing_and_keeps_its_id(here: Desk, base: KnowledgeBase) -> None:
    draft = await here.editor.add(
        SERVER, by=ANN, fields={"title": "Pager stories"}, phrasings=["may i tell pager stories"]
    )
    assert {fault.field for fault in (await here.editor.preview(draft)).errors} >= {"id", "answer", "do", "basis"}
    fields = {**fields_of(base.entries["humour"]), "id": "pager-stories"}
    texts = {
        "id": "pager-stories",
        "basis": "guide",
        "guide": "G45",
        "answer": "Think of who hears it.",
        "do": "Wait a day\nAsk a colleague",
        "avoid": "Names of any kind",
        "section": str(fields["section"]),
        "asked_as": "May I tell it?\nIs it fun?\nWho hears it?",
    }
    draft = await here.editor.save(draft, by=ANN, texts=texts)
    preview = await here.editor.preview(draft)
    assert preview.errors == ()
    assert preview.before is None
    assert await published(here, draft) == 1
    assert "pager-stories" in here.lounges.knowledge(SERVER).entries
    again = await here.editor.edit(SERVER, "pager-stories", by=ANN)
    again = await here.editor.save(again, by=ANN, texts={"id": "other-stories"})
    assert (await here.editor.preview(again)).errors[0].field == "id"


async def test_two_who_add_the_same_id_do_not_overwrite_each_other(here: Desk, base: KnowledgeBase) -> None:
    fields = {**fields_of(base.entries["humour"]), "id": "pager-stories"}
    first, second = [await here.editor.add(SERVER, by=by, fields=fields) for by in (ANN, BEN)]
    first, second = [await here.editor.save(draft, by=ANN, texts={"title": "P"}) for draft in (first, second)]
    await published(here, first)
    with pytest.raises((RevisionConflict, EditInvalid)):
        await here.editor.publish(second, by=BEN)


async def test_retired_and_brought_back(here: Desk, base: KnowledgeBase) -> None:
    draft = await here.editor.retire(SERVER, "humour", by=ANN)
    preview = await here.editor.preview(draft)
    assert (preview.after, preview.card) == (None, None)
    assert preview.before == base.entries["humour"]
    await published(here, draft)
    assert "humour" not in here.lounges.knowledge(SERVER).entries
    assert (await here.lounges.concierge_for(SERVER)).open("humour") is None
    with pytest.raises(UnknownEntry):
        await here.editor.edit(SERVER, "humour", by=ANN)
    await published(here, await here.editor.back_to_shipped(SERVER, "humour", by=ANN))
    assert here.lounges.knowledge(SERVER) is base
    assert await here.lounges.concierge_for(SERVER) is here.lounges.base


async def test_any_revision_can_be_restored_and_history_only_grows(here: Desk) -> None:
    await titled(here, "First")
    await titled(here, "Second")
    await published(here, await here.editor.retire(SERVER, "humour", by=ANN))
    draft = await here.editor.restore(SERVER, 1, by=BEN)
    assert (await here.editor.preview(draft)).after is not None
    assert await published(here, draft, BEN) == 4
    assert await title_in(here) == "First"
    await published(here, await here.editor.restore(SERVER, 3, by=BEN))
    assert "humour" not in here.lounges.knowledge(SERVER).entries
    line = await here.editor.history(SERVER, "humour")
    assert [(item.number, item.action.value, item.restored) for item in line] == [
        (5, "restore", 3),
        (4, "restore", 1),
        (3, "retire", None),
        (2, "publish", None),
        (1, "publish", None),
    ]
    assert [item.author for item in line] == [ANN, BEN, ANN, ANN, ANN]
    with pytest.raises(UnknownRevision):
        await here.editor.restore(SERVER, 9, by=ANN)
    with pytest.raises(UnknownRevision):
        await here.editor.restore(6, 1, by=ANN)


async def test_history_shows_what_each_revision_changed(here: Desk, base: KnowledgeBase) -> None:
    await titled(here, "First")
    await titled(here, "Second")
    second, first = await here.editor.history(SERVER, "humour")
    (changed,) = (await here.editor.compare(second)).fields
    assert changed.lines == (("-", "First"), ("+", "Second"))
    assert (await here.editor.compare(first)).fields[0].before == base.entries["humour"].title


async def test_a_conflict_shows_both_and_loses_neither(here: Desk) -> None:
    mine, theirs = [await here.editor.edit(SERVER, "humour", by=by) for by in (ANN, BEN)]
    mine = await here.editor.save(mine, by=ANN, texts={"title": "Mine"})
    theirs = await here.editor.save(theirs, by=BEN, texts={"title": "Theirs"})
    await published(here, theirs, BEN)
    with pytest.raises(RevisionConflict) as caught:
        await here.editor.publish(mine, by=ANN)
    current, yours = caught.value.current.overlay.entry, caught.value.yours.overlay.entry
    assert current is not None
    assert yours is not None
    assert (current.title, yours.title) == ("Theirs", "Mine")
    preview = await here.editor.preview(mine)
    assert preview.conflict == caught.value.current
    mine = await here.editor.rebase(mine)
    assert (await here.editor.preview(mine)).conflict is None
    await published(here, mine)
    assert await title_in(here) == "Mine"
    assert len(await here.editor.history(SERVER, "humour")) == 2


async def test_two_windows_on_one_draft_do_not_overwrite_each_other(here: Desk) -> None:
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    saved = await here.editor.save(draft, by=ANN, texts={"title": "One"})
    with pytest.raises(DraftChanged) as caught:
        await here.editor.save(draft, by=BEN, texts={"title": "Two"})
    assert caught.value.current == saved
    with pytest.raises(DraftGone):
        await here.editor.publish(draft, by=ANN)


async def test_with_four_eyes_a_second_moderator_publishes(here: Desk) -> None:
    await change(here.database, SERVER, ServerSettings(four_eyes=True), actor=ANN, at=here.clock())
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"title": "Jokes"})
    waiting = await here.editor.publish(draft, by=ANN)
    assert isinstance(waiting, Waiting)
    assert await here.editor.drafts(SERVER, waiting=True) == (waiting.draft,)
    assert await here.editor.history(SERVER) == ()
    # The author cannot be the second pair of eyes, however often the button is pressed.
    again = await here.editor.publish(waiting.draft, by=ANN)
    assert isinstance(again, Waiting)
    await published(here, again.draft, BEN)
    (made,) = await here.editor.history(SERVER)
    assert (made.author, made.approver) == (ANN, BEN)
    assert await here.editor.drafts(SERVER) == ()


async def test_with_four_eyes_who_was_forgotten_cannot_publish_their_own_draft_alone(here: Desk) -> None:
    await change(here.database, SERVER, ServerSettings(four_eyes=True), actor=ANN, at=here.clock())
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"title": "Jokes"})
    await forget(here.database, Members(b"a secret of sixteen bytes or more"), ANN)
    waiting = await here.editor.publish(await here.editor.draft(SERVER, draft.id), by=ANN)
    assert isinstance(waiting, Waiting)
    assert await here.editor.history(SERVER) == ()
    await published(here, waiting.draft, BEN)
    (made,) = await here.editor.history(SERVER)
    assert (made.author, made.approver) == (ANN, BEN)


async def test_with_four_eyes_who_changes_a_waiting_draft_becomes_its_author(here: Desk) -> None:
    await change(here.database, SERVER, ServerSettings(four_eyes=True), actor=ANN, at=here.clock())
    waiting = await here.editor.publish(await here.editor.retire(SERVER, "humour", by=ANN), by=ANN)
    assert isinstance(waiting, Waiting)
    draft = await here.editor.edit(SERVER, "testimonials", by=ANN)
    draft = await here.editor.save(draft, by=BEN, texts={"title": "Stars"})
    assert isinstance(await here.editor.publish(draft, by=BEN), Waiting)


async def test_what_the_screen_stops_reaches_no_table(here: Desk) -> None:
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    for edit in (
        {"texts": {"answer": "Ask Jones of ward 5."}},
        {"texts": {"do": "Wait a day\nTell Jones"}},
        {"add_phrasings": ["may i post about Jones"]},
    ):
        with pytest.raises(TextScreened) as caught:
            await here.editor.save(draft, by=ANN, **edit)  # type: ignore[arg-type]
        assert caught.value.kinds == (Kind.NAME,)
        assert "Jones" not in str(caught.value)
    with pytest.raises(TextScreened):
        await here.editor.add(SERVER, by=ANN, fields={"answer": "As Jones said"})
    async with here.database.reading() as connection:
        for table in metadata.sorted_tables:
            assert "Jones" not in str((await connection.execute(select(table))).all())


async def test_the_impact_names_the_questions_that_would_be_answered_otherwise(
    database: Database, base: KnowledgeBase
) -> None:
    question = GoldenQuestion(q="what of a wry aside at work", entry=None, manner="plain")
    here = desk(database, base, golden=(question,))
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, add_phrasings=["what of a wry aside at my work"])
    impact = (await here.editor.preview(draft)).impact
    assert impact is not None
    assert impact.asked == sum(len(base.asked_as(key)) for key in base.entries) + 2
    (shift,) = impact.shifts
    assert shift.question.text == question.q
    assert (shift.before and shift.before.outcome, shift.after.outcome) == ("nothing", "answer")
    assert shift.after.given == ("humour",)
    assert impact.worse == (shift,)


async def test_a_phrasing_that_belongs_to_another_entry_is_said_by_name(here: Desk, base: KnowledgeBase) -> None:
    line = base.phrasings["testimonials"][0]
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, add_phrasings=[line + " then"])
    preview = await here.editor.preview(draft)
    lines = [line + " then"]
    if preview.impact is None:
        # The rule against near copies found it first; either way the other entry is named.
        assert base.entries["testimonials"].title in str(preview.errors[0])
        return
    assert [(item.phrasing, item.nearer_title) for item in preview.impact.misplaced] == [
        (lines[0], base.entries["testimonials"].title)
    ]


async def test_retiring_says_what_its_questions_would_get(here: Desk, base: KnowledgeBase) -> None:
    impact = (await here.editor.preview(await here.editor.retire(SERVER, "humour", by=ANN))).impact
    assert impact is not None
    lost = {shift.question.text for shift in impact.worse}
    assert lost >= set(base.phrasings["humour"])


async def test_publishing_is_in_the_audit_log_with_who_and_what(here: Desk) -> None:
    await titled(here, "Jokes")
    await published(here, await here.editor.retire(SERVER, "humour", by=BEN), BEN)
    assert [(event.action, event.actor, event.entry) for event in await audit.untold(here.database, SERVER)] == [
        ("publish", ANN, "humour"),
        ("retire", BEN, "humour"),
    ]


async def test_a_release_that_changes_an_edited_entry_is_told_and_can_be_settled(
    databases: Databases, base: KnowledgeBase
) -> None:
    from dataclasses import replace

    old = desk(databases.connect(), base)
    await titled(old, "Jokes")
    changed = base.entries["humour"].model_copy(update={"answer": "Another answer."})
    release = replace(base, entries={**base.entries, "humour": changed}, version="next")
    new = desk(databases.connect(), release)
    (found,) = await new.editor.release_changes(SERVER)
    assert (found.then, found.now) == (base.entries["humour"], changed)
    await published(new, await new.editor.keep_own(SERVER, "humour", by=ANN))
    assert await new.editor.release_changes(SERVER) == ()
    assert await title_in(new) == "Jokes"


async def test_a_draft_of_another_server_is_not_there(here: Desk) -> None:
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    with pytest.raises(DraftGone):
        await here.editor.draft(6, draft.id)
    assert await here.editor.discard(draft)
    with pytest.raises(DraftGone):
        await here.editor.draft(SERVER, draft.id)


async def test_the_first_impact_is_waited_for_with_patience_by_one_thread(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm, through, begun = here.measuring._meter.warm, threading.Event(), list[object]()

    def slow(base: Concierge) -> None:
        begun.append(base)
        through.wait(20)
        warm(base)

    monkeypatch.setattr(here.measuring._meter, "warm", slow)
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"title": "Jokes"})
    found = await asyncio.gather(*(here.editor.preview(draft, patience=0.05) for _ in range(40)))
    assert all(preview.impact is None and preview.errors == () for preview in found)
    here.editor.make_ready(SERVER)
    through.set()
    assert (await here.editor.preview(draft, patience=20)).impact is not None
    assert len(begun) == 1


async def test_with_four_eyes_who_keeps_anothers_text_in_a_conflict_does_not_become_its_author(here: Desk) -> None:
    mine = await here.editor.edit(SERVER, "humour", by=ANN)
    mine = await here.editor.save(mine, by=ANN, texts={"title": "Mine"})
    await titled(here, "Theirs", BEN)
    await change(here.database, SERVER, ServerSettings(four_eyes=True), actor=ANN, at=here.clock())
    kept = await here.editor.rebase(mine)
    waiting = await here.editor.publish(kept, by=ANN)
    assert isinstance(waiting, Waiting)
    await published(here, waiting.draft, BEN)
    made = (await here.editor.history(SERVER))[0]
    assert (made.author, made.approver) == (ANN, BEN)


async def test_with_four_eyes_neither_a_form_sent_unchanged_nor_a_copy_makes_an_author(here: Desk) -> None:
    await change(here.database, SERVER, ServerSettings(four_eyes=True), actor=ANN, at=here.clock())
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"title": "Mine"})
    same = await here.editor.save(draft, by=BEN, texts={"title": "Mine"})
    second = await here.editor.copy(same)
    for each in (same, second):
        assert each.author == ANN
        assert isinstance(await here.editor.publish(each, by=ANN), Waiting)
    assert await here.editor.history(SERVER) == ()


async def test_who_throws_a_draft_away_has_seen_it_as_it_is(here: Desk) -> None:
    seen = await here.editor.edit(SERVER, "humour", by=ANN)
    newer = await here.editor.save(seen, by=BEN, texts={"title": "Newer"})
    with pytest.raises(DraftChanged) as caught:
        await here.editor.discard(seen)
    assert caught.value.current == newer
    assert await here.editor.discard(newer)
    assert not await here.editor.discard(newer)


async def test_where_the_screen_stops_added_phrasings_no_draft_is_left(here: Desk) -> None:
    with pytest.raises(TextScreened):
        await here.editor.edit(SERVER, "humour", by=ANN, add_phrasings=["may i joke about Jones"])
    assert await here.editor.drafts(SERVER) == ()
    draft = await here.editor.edit(SERVER, "humour", by=ANN, add_phrasings=["is  a joke wise", "is a joke wise"])
    assert draft.proposal.phrasings[-1] == "is a joke wise"
    assert len(draft.proposal.phrasings) == len(set(draft.proposal.phrasings))


async def test_a_second_draft_begins_where_the_other_stands(here: Desk) -> None:
    draft = await here.editor.edit(SERVER, "humour", by=ANN)
    draft = await here.editor.save(draft, by=ANN, texts={"title": "Jokes"})
    second = await here.editor.copy(draft)
    assert second.id != draft.id
    assert (second.proposal, second.opened_at, second.author) == (draft.proposal, draft.opened_at, ANN)


async def test_an_added_entry_keeps_no_id_until_it_is_published_and_never_replaces_a_shipped_one(here: Desk) -> None:
    draft = await here.editor.add(SERVER, by=ANN, fields={"id": "humour", "title": "Mine"})
    assert draft.entry == ""
    draft = await here.editor.save(draft, by=ANN, texts={"id": "testimonials", **COMPLETE})
    assert [fault.field for fault in (await here.editor.preview(draft)).errors] == ["id"]
    draft = await here.editor.save(draft, by=ANN, texts={"id": "tattoos"})
    assert (await here.editor.preview(draft)).errors == ()


COMPLETE = {
    "answer": "Show them where your dress code allows it.",
    "do": "Read the dress code first\nAsk your manager once",
    "avoid": "Filming tattoos in a clinical area",
    "basis": "guide",
    "guide": "G43",
    "section": "patients",
    "asked_as": "are tattoos a problem\ncan tattoos be shown\nis my tattoo unprofessional",
}


async def test_what_an_impact_is_measured_against_is_worked_out_meanwhile(
    database: Database, base: KnowledgeBase
) -> None:
    here = desk(database, base)
    measuring = ImpactMeter(shared_words, (), asked)  # type: ignore[arg-type]
    here.measuring._meter = measuring
    await here.editor.edit(SERVER, "humour", by=ANN)
    await asyncio.gather(*here.measuring._preparing)
    assert measuring._base is not None
    assert measuring._base[0] == base.version

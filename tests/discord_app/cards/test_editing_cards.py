"""Moderators' cards with the longest and oddest texts that drafts can hold, within Discord's limits; nothing of a difference is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.cards.difference import difference_lines, pages_of
from bot.discord_app.cards.editing import changes_card, preview_card
from bot.discord_app.cards.history import Past, history_card, release_card, revision_card
from bot.discord_app.cards.phrasings import phrasings_card
from bot.discord_app.controls import editing_forms
from bot.discord_app.markdown import length
from bot.discord_app.translation import Words
from bot.knowledge.checking import FieldFault
from bot.knowledge.forms import fields_of, id_from
from bot.knowledge.impact import Impact, KnownQuestion, Misplaced, Shift, Verdict
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.overlay import EntryOverlay, ShippedChange
from bot.moderation.preview import Difference, FieldChange, Preview, difference
from bot.store.actions import Action
from bot.store.drafts import Draft, Proposal
from bot.store.revisions import Revision
from tests.discord_app.cards.limits_check import texts_of, within_limits
from tests.discord_app.cards.test_cards import SCRIPTS, filled, longest_view

WORDS = Words()
NOW = datetime(2026, 11, 26, tzinfo=UTC)
BIGGEST = 10**18 - 1


def longest_preview(knowledge: KnowledgeBase, script: str, *, conflict: bool) -> Preview:
    view = longest_view(knowledge, script)
    before = knowledge.entries["patient-friend-requests"]
    question = KnownQuestion(filled(script, 700), before.id)
    verdicts = Verdict("clarify", ("humour", "patient-images", before.id)), Verdict("answer", ("humour",))
    lines = tuple(f"{number} {filled(script, 690)}" for number in range(500))
    draft = Draft(
        BIGGEST, 5, "", 0, 999_999, True, BIGGEST, NOW, Proposal(fields=fields_of(view.entry), phrasings=lines)
    )
    faults = tuple(
        FieldFault("phrasings", filled(script, 200), place, warning=place % 2 == 0) for place in range(1, 60)
    )
    return Preview(
        draft=draft,
        before=before,
        after=view.entry,
        card=view,
        difference=difference(before, view.entry, ("old",), lines),
        faults=faults,
        impact=Impact(
            9_999, (Shift(question, *verdicts),) * 300, (Misplaced(question.text, "x", "y", filled(script, 80)),) * 99
        ),
        conflict=Revision(5, BIGGEST, before.id, 0, Action.PUBLISH, BIGGEST, None, NOW, EntryOverlay())
        if conflict
        else None,
    )


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("conflict", [True, False])
def test_the_longest_draft_fits_its_preview(knowledge: KnowledgeBase, script: str, conflict: bool) -> None:
    preview = longest_preview(knowledge, script, conflict=conflict)
    titles = dict.fromkeys(knowledge.entries, filled(script, 80))
    for shown in (
        preview,
        replace(preview, faults=()),
        replace(preview, faults=(), impact=None),
        replace(preview, card=None),
    ):
        within_limits(preview_card(shown, titles, WORDS, note=filled(script, 200)))


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_page_of_the_longest_lists_fits_and_nothing_is_left_out(knowledge: KnowledgeBase, script: str) -> None:
    preview = longest_preview(knowledge, script, conflict=False)
    lines = difference_lines(preview.difference, WORDS)
    pages = pages_of(lines)
    assert [line for page in pages for line in page] == lines
    for page in range(0, len(pages), 7):
        card = changes_card(lines, page, None, None, "title", WORDS)
        within_limits(card)
        assert all(line in texts_of(card) for line in pages[page])
    within_limits(phrasings_card(WORDS, preview.draft, 0))
    within_limits(phrasings_card(WORDS, preview.draft, 998))


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_longest_history_fits(knowledge: KnowledgeBase, script: str) -> None:
    entry = longest_view(knowledge, script).entry
    overlay = EntryOverlay(entry=entry, base=knowledge.entries[entry.id])
    found = tuple(
        Revision(5, BIGGEST - place, entry.id, 0, Action.RESTORE, BIGGEST, BIGGEST, NOW, overlay, BIGGEST)
        for place in range(20)
    )
    drafts = tuple(
        Draft(place, 5, entry.id, 0, 1, place % 2 == 0, 1, NOW, Proposal(fields=fields_of(entry)))
        for place in range(60)
    )
    changes = tuple(ShippedChange(f"entry-{place}", overlay.base, entry, overlay) for place in range(60))
    within_limits(history_card(Past(None, found, drafts, changes, more=True), {}, WORDS))
    within_limits(history_card(Past(entry.id, (), (), ()), {}, WORDS))
    changed = difference(knowledge.entries[entry.id], entry)
    for page in (0, 1, 99):
        within_limits(revision_card(found[0], changed, page, {}, WORDS))
        within_limits(release_card(changes[0], page, {}, WORDS))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400)


@given(before=TEXTS, after=TEXTS, field=st.sampled_from(["answer", "do"]))
def test_every_word_of_a_difference_is_shown(before: str, after: str, field: str) -> None:
    change = FieldChange(field, before, after)
    lines = difference_lines(Difference((change,), (), ()), WORDS)
    assert all(length(line) <= 2_800 for line in lines)
    said = "".join("\n".join(lines).replace("\\", "").split())
    for word in set(after.split()) - set(before.split()):
        assert "".join(word.replace("\\", "").split()) in said


def test_a_text_is_compared_word_by_word_and_keeps_the_neighbours_of_a_change() -> None:
    before = "nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    change = FieldChange("answer", before, before.replace("seven", "7"))
    assert difference_lines(Difference((change,), (), ()), WORDS)[1] == (
        "… two three four five six ~~seven~~ **7** eight nine ten eleven twelve …"
    )


def test_a_field_that_is_too_long_for_a_box_is_not_cut(knowledge: KnowledgeBase) -> None:
    says = "s" * 240
    entry = knowledge.entries["humour"]
    view = entry.authorities[0].model_copy(update={"says": says})
    fields = fields_of(entry.model_copy(update={"authorities": (view,) * 20}))
    form = editing_forms.part_form(WORDS, "grounds", (1, 1), fields, knowledge)
    sent = form.to_dict()
    assert "authorities" not in [item.get("component", {}).get("custom_id") for item in sent["components"]]
    assert "too long for a form" in str(sent)


def test_what_is_longer_than_the_rules_allow_is_still_whole_in_its_box(knowledge: KnowledgeBase) -> None:
    form = editing_forms.part_form(WORDS, "answer", (1, 1), {"title": "t" * 300, "answer": "a" * 3_000}, knowledge)
    values = {item["component"]["custom_id"]: item["component"] for item in form.to_dict()["components"]}
    assert values["title"]["value"] == "t" * 300
    assert values["answer"]["value"] == "a" * 3_000
    assert values["answer"]["max_length"] == 3_000


@given(st.text(max_size=300), st.sets(st.from_regex(r"entry(-[2-9])?", fullmatch=True)))
def test_an_id_from_a_title_is_always_one_and_never_taken(title: str, taken: set[str]) -> None:
    made = id_from(title, taken)
    assert made not in taken
    assert 1 <= len(made) <= 60
    assert all(part.isalnum() and part == part.lower() and part.isascii() for part in made.split("-"))


def test_ids_from_titles_read_well() -> None:
    assert id_from("Patient's friend requests: Überweisung & co.", ()) == "patients-friend-requests-uberweisung-co"
    assert id_from("???", {"entry"}) == "entry-2"

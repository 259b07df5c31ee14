from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.knowledge.loading import load_knowledge
from bot.knowledge.model import Entry, KnowledgeBase
from bot.knowledge.overlay import SHIPPED, EntryOverlay, apply, overlay_of, shipped_changes
from bot.views import view_of
from tests.conftest import KNOWLEDGE

BASE = load_knowledge(KNOWLEDGE)
IDS = sorted(BASE.entries)


def edited(entry_id: str = "humour", **changes: object) -> Entry:
    return BASE.entries[entry_id].model_copy(update={"title": "Jokes", **changes})


def with_entries(knowledge: KnowledgeBase, **entries: Entry) -> KnowledgeBase:
    """The next release, with other texts."""
    changed = {key.replace("_", "-"): entry for key, entry in entries.items()}
    return replace(knowledge, entries=MappingProxyType({**knowledge.entries, **changed}), version="next")


def test_without_edits_the_shipped_knowledge_itself_is_used() -> None:
    assert apply(BASE, {}) is BASE
    assert apply(BASE, {"humour": SHIPPED}) is BASE


def test_a_changed_entry_stands_in_the_place_of_the_shipped_one() -> None:
    made = apply(BASE, {"humour": overlay_of(BASE, "humour", edited(), BASE.phrasings["humour"])})
    assert made.entries["humour"].title == "Jokes"
    assert made.phrasings == BASE.phrasings
    assert BASE.entries["humour"].title != "Jokes"
    assert made.version != BASE.version


def test_an_added_entry_stands_beside_the_others() -> None:
    own = edited(id="pager-stories")
    made = apply(BASE, {"pager-stories": overlay_of(BASE, "pager-stories", own, ["may i tell pager stories"])})
    assert list(made.entries) == sorted([*IDS, "pager-stories"])
    assert made.asked_as("pager-stories")[-1] == "may i tell pager stories"


def test_a_retired_entry_is_gone_and_nothing_refers_to_it_any_more() -> None:
    made = apply(BASE, {"patient-friend-requests": overlay_of(BASE, "patient-friend-requests", None, ())})
    assert "patient-friend-requests" not in made.entries
    assert "patient-friend-requests" not in made.phrasings
    for key in made.entries:
        assert "patient-friend-requests" not in [option.id for option in view_of(made, key).related]
    assert all("patient-friend-requests" not in item.entries for item in made.checklists.values())


def test_a_checklist_without_entries_goes_with_them() -> None:
    checklist = next(iter(BASE.checklists.values()))
    made = apply(BASE, {key: overlay_of(BASE, key, None, ()) for key in checklist.entries})
    assert checklist.id not in made.checklists
    assert all(entry.checklist != checklist.id for entry in made.entries.values())


def test_phrasings_are_added_and_taken_away_and_follow_the_release_otherwise() -> None:
    first, *rest = BASE.phrasings["humour"]
    overlay = overlay_of(BASE, "humour", BASE.entries["humour"], [*rest, "is a joke wise"])
    assert overlay.entry is None
    assert (overlay.added, overlay.removed) == (("is a joke wise",), (first,))
    release = replace(
        BASE, phrasings=MappingProxyType({**BASE.phrasings, "humour": (first, *rest, "a new one")}), version="next"
    )
    assert apply(release, {"humour": overlay}).phrasings["humour"] == (*rest, "a new one", "is a joke wise")
    assert shipped_changes(release, {"humour": overlay}) == ()


def test_a_release_that_changes_an_edited_entry_is_noticed_with_all_three_texts() -> None:
    overlay = overlay_of(BASE, "humour", edited(), BASE.phrasings["humour"])
    assert shipped_changes(BASE, {"humour": overlay}) == ()
    release = with_entries(BASE, humour=BASE.entries["humour"].model_copy(update={"answer": "Another answer."}))
    (found,) = shipped_changes(release, {"humour": overlay})
    assert found.then == BASE.entries["humour"]
    assert found.now is not None
    assert found.now.answer == "Another answer."
    assert found.own.entry == edited()
    assert apply(release, {"humour": overlay}).entries["humour"].title == "Jokes"


def test_a_new_date_of_review_is_no_change_to_compare() -> None:
    overlay = overlay_of(BASE, "humour", edited(), ())
    dated = BASE.entries["humour"].reviewed.model_copy(
        update={"review_by": BASE.entries["humour"].reviewed.review_by.replace(year=2030)}
    )
    release = with_entries(BASE, humour=BASE.entries["humour"].model_copy(update={"reviewed": dated}))
    assert shipped_changes(release, {"humour": overlay}) == ()


def test_a_release_that_ships_the_id_of_an_own_entry_is_noticed() -> None:
    own = edited(id="pager-stories")
    overlay = overlay_of(BASE, "pager-stories", own, ())
    release = with_entries(BASE, pager_stories=own.model_copy(update={"title": "Pagers"}))
    (found,) = shipped_changes(release, {"pager-stories": overlay})
    assert (found.then, found.own.entry) == (None, own)


def test_what_a_release_took_away_is_not_referred_to() -> None:
    key = next(key for key, entry in BASE.entries.items() if entry.authorities and entry.related)
    overlay = overlay_of(BASE, key, edited(key), ())
    release = replace(BASE, sources=MappingProxyType({}), checklists=MappingProxyType({}), points=MappingProxyType({}))
    entry = apply(release, {key: overlay}).entries[key]
    assert (entry.authorities, entry.guide, entry.checklist) == ((), (), None)


def test_a_retired_entry_has_no_text_of_its_own() -> None:
    with pytest.raises(ValidationError):
        EntryOverlay(retired=True, added=("a line",))


lines = st.lists(st.sampled_from([*BASE.phrasings["humour"][:4], "one", "two", "three"]), unique=True)
states = st.dictionaries(
    st.sampled_from(["humour", "testimonials", "pager-stories"]),
    st.tuples(st.sampled_from(["shipped", "edited", "retired"]), lines),
)


@settings(max_examples=60, deadline=None)
@given(states)
def test_any_state_of_entries_is_reached_and_read_back_from_json(
    wanted: dict[str, tuple[str, list[str]]],
) -> None:
    overlays: dict[str, EntryOverlay] = {}
    for key, (kind, phrasings) in wanted.items():
        own = edited(id=key)
        entry = None if kind == "retired" else BASE.entries.get(key, own) if kind == "shipped" else own
        overlays[key] = overlay_of(BASE, key, entry, phrasings)
        text = overlays[key].model_dump_json(exclude_defaults=True)
        assert EntryOverlay.model_validate_json(text) == overlays[key]
    made = apply(BASE, overlays)
    for key, (kind, phrasings) in wanted.items():
        if kind == "retired":
            assert key not in made.entries
        else:
            assert set(made.phrasings[key]) == set(phrasings)
    untouched = set(IDS) - set(wanted)
    assert all(made.phrasings[key] == BASE.phrasings[key] for key in untouched)
    for key in made.entries:
        view_of(made, key)

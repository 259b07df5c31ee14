from __future__ import annotations

import shutil
from datetime import date
from typing import Any

import pytest

from bot.knowledge.checking import Checked, check_entry
from bot.knowledge.forms import PARTS, fields_of, text_of, with_text
from bot.knowledge.lint import lint
from bot.knowledge.model import Entry, KnowledgeBase
from tests.conftest import KNOWLEDGE
from tests.knowledge.test_lint import edit

TODAY = date(2026, 11, 24)


def check(knowledge: KnowledgeBase, entry: str = "humour", lines: list[str] | None = None, **changes: Any) -> Checked:
    fields = {**fields_of(knowledge.entries[entry]), **changes}
    phrasings = [*knowledge.phrasings[entry], *(lines or [])]
    return check_entry(knowledge, fields, phrasings, today=TODAY, golden=["what about a joke?"])


def errors(checked: Checked) -> list[str]:
    return [str(fault) for fault in checked.errors]


def test_every_shipped_entry_passes(knowledge: KnowledgeBase) -> None:
    for key in knowledge.entries:
        assert errors(check(knowledge, key)) == []


@pytest.mark.parametrize(
    ("changes", "field", "place", "says"),
    [
        ({"answer": "You may post it."}, "answer", None, "clears"),
        ({"answer": "x" * 701}, "answer", None, "at most 700"),
        ({"title": ""}, "title", None, "at least 1"),
        ({"do": ["Wait a day", "That is fine"]}, "do", 2, "clears"),
        ({"do": ["Wait a day", "x"]}, "do", 2, "at least 3"),
        ({"do": ["Wait a day"]}, "do", None, "at least 2"),
        ({"guide": ["G99"]}, "guide", 1, "not known"),
        ({"guide": ["G35"]}, "guide", None, "G59 and G60"),
        ({"guide": []}, "guide", None, "at least one point"),
        ({"related": ["nowhere"]}, "related", 1, "not known"),
        ({"related": ["humour"]}, "related", 1, "itself"),
        ({"checklist": "nowhere"}, "checklist", 1, "not known"),
        ({"section": "nowhere"}, "section", None, "no section"),
        ({"basis": "beyond", "authorities": []}, "authorities", None, "required"),
        ({"authorities": [{"source": "nowhere", "says": "Something."}]}, "authorities", 1, "not known"),
        ({"reviewed": {"on": "2024-01-01", "review_by": "2025-01-01"}}, "reviewed", None, "was due"),
        ({"reviewed": {"on": "2027-01-01", "review_by": "2028-01-01"}}, "reviewed", None, "still to come"),
        ({"id": "Not An Id"}, "id", None, "match"),
        ({"unknown": "x"}, "unknown", None, "not permitted"),
    ],
)
def test_a_fault_is_named_beside_its_field(
    knowledge: KnowledgeBase, changes: dict[str, Any], field: str, place: int | None, says: str
) -> None:
    found = check(knowledge, **changes).errors
    assert any(fault.field == field and fault.place == place and says in fault.message for fault in found), found


def test_phrasings_are_checked_for_copies_and_golden_questions(knowledge: KnowledgeBase) -> None:
    elsewhere = next(line for line in knowledge.phrasings["testimonials"] if len(line) > 50)
    count = len(knowledge.phrasings["humour"])
    found = check(knowledge, lines=[elsewhere.upper(), elsewhere[:-2] + "zz", "What about a JOKE", "y" * 701]).errors
    assert [(fault.field, fault.place) for fault in found] == [("phrasings", count + number) for number in (1, 2, 3, 4)]
    title = knowledge.entries["testimonials"].title
    assert f"the same words stand under {title}" in found[0].message
    assert f"nearly the same words stand under {title}" in found[1].message
    assert "golden" in found[2].message


def test_too_few_phrasings_only_warn(knowledge: KnowledgeBase) -> None:
    fields = fields_of(knowledge.entries["humour"])
    checked = check_entry(knowledge, fields, ["is a joke wise"], today=TODAY)
    assert checked.errors == ()
    assert "1 phrasings" in checked.faults[0].message


def test_a_new_entry_needs_an_id_of_its_own(knowledge: KnowledgeBase) -> None:
    fields = fields_of(knowledge.entries["humour"])
    checked = check_entry(knowledge, fields, [], today=TODAY, new=True)
    assert [fault.field for fault in checked.errors] == ["id"]


@pytest.mark.parametrize("answer", ["You may post it.", "It is fine.", "Think of who reads it."])
def test_the_rules_are_those_of_the_linter(
    knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory, answer: str
) -> None:
    """The same text gets the same verdict, whether it stands in a file or comes from a moderator."""
    folder = tmp_path_factory.mktemp("linted") / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    (path,) = folder.glob("entries/*/humour.yaml")
    edit(folder, str(path.relative_to(folder)), answer=answer)
    linted = {fault.message for fault in lint(folder, TODAY) if fault.path.endswith("humour.yaml")}
    checked = {fault.message for fault in check(knowledge, answer=answer).errors if fault.field == "answer"}
    assert linted == checked


def test_every_field_of_every_entry_survives_the_form(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.entries.values():
        fields = fields_of(entry)
        typed = dict(fields)
        for name in (name for part in PARTS.values() for name in part):
            typed = with_text(typed, name, text_of(fields, name), today=entry.reviewed.on.isoformat())
        read = Entry.model_validate(typed)
        assert read.model_copy(update={"answer": ""}) == entry.model_copy(update={"answer": ""})
        assert read.answer.split() == entry.answer.split()


def test_every_field_fits_a_text_box(knowledge: KnowledgeBase) -> None:
    assert all(len(part) <= 5 for part in PARTS.values())
    for entry in knowledge.entries.values():
        for name in (name for part in PARTS.values() for name in part):
            assert len(text_of(fields_of(entry), name)) <= 4_000

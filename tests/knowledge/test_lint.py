from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.knowledge.due import due_reviews
from bot.knowledge.lint import CLEARING, lint
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.schema import entry_schema
from tests.conftest import KNOWLEDGE

TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def edit(folder: Path, file: str, **changes: object) -> None:
    path = folder / file
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    path.write_text(yaml.safe_dump({**data, **changes}, allow_unicode=True, sort_keys=False), "utf-8")


def errors(folder: Path, today: date = TODAY) -> list[str]:
    return [str(fault) for fault in lint(folder, today) if not fault.warning]


def test_the_shipped_knowledge_has_no_fault() -> None:
    assert [str(fault) for fault in lint(KNOWLEDGE, TODAY)] == []


@pytest.mark.parametrize(
    "text",
    [
        "You may accept it.",
        "That is legal in most places.",
        "This is not a breach.",
        "A closed group is safe.",
        "Posting it is perfectly fine.",
        "You are allowed to share it.",
        "There is no risk in that.",
    ],
)
def test_words_that_clear_are_found(folder: Path, text: str) -> None:
    assert CLEARING.search(text)
    edit(folder, "entries/professional/be-professional.yaml", answer=text)
    assert any("be-professional.yaml" in line and "clears" in line for line in errors(folder))


@pytest.mark.parametrize(
    "text", ["Ask who may decide.", "Ask whether your employer's policy permits it.", "A patient may recognise it."]
)
def test_words_that_only_warn_are_left_alone(text: str) -> None:
    assert CLEARING.search(text) is None


def test_an_entry_beyond_the_guide_must_say_so_first(folder: Path) -> None:
    edit(
        folder,
        "entries/professional/romantic-contact.yaml",
        answer="Keep it professional. The guide does not cover this.",
    )
    assert any("first sentence" in line for line in errors(folder))


def test_a_day_at_work_never_stands_without_the_two_patient_questions(folder: Path) -> None:
    edit(folder, "entries/advocacy/day-to-day-stories.yaml", guide=["G35"])
    assert any("G59 and G60" in line for line in errors(folder))


def test_the_ownership_point_needs_its_accuracy_note(folder: Path) -> None:
    edit(folder, "entries/professional/be-professional.yaml", guide=["G44", "G45", "G57"])
    assert any("accuracy note" in line for line in errors(folder))


def test_a_suspended_text_must_be_worded_as_past(folder: Path) -> None:
    edit(
        folder,
        "entries/promotion/testimonials.yaml",
        authorities=[{"source": "nmc-india-2023", "says": "Bars patient testimonials outright."}],
    )
    assert any("suspended: word it as past" in line for line in errors(folder))


def test_a_point_that_no_entry_uses_is_a_fault(folder: Path) -> None:
    path = folder / "guide.yaml"
    path.write_text(
        path.read_text("utf-8") + "  - {id: G61, section: patients, text: A point that nobody uses}\n", "utf-8"
    )
    assert any("G61 is used by no entry" in line for line in errors(folder))


def test_overdue_reviews_are_faults_and_due_ones_are_listed(knowledge: KnowledgeBase) -> None:
    assert any("review was due" in line for line in errors(KNOWLEDGE, date(2029, 1, 1)))
    listed = due_reviews(knowledge, date(2029, 1, 1))
    assert len(listed) == len(knowledge.entries) + len(knowledge.checklists) + len(knowledge.sources)
    assert listed == sorted(listed)
    assert due_reviews(knowledge, TODAY) == []


def test_the_same_words_under_two_entries_name_both_places(folder: Path) -> None:
    line = next(
        line
        for line in (folder / "phrasings/humour.txt").read_text("utf-8").splitlines()
        if line and line[0] != "#" and len(line) > 40
    )
    for file, text in (("testimonials", line.upper()), ("advocacy", line[:-3] + "q" + line[-2:])):
        path = folder / f"phrasings/{file}.txt"
        path.write_text(path.read_text("utf-8") + text + "\n", "utf-8")
    found = errors(folder)
    assert any("the same words as phrasings/" in line and "testimonials" in line and "humour" in line for line in found)
    assert any("nearly the same words as phrasings/" in line and "advocacy" in line for line in found)


def test_too_few_phrasings_are_a_warning(folder: Path) -> None:
    (folder / "phrasings/humour.txt").write_text("is a joke ever wise\n", "utf-8")
    assert any(fault.warning and "1 phrasings" in fault.message for fault in lint(folder, TODAY))


def test_a_golden_question_among_the_phrasings_is_a_fault(folder: Path) -> None:
    path = folder / "phrasings/humour.txt"
    golden = yaml.safe_load((folder / "golden.yaml").read_text("utf-8"))
    question = next(item["q"] for item in golden if item["entry"] == "humour")
    path.write_text(path.read_text("utf-8") + question + "\n", "utf-8")
    assert any("golden.yaml" in line and "phrasings/humour.txt" in line for line in errors(folder))


def test_the_schema_for_editors_knows_every_field_and_limit() -> None:
    schema = json.loads(json.dumps(entry_schema()))
    assert {"id", "title", "basis", "answer", "do", "avoid", "reviewed", "asked_as"} <= set(schema["required"])
    assert schema["properties"]["answer"]["maxLength"] == 700
    assert schema["additionalProperties"] is False
    assert "section" not in schema["properties"]

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.loading import KnowledgeInvalid, load_golden, load_knowledge, read_knowledge
from bot.knowledge.model import KnowledgeBase
from tests.conftest import KNOWLEDGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def messages(folder: Path) -> list[str]:
    return [str(fault) for fault in sorted(read_knowledge(folder).faults)]


def test_the_shipped_knowledge_has_its_sixty_four_entries_and_sixty_points(knowledge: KnowledgeBase) -> None:
    assert len(knowledge.entries) == 64
    assert list(knowledge.points) == [f"G{number:02}" for number in range(1, 61)]
    assert len(knowledge.checklists) == 12
    assert len(knowledge.sections) == 10


def test_every_entry_is_asked_in_at_least_forty_five_ways(knowledge: KnowledgeBase) -> None:
    assert {key for key in knowledge.entries if len(knowledge.phrasings[key]) < 45} == set()


def test_at_least_three_hundred_examples_are_out_of_scope(knowledge: KnowledgeBase) -> None:
    assert sum(map(len, knowledge.out_of_scope.values())) >= 300


def test_golden_questions_ask_every_topic_at_least_four_times_and_a_hundred_are_out_of_scope(
    knowledge: KnowledgeBase,
) -> None:
    golden = load_golden(KNOWLEDGE / "golden.yaml")
    for key in knowledge.entries:
        assert sum(question.entry == key for question in golden) >= 4, key
    assert sum(question.entry is None for question in golden) >= 100


def test_every_fault_is_found_at_once_with_file_and_line(folder: Path) -> None:
    entry = folder / "entries/professional/humour.yaml"
    entry.write_text(entry.read_text("utf-8").replace("basis: principle", "basis: hearsay"), "utf-8")
    (folder / "entries/patients/patient-images.yaml").write_text("id: [", "utf-8")
    sources = folder / "sources.yaml"
    sources.write_text(sources.read_text("utf-8") + "\nwma-2022: {}\n", "utf-8")
    found = messages(folder)
    assert any("humour.yaml:3: error: basis" in line for line in found)
    assert any("patient-images.yaml" in line and "not valid YAML" in line for line in found)
    assert any("sources.yaml" in line and "twice" in line for line in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("entries/professional/humour.yaml", "guide: [", "guide: [G99, ", "unknown guide G99"),
        ("entries/professional/humour.yaml", "related: [", "related: [nowhere, ", "unknown entry nowhere"),
        ("entries/professional/humour.yaml", "id: humour", "id: humor", "differs from the file's name"),
        ("checklists/mistake.yaml", "id: mistake", "id: mistake\ncolour: red", "colour: Extra inputs"),
    ],
)
def test_an_id_that_does_not_exist_is_named_where_it_stands(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [line for line in messages(folder) if said in line]
    assert found
    assert found[0].startswith(f"{file}:")


def test_a_phrasing_file_without_an_entry_is_a_fault(folder: Path) -> None:
    (folder / "phrasings/nobody.txt").write_text("hello there\n", "utf-8")
    assert any("there is no entry nobody" in line for line in messages(folder))


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeInvalid, match="no such folder"):
        load_knowledge(tmp_path / "absent")


def test_the_version_changes_with_the_content_and_only_then(folder: Path, knowledge: KnowledgeBase) -> None:
    assert load_knowledge(folder).version == knowledge.version
    path = folder / "phrasings/humour.txt"
    path.write_text(path.read_text("utf-8") + "one more way to ask about a joke\n", "utf-8")
    assert load_knowledge(folder).version != knowledge.version

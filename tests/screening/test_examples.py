from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.screening.examples import screening_faults
from bot.screening.rules import Finder, Finders, IdentifierRule, ScreeningDataInvalid, compile_pattern, read_record
from bot.screening.screen import Screen
from bot.screening.searching import IndexedText

TODAY = date(2026, 12, 1)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "screening"))


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_every_rule_finds_its_examples_and_leaves_the_others_alone(folder: Path) -> None:
    assert screening_faults(folder, TODAY) == []


def test_an_example_that_fails_is_a_fault_with_file_line_and_rule(copy: Path) -> None:
    edit(copy / "identifiers.yaml", '"MRN 00482913 is on the slide"', '"nothing of the kind"')
    fault, *others = screening_faults(copy, TODAY)
    assert others == []
    assert fault.path == "screening/identifiers.yaml"
    assert "labelled-record-number" in fault.message
    line = (copy / "identifiers.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert "id: labelled-record-number" in line
    assert not fault.warning


def test_the_examples_of_the_draft_rules_are_held_to_as_well(copy: Path) -> None:
    edit(copy / "drafts.yaml", '"My colleague is a moron."', '"My colleague is a marvel."')
    edit(copy / "drafts.yaml", '"Stop calling people lazy."', '"My manager is a lazy clown."')
    faults = screening_faults(copy, TODAY)
    assert len(faults) == 2
    assert all(fault.path == "screening/drafts.yaml" and not fault.warning for fault in faults)
    for fault in faults:
        line = (copy / "drafts.yaml").read_text("utf-8").splitlines()[fault.line - 1]
        assert f"id: {fault.message.split()[0]}" in line


def test_an_overdue_signpost_is_a_warning(copy: Path) -> None:
    faults = screening_faults(copy, date(2027, 6, 1))
    assert faults
    assert all(fault.warning for fault in faults)
    assert any("samaritans" in fault.message for fault in faults)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: NUMBER", "kind: NONSENSE"),
        ("level: block", "level: perhaps"),
        ("hints: [digit]", "hints: digit"),
        ("needs: [patient, clinical]", "needs: [nobody]"),
        ("checksum: nhs", "checksum: guess"),
        ("{0,4}", "*"),
        ("<<month>>", "<<moon>>"),
        ("(?<![a-z])(?:mrn", "(?<![a-z])((?:mrn"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_lounge_and_is_named(copy: Path, before: str, after: str) -> None:
    edit(copy / "identifiers.yaml", before, after)
    with pytest.raises(ScreeningDataInvalid, match=r"identifiers\.yaml"):
        Screen.load(copy)
    assert [fault.path for fault in screening_faults(copy, TODAY)] == ["screening/identifiers.yaml"]


def test_a_missing_file_is_named_too(copy: Path) -> None:
    (copy / "names.yaml").unlink()
    with pytest.raises(ScreeningDataInvalid, match=r"names\.yaml"):
        Screen.load(copy)


def test_a_rule_needs_three_examples_of_each_sort() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        IdentifierRule.model_validate(
            {
                "id": "x", "kind": "NAME", "level": "block", "pattern": "x", "guide": ["G59"],
                "examples": {"found": ["x", "x"], "not_found": ["a", "b", "c"]},
            }
        )  # fmt: skip


@pytest.mark.parametrize("pattern", ["a+", "a*b", "(?:a|b)+", r"\d{3,}", ".*"])
def test_a_pattern_without_an_upper_bound_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="upper bound"):
        compile_pattern(pattern, {})


@pytest.mark.parametrize("pattern", [r"a\+", r"[+*]", r"\*\*", "a{0,40}"])
def test_a_plus_or_star_that_is_a_character_is_no_quantifier(pattern: str) -> None:
    compile_pattern(pattern, {})


def test_guards_look_before_after_within_and_near() -> None:
    rule = {
        "id": "x", "kind": "NAME", "level": "block", "pattern": r"n\d", "unless": "n9", "unless_before": "no ", "unless_after": " not",
        "unless_near": "never", "guide": ["G59"], "examples": {"found": ["a"] * 3, "not_found": ["b"] * 3},
    }  # fmt: skip
    finders = Finders([Finder.of(IdentifierRule.model_validate(rule), {})])
    assert finders.over(IndexedText("say n1 please")).found(0)
    for text in ("n9", "no n1", "n1 not", "n1 " + "x" * 40 + " never"):
        assert not finders.over(IndexedText(text)).found(0)


def test_reading_a_record_names_the_line(copy: Path) -> None:
    from bot.screening.rules import IdentifierFile

    edit(copy / "identifiers.yaml", "kind: EMAIL", "kind: NONSENSE")
    with pytest.raises(ScreeningDataInvalid) as raised:
        read_record(copy / "identifiers.yaml", IdentifierFile)
    line = (copy / "identifiers.yaml").read_text("utf-8").splitlines()[raised.value.line - 1]
    assert "NONSENSE" in line

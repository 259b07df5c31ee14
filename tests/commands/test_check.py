from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest

from bot.cli import main

CANARY = "Zqvorblex"


def test_check_prints_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "My colleague in ortho is a moron."]) == 0
    assert "may read as disrespect" in capsys.readouterr().out


def test_check_as_json_has_the_fields_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "My colleague in ortho is a moron.", "--json"]) == 0
    review = json.loads(capsys.readouterr().out)
    assert set(review) == {"findings", "text"}
    assert set(review["findings"][0]) == {"kind", "severity", "start", "end", "guide", "message", "suggestion"}


def test_check_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("World Hypertension Day: have yours checked.\n"))
    assert main(["check", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_a_batch_of_drafts_is_reviewed_in_order_past_bad_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_text('{"draft": "He is a moron."}\nnot json\n{"draft": ""}\n{"draft": "Good morning."}\n', "utf-8")
    assert main(["check", "--batch", str(path)]) == 1
    reviews = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["error" in review for review in reviews] == [False, True, True, False]


def test_no_draft_and_a_draft_that_is_too_long_are_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert main(["check", "a" * 4001]) == 1
    assert "4,000" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_name_in_a_draft_is_in_no_output_log_or_file(
    options: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("LOUNGE_LOG_LEVEL", "DEBUG")
    caplog.set_level(logging.DEBUG)
    main(["check", f"My patient {CANARY} Smith came in last night, that idiot. Use code {CANARY}20!", *options])
    captured = capsys.readouterr()
    assert CANARY.lower() not in (captured.out + captured.err + caplog.text).lower()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(CANARY.encode() in path.read_bytes() for path in files)

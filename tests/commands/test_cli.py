from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands import ask
from bot.knowledge.model import KnowledgeBase
from tests.lounge_parts import concierge


@pytest.fixture(autouse=True)
def _told(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "open_concierge", lambda *_: concierge(knowledge))


def test_ask_prints_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "a friend request"]) == 0
    assert capsys.readouterr().out.startswith("Friend requests from patients\n")


def test_ask_prints_the_reply_as_json_without_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "canary friend", "--json"]) == 0
    output = capsys.readouterr().out
    reply = json.loads(output)
    assert set(reply) == {"outcome", "entry", "options", "confidence", "screen", "text"}
    assert reply["entry"] == "patient-friend-requests"
    assert "canary" not in output


def test_an_empty_question_is_a_question_and_its_reply_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "invalid"


def test_a_batch_answers_in_order_and_goes_past_a_bad_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"q": "a friend"}\nnot json\n{"x": 1}\n\n[1]\n{"q": "a picture"}\n', "utf-8")
    assert main(["ask", "--batch", str(path), "--json"]) == 1
    captured = capsys.readouterr()
    replies = [json.loads(line) for line in captured.out.splitlines()]
    assert [reply.get("outcome") for reply in replies] == ["answer", None, None, None, "clarify"]
    assert "line 2" in captured.err
    assert "line 3" in captured.err


def test_a_batch_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"q": "a friend"}\n'))
    assert main(["ask", "--batch", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "answer"


def test_an_overlong_line_is_reported_and_the_next_one_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"q": "' + "x" * 300_000 + '"}\n{"q": "a friend"}\n'))
    assert main(["ask", "--batch", "-", "--json"]) == 1
    assert [json.loads(line).get("outcome") for line in capsys.readouterr().out.splitlines()] == [None, "answer"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask"], 2),
        (["ask", "--batch", "absent.jsonl"], 1),
        (["--no-such-option"], 2),
        (["nonsense"], 2),
        ([], 2),
        (["checklist", "absent"], 1),
        (["guide", "absent"], 1),
        (["knowledge", "show", "absent"], 1),
        (["evaluate", "--phrasings", "only.jsonl"], 2),
        (["checklist"], 0),
        (["checklist", "friend-request"], 0),
        (["guide"], 0),
        (["guide", "patients"], 0),
        (["knowledge", "list"], 0),
        (["knowledge", "show", "humour"], 0),
        (["knowledge", "due"], 0),
        (["knowledge", "schema"], 0),
        (["--version"], 0),
    ],
)
def test_exit_codes_are_zero_one_and_two(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out or captured.err


def test_a_knowledge_folder_with_faults_ends_with_them_and_code_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOUNGE_KNOWLEDGE_DIR", str(tmp_path / "absent"))
    assert main(["guide"]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_every_command_of_the_readme_exists_and_none_is_left_out() -> None:
    from bot.cli import build_parser

    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    listed = {
        line.split("`")[1].removeprefix("lounge ") for line in readme.splitlines() if line.startswith("| `lounge ")
    }
    parser = build_parser()
    choices = next(action.choices for action in parser._actions if getattr(action, "choices", None))
    assert listed == set(choices)  # type: ignore[arg-type]


def test_numpy_is_not_loaded_before_its_threads_are_settled() -> None:
    program = "import sys, bot.cli; assert 'numpy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_numbers_are_worked_out_by_one_thread_unless_somebody_wishes_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    main(["guide"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    main(["guide"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"

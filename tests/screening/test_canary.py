"""Nothing of a text that tripped the screen is found anywhere: a marker in it, put through every way in."""

from __future__ import annotations

import io
import json
import logging
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot import assembly
from bot.cli import main
from bot.commands import ask
from bot.commands.ask import reply_json
from bot.concierge import Concierge
from bot.drafting import DraftReviewer
from bot.knowledge.model import KnowledgeBase
from bot.matching.decision import Thresholds
from bot.matching.matcher import Ranking
from bot.reply import Outcome
from bot.screening.model import Level
from bot.settings import Settings
from bot.terminal.lounge import CardScreen, PlainScreen, converse
from bot.terminal.prompt import EditedLines
from bot.terminal.streams import PipedLines
from tests.lounge_parts import TOLD, ToldMatcher

MARKER = "zqcanary"
BLOCKED = (
    f"can I post about my patient Mrs {MARKER.title()}?",
    f"my patient {MARKER} kowalczyk, MRN 00482913, wants a selfie",
    f"patient wrote from {MARKER}@example.com",
    f"I want to die since Mrs {MARKER.title()} left us",
    f"my patient Mr {MARKER.title()} writes that he wants to die",
    f"mr {MARKER} in bed 3 on ward 7, what dose of insulin does he need",
)


class FailingMatcher(ToldMatcher):
    """Fails with the question in the words of its failure, as careless code would."""

    def rank(self, question: str) -> Ranking:
        raise RuntimeError(question)


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """Every record of every logger, down to the lowest level."""
    kept: list[logging.LogRecord] = []
    handler = logging.Handler(level=1)
    handler.emit = kept.append  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.setLevel(1)
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


def screened(knowledge: KnowledgeBase, matcher: ToldMatcher) -> Concierge:
    """The concierge with the real screen and its fixed texts, over a stand-in for the matcher."""
    screen, notices = assembly.open_screen(Settings(_env_file=None))  # type: ignore[call-arg]
    return Concierge(knowledge, matcher, Thresholds(0.5, 0.15), screen, notices)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reviewer() -> DraftReviewer:
    return assembly.open_reviewer(Settings(_env_file=None))  # type: ignore[call-arg]


def assert_nowhere(records: list[logging.LogRecord], *said: str, folder: Path) -> None:
    words = [*said, *(f"{record.getMessage()} {record.__dict__}" for record in records)]
    assert all(MARKER not in word.lower() for word in words)
    for path in folder.rglob("*"):
        assert MARKER not in path.name
        if path.is_file():
            assert MARKER.encode() not in path.read_bytes().lower()


@pytest.mark.parametrize("text", BLOCKED)
def test_through_the_concierge(
    knowledge: KnowledgeBase, records: list[logging.LogRecord], tmp_path: Path, text: str
) -> None:
    matcher = ToldMatcher(TOLD)
    concierge = screened(knowledge, matcher)
    reply = concierge.reply(text)
    assert reply.screen.level is Level.BLOCK
    assert reply.screen.kinds
    assert reply.outcome in (Outcome.IDENTIFIERS, Outcome.DISTRESS, Outcome.ANSWER)
    assert matcher.asked == []
    held = pickle.dumps(reply_json(reply)).decode("latin-1")
    assert_nowhere(records, repr(reply), json.dumps(reply_json(reply)), held, repr(vars(concierge)), folder=tmp_path)


@pytest.mark.parametrize("text", BLOCKED)
def test_through_the_concierge_when_what_follows_would_fail(
    knowledge: KnowledgeBase, records: list[logging.LogRecord], tmp_path: Path, text: str
) -> None:
    reply = screened(knowledge, FailingMatcher(TOLD)).reply(text)
    assert_nowhere(records, repr(reply), folder=tmp_path)


def test_through_the_terminal_piped_and_when_it_fails(
    knowledge: KnowledgeBase,
    reviewer: DraftReviewer,
    records: list[logging.LogRecord],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for matcher in (ToldMatcher(TOLD), FailingMatcher(TOLD)):
        for attended in (False, True):
            output = io.StringIO()
            lines = PipedLines(
                io.StringIO(
                    "\n".join(
                        (*BLOCKED, f"/check {BLOCKED[0]}", "/check", *BLOCKED, "", f"a friend named {MARKER}", "1", "q")
                    )
                    + "\n"
                )
            )
            converse(screened(knowledge, matcher), reviewer, lines, PlainScreen(output), attended=attended)
            assert "Please ask that without the patient" in output.getvalue()
            captured = capfd.readouterr()
            assert_nowhere(records, output.getvalue(), captured.out, captured.err, folder=tmp_path)


def test_through_the_card_terminal_at_debug_with_questions_and_drafts(
    knowledge: KnowledgeBase,
    reviewer: DraftReviewer,
    monkeypatch: pytest.MonkeyPatch,
    records: list[logging.LogRecord],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LOUNGE_LOG_LEVEL", "DEBUG")
    monkeypatch.setattr(logging.getLogger("bot"), "level", logging.DEBUG)
    typed = [*BLOCKED, *(f"/check {text}" for text in BLOCKED), *(f"/check\n{text}\n{text}\n" for text in BLOCKED)]
    for matcher in (ToldMatcher(TOLD), FailingMatcher(TOLD)):
        output = io.StringIO()
        console = Console(file=output, width=80, markup=False, highlight=False, emoji=False, no_color=True)
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text("\n".join(typed) + "\n\x04")
            converse(screened(knowledge, matcher), reviewer, EditedLines(knowledge), CardScreen(console))
        assert "Please ask that without the patient" in output.getvalue()
        # An address may be of nobody in particular; the other drafts are found to name a patient.
        assert output.getvalue().count("may identify a patient") >= 2 * (len(BLOCKED) - 1)
        captured = capfd.readouterr()
        assert_nowhere(records, output.getvalue(), captured.out, captured.err, folder=tmp_path)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_through_ask(
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    records: list[logging.LogRecord],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    monkeypatch.setattr(ask, "open_concierge", lambda *_: screened(knowledge, FailingMatcher(TOLD)))
    for text in BLOCKED:
        assert main(["ask", text, *options]) == 0
    captured = capsys.readouterr()
    assert_nowhere(records, captured.out, captured.err, folder=tmp_path)


def test_through_a_batch_with_bad_lines_between(
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    records: list[logging.LogRecord],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ask, "open_concierge", lambda *_: screened(knowledge, FailingMatcher(TOLD)))
    lines = [json.dumps({"q": text}) for text in BLOCKED]
    lines[2:2] = [f'{{"q": "{MARKER}', f'{{"{MARKER}": 1}}', f"{MARKER}", f'["{MARKER}"]', f'{{"q": ["{MARKER}"]}}']
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert main(["ask", "--batch", "-", "--json"]) == 1
    captured = capsys.readouterr()
    replies = [json.loads(line) for line in captured.out.splitlines()]
    assert sum("error" in reply for reply in replies) == 5
    assert [reply["screen"]["level"] for reply in replies if "screen" in reply] == ["block"] * len(BLOCKED)
    assert_nowhere(records, captured.out, captured.err, folder=tmp_path)

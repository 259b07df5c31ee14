from __future__ import annotations

import io

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.knowledge.model import KnowledgeBase
from bot.terminal.lounge import CardScreen, PlainScreen, converse
from bot.terminal.prompt import EditedLines
from bot.terminal.streams import PipedLines
from tests.lounge_parts import ToldMatcher, concierge


def talk(knowledge: KnowledgeBase, *lines: str, matcher: ToldMatcher | None = None) -> str:
    """What a pipe gets for these lines."""
    output = io.StringIO()
    converse(
        concierge(knowledge, matcher),
        PipedLines(io.StringIO("\n".join(lines) + "\n")),
        PlainScreen(output),
        attended=False,
    )
    return output.getvalue()


def test_a_pipe_gets_replies_and_nothing_of_the_questions(knowledge: KnowledgeBase) -> None:
    said = talk(knowledge, "canary friend", "canary kettle")
    assert said.startswith("Friend requests from patients\n")
    assert "The lounge has no answer to that" in said
    assert "canary" not in said


def test_a_number_opens_what_was_offered_and_a_question_may_begin_with_one(knowledge: KnowledgeBase) -> None:
    said = talk(knowledge, "a picture", "2")
    assert knowledge.entries["workplace-photos"].answer[:60] in " ".join(said.split())
    assert "Friend requests from patients" in talk(knowledge, "a picture", "2 weeks ago a friend asked")


def test_checklists_and_the_guide_open_and_an_unknown_command_is_told_clearly(knowledge: KnowledgeBase) -> None:
    said = talk(knowledge, "/checklist mistake", "/guide patients", "/nonsense", "/help")
    assert "not clearance" in said
    assert "G59" in said
    assert "/topics" in said
    assert talk(knowledge, "/nonsense") != talk(knowledge, "/help")


def test_a_failure_inside_has_an_incident_and_never_a_persons_words(
    knowledge: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(ToldMatcher):
        def rank(self, question: str) -> object:  # type: ignore[override]
            if "friend" in question:
                return super().rank(question)
            raise RuntimeError(question)

    said = talk(knowledge, "canary", "a friend", matcher=Broken({"friend": (("humour", 0.9),)}))
    assert "canary" not in said + caplog.text
    assert "incident" in caplog.text
    assert knowledge.entries["humour"].title in said


@pytest.mark.parametrize("width", [40, 60, 100])
def test_cards_keep_to_the_width_and_read_knowledge_as_it_is(knowledge: KnowledgeBase, width: int) -> None:
    output = io.StringIO()
    console = Console(file=output, width=width, markup=False, highlight=False, emoji=False, no_color=True)
    lines = "a friend\na picture\n1\nkettle\n/checklist patient-post\n/guide advice\n/topics\n/help\n"
    converse(concierge(knowledge), PipedLines(io.StringIO(lines)), CardScreen(console))
    assert max(map(len, output.getvalue().splitlines())) <= width
    assert "Friend requests from patients" in output.getvalue()


def test_control_d_and_control_c_on_an_empty_line_leave_with_a_word(knowledge: KnowledgeBase) -> None:
    for key in ("\x04", "\x03"):
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text("a friend\n" + key)
            output = io.StringIO()
            converse(concierge(knowledge), EditedLines(knowledge), PlainScreen(output))
        assert "Friend requests from patients" in output.getvalue()

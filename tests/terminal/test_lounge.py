from __future__ import annotations

import io

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot import assembly
from bot.drafting import DraftReviewer
from bot.knowledge.model import KnowledgeBase
from bot.settings import Settings
from bot.terminal.lounge import CardScreen, PlainScreen, converse
from bot.terminal.prompt import EditedLines, QuestionHistory
from bot.terminal.streams import AskedLines, PipedLines
from tests.lounge_parts import ToldMatcher, concierge


@pytest.fixture(scope="module")
def reviewer() -> DraftReviewer:
    return assembly.open_reviewer(Settings(_env_file=None))  # type: ignore[call-arg]


class NoReviewer:
    """For conversations in which nothing is checked."""

    def review(self, draft: str) -> object:
        raise AssertionError(draft)


def talk(
    knowledge: KnowledgeBase, *lines: str, matcher: ToldMatcher | None = None, reviewer: DraftReviewer | None = None
) -> str:
    """What a pipe gets for these lines."""
    output = io.StringIO()
    converse(
        concierge(knowledge, matcher),
        reviewer or NoReviewer(),  # type: ignore[arg-type]
        PipedLines(io.StringIO("\n".join(lines) + "\n")),
        PlainScreen(output),
        attended=False,
    )
    return output.getvalue()


@pytest.mark.parametrize("begun", ["/c", "/ch", "/chec", "/CHEC my draft of Monday"])
def test_a_beginning_that_two_commands_share_says_which(knowledge: KnowledgeBase, begun: str) -> None:
    said = talk(knowledge, begun)
    assert "/check or /checklist" in said
    assert "not a command" not in said
    assert "Monday" not in said


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
def test_cards_keep_to_the_width_and_read_knowledge_as_it_is(
    knowledge: KnowledgeBase, reviewer: DraftReviewer, width: int
) -> None:
    output = io.StringIO()
    console = Console(file=output, width=width, markup=False, highlight=False, emoji=False, no_color=True)
    lines = "a friend\na picture\n1\nkettle\n/checklist patient-post\n/guide advice\n/topics\n/help\n/check @mo take ibuprofen\n"
    converse(concierge(knowledge), reviewer, PipedLines(io.StringIO(lines)), CardScreen(console))
    assert max(map(len, output.getvalue().splitlines())) <= width
    assert "Friend requests from patients" in output.getvalue()


def test_control_d_and_control_c_on_an_empty_line_leave_with_a_word(knowledge: KnowledgeBase) -> None:
    for key in ("\x04", "\x03"):
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text("a friend\n" + key)
            output = io.StringIO()
            converse(concierge(knowledge), NoReviewer(), EditedLines(knowledge), PlainScreen(output))  # type: ignore[arg-type]
        assert "Friend requests from patients" in output.getvalue()


DRAFT = "Saw Mrs Kowalczyk in clinic this morning"
REPORTED = "may identify a patient"


def test_a_draft_on_the_line_of_its_command_is_reviewed_and_not_repeated(
    knowledge: KnowledgeBase, reviewer: DraftReviewer
) -> None:
    said = talk(knowledge, f"/check {DRAFT}", "a friend", reviewer=reviewer)
    assert REPORTED in said
    assert "Kowalczyk" not in said
    assert "Friend requests from patients" in said


def test_a_draft_of_several_lines_ends_with_an_empty_line_and_no_line_of_it_is_a_question(
    knowledge: KnowledgeBase, reviewer: DraftReviewer
) -> None:
    matcher = ToldMatcher({"friend": (("humour", 0.9),)})
    lines = ("/check", "My friend and I love this ward.", "/quit", "2", DRAFT, "", "a friend")
    said = talk(knowledge, *lines, matcher=matcher, reviewer=reviewer)
    assert said.count(REPORTED) == 1
    assert matcher.asked == ["a friend"]
    assert "Kowalczyk" not in said


def test_a_draft_that_the_end_of_the_lines_cuts_off_is_reviewed(
    knowledge: KnowledgeBase, reviewer: DraftReviewer
) -> None:
    assert REPORTED in talk(knowledge, "/check", DRAFT, reviewer=reviewer)


def test_an_empty_draft_and_one_that_is_too_long_are_explained(
    knowledge: KnowledgeBase, reviewer: DraftReviewer
) -> None:
    assert "There is nothing to check" in talk(knowledge, "/check", "   ", reviewer=reviewer)
    long = talk(knowledge, "/check", *["a long line of a draft " * 20] * 60, "", "a friend", reviewer=reviewer)
    assert "That is too long to check" in long
    assert "Friend requests from patients" in long


def test_check_and_checklist_are_two_commands_and_help_names_both(
    knowledge: KnowledgeBase, reviewer: DraftReviewer
) -> None:
    assert "not clearance" in talk(knowledge, "/checkl mistake")
    assert "/check [draft]" in talk(knowledge, "/help")
    assert "An empty line ends it" in talk(knowledge, "/CHECK", reviewer=reviewer)


def test_a_fault_in_the_review_has_an_incident_and_the_conversation_goes_on(
    knowledge: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def review(self, draft: str) -> object:
            raise RuntimeError(draft)

    said = talk(knowledge, "/check", "canary", "", "a friend", reviewer=Broken())  # type: ignore[arg-type]
    assert "canary" not in said + caplog.text
    assert "incident" in caplog.text
    assert "Friend requests from patients" in said


def edited(knowledge: KnowledgeBase, reviewer: DraftReviewer, typed: str) -> tuple[str, EditedLines]:
    """What the card terminal shows for keys typed, and the lines it read."""
    output = io.StringIO()
    console = Console(file=output, width=80, markup=False, highlight=False, emoji=False, no_color=True)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(typed)
        lines = EditedLines(knowledge)
        converse(concierge(knowledge), reviewer, lines, CardScreen(console))
    return output.getvalue(), lines


def test_in_the_card_terminal_a_draft_is_reviewed_and_in_no_history(
    knowledge: KnowledgeBase, reviewer: DraftReviewer
) -> None:
    said, lines = edited(knowledge, reviewer, f"/check\n{DRAFT}\n\n/check {DRAFT} too\n/c {DRAFT}\na friend\n\x04")
    assert said.count(REPORTED) == 2
    assert "Kowalczyk" not in said
    assert "Friend requests from patients" in said
    assert isinstance(lines.session.history, QuestionHistory)
    assert lines.session.history.get_strings() == ["a friend"]


def test_control_d_ends_a_draft_and_control_c_drops_it(knowledge: KnowledgeBase, reviewer: DraftReviewer) -> None:
    ended, _ = edited(knowledge, reviewer, f"/check\n{DRAFT}\n\x04a friend\n\x04")
    assert REPORTED in ended
    assert "Friend requests from patients" in ended
    dropped, _ = edited(knowledge, reviewer, f"/check\n{DRAFT}\n\x03a friend\n\x04")
    assert REPORTED not in dropped
    assert "a draft that was being typed is dropped" in dropped
    assert "Friend requests from patients" in dropped


def test_in_plain_mode_the_prompt_says_that_a_draft_is_typed(knowledge: KnowledgeBase, reviewer: DraftReviewer) -> None:
    prompts: list[str] = []
    output = io.StringIO()
    lines = AskedLines(io.StringIO(f"/check\n{DRAFT}\n\n"), prompts.append)
    converse(concierge(knowledge), reviewer, lines, PlainScreen(output))
    draft, question = "Draft, an empty line ends it: ", "Question: "
    assert prompts == [question, draft, draft, question]
    assert REPORTED in output.getvalue()

"""The line that a person edits: history for this session alone, completion of commands and names, and the keys that leave.

Nothing typed is written to a file: history is in memory and holds no draft, and neither an external editor nor suspending to a shell is on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import DummyHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings

from bot.terminal import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from prompt_toolkit.output import Output

    from bot.knowledge.model import KnowledgeBase

PROMPT = "> "
DRAFT_PROMPT = "draft> "
MENU_LINES = 6


class EditedLines:
    """Reads lines from a terminal with line editing."""

    def __init__(self, knowledge: KnowledgeBase, keyboard: Input | None = None, screen: Output | None = None) -> None:
        """Lines from ``keyboard`` echoed to ``screen``; None is the terminal of this process."""
        self.session: PromptSession[str] = PromptSession(
            history=QuestionHistory(),
            completer=CommandCompleter(knowledge),
            complete_while_typing=Condition(self._is_command),
            reserve_space_for_menu=MENU_LINES,
            key_bindings=_keys(EOFError),
            enable_open_in_editor=False,
            enable_suspend=False,
            input=keyboard,
            output=screen,
        )
        self._draft: PromptSession[str] = PromptSession(
            history=DummyHistory(),
            key_bindings=_keys(KeyboardInterrupt),
            enable_open_in_editor=False,
            enable_suspend=False,
            input=keyboard,
            output=screen,
        )

    def read(self, *, draft: bool = False) -> str:
        """The next line. Raises EOFError when the person leaves or ends a draft so, and KeyboardInterrupt when a draft is dropped."""
        return self._draft.prompt(DRAFT_PROMPT) if draft else self.session.prompt(PROMPT)

    def _is_command(self) -> bool:
        # The menu keeps lines free below the prompt, which would push an answer up the screen at every question.
        return self.session.default_buffer.text.startswith("/")


class QuestionHistory(InMemoryHistory):
    """The lines of this session but for drafts, which are checked and forgotten."""

    def append_string(self, string: str) -> None:
        """Remember a line that holds no draft."""
        begun = string.strip().lower()
        # What begins like the command may hold the draft too, though nothing was checked.
        if not begun.startswith("/c") or begun.startswith("/checkl"):
            super().append_string(string)


class CommandCompleter(Completer):
    """Completes commands, and after them the ids that they take."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """A completer over the ids of one knowledge base."""
        self._names: Mapping[str, Mapping[str, str]] = {
            "/checklist": {key: checklist.title for key, checklist in knowledge.checklists.items()},
            "/guide": {key: section.heading for key, section in knowledge.sections.items()},
            "/topics": {key: entry.title for key, entry in knowledge.entries.items()},
        }

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """What may follow the text before the cursor; nothing in a question."""
        text = document.text_before_cursor
        command, space, begun = text.partition(" ")
        if not text.startswith("/"):
            return
        if not space:
            for name, (_, meaning) in wording.COMMANDS.items():
                if name.startswith(command.lower()):
                    yield Completion(name, start_position=-len(command), display_meta=meaning)
            return
        for key, title in self._names.get(command.lower(), {}).items():
            if begun.lower() in key:
                yield Completion(key, start_position=-len(begun), display_meta=title)


def _keys(leaving: type[BaseException]) -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def clear_or_leave(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=leaving(), style="class:aborting")

    return keys

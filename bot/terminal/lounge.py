"""The lounge in a terminal, from the opening words to the last: read a line, show its page, and go on whatever happens."""

from __future__ import annotations

import logging
import secrets
import shutil
import sys
import traceback
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, TextIO

from prompt_toolkit.utils import is_dumb_terminal
from rich.console import Console

from bot.terminal import wording
from bot.terminal.cards import render
from bot.terminal.conversation import Conversation
from bot.terminal.pages import FarewellPage, NotePage, Page, WelcomePage
from bot.terminal.plain import plain
from bot.terminal.prompt import EditedLines
from bot.terminal.streams import AskedLines, PipedLines

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.concierge import Concierge
    from bot.drafting import DraftReviewer

log = logging.getLogger(__name__)


class Lines(Protocol):
    """Where typed lines come from."""

    def read(self, *, draft: bool = False) -> str:
        """The next line, of a draft or not. Raises EOFError when there are no more or the person leaves."""
        ...


class Screen(Protocol):
    """Where pages go."""

    def show(self, page: Page) -> None:
        """Show a page. Raises OSError where there is nobody left to show it to."""
        ...


@dataclass(frozen=True, slots=True)
class CardScreen:
    """Pages as cards on a rich console."""

    console: Console

    def show(self, page: Page) -> None:
        """Show a page with an empty line before and after it."""
        self.console.print()
        self.console.print(render(page, self.console.width))
        if not isinstance(page, FarewellPage):
            self.console.print()


@dataclass(slots=True)
class PlainScreen:
    """Pages as plain lines on a stream; wrapped to ``width()`` columns where it is given."""

    stream: TextIO
    width: Callable[[], int] | None = None
    _begun: bool = False

    def show(self, page: Page) -> None:
        """Show a page, with an empty line between it and the one before."""
        text = plain(page, self.width() if self.width else None)
        self.say(f"\n{text}\n" if self._begun else f"{text}\n")
        self._begun = True

    def say(self, words: str) -> None:
        """Write words as they are, at once."""
        self.stream.write(words)
        self.stream.flush()


def open_lounge(concierge: Concierge, reviewer: DraftReviewer, *, plain_lines: bool = False) -> None:
    """Hold a conversation on this process's own streams, in the way that they allow, until the person leaves."""
    for stream in (sys.stdin, sys.stdout):
        # A character that the stream does not know must cost one character, not the conversation.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if not sys.stdin.isatty():
        converse(concierge, reviewer, PipedLines(sys.stdin), PlainScreen(sys.stdout), attended=False)
    elif plain_lines or not sys.stdout.isatty() or is_dumb_terminal():
        screen = PlainScreen(sys.stdout, _columns if sys.stdout.isatty() else None)
        converse(concierge, reviewer, AskedLines(sys.stdin, _prompter(screen)), screen)
    else:
        console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
        converse(concierge, reviewer, EditedLines(concierge.knowledge), CardScreen(console))


def converse(
    concierge: Concierge,
    reviewer: DraftReviewer,
    lines: Lines,
    screen: Screen,
    *,
    attended: bool = True,
    new_incident: Callable[[], str] = lambda: secrets.token_hex(4),
) -> None:
    """Answer lines until they end or the person leaves; where a person sits there (``attended``), with opening and closing words.

    Where the lines end within a draft, what there is of it is reviewed.
    Raises OSError where nobody reads the screen any more.
    """
    conversation = Conversation(concierge, reviewer)
    if attended:
        screen.show(WelcomePage())
    while True:
        try:
            page = _next(conversation, lines, new_incident)
            if isinstance(page, FarewellPage):
                break
            if page is not None:
                _show(screen, page, new_incident)
        except EOFError:
            break
        except KeyboardInterrupt:
            conversation.drop_draft()
            if not attended:
                break
            screen.show(NotePage(wording.INTERRUPTED))
    if attended:
        screen.show(FarewellPage())


def _next(conversation: Conversation, lines: Lines, new_incident: Callable[[], str]) -> Page | None:
    """The page for the next line. Raises EOFError where there is none and no draft to end."""
    try:
        line = lines.read(draft=conversation.drafting)
    except EOFError:
        if not conversation.drafting:
            raise
        line = ""
    try:
        return conversation.answer(line)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the conversation goes on
        return _incident(error, new_incident())


def _show(screen: Screen, page: Page, new_incident: Callable[[], str]) -> None:
    try:
        screen.show(page)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        screen.show(_incident(error, new_incident()))


def _incident(error: Exception, incident: str) -> NotePage:
    """A neutral page; the log gets the kind of error and where it arose, never its words, which may be the person's."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    log.error("incident %s: %s at %s", incident, type(error).__name__, place)
    return NotePage(tuple(line.format(incident=incident) for line in wording.INCIDENT))


def _prompter(screen: PlainScreen) -> Callable[[str], None]:
    """Asks on the screen where that is a terminal; otherwise on standard error, so that a file gets the replies alone."""
    if sys.stdout.isatty():
        return lambda words: screen.say(f"\n{words}" if words[-1] != "\n" else words)

    def ask(words: str) -> None:
        print(words, end="", file=sys.stderr, flush=True)

    return ask


def _columns() -> int:
    return shutil.get_terminal_size().columns

"""Lines from a stream that nobody edits: a pipe, or a terminal in plain mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from bot.terminal import wording

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LINE = 20_000
PLAIN_PROMPT = "Question: "
DRAFT_PROMPT = "Draft, an empty line ends it: "


class PipedLines:
    """Reads lines from a pipe or file, of which no more than a bounded part is held."""

    def __init__(self, source: TextIO) -> None:
        """Lines of ``source``."""
        self._source = source

    def read(self, *, draft: bool = False) -> str:  # noqa: ARG002 - a pipe is not asked
        """The next line without its end, cut at LONGEST_LINE characters. Raises EOFError at the end of the stream."""
        line = self._source.readline(LONGEST_LINE)
        if not line:
            raise EOFError
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith("\n"):
            rest = self._source.readline(LONGEST_LINE)
        return line.rstrip("\r\n")


class AskedLines:
    """Reads lines from a terminal in plain mode: a worded prompt, and the terminal's own editing."""

    def __init__(self, source: TextIO, say: Callable[[str], None]) -> None:
        """Lines of ``source``, each asked for through ``say``, which writes without a line break."""
        self._lines = PipedLines(source)
        self._say = say

    def read(self, *, draft: bool = False) -> str:
        """The next line. Raises EOFError when the person leaves: by Ctrl-D, or by Ctrl-C twice.

        The terminal clears a line at Ctrl-C without telling whether there was one, so the first press clears and the second leaves.
        In a draft the first press drops it: KeyboardInterrupt is raised.
        """
        dropped = False
        while True:
            self._say(DRAFT_PROMPT if draft else PLAIN_PROMPT)
            try:
                return self._lines.read()
            except KeyboardInterrupt:
                self._say("\n")
                if draft:
                    raise
                if dropped:
                    raise EOFError from None
                dropped = True
                self._say(" ".join(wording.LINE_DROPPED) + "\n")

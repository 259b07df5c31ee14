"""JSON lines in, JSON lines out: in order, in constant memory, and past a bad line."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager, nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.errors import LoungeError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from contextlib import AbstractContextManager

LONGEST_LINE = 100_000


class BatchUnreadable(LoungeError):
    """The file of a batch cannot be opened."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} cannot be read. Name a file with one JSON object a line, or - for standard input.")


def run_batch(file: str, key: str, answer: Callable[[str], Mapping[str, object]]) -> int:
    """Answer each line's ``key``; a bad line gets an error object in its place and its number on standard error.

    Returns 0, or 1 where a line could not be read or its answer tells of an error. Raises BatchUnreadable.
    """
    bad = 0
    with _opened(file) as source, _progress(file) as advance:
        for number, line in enumerate(_lines(source), start=1):
            text = _value(line, key)
            if text is None:
                bad += 1
                print(f'line {number}: not a JSON object with a text under "{key}"', file=sys.stderr)
                result: Mapping[str, object] = {
                    "error": f'line {number}: a JSON object with a text under "{key}" is expected'
                }
            else:
                result = answer(text)
                bad += "error" in result
            print(json.dumps(result, ensure_ascii=False), flush=True)
            advance()
    return 1 if bad else 0


def _opened(file: str) -> AbstractContextManager[TextIO]:
    if file == "-":
        # As in a file, bytes that are no text must cost no more than the characters that they stand for.
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        return nullcontext(sys.stdin)
    try:
        return Path(file).open(encoding="utf-8", errors="replace")
    except OSError:
        raise BatchUnreadable(file) from None


def _lines(source: TextIO) -> Iterator[str]:
    """Lines, of which no more than a bounded part is ever held; the rest of an overlong line is read past."""
    while line := source.readline(LONGEST_LINE):
        complete = line.endswith("\n")
        overlong = not complete and len(line) == LONGEST_LINE
        while not complete and (rest := source.readline(LONGEST_LINE)):
            complete = rest.endswith("\n")
        if line.strip():
            yield "" if overlong else line


def _value(line: str, key: str) -> str | None:
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


@contextmanager
def _progress(file: str) -> Generator[Callable[[], None]]:
    """A bar on standard error where that is a terminal and replies go elsewhere; otherwise nothing."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda: None
        return
    # Only where it is seen: it takes a twentieth of a second to import.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    total = None
    if file != "-":
        with Path(file).open("rb") as source:
            total = sum(1 for line in source if line.strip())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("answering", total=total)
        yield lambda: progress.advance(task)

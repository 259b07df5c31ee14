"""The log: to standard error, and no person's words in it.

Exceptions are written by class and place, never by their text, which may quote what was typed; libraries speak from INFO upwards
only, as some of them write whole messages at DEBUG.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

OWN = "bot"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FRAMES_SHOWN = 8


class WordlessFormatter(logging.Formatter):
    """Writes exceptions without their text, and a library's report of one without its arguments."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text; the record itself stays as it is."""
        if record.exc_info and not record.name.startswith(OWN):
            record = logging.makeLogRecord({**record.__dict__, "msg": _first_line(record.msg), "args": None})
            record.exc_text = None
        return super().format(record)

    def formatException(  # noqa: N802 - the base class's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The class of an exception, with the places that it went through."""
        error = ei[1]
        return "" if error is None else f"{type(error).__name__} at {place_of(error)}"


def configure(level: str) -> None:
    """Set up logging for the whole process; ``level`` is that of the lounge's own loggers."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter(FORMAT))
    logging.basicConfig(level=max(logging.INFO, logging.getLevelNamesMapping()[level]), handlers=[handler])
    logging.getLogger(OWN).setLevel(level)
    # It names each of its own parts at INFO.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def place_of(error: BaseException) -> str:
    """Where an exception came from: file:line of its last frames, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)) or "an unknown place"


def _first_line(message: object) -> str:
    return str(message).partition("\n")[0] if isinstance(message, str) else type(message).__name__

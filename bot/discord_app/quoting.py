"""A person's words as a quotation, and back: what stands on a message can be read from it exactly as it was shown."""

from __future__ import annotations

import re
from typing import Final

from bot.discord_app.markdown import plain

_QUOTE: Final = "> "
_ESCAPED: Final = re.compile(r"\\(.)")


def quoted(text: str) -> list[str]:
    """The lines of a text as a quotation of Discord's: no markdown, no link in disguise, no mention; blank lines are left out."""
    return [f"{_QUOTE}{plain(line)}" for line in text.splitlines() if line.strip()]


def unquoted(shown: str) -> str:
    """The text behind a quotation, as ``quoted`` would show it again."""
    return "\n".join(_ESCAPED.sub(r"\1", line.removeprefix(_QUOTE)) for line in shown.split("\n"))


def first_line(text: str) -> str:
    """The first line of a text on single spaces; nothing where it has none."""
    return next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")

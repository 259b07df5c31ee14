"""Small matters of writing on a terminal: characters that would steer it, and dates as people write them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def visible(text: str) -> str:
    """The text without control characters (a terminal obeys them) other than the line break."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")


def long_date(day: date) -> str:
    """A date as in 22 November 2026."""
    return f"{day.day} {day:%B %Y}"

"""Text for Discord: special characters escaped, lengths measured as Discord measures them, cuts made between words."""

from __future__ import annotations

import re

ELLIPSIS = "…"

# Markdown, masked links, mentions and timestamps: every character that Discord gives a meaning to inside a line.
_SPECIAL = re.compile(r"([\\`*_~|\[\]<@])")
# Characters that only mean something at the start of a line: headings, quotes, lists, subtext.
_LEADING = re.compile(r"^(\s*)(#{1,3}(?=\s)|>|-#|[-+](?=\s))")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def plain(text: str) -> str:
    """Text as one line that Discord shows as it stands: no markdown, no link, no mention."""
    line = " ".join(text.split())
    escaped = _SPECIAL.sub(r"\\\1", line)
    escaped = _LEADING.sub(r"\1\\\2", escaped)
    return _NUMBERED.sub(r"\1\\\2", escaped)


def unescaped(shown: str) -> str:
    """The line that ``plain`` was made from: as people see it."""
    return _ESCAPED.sub(r"\1", shown)


def link(label: str, url: str) -> str:
    """A masked link; the label is escaped, and so is what would end the address early."""
    address = url.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace(">", "%3E")
    return f"[{plain(label)}]({address})"


def length(text: str) -> int:
    """Length in UTF-16 units: never less than what Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(text: str) -> int:
    """Size in UTF-8 bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def shorten(text: str, most: int, most_bytes: int | None = None) -> str:
    """The text, cut between words and marked where it is longer than ``most`` UTF-16 units or ``most_bytes`` UTF-8 bytes."""
    if length(text) <= most and (most_bytes is None or size(text) <= most_bytes):
        return text
    if most < 1 or (most_bytes is not None and most_bytes < size(ELLIPSIS)):
        return ""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        candidate = text[:middle] + ELLIPSIS
        if length(candidate) <= most and (most_bytes is None or size(candidate) <= most_bytes):
            low = middle
        else:
            high = middle - 1
    cut = text[:low]
    space = cut.rfind(" ")
    if space > low // 2:
        cut = cut[:space]
    return cut.rstrip(" \\,;:") + ELLIPSIS

"""Regular expressions that are compiled when a text first calls for them, and what is known of each from earlier starts.

Compiling every expression of the screen, and reading how its matches begin, takes longer than all else that a start does with the
screen; one question calls for few. So what was read is remembered by a hash of the expression, and can be kept between starts: one
that is remembered was compiled before without a fault. All others are compiled at once, so that a faulty one is found at loading.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.screening import beginnings, pattern_syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.screening.beginnings import Beginnings

# More than all screens together hold that one user may have.
_MOST = 4_000
_DIGEST = 16
_UNREAD = ""
# Stands between beginnings, and in none of them: in plain text there are no such characters.
_BETWEEN = "\x01"

# By the hash of an expression without fault: how its matches begin, as beginnings_of says, in one string, for they are many; or that nobody
# asked. Only ever added to.
_known: dict[bytes, str | None] = {}


class Expression:
    """A regular expression without flags: as a ``re.Pattern``, but compiled when it is first looked for."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        """Raises re.error or OverflowError where ``pattern`` is no regular expression."""
        self.pattern = pattern
        key = _key(pattern)
        self._compiled = None if key in _known else re.compile(pattern)
        _known.setdefault(key, _UNREAD)

    @property
    def compiled(self) -> re.Pattern[str]:
        """The expression as ``re`` knows it."""
        found = self._compiled
        if found is None:
            # Two threads may both compile it; they get the same.
            found = self._compiled = re.compile(self.pattern)
        return found

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning of a text."""
        return self.compiled.match(text)

    def finditer(self, text: str, low: int = 0, high: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Every match between two offsets."""
        return self.compiled.finditer(text, low, high)


def known_beginnings(pattern: str) -> Beginnings | None:
    """As ``beginnings_of``, read once."""
    key = _key(pattern)
    known = _known.get(key, _UNREAD)
    if known == _UNREAD:
        found = beginnings.beginnings_of(pattern)
        known = _known[key] = None if found is None else _BETWEEN.join(sorted(found))
    # Patterns share most of their beginnings.
    return None if known is None else frozenset(map(sys.intern, known.split(_BETWEEN)))


def how_many() -> int:
    """Of how many expressions something is known."""
    return len(_known)


def version() -> str:
    """A hash of all that decides what is known: this Python, and the program that reads expressions. Raises OSError."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for module in (__name__, beginnings.__name__, pattern_syntax.__name__):
        digest.update(Path(str(sys.modules[module].__file__)).read_bytes())
    return digest.hexdigest()[:24]


def written() -> bytes:
    """All that is known, as JSON in UTF-8."""
    return json.dumps({key.hex(): found for key, found in list(_known.items())}).encode()


def remember(kept: bytes) -> None:
    """Take over what ``written`` gave in the same ``version``; nothing where it is damaged or more than can be in use."""
    try:
        found = cast("dict[str, object]", json.loads(kept))
        read = {bytes.fromhex(key): _read(value) for key, value in found.items()}
    except (ValueError, TypeError, AttributeError):
        return
    if len(read) <= _MOST:
        for key, value in read.items():
            _known.setdefault(key, value)


def _read(value: object) -> str | None:
    """One kept value. Raises ValueError where it is none."""
    if value is not None and not isinstance(value, str):
        raise ValueError("neither beginnings nor nothing")
    return value


def _key(pattern: str) -> bytes:
    return hashlib.blake2b(pattern.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()

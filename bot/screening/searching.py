"""Looking for many patterns in one text: each only where the text could match it, which an index of the text tells at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from bot.screening.beginnings import starts_of
from bot.screening.expressions import known_beginnings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.screening.expressions import Expression

# A pattern that would be tried at more than one in so many characters is looked for everywhere instead, which is then quicker.
_SPARSE = 3


class IndexedText:
    """A text in lower case with the index of its beginnings, which is made when it is first asked for."""

    def __init__(self, text: str) -> None:
        """Hold ``text``."""
        self.text = text

    @cached_property
    def starts(self) -> Mapping[str, Sequence[int]]:
        """Where its beginnings of words and signs stand."""
        return starts_of(self.text)


class Patterns:
    """Patterns that are looked for together. Immutable after it was made."""

    def __init__(self, patterns: Sequence[re.Pattern[str] | Expression]) -> None:
        """Prepare patterns without flags, which are known by their place in the sequence."""
        self.patterns = tuple(patterns)
        by_beginning: dict[str, list[int]] = defaultdict(list)
        anywhere: set[int] = set()
        for at, pattern in enumerate(patterns):
            beginnings = known_beginnings(pattern.pattern)
            if beginnings is None:
                anywhere.add(at)
            for beginning in beginnings or ():
                by_beginning[beginning].append(at)
        self.anywhere = frozenset(anywhere)
        self.by_beginning: Mapping[str, tuple[int, ...]] = {key: tuple(found) for key, found in by_beginning.items()}

    def over(self, text: IndexedText) -> Search:
        """The patterns, ready to be looked for in a text."""
        return Search(self, text)


class Search:
    """Patterns over one text."""

    def __init__(self, patterns: Patterns, text: IndexedText) -> None:
        """Find the places at which each pattern is worth a trial."""
        self._patterns, self._text = patterns, text.text
        self._found: dict[int, list[Sequence[int]]] = defaultdict(list)
        self._sorted: dict[int, list[int]] = {}
        by_beginning, starts = patterns.by_beginning, text.starts
        for beginning in by_beginning.keys() & starts.keys():
            places = starts[beginning]
            for at in by_beginning[beginning]:
                self._found[at].append(places)

    def matches(self, at: int, low: int = 0, high: int | None = None) -> Iterator[re.Match[str]]:
        """The matches of one pattern between two offsets, as ``finditer`` gives them."""
        if not self.may_match(at):
            return
        pattern, text = self._patterns.patterns[at], self._text
        high = len(text) if high is None else high
        places = self._places(at)
        if at in self._patterns.anywhere or len(places) * _SPARSE > len(text):
            yield from pattern.finditer(text, low, high)
            return
        match_at = pattern.match if isinstance(pattern, re.Pattern) else pattern.compiled.match
        for place in places[bisect_left(places, low) : bisect_left(places, high)]:
            if place >= low:
                match = match_at(text, place, high)
                if match is not None:
                    yield match
                    low = match.end()

    def may_match(self, at: int) -> bool:
        """Whether there is any place at which one pattern is worth a trial."""
        return at in self._found or at in self._patterns.anywhere

    def search(self, at: int, low: int = 0, high: int | None = None) -> re.Match[str] | None:
        """The first match of one pattern between two offsets."""
        return next(self.matches(at, low, high), None)

    def _places(self, at: int) -> list[int]:
        """Where a pattern is worth a trial, in order."""
        if at not in self._sorted:
            self._sorted[at] = sorted({place for places in self._found.get(at, ()) for place in places})
        return self._sorted[at]

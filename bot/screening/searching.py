"""Looking for many patterns in one text: each only where the text could match it, which an index of the text tells at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING

from bot.screening.beginnings import ANY_WORD, AT_ONCE, starts_of, within_each, without_longer
from bot.screening.expressions import known_beginnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.screening.expressions import Expression

# A pattern that would be tried at more than one in so many characters is looked for everywhere instead, which is then quicker.
_SPARSE = 3
# What names a place that has another name as well.
_STAND_TWICE = frozenset((ANY_WORD, AT_ONCE))


class _LookedFor:
    """The beginnings that any pattern made so far may have. Only ever added to."""

    def __init__(self) -> None:
        self._within: Mapping[str, tuple[str, ...]] = {}
        self._new: frozenset[str] = frozenset()
        self._changing = Lock()

    def add(self, beginnings: Iterable[str]) -> None:
        with self._changing:
            self._new = self._new.union(beginnings) - self._within.keys()

    def within(self) -> Mapping[str, tuple[str, ...]]:
        """As ``within_each`` tells of all of them."""
        if self._new:
            with self._changing:
                if self._new:
                    self._within, self._new = within_each(self._new.union(self._within)), frozenset()
        return self._within


_looked_for = _LookedFor()


class IndexedText:
    """A text in lower case with the index of its beginnings, which is made when it is first asked for."""

    def __init__(self, text: str) -> None:
        """Hold ``text``."""
        self.text = text
        self._starts: Mapping[str, Sequence[int]] = {}
        self._within: Mapping[str, tuple[str, ...]] | None = None

    @property
    def starts(self) -> Mapping[str, Sequence[int]]:
        """Where the beginnings stand that any patterns may have."""
        within = _looked_for.within()
        if self._within is not within:
            self._starts, self._within = starts_of(self.text, within), within
        return self._starts


class Patterns:
    """Patterns that are looked for together. Immutable after it was made."""

    def __init__(self, patterns: Sequence[re.Pattern[str] | Expression]) -> None:
        """Prepare patterns without flags, which are known by their place in the sequence."""
        self.patterns = tuple(patterns)
        by_beginning: dict[str, list[int]] = defaultdict(list)
        anywhere: set[int] = set()
        twice: set[int] = set()
        for at, pattern in enumerate(patterns):
            beginnings = known_beginnings(pattern.pattern)
            if beginnings is None:
                anywhere.add(at)
            for beginning in without_longer(beginnings or frozenset()):
                by_beginning[beginning].append(at)
                if beginning[0] in _STAND_TWICE:
                    twice.add(at)
        self.anywhere = frozenset(anywhere)
        self.twice = frozenset(twice)
        """Patterns whose trials may be called for twice at one place."""
        self.by_beginning: Mapping[str, tuple[int, ...]] = {key: tuple(found) for key, found in by_beginning.items()}
        _looked_for.add(self.by_beginning)

    def over(self, text: IndexedText) -> Search:
        """The patterns, ready to be looked for in a text."""
        return Search(self, text)


class Search:
    """Patterns over one text."""

    def __init__(self, patterns: Patterns, text: IndexedText) -> None:
        """Find the places at which each pattern is worth a trial."""
        self._patterns, self._text = patterns, text.text
        self._found: dict[int, list[int]] = defaultdict(list)
        self._sorted: set[int] = set()
        found, by_beginning, starts = self._found, patterns.by_beginning, text.starts
        for beginning in by_beginning.keys() & starts.keys():
            places = starts[beginning]
            for at in by_beginning[beginning]:
                found[at] += places

    def matches(self, at: int) -> Sequence[re.Match[str]]:
        """The matches of one pattern in the text, as ``finditer`` gives them."""
        pattern, text, places = self._patterns.patterns[at], self._text, self._places(at)
        if at in self._patterns.anywhere or len(places) * _SPARSE > len(text):
            return list(pattern.finditer(text))
        if not places:
            return ()
        match_at = pattern.match if isinstance(pattern, re.Pattern) else pattern.compiled.match
        found = [match for place in places if (match := match_at(text, place)) is not None]
        return found if len(found) < 2 else _apart(found)

    def may_match(self, at: int) -> bool:
        """Whether there is any place at which one pattern is worth a trial."""
        return at in self._found or at in self._patterns.anywhere

    def search(self, at: int, low: int = 0, high: int | None = None) -> re.Match[str] | None:
        """The first match of one pattern between two offsets, as if the text ended at the second."""
        pattern, text, places = self._patterns.patterns[at], self._text, self._places(at)
        high = len(text) if high is None else high
        if at in self._patterns.anywhere or len(places) * _SPARSE > len(text):
            return next(iter(pattern.finditer(text, low, high)), None)
        if not places:
            return None
        match_at = pattern.match if isinstance(pattern, re.Pattern) else pattern.compiled.match
        for place in places[bisect_left(places, low) : bisect_left(places, high)]:
            match = match_at(text, place, high)
            if match is not None:
                return match
        return None

    def _places(self, at: int) -> Sequence[int]:
        """Where a pattern is worth a trial, in order."""
        places = self._found.get(at)
        if places is None:
            return ()
        if at not in self._sorted:
            self._sorted.add(at)
            places = self._found[at] = sorted(set(places) if at in self._patterns.twice else places)
        return places


def _apart(matches: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """Matches at rising places without those that begin within one before them."""
    kept = [matches[0]]
    for match in matches[1:]:
        if match.start() >= kept[-1].end():
            kept.append(match)
    return kept

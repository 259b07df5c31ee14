"""How every match of a pattern must begin, so that it is tried only where a text has such a beginning.

Most patterns begin at the start of a word. An index of a text holds the first one to five characters of every word (and of every sign
and digit) with their places, where a pattern may begin with them; a pattern is tried at the places of its own beginnings and nowhere else.
Where a pattern begins with a word of any letters, as a postcode does, the index tells by what follows the word instead. The method is that
of the first sets of parsing. It can be slow but never wrong: of a pattern that it cannot read, or that may begin inside a word, nothing is
concluded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.screening.pattern_syntax import Character, Look, NotUnderstood, Place, Repeat, Ways, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.screening.pattern_syntax import Node, Sequence

LONGEST = 5
AT_ONCE = "^"
"""Stands for the beginning of the text itself."""

ANY_WORD = "\0"
"""Stands for a word of any letters, all of it: what comes after it in a beginning is what follows the word. Alone, for any word."""

_MOST = 300
# A choice of more letters than so many says little of how a word begins.
_FEW_LETTERS = 6
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
# A word in Latin letters, or any other character that is no space (but may be a line break): only where one starts can a match of a
# pattern begin that has beginnings.
_WORD_OR_SIGN = re.compile(r"[a-z]+|[^a-z \t\r\f\v]")
_NOT_AFTER_LETTERS = re.compile(r"\\[wS]$|\[(?!\^)[^\]]{0,20}(?:\\w|a-z)[^\]]{0,20}\]$|\[\^\\W_?\]$")

Beginnings = frozenset[str]
_OPEN_ENDED = frozenset(("", ANY_WORD))


def starts_of(text: str, within: Mapping[str, tuple[str, ...]]) -> Mapping[str, list[int]]:
    """Where a text in lower case has the beginnings that ``within`` tells of, as ``within_each`` does; those of one in order."""
    found: dict[str, list[int]] = defaultdict(list)
    words = found[ANY_WORD]
    found[AT_ONCE].append(0)
    for at, end in [match.span() for match in _WORD_OR_SIGN.finditer(text)]:
        start = text[at : at + LONGEST]
        for beginning in _longest(start, within):
            found[beginning].append(at)
        if "a" <= start[0] <= "z":
            words.append(at)
            for beginning in _longest(ANY_WORD + text[end : end + LONGEST - 1], within):
                found[beginning].append(at)
    return found


def _longest(start: str, within: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All known beginnings of what begins so, of ``LONGEST`` characters and fewer: the longest one knows the others."""
    known = within.get
    return known(start) or known(start[:4]) or known(start[:3]) or known(start[:2]) or known(start[:1]) or ()


def within_each(beginnings: Beginnings) -> Mapping[str, tuple[str, ...]]:
    """For each of some beginnings those of them that it begins with, itself included; any word alone is left out."""
    return {
        one: tuple(part for size in range(1, len(one) + 1) if (part := one[:size]) in beginnings and part != ANY_WORD)
        for one in beginnings
    }


def without_longer(beginnings: Beginnings) -> Beginnings:
    """Beginnings without those that begin with another of them."""
    return frozenset(one for one in beginnings if not any(one[:size] in beginnings for size in range(1, len(one))))


def beginnings_of(pattern: str) -> Beginnings | None:
    """How matches of a pattern without flags begin; None where that cannot be told, or where they may begin inside words."""
    try:
        ways = parse(pattern)
        heads = _Heads(frozenset({""}))
        heads.through(ways)
    except NotUnderstood:
        return None
    found = heads.found()
    if "" in found or any(head[0].isspace() and head[0] != "\n" for head in found):
        return None
    return found if all(_begins_at_starts(way) for way in ways.ways) else None


class _Heads:
    """Beginnings while a pattern is read: the open ones go on, the closed ones are as long as they get."""

    def __init__(self, heads: frozenset[str]) -> None:
        self.open = heads
        self.closed: frozenset[str] = frozenset()

    def found(self) -> Beginnings:
        """All of them, when the pattern was read."""
        return self.open | self.closed

    def through(self, node: Node) -> None:
        """Go on through a node. Raises NotUnderstood where a beginning stays empty or there are too many."""
        if isinstance(node, Character):
            self._character(node.one_of)
        elif isinstance(node, Place) and node.sign == "^":
            # Whatever follows, the match begins where the text does.
            self.closed |= {AT_ONCE}
            self.open = frozenset()
        elif isinstance(node, Ways):
            self._ways(node)
        elif isinstance(node, Repeat):
            self._repeat(node)

    def _character(self, one_of: frozenset[str] | None) -> None:
        longer = None if one_of is None else self._longer(one_of)
        if one_of is not None and longer is not None and len(longer) > _MOST:
            # What is known of the shorter ones is enough; a word of any letters still tells nothing.
            self._close(self.open - _OPEN_ENDED)
            self.open &= _OPEN_ENDED
            longer = self._longer(one_of)
        if longer is None or len(longer) > _MOST:
            self._close(self.open)
            self.open = frozenset()
            return
        self.open = frozenset(head for head in longer if len(head) < LONGEST)
        self.closed |= longer - self.open

    def _longer(self, one_of: frozenset[str]) -> frozenset[str]:
        """The open beginnings with one character more. Letters after letters of any word are letters of it still."""
        letters = one_of & _LETTERS
        longer: set[str] = set()
        for head in self.open:
            within = head == ANY_WORD or (not head and len(letters) > _FEW_LETTERS)
            if within and letters:
                longer.add(ANY_WORD)
            longer.update(head + character for character in (one_of - letters if within else one_of))
        return frozenset(longer)

    def _ways(self, node: Ways) -> None:
        before, passed = self.open, frozenset[str]()
        for way in node.ways:
            self.open = before
            for part in way:
                if not self.open:
                    break
                self.through(part)
            passed |= self.open
        self.open = passed

    def _repeat(self, node: Repeat) -> None:
        passed = self.open if node.least == 0 else frozenset[str]()
        for time in range(1, node.most + 1):
            before = self.open
            self.through(node.node)
            # Where one time more changes nothing, no further one does.
            if time >= node.least or self.open == before:
                passed |= self.open
            if not self.open or self.open == before:
                break
        self.open = passed

    def _close(self, heads: frozenset[str]) -> None:
        if "" in heads:
            raise NotUnderstood
        self.closed |= heads


def _begins_at_starts(nodes: Sequence) -> bool:
    """Whether every match begins where the index has a place: not with a letter that follows a letter."""
    for at, node in enumerate(nodes):
        if isinstance(node, Place):
            if node.sign in {"b", "^", "A"}:
                return True
        elif isinstance(node, Look):
            if node.behind and node.negative and _NOT_AFTER_LETTERS.match(node.source):
                return True
        elif isinstance(node, Ways):
            return all(_begins_at_starts(way) for way in node.ways)
        elif isinstance(node, Repeat):
            once = _begins_at_starts((node.node,))
            return once and (node.least > 0 or _begins_at_starts(nodes[at + 1 :]))
        else:
            return node.one_of is not None and not any("a" <= character <= "z" for character in node.one_of)
    return False

"""The syntax of the patterns that rules are written in, read into a tree, so that one can ask what every match must look like.

It reads the part of the syntax of ``re`` that rules use; of anything else it says so, and then nothing is concluded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_GROUP = re.compile(r"\((?:\?(?::|P<\w{1,40}>|(?P<look><?[=!])))?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_QUANTIFIER = re.compile(r"[?*+]|\{(\d*)(?:(,)(\d*))?\}")
_CLASS_ITEM = re.compile(r"\\(.)|(.)(?:-([^\]\\]))?", re.DOTALL)
# Escapes that stand for a kind of character, and those that stand for a place between two.
_KINDS, _PLACES = frozenset("sSDwW"), frozenset("bBAZ")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
# In plain text, which is what patterns are looked for in, there are no other digits.
_DIGITS = frozenset("0123456789")
_MANY = 1_000


class NotUnderstood(ValueError):
    """A pattern holds syntax that is not read here."""


@dataclass(frozen=True, slots=True)
class Character:
    """One character: one of these, or, where None, of more than are listed."""

    one_of: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place between characters: ``^``, ``$``, ``b`` for a border of a word, and so on."""

    sign: str


@dataclass(frozen=True, slots=True)
class Look:
    """What must or must not stand beside a place; ``source`` is its pattern."""

    behind: bool
    negative: bool
    source: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Alternatives, each a sequence."""

    ways: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A node that stands ``least`` to ``most`` times."""

    node: Node
    least: int
    most: int


Node: TypeAlias = Character | Place | Look | Ways | Repeat
Sequence: TypeAlias = tuple[Node, ...]


def parse(pattern: str) -> Ways:
    """The alternatives of a pattern without flags. Raises NotUnderstood."""
    reader = _Reader(pattern)
    try:
        ways = reader.alternatives()
    except IndexError:
        raise NotUnderstood(pattern) from None
    if reader.at != len(pattern):
        raise NotUnderstood(pattern)
    return ways


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> Ways:
        """The ways up to the end of the group or the pattern."""
        ways = [self._sequence()]
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            ways.append(self._sequence())
        return Ways(tuple(ways))

    def _sequence(self) -> Sequence:
        nodes: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            nodes.append(self._quantified(self._atom()))
        return tuple(nodes)

    def _atom(self) -> Node:
        character = self.pattern[self.at]
        if character == "(":
            return self._group()
        if character == "[":
            whole = _CLASS.match(self.pattern, self.at)
            if whole is None:
                raise NotUnderstood(self.pattern)
            self.at = whole.end()
            return Character(_listed(whole[0][1:-1]))
        if character == "\\":
            escaped = self.pattern[self.at + 1]
            self.at += 2
            if escaped in _PLACES:
                return Place(escaped)
            if escaped in _KINDS:
                return Character(None)
            if escaped == "d":
                return Character(_DIGITS)
            if escaped.isalnum() and escaped not in _CONTROLS:
                raise NotUnderstood(self.pattern)
            return Character(frozenset(_CONTROLS.get(escaped, escaped)))
        self.at += 1
        if character in "^$":
            return Place(character)
        return Character(None if character == "." else frozenset(character))

    def _group(self) -> Node:
        opening = _GROUP.match(self.pattern, self.at)
        if opening is None or (self.pattern.startswith("(?", self.at) and opening[0] == "("):
            raise NotUnderstood(self.pattern)
        self.at = opening.end()
        start = self.at
        ways = self.alternatives()
        if self.pattern[self.at] != ")":
            raise NotUnderstood(self.pattern)
        self.at += 1
        look = opening["look"]
        if look:
            return Look(look.startswith("<"), look.endswith("!"), self.pattern[start : self.at - 1])
        return ways

    def _quantified(self, node: Node) -> Node:
        quantifier = _QUANTIFIER.match(self.pattern, self.at)
        if quantifier is None:
            return node
        self.at = quantifier.end()
        if self.pattern[self.at : self.at + 1] in {"?", "+"}:
            self.at += 1
        if quantifier[0] in "?*+":
            least, most = {"?": (0, 1), "*": (0, _MANY), "+": (1, _MANY)}[quantifier[0]]
            return Repeat(node, least, most)
        least = int(quantifier[1] or 0)
        most = int(quantifier[3] or _MANY) if quantifier[2] else least
        return Repeat(node, least, most)


def _listed(inside: str) -> frozenset[str] | None:
    """The characters of a class; None where it names what it leaves out, or kinds of characters."""
    if inside.startswith("^"):
        return None
    found: set[str] = set()
    for escaped, first, last in _CLASS_ITEM.findall(inside):
        if escaped == "d":
            found.update(_DIGITS)
        elif escaped in _KINDS or (escaped.isalnum() and escaped not in _CONTROLS):
            return None
        elif escaped:
            found.add(_CONTROLS.get(str(escaped), str(escaped)))
        elif last:
            found.update(map(chr, range(ord(first), ord(last) + 1)))
        else:
            found.add(first)
    return frozenset(found)

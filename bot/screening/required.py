"""Which pieces of text every match of a pattern must hold, so that most patterns need not be looked for in a text at all.

Method: the literal prefilter of regular expression search by index (Cox, "Regular Expression Matching with a Trigram
Index", 2012), with pieces of three to six characters. It reads the part of the syntax that rules are written in; of
anything else it requires nothing, so that it can be slow but never wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

SHORTEST, LONGEST = 3, 6

_OneOf: TypeAlias = frozenset[str]
_All: TypeAlias = tuple[_OneOf, ...]

_GROUP = re.compile(r"\((?:\?(?::|P<\w{1,40}>|(?P<look><?[=!])))?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_QUANTIFIER = re.compile(r"[?*+]|\{(\d*)(?:,\d*)?\}")
# Escapes that stand for a kind of character, and those that stand for a place between two.
_KINDS, _PLACES = frozenset("sSdDwW"), frozenset("bBAZ")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


def pieces_of(text: str) -> frozenset[str]:
    """Every piece of a text that a pattern may require."""
    sizes = range(SHORTEST, LONGEST + 1)
    return frozenset(text[at : at + size] for size in sizes for at in range(len(text) - size + 1))


@dataclass(frozen=True, slots=True)
class Required:
    """What a pattern requires: in one of its ``ways`` every set of pieces has one piece in the text."""

    ways: tuple[_All, ...]

    @classmethod
    def of(cls, pattern: str) -> Required:
        """What a pattern without flags requires. A pattern that cannot be understood requires nothing."""
        reader = _Reader(pattern)
        try:
            ways = reader.alternatives()
        except IndexError:
            return cls(((),))
        return cls(tuple(ways) if reader.at == len(pattern) else ((),))

    @property
    def pieces(self) -> frozenset[str]:
        """Every piece that is asked for."""
        return frozenset(piece for way in self.ways for one_of in way for piece in one_of)

    def met_by(self, pieces: frozenset[str]) -> bool:
        """Whether a text of these pieces may hold a match; pieces that no pattern asks for may be left out."""
        return any(all(not one_of.isdisjoint(pieces) for one_of in way) for way in self.ways)


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> list[_All]:
        """The ways up to the end of the group or the pattern."""
        ways = [self._sequence()]
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            ways.append(self._sequence())
        return ways

    def _sequence(self) -> _All:
        found: list[_OneOf] = []
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            literal, inner = self._atom()
            least = self._least()
            if literal is not None and least == 1:
                run += literal
                continue
            if literal is not None and least is not None and least > 1:
                run += literal
            if literal != "":
                found += _pieces(run)
                run = ""
            if least is None or least >= 1:
                found += inner
        return (*found, *_pieces(run))

    def _atom(self) -> tuple[str | None, _All]:
        """One character that must stand there (empty for a mere place), or None with what a group requires."""
        character = self.pattern[self.at]
        if character == "(":
            return self._group()
        if character == "[":
            whole = _CLASS.match(self.pattern, self.at)
            if whole is None:
                raise IndexError
            self.at = whole.end()
            return None, ()
        if character == "\\":
            escaped = self.pattern[self.at + 1]
            self.at += 2
            if escaped in _PLACES:
                return "", ()
            if escaped in _KINDS or (escaped.isalnum() and escaped not in _CONTROLS):
                return None, ()
            return _CONTROLS.get(escaped, escaped), ()
        self.at += 1
        if character in "^$":
            return "", ()
        return (None if character == "." else character), ()

    def _group(self) -> tuple[str | None, _All]:
        opening = _GROUP.match(self.pattern, self.at)
        if opening is None or (self.pattern.startswith("(?", self.at) and opening[0] == "("):
            raise IndexError
        self.at = opening.end()
        ways = self.alternatives()
        if self.pattern[self.at] != ")":
            raise IndexError
        self.at += 1
        if opening["look"]:
            return "", ()
        if len(ways) == 1:
            return None, ways[0]
        if not all(ways):
            return None, ()
        return None, (frozenset[str]().union(*(max(way, key=_worth) for way in ways)),)

    def _least(self) -> int | None:
        """How often the atom before must stand at least; None where that is not said in numbers."""
        quantifier = _QUANTIFIER.match(self.pattern, self.at)
        if quantifier is None:
            return 1
        self.at = quantifier.end()
        if self.pattern[self.at : self.at + 1] == "?":
            self.at += 1
        if quantifier[0] in "?*":
            return 0
        if quantifier[0] == "+":
            return 2
        return 2 if int(quantifier[1] or 0) >= 1 else 0


def _pieces(run: str) -> tuple[_OneOf, ...]:
    return (frozenset({run[:LONGEST]}),) if len(run) >= SHORTEST else ()


def _worth(one_of: _OneOf) -> tuple[int, int]:
    """Long pieces say more than short ones, and few more than many."""
    return min(map(len, one_of)), -len(one_of)

"""Expressions are compiled when a text calls for them, found faulty at loading, and known again at the next start."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from bot.screening import expressions
from bot.screening.beginnings import beginnings_of
from bot.screening.expressions import Expression, known_beginnings
from bot.screening.rules import read_pattern
from bot.screening.searching import IndexedText, Patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = r"\b(?:rash|fever) (?:today|tonight)\b"
INSIDE = r"ash\b"


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """A program that has just started; afterwards this one knows what it knew."""
    before = dict(expressions._known)
    expressions._known.clear()
    yield
    expressions._known.clear()
    expressions._known.update(before)


def kept_by_an_earlier_start() -> bytes:
    for pattern in (WORDS, INSIDE):
        known_beginnings(Expression(pattern).pattern)
    Expression("guard")
    kept = expressions.written()
    expressions._known.clear()
    return kept


def test_one_that_is_new_is_compiled_at_once_so_that_a_fault_is_found_at_loading() -> None:
    assert Expression(WORDS)._compiled is not None
    with pytest.raises(re.error):
        Expression("(rash")
    with pytest.raises(ValueError, match="not a regular expression"):
        read_pattern("(rash", {})


def test_a_faulty_one_is_never_taken_for_known() -> None:
    for _ in range(2):
        with pytest.raises(re.error):
            Expression("(rash")
    assert expressions.how_many() == 0


def test_one_that_is_known_is_compiled_when_a_text_calls_for_it() -> None:
    expressions.remember(kept_by_an_earlier_start())
    expression = Expression(WORDS)
    patterns = Patterns([expression])
    assert not list(patterns.over(IndexedText("no such beginning")).matches(0))
    assert expression._compiled is None
    assert [match.span() for match in patterns.over(IndexedText("a fever tonight")).matches(0)] == [(2, 15)]
    assert expression._compiled is not None


def test_what_is_kept_says_what_reading_anew_says() -> None:
    expressions.remember(kept_by_an_earlier_start())
    assert expressions.how_many() == 3
    for pattern in (WORDS, INSIDE, "guard"):
        assert known_beginnings(pattern) == beginnings_of(pattern)


@pytest.mark.parametrize(
    "written",
    [b"", b"{", b"[1]", b'{"zz": null}', b'{"00": [1, []]}', b"\xff\xfe", json.dumps({"00" * 16: 3}).encode()],
)
def test_what_is_damaged_counts_as_nothing(written: bytes) -> None:
    expressions.remember(written)
    assert expressions.how_many() == 0


def test_it_finds_as_re_does() -> None:
    text = "rash today, fever tonight"
    ours, theirs = Expression(WORDS), re.compile(WORDS)
    for found, expected in ((ours.search(text), theirs.search(text)), (ours.match(text), theirs.match(text))):
        assert found is not None
        assert expected is not None
        assert found.span() == expected.span()
    assert [match.span() for match in ours.finditer(text, 2)] == [match.span() for match in theirs.finditer(text, 2)]

"""What looks like a detail by its shape alone: it says nothing by itself, but much beside words that tell of a patient."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.screening.normalise import PlainText

_SHAPES = {
    "long-number": re.compile(r"\d(?:[ -]?\d){4,15}"),
    "code": re.compile(r"\b(?=[a-z]{0,6}\d)(?=\d{0,8}[a-z])[a-z\d]{5,14}\b"),
    "date": re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b"),
    "handle": re.compile(r"@[a-z\d_.]{3,30}"),
    "age": re.compile(r"\b\d{1,3}(?: ?(?:yo|y/o|yrs?|years?|m|f)\b|,)"),
    "small-number": re.compile(r"\b(?:bed|bay|chair|room|ward|cubicle|side ?room|list|number|no) \d{1,3}\b"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
}
_SHOUTED = re.compile(r"\b[A-Z]{4,20}\b")
_CAPITAL_WITHIN = re.compile(r"[a-z,;] [A-Z][a-z]{2,20}\b")


def shapes(plain: PlainText) -> frozenset[str]:
    """The names of the shapes that stand in a text."""
    found = {name for name, pattern in _SHAPES.items() if pattern.search(plain.folded)}
    if _SHOUTED.search(plain.text) and not plain.text.isupper():
        found.add("shouted-word")
    if _CAPITAL_WITHIN.search(plain.text):
        found.add("capital-within")
    return frozenset(found)

"""Masking what a question could give away beyond what the screen stops: numbers, addresses, and capitalised words of unknown meaning.

It leaves too little rather than too much: a word keeps its capital only where the knowledge itself writes it so.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME, NUMBER, ADDRESS = "[name]", "[number]", "[address]"

_MASK = re.compile(r"(\[(?:name|number|address)\])")
_CORE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_MASKS = frozenset((NAME, NUMBER, ADDRESS))
_ENDS = re.compile(r"[.!?:;…]\W*$")
_POSSESSIVE = re.compile(r"['’]s?$")
_ALWAYS = frozenset(("I", "I'm", "I've", "I'd", "I'll", "I’m", "I’ve", "I’d", "I’ll"))
_CLOSING = frozenset(".,;!?)]…\"'”’")
SEEN_AT_LEAST = 3


class Redactor:
    """Masks by the words that a knowledge uses: those it writes small may begin a sentence, those it writes large may stand in one."""

    def __init__(self, texts: Iterable[str], abbreviations: Iterable[str] = ()) -> None:
        """``texts`` are everything the knowledge says and is asked; ``abbreviations`` are terms of its vocabulary."""
        small: set[str] = set()
        large: Counter[str] = Counter()
        for text in texts:
            begins = True
            for token in text.split():
                word = _word(token)
                if word[:1].islower():
                    small.add(word.lower())
                elif word[:1].isupper() and not begins:
                    large[word] += 1
                begins = bool(_ENDS.search(token))
        terms = {part for term in abbreviations for part in term.split()}
        self._small = frozenset(small | {term.lower() for term in terms})
        self._large = frozenset(word for word, count in large.items() if count >= SEEN_AT_LEAST) | _ALWAYS
        self._abbreviations = frozenset(term.lower() for term in terms)

    def redact(self, text: str) -> str:
        """``text`` on single spaces with numbers, addresses and unknown capitalised words masked. Doing it twice changes nothing."""
        shouted = not _MASK.search(text) and sum(map(str.isupper, text)) > sum(map(str.islower, text))
        result: list[str] = []
        begins = True
        for token in (text.lower() if shouted else text).split():
            parts = _MASK.split(token)
            masked = "".join(
                part if part in _MASKS or not part else self._token(part, begins=begins and place == 0)
                for place, part in enumerate(parts)
            )
            # Two masks in a row say no more than one.
            if not (result and masked == result[-1] and masked in _MASKS):
                result.append(masked)
            begins = bool(_ENDS.search(token))
        return " ".join(result)

    def _token(self, token: str, *, begins: bool) -> str:
        before, core, after = _found(token)
        if "@" in token or "://" in token or token.lower().startswith("www."):
            # What closes a sentence stays; anything else behind an address may be a part of it, and would be masked anew.
            return ADDRESS + "".join(char for char in after if char in _CLOSING)
        if any(char.isnumeric() for char in token):
            return NUMBER + after
        parts = re.split(r"([/\-–—&,.])", core)
        kept = [self._part(part, begins=begins and place == 0) for place, part in enumerate(parts)]
        return token if kept == parts else f"{before}{NAME}{after}"

    def _part(self, part: str, *, begins: bool) -> str:
        word = _word(part)
        if not any(char.isupper() or char.istitle() for char in word):
            return part
        if word in self._large or part in self._large or word.lower() in self._abbreviations:
            return part
        return part if begins and word.lower() in self._small and word[1:].islower() else NAME


def _found(token: str) -> tuple[str, str, str]:
    match = _CORE.match(token)
    assert match is not None
    return match.group(1), match.group(2), match.group(3)


def _word(token: str) -> str:
    return _POSSESSIVE.sub("", _found(token)[1])

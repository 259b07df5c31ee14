"""Text as the matcher reads it: cleaned, abbreviations written out, misspelt words repaired, long stories split.

The same preparation runs over phrasings and over questions, so that both live in one language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

MAX_CHARACTERS = 4_000
LONG_WORDS = 24
MAX_PARTS = 6

_WORD = re.compile(r"[a-z0-9]+(?:['’&/-][a-z0-9]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_REPEATED = re.compile(r"(\w)\1{3,}")
_INVISIBLE = {"Cf", "Cc", "Co", "Cs", "Cn", "Mn", "Me"}
_REPAIRABLE = re.compile(r"^[a-z]{4,24}$")


def clean(text: str) -> str:
    """At most 4,000 characters of ``text`` in NFKC, without invisible or stacked marks, on single spaces.

    Marks that carry meaning in a composed letter survive, because NFKC composes them first.
    """
    composed = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])
    kept = (
        " " if char.isspace() else char
        for char in composed
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    return _REPEATED.sub(r"\1\1", " ".join("".join(kept).split()))


def words(text: str) -> list[str]:
    """The lower-case words of a text."""
    return _WORD.findall(text.lower().replace("’", "'"))


def parts(text: str) -> tuple[str, ...]:
    """The sentences of a long text in which the question may stand, at most six; nothing for a short one.

    A story's first and last sentences and those that ask come first: that is where people put what they want to know.
    A text without full stops is cut into overlapping windows of words.
    """
    if len(text.split()) <= LONG_WORDS:
        return ()
    sentences = [part.strip() for part in _SENTENCE_END.split(text) if len(part.split()) >= 3]
    if len(sentences) < 2:
        tokens = text.split()
        sentences = [" ".join(tokens[at : at + 18]) for at in range(0, max(1, len(tokens) - 6), 12)]
    if len(sentences) <= MAX_PARTS:
        return tuple(sentences)
    order = sorted(
        range(len(sentences)),
        key=lambda index: (-_asks(sentences[index]), index != len(sentences) - 1, index != 0, index),
    )
    return tuple(sentences[index] for index in sorted(order[:MAX_PARTS]))


_ASKING = frozenset(
    (
        "how",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "should",
        "can",
        "could",
        "would",
        "do",
        "does",
        "is",
        "are",
        "may",
        "must",
        "am",
        "ok",
        "okay",
        "wrong",
        "right",
        "allowed",
        "advice",
        "thoughts",
    )
)


def _asks(sentence: str) -> int:
    found = words(sentence)
    return 2 * sentence.rstrip().endswith("?") + (1 if _ASKING.intersection(found[:3]) else 0)


class Vocabulary:
    """Writes out abbreviations and slang, and repairs a misspelt word to the nearest one that the knowledge uses.

    ``abbreviations`` maps a lower-case term of one or more words to plain words. ``known`` are words that need no repair.
    A word is repaired only to one at an optimal-string-alignment distance of one (two edits already turn
    prednisone into prednisolone), that begins with the same letter, and never if it is known itself.
    """

    def __init__(self, abbreviations: Mapping[str, str], texts: Iterable[str], known: Collection[str] = ()) -> None:
        counts = Counter(word for text in texts for word in set(words(text)))
        self._abbreviations = dict(abbreviations)
        self._longest = max((len(term.split()) for term in self._abbreviations), default=1)
        trusted = {word for word, count in counts.items() if count >= 2}
        self._known = frozenset(known) | trusted | frozenset(self._abbreviations)
        by_initial: dict[str, list[str]] = {}
        for word in sorted(trusted):
            if _REPAIRABLE.match(word) and (not known or word in known or counts[word] >= 5):
                by_initial.setdefault(word[0], []).append(word)
        self._by_initial = by_initial
        self._counts = counts

    def write_out(self, text: str) -> str:
        """``text`` cleaned, lower-cased, with abbreviations written out and misspelt words repaired."""
        tokens = clean(text).lower().replace("’", "'").split()
        result: list[str] = []
        at = 0
        while at < len(tokens):
            taken, plain = self._expand(tokens, at)
            if plain is None:
                result.append(self._repair(tokens[at]))
                at += 1
            else:
                result.append(plain)
                at += taken
        return " ".join(result)

    def _expand(self, tokens: list[str], at: int) -> tuple[int, str | None]:
        for size in range(min(self._longest, len(tokens) - at), 0, -1):
            raw = " ".join(tokens[at : at + size])
            bare = raw.strip(".,!?;:()[]\"'*_")
            plain = self._abbreviations.get(bare)
            if plain is not None:
                return size, raw.replace(bare, plain, 1)
        return 0, None

    def _repair(self, token: str) -> str:
        match = _WORD.search(token)
        if match is None:
            return token
        word = match.group()
        if word in self._known or not _REPAIRABLE.match(word):
            return token
        found = process.extractOne(word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=1)
        return token.replace(word, found[0], 1) if found else token

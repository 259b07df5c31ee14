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
    from collections.abc import Collection, Iterable, Mapping, Sequence

MAX_CHARACTERS = 4_000
LONG_WORDS = 24
MAX_PARTS = 6
MAX_REPAIRS = 40
MAX_NEAR = 16
OFTEN = 5
LINES_AN_OFTEN = 1_500
LANGUAGE_LETTERS = 5
EVERYDAY = 200

_WORD = re.compile(r"[a-z0-9]+(?:['’&/-][a-z0-9]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_REPEATED = re.compile(r"(\w)\1{3,}")
_INVISIBLE = {"Cf", "Cc", "Co", "Cs", "Cn", "Mn", "Me"}
_REPAIRABLE = re.compile(r"^[a-z]{3,24}$")


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
        key=lambda index: (-asks(sentences[index]), index != len(sentences) - 1, index != 0, index),
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


def asks(sentence: str) -> int:
    """How much a sentence looks like a question: 0 to 3."""
    found = words(sentence)
    return 2 * sentence.rstrip().endswith("?") + (1 if _ASKING.intersection(found[:3]) else 0)


class Vocabulary:
    """Writes out abbreviations and slang, and repairs a misspelt word to the nearest one that the knowledge uses.

    ``abbreviations`` maps a lower-case term of one or more words to plain words. ``known`` are words of the language that need no repair.
    A word is repaired only to one at an optimal-string-alignment distance of one (two edits already turn prednisone into
    prednisolone), and never if it is known itself: first to a word of the knowledge, and where there is none, to a word of the
    language if just one lies that near. A word of three letters is repaired only where a letter was left out of, or swapped in, one of
    the commonest words, because abbreviations are that short. A letter that slipped over a space goes back.
    """

    def __init__(self, abbreviations: Mapping[str, str], texts: Iterable[str], known: Collection[str] = ()) -> None:
        texts = list(texts)
        counts = Counter(word for text in texts for word in set(words(text)))
        often = min(OFTEN, max(2, len(texts) // LINES_AN_OFTEN))
        self._abbreviations = dict(abbreviations)
        self._longest = max((len(term.split()) for term in self._abbreviations), default=1)
        trusted = {word for word, count in counts.items() if count >= 2}
        self._known = frozenset(known) | trusted | frozenset(self._abbreviations)
        self._counts = counts
        self._used = _by_length(
            word for word, count in counts.items() if (word in known or count >= often if known else count >= 2)
        )
        everyday = max(2 * often, len(texts) // EVERYDAY)
        self._everyday = tuple(
            sorted(
                word for word, count in counts.items() if count >= everyday and len(word) in (3, 4) and word.isalpha()
            )
        )
        self._language = _by_length(word for word in known if len(word) >= LANGUAGE_LETTERS)

    def write_out(self, text: str) -> str:
        """``text`` cleaned, lower-cased, with abbreviations written out and misspelt words repaired."""
        tokens = clean(text).lower().replace("’", "'").split()
        result: list[str] = []
        at, repairs = 0, 0
        while at < len(tokens):
            taken, plain = self._expand(tokens, at)
            if plain is None:
                if repairs < MAX_REPAIRS and self._strangers(tokens[at : at + 2]):
                    tokens[at : at + 2] = self._moved(*tokens[at : at + 2])
                    repairs += 1
                word = self._unknown_word(tokens[at]) if repairs < MAX_REPAIRS else None
                repairs += word is not None
                result.append(tokens[at] if word is None else tokens[at].replace(word, self._repaired(word), 1))
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

    def _unknown_word(self, token: str) -> str | None:
        match = _WORD.search(token)
        if match is None or match.group() in self._known or not _REPAIRABLE.match(match.group()):
            return None
        return match.group()

    def _strangers(self, tokens: Sequence[str]) -> bool:
        return len(tokens) == 2 and all(token.isalpha() and token not in self._known for token in tokens)

    def _moved(self, one: str, other: str) -> tuple[str, str]:
        """Two unknown tokens with the letter put back that slipped over the space between them, as in "th equestion"."""
        for first, second in ((one + other[0], other[1:]), (one[:-1], one[-1] + other)):
            if first in self._known and (second in self._known or (len(second) > 3 and self._near(second, self._used))):
                return first, second
        return one, other

    def _repaired(self, word: str) -> str:
        if len(word) == 3:
            near = [other for other in self._everyday if _lost_or_swapped(word, other)]
            return max(near, key=lambda other: (self._counts[other], other), default=word)
        near = self._near(word, self._used)
        if near:
            return max(near, key=lambda other: (other[0] == word[0], self._counts[other], other))
        near = self._near(word, self._language) if len(word) >= LANGUAGE_LETTERS else []
        return near[0] if len(near) == 1 else word

    @staticmethod
    def _near(word: str, choices: Mapping[int, Sequence[str]]) -> list[str]:
        size = len(word)
        return [
            found[0]
            for length in (size, size - 1, size + 1)
            for found in process.extract(
                word, choices.get(length, ()), scorer=OSA.distance, score_cutoff=1, limit=MAX_NEAR
            )
        ]


def _lost_or_swapped(word: str, other: str) -> bool:
    if word[0] != other[0] or (len(word) == len(other) and sorted(word) != sorted(other)):
        return False
    return OSA.distance(word, other) == 1


def _by_length(chosen: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(chosen):
        if len(word) > 3 and _REPAIRABLE.match(word):
            found.setdefault(len(word), []).append(word)
    return found

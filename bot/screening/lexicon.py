"""The words and names that the screen knows, read once from its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from pydantic import Field

from bot.knowledge.model import Record
from bot.screening.rules import read_record

if TYPE_CHECKING:
    from pathlib import Path

# Endings that everyday and medical words have and names hardly ever have.
_WORD_ENDING = re.compile(
    r"(?:itis|osis|aemia|emia|opathy|ectomy|otomy|ostomy|plasty|scopy|gram|graphy|ology|ologist|statin|pril|sartan|olol"
    r"|umab|ximab|tinib|cillin|mycin|azole|dipine|gliptin|gliflozin|glutide|parin|xaban|zepam|prazole|setron|triptan"
    r"|tion|tions|sion|sions|ity|ities|ism|isms|able|ible|ment|ments|ness|less|ful|ously|ingly|ships?|ically|ized|ised)$"
)
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "y", "r", "n't", "in", "est", "st", "ing's")
_BEGINNINGS = (
    "un",
    "re",
    "non",
    "pre",
    "post",
    "mis",
    "over",
    "anti",
    "under",
    "inter",
    "multi",
    "micro",
    "hyper",
    "hypo",
)
_SHORTEST_STEM = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class NamesFile(Record):
    """``names.yaml``: lists of names, of places and brands that are no names, and of who is no patient."""

    given: dict[str, str]
    words: str = Field(description="Names that are everyday words too")
    surnames: str
    places: str
    brands: str
    public: str = Field(description="People in the public eye, two words each, parted by |")
    org_words: str
    eponym_words: str
    others: str = Field(description="Who is named but is no patient, parted by |")
    titles: str


class WordsFile(Record):
    """``words.yaml``: everyday words by topic; a word in none of these lists may be a name."""

    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sets of words in lower case without accents; ``plain_words`` are the known ones that are never names."""

    given: frozenset[str]
    ambiguous: frozenset[str]
    surnames: frozenset[str]
    words: frozenset[str]
    plain_words: frozenset[str]
    places: frozenset[str]
    org_words: frozenset[str]
    eponym_words: frozenset[str]
    public: frozenset[tuple[str, str]]
    others: str
    titles: str

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``names.yaml`` and ``words.yaml``. Raises ScreeningDataInvalid."""
        names = read_record(folder / "names.yaml", NamesFile)
        everyday = read_record(folder / "words.yaml", WordsFile)
        ambiguous = frozenset(names.words.split())
        given = frozenset(word for group in names.given.values() for word in group.split())
        known = frozenset(word for group in everyday.words.values() for word in group.split())
        surnames = frozenset(names.surnames.split())
        words = known | frozenset(names.brands.split()) | frozenset(names.eponym_words.split())
        pairs = ("".join(names.public.split("\n"))).split("|")
        return cls(
            given=given | ambiguous,
            ambiguous=ambiguous,
            surnames=surnames,
            words=words,
            plain_words=words - given - ambiguous - surnames,
            places=frozenset(names.places.split()),
            org_words=frozenset(names.org_words.split()),
            eponym_words=frozenset(names.eponym_words.split()),
            public=frozenset((first, last) for first, last in (pair.split()[:2] for pair in pairs)),
            others="|".join(re.escape(word.strip()) for word in names.others.split("|")),
            titles="|".join(re.escape(word.strip()) for word in names.titles.split("|")),
        )

    def knows(self, word: str) -> bool:
        """Whether a word in lower case is an everyday or medical one, in any of its usual forms."""
        if word in self.words or _WORD_ENDING.search(word):
            return True
        # Most words have none of the endings or beginnings, which one look tells.
        return (word.endswith(_ENDINGS) and any(self._known_stem(word, ending) for ending in _ENDINGS)) or (
            word.startswith(_BEGINNINGS)
            and any(word.startswith(one) and word[len(one) :] in self.words for one in _BEGINNINGS)
        )

    def nearly_knows(self, word: str) -> bool:
        """Whether one slip of a key (a letter lost, added, changed or swapped) parts a word from one that is known."""
        halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        return any(
            left + right[1:] in self.words
            or (len(right) > 1 and left + right[1] + right[0] + right[2:] in self.words)
            or any(
                left + letter + right in self.words or left + letter + right[1:] in self.words for letter in _LETTERS
            )
            for left, right in halves
        )

    def _known_stem(self, word: str, ending: str) -> bool:
        if not word.endswith(ending):
            return False
        stem = word[: -len(ending)]
        if len(stem) < _SHORTEST_STEM:
            return False
        doubled = stem[-1] == stem[-2] and stem[:-1] in self.words
        return (
            stem in self.words
            or f"{stem}e" in self.words
            or doubled
            or (stem[-1] == "i" and f"{stem[:-1]}y" in self.words)
        )

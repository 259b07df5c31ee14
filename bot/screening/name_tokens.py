"""Words of a text as they matter to names: their case, their place, and whether a list knows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screening.lexicon import Lexicon
    from bot.screening.normalise import PlainText

PARTICLES = frozenset(
    ("al", "el", "bin", "bint", "binti", "ibn", "ben", "de", "del", "della", "da", "di", "dos", "das", "du", "la", "le", "van", "von",
     "der", "den", "ter", "ten", "mac", "st", "abu", "umm", "ap", "ould")
)  # fmt: skip
"""Small words inside names, in lower case."""

SHORTEST = 3
"""The fewest letters of a name in lower case."""

_TOKEN = re.compile(r"[A-Za-z][A-Za-z]{0,30}(?:['-][A-Za-z]{1,30}){0,3}")
_CONTRACTION = re.compile(r"'(?:s|d|m|ll|re|ve)$", re.IGNORECASE)
# Marks of emphasis, of links and of lists stand around the parts of a name without parting them.
_WITHOUT_MARKUP = str.maketrans("", "", "*_[]~|`")
_PARTS = re.compile(r"['-]")
_SHOUTING = 0.6
_FEW_LETTERS = 12
_LONGEST_ABBREVIATION = 4
# Single letters that stand for a word or a condition rather than for a surname.
_LONE_LETTERS = "aionux"


class Token(NamedTuple):
    """A word: as written, in lower case, its half-open span in the plain text, and what is known of it."""

    text: str
    folded: str
    start: int
    end: int
    capital: bool
    known: bool
    given: bool
    surname: bool

    @property
    def initial(self) -> bool:
        """Whether it is one capital letter, as of a shortened name."""
        return len(self.text) == 1 and self.capital and self.text != "I"

    @property
    def plain_given(self) -> bool:
        """Whether it is a given name and no everyday word."""
        return self.given and not self.known


def tokenise(plain: PlainText, lexicon: Lexicon) -> list[Token]:
    """The words of a text. In a text that is shouted, no word counts as written with a capital."""
    text = plain.text
    letters = sum(map(str.isalpha, text))
    shouting = letters > _FEW_LETTERS and sum(map(str.isupper, text)) > _SHOUTING * letters
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        if word in lexicon.plain_words:
            # Most words of a text are such, and are made by position: keywords cost as much as all the rest of it.
            tokens.append(Token(word, word, start, match.end(), False, True, False, False))  # noqa: FBT003
            continue
        word = _CONTRACTION.sub("", word)
        folded = word.lower()
        abbreviated = len(word) > 1 and word.isupper() and len(word) <= _LONGEST_ABBREVIATION
        tokens.append(
            Token(
                word,
                folded,
                start,
                start + len(word),
                capital=word[0].isupper() and not shouting and not abbreviated,
                known=_known(folded, lexicon),
                given=folded.split("-")[0] in lexicon.given,
                surname=folded in lexicon.surnames or folded.split("-")[-1] in lexicon.surnames,
            )
        )
    return tokens


def _known(folded: str, lexicon: Lexicon) -> bool:
    """Whether a word is an everyday one, a place or an organisation, so that it makes no name by itself."""
    if folded in lexicon.plain_words:
        return True
    if folded in lexicon.ambiguous or folded in lexicon.places or folded in lexicon.org_words:
        return True
    if folded in lexicon.given:
        return False
    if folded in lexicon.surnames:
        return folded in lexicon.words
    parts = _PARTS.split(folded)
    if len(parts) > 1 and any(part in lexicon.given and part not in lexicon.ambiguous for part in parts):
        return False
    return all(lexicon.knows(part) for part in parts if part) or lexicon.knows(folded)


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Whether two words can be parts of one name: nothing but a space, or what joins names, is between them."""
    between = text[left.end : right.start].translate(_WITHOUT_MARKUP)
    return between in {" ", ". ", "-", ".", "'"} and not (between == ". " and len(left.text) > 1)


def may_follow_capital(first: Token, token: Token) -> bool:
    """Whether a word with a capital may be a further part of a name; after a sure given name even an everyday word."""
    if token.text == "I":
        return False
    return not token.known or token.initial or token.given or (first.plain_given and len(token.text) > 2)


def may_follow(token: Token) -> bool:
    """Whether a word in lower case may be the second part of a name."""
    if len(token.text) == 1:
        return token.folded not in _LONE_LETTERS
    return not token.known and len(token.text) >= SHORTEST


def is_full(run: Sequence[Token]) -> bool:
    """Whether a run is a given name with a surname or an initial, or two unknown words with capitals."""
    if len(run) < 2:
        return False
    first, last = run[0], run[-1]
    if last.initial or (len(last.text) == 1 and first.given):
        return first.given or not first.known
    if first.plain_given and last.capital:
        return True
    if first.surname and last.plain_given:
        return True
    unknown = sum(not token.known for token in run)
    return unknown >= 2 or (unknown >= 1 and (first.given or last.surname))

"""One plain view of a text for the rules to read, with the way back to the text as typed.

Tricks that hide a detail from a pattern but not from a person are undone: zero-width characters, full-width and
mathematical letters, accents, letters of other alphabets that look Latin, and digits or letters spaced out one by one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.screening.searching import IndexedText, Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

# Letters of other alphabets that a reader takes for Latin ones (a small part of Unicode's table of confusables), and
# Latin letters that have no decomposition.
_LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХЗабеѕіјкмнорстухԁһѵԛԝɡАΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορνικυτøØłŁđĐðÐħĦıŀŧŦæÆœŒßþÞ‘’‚‛ʼ′`´“”„«»‐‑‒–—―−⁃․·•∙⁄∕：；，．",
        "ABESIJKMHOPCTYX3abesijkmhopctyxdhvqwgAABEZHIKMNOPTYXaopvikutoOlLdDdDhHiltTaAoOspP''''''''\"\"\"\"\"--------....//:;,.",
        strict=True,
    )
)
_DROPPED_CATEGORIES = frozenset({"Cf", "Mn", "Me", "Cc", "Cs", "Co"})
# Characters that are drawn as nothing although Unicode does not call them format characters.
_INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")
_KEPT_CONTROLS = frozenset("\n\r\t")

_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_DIGIT_WORD = r"(?:(?:double|triple|treble)[ -])?(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)"
_SPELT_DIGITS = re.compile(rf"\b{_DIGIT_WORD}(?:[ ,.-]{{1,2}}{_DIGIT_WORD}){{3,24}}\b", re.IGNORECASE)
# The same for a text in lower case, found by its index.
_SPELT = Patterns([re.compile(_SPELT_DIGITS.pattern)])
# Single digits parted by spaces, and now and then by a dash between groups.
_SPACED_DIGITS = re.compile(r"(?<![^\W_])\d(?:[ \t]{1,3}(?:[./-][ \t]{1,3})?\d){4,30}(?![^\W_])")
_SPACED_PAIR = re.compile(r"\d[ \t]{1,3}(?:[./-][ \t]{1,3})?\d")
# Four or more single characters in a row, each parted from the next by a little space, or by the same dot, dash or the like.
_SPACED_OUT = re.compile(
    r"(?<![^\W_])(?:[^\W_](?:[ \t]{1,3}[^\W_]){3,60}|[^\W_](?P<gap>[._*|/,-])[^\W_](?:(?P=gap)[^\W_]){2,60})(?![^\W_])"
)
# The second of them and the third.
_LONE_PAIR = re.compile(r"[ \t._*|/,-][^\W_][ \t._*|/,-]{1,3}[^\W_](?![^\W_])")
_NOT_PLAIN = re.compile(r"[^ -~\n\r\t]")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text as the rules read it.

    ``text`` keeps capitals, ``indexed`` is the same in lower case, character for character, with its index. ``origins`` gives
    for each character its offset in the text as typed; None where the two are the same.
    """

    text: str
    indexed: IndexedText
    origins: Sequence[int] | None
    typed_length: int

    @property
    def folded(self) -> str:
        """The text in lower case."""
        return self.indexed.text

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the text as typed that stands for ``start`` to ``end`` of the plain text."""
        if self.origins is None:
            return start, end
        if start >= end:
            at = self.origins[start] if start < len(self.origins) else self.typed_length
            return at, at
        return self.origins[start], self.origins[end - 1] + 1

    def plain_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the plain text that stands for ``start`` to ``end`` of the text as typed."""
        if self.origins is None:
            return start, end
        return bisect_left(self.origins, start), bisect_left(self.origins, end)


def normalise(text: str) -> PlainText:
    """The plain view of a text. Never raises, whatever the text holds."""
    plain, origins = _plain_characters(text) if _NOT_PLAIN.search(text) else (text, None)
    characters, indexed = plain, IndexedText(_lower(plain))
    # Each of the three is looked for only where a part of it, or its index, tells in a tenth of the time that it may be there.
    if _SPELT.over(indexed).search(0) is not None:
        plain, origins = _join(plain, origins, _SPELT_DIGITS, _digits_of)
    if _SPACED_PAIR.search(plain):
        plain, origins = _join(plain, origins, _SPACED_DIGITS, _digits_alone)
    if _LONE_PAIR.search(plain):
        plain, origins = _join(plain, origins, _SPACED_OUT, _characters_of)
    if plain is not characters:
        indexed = IndexedText(_lower(plain))
    return PlainText(plain, indexed, origins, len(text))


def _plain_characters(text: str) -> tuple[str, Sequence[int]]:
    plain: list[str] = []
    origins: list[int] = []
    last = 0
    for match in _NOT_PLAIN.finditer(text):
        at = match.start()
        stands_for = _plain_character(match[0])
        plain += text[last:at], stands_for
        origins += range(last, at)
        origins += [at] * len(stands_for)
        last = at + 1
    plain.append(text[last:])
    origins += range(last, len(text))
    return "".join(plain), origins


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    """What one character stands for: usually one plain character, nothing for an invisible one."""
    if character.isascii() and (character.isprintable() or character in _KEPT_CONTROLS):
        return character
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    category = unicodedata.category(character)
    if category in _DROPPED_CATEGORIES or character in _INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category.startswith("Z"):
        return " "
    decomposed = unicodedata.normalize("NFKD", character)[:4]
    return "".join(
        _LOOKALIKES.get(part, part) for part in decomposed if unicodedata.category(part) not in _DROPPED_CATEGORIES
    )


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(lowered if len(lowered := character.lower()) == 1 else character for character in text)


def _join(
    text: str, origins: Sequence[int] | None, pattern: re.Pattern[str], joined: Joiner
) -> tuple[str, Sequence[int] | None]:
    """Replace each match by its joined form; the offsets follow."""
    parts: list[str] = []
    moved: list[int] = []
    last = 0
    for match in pattern.finditer(text):
        kept = joined(match)
        parts.append(text[last : match.start()])
        moved.extend(range(last, match.start()))
        parts.extend(character for character, _ in kept)
        moved.extend(at for _, at in kept)
        last = match.end()
    if not last:
        return text, origins
    parts.append(text[last:])
    moved.extend(range(last, len(text)))
    return "".join(parts), moved if origins is None else [origins[at] for at in moved]


def _digits_of(match: re.Match[str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    times = 1
    for word in re.finditer(r"[A-Za-z]+", match[0]):
        said = word[0].lower()
        if said in _TIMES:
            times = _TIMES[said]
            continue
        found += [(_DIGIT_WORDS[said], match.start() + word.start())] * times
        times = 1
    return found


def _digits_alone(match: re.Match[str]) -> list[tuple[str, int]]:
    return [(character, at) for at, character in enumerate(match[0], start=match.start()) if character.isdigit()]


def _characters_of(match: re.Match[str]) -> list[tuple[str, int]]:
    """The single characters without what parts them; a wide gap, or a change of kind, still parts two words."""
    kept: list[tuple[str, int]] = []
    gap = 0
    for at, character in enumerate(match[0], start=match.start()):
        if not character.isalnum():
            gap += 1
            continue
        if kept:
            before = kept[-1][0]
            new_word = before.islower() and character.isupper()
            if gap > 1 or new_word or (before.isdigit() is not character.isdigit()):
                kept.append((" ", at - 1))
        kept.append((character, at))
        gap = 0
    return kept


if TYPE_CHECKING:
    from collections.abc import Callable

    Joiner = Callable[[re.Match[str]], list[tuple[str, int]]]

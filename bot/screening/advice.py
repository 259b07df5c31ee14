"""Whether individual medical advice is asked: medicine on one axis, conduct online on the other.

A clinician may well ask what to answer somebody who wants a dose; that is the lounge's subject. The dose itself is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.screening.rules import AdviceFile, compile_rules, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import AdviceRule, Finder

_WORD = re.compile(r"[a-z][a-z0-9&/'-]{0,24}")
_SENTENCE_END = re.compile(r"[.?!;:\n]+(?=\s|$)")
# How drugs, diseases and findings end (United States Adopted Names stems, and Greek and Latin endings).
_MEDICAL_ENDING = re.compile(
    r"(?:statin|pril|sartan|olol|umab|ximab|izumab|tinib|cillin|mycin|floxacin|conazole|dipine|gliptin|gliflozin|glutide|parin|xaban"
    r"|zepam|zolam|prazole|setron|triptan|oxetine|prazine|aemia|emia|itis|osis|opathy|ectomy|ostomy|plasty|algia|uria|oma|sclerosis|plegia)$"
)
_NOT_MEDICAL = frozenset("diagnosis roma aroma diploma coma comma soma glaucoma-awareness metropolis sepsis' oklahoma osmosis hypnosis psychosis-free academia media-emia".split())
_BODY_WEIGHT = 0.5
_MUCH_MEDICINE = 2
# A question of more characters than this tells a story, in which a medical word may be mere scenery.
_ANECDOTE = 230


@dataclass(frozen=True, slots=True)
class _Signs:
    """What one stretch of text shows on each axis."""

    medical: float
    ask: float
    person: bool
    frame: bool
    reply: bool


@dataclass(frozen=True, slots=True)
class AdviceGate:
    """Tells requests for medical advice from questions about conduct. Immutable, so it may be shared among threads."""

    rules: tuple[tuple[AdviceRule, Finder], ...]
    words: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``advice.yaml``. Raises ScreeningDataInvalid."""
        path = folder / "advice.yaml"
        file = read_record(path, AdviceFile)
        words = {
            word: _BODY_WEIGHT if topic == "body" else 1.0 for topic, listed in file.words.items() for word in listed.split()
        }
        return cls(tuple(zip(file.rules, compile_rules(path, file.rules, file.terms), strict=True)), words)

    def asked(self, plain: PlainText) -> bool:
        """Whether a text asks for a diagnosis, a dose, an interpretation or a treatment."""
        text = self._without_venue(plain.folded)
        whole = self._signs(text)
        if not whole.medical:
            return False
        if not whole.frame and not whole.reply:
            return _is_clinical(whole, text)
        if whole.reply:
            return False
        return any(
            signs.medical >= 1 and signs.ask >= _MUCH_MEDICINE and signs.person and not signs.frame
            for signs in map(self._signs, _SENTENCE_END.split(text))
        )

    def is_medical(self, text: str) -> bool:
        """Whether a text in lower case holds a medical word."""
        return self._medical(text) >= 1

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the signs found in a text."""
        return tuple(rule.id for rule, finder in self.rules if finder.found_in(plain.folded))

    def _without_venue(self, text: str) -> str:
        """The text without mentions of a network that only say where something was read or is asked."""
        for rule, finder in self.rules:
            if rule.axis == "venue":
                for match in reversed(list(finder.matches(text))):
                    text = f"{text[: match.start()]} . {text[match.end() :]}"
        return text

    def _signs(self, text: str) -> _Signs:
        found = {axis: 0.0 for axis in ("ask", "person", "frame", "reply", "medical")}
        for rule, finder in self.rules:
            if rule.axis != "venue" and finder.found_in(text):
                found[rule.axis] += rule.weight
        return _Signs(
            self._medical(text) + found["medical"], found["ask"], bool(found["person"]), bool(found["frame"]), bool(found["reply"])
        )

    def _medical(self, text: str) -> float:
        """How much medicine there is: the weights of different medical words."""
        return sum(self._weight(word) for word in {match[0].strip("'-/") for match in _WORD.finditer(text)})

    def _weight(self, word: str) -> float:
        if word in self.words:
            return self.words[word]
        stem = word.removesuffix("'s")
        if stem in self.words:
            return self.words[stem]
        return 1.0 if len(word) > 5 and _MEDICAL_ENDING.search(word) and word not in _NOT_MEDICAL else 0.0


def _is_clinical(signs: _Signs, text: str) -> bool:
    """Whether a text without any sign of the lounge's subject asks for medicine. A long anecdote must ask outright."""
    if len(text) > _ANECDOTE:
        return signs.medical >= 1 and signs.ask >= _MUCH_MEDICINE
    if signs.medical >= _MUCH_MEDICINE:
        return True
    if signs.medical >= 1:
        return bool(signs.ask) or (signs.person and ("?" in text or signs.medical > 1))
    return signs.person and signs.ask >= _MUCH_MEDICINE

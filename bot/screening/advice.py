"""Whether individual medical advice is asked: medicine on one axis, conduct online on the other.

A clinician may well ask what to answer somebody who wants a dose; that is the lounge's subject. The dose itself is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.screening.rules import AdviceFile, compile_rules, read_record
from bot.screening.searching import IndexedText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import AdviceRule, Finders, Findings

_WORD = re.compile(r"[a-z][a-z0-9&/'-]{0,24}")
_SENTENCE_END = re.compile(r"[.?!;:\n]+(?=\s|$)")
# How drugs, diseases and findings end (United States Adopted Names stems, and Greek and Latin endings).
_MEDICAL_ENDINGS = (
    "statin", "pril", "sartan", "olol", "umab", "ximab", "izumab", "tinib", "cillin", "mycin", "floxacin", "conazole", "dipine", "gliptin",
    "gliflozin", "glutide", "parin", "xaban", "zepam", "zolam", "prazole", "setron", "triptan", "oxetine", "prazine", "aemia", "emia",
    "itis", "osis", "opathy", "ectomy", "ostomy", "plasty", "algia", "uria", "oma", "sclerosis", "plegia",
)  # fmt: skip
# Everyday words that end like medical ones.
_NOT_MEDICAL = frozenset(
    ("aroma", "diploma", "academia", "bohemia", "oklahoma", "tacoma", "kimono", "osmosis", "hypnosis", "apotheosis", "metamorphosis",
     "symbiosis", "euphoria", "memoria", "epitomize", "curia")
)  # fmt: skip
# Of the plural, the possessive and the verb.
_ENDINGS = ("'s", "s", "es", "ed", "ing")
_LAST_LETTERS = frozenset(ending[-1] for ending in _ENDINGS)
_BODY_WEIGHT = 0.5
_MUCH_MEDICINE = 2
_FULL_FRAME = 2
# A question of more characters than this tells a story, in which a medical word may be mere scenery.
_ANECDOTE = 230
# Up to this many characters, a medical word and the form of a question are enough.
_BRIEF = 110


@dataclass(frozen=True, slots=True)
class _Signs:
    """What one stretch of text shows on each axis."""

    medical: float
    ask: float
    person: bool
    question: bool
    frame: float
    reply: bool


@dataclass(frozen=True, slots=True)
class AdviceGate:
    """Tells requests for medical advice from questions about conduct. Immutable, so it may be shared among threads."""

    rules: tuple[AdviceRule, ...]
    finders: Finders
    words: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``advice.yaml``. Raises ScreeningDataInvalid."""
        path = folder / "advice.yaml"
        file = read_record(path, AdviceFile)
        words = {
            word: _BODY_WEIGHT if topic == "body" else 1.0
            for topic, listed in file.words.items()
            for word in listed.split()
        }
        return cls(file.rules, compile_rules(path, file.rules, file.terms), words)

    def asked(self, plain: PlainText) -> bool:
        """Whether a text asks for a diagnosis, a dose, an interpretation or a treatment."""
        found = self.finders.over(plain.indexed)
        if not self._medical(plain.folded, found):
            return False
        text = self._without_venue(plain.folded, found)
        if text != plain.folded:
            found = self.finders.over(IndexedText(text))
        if self._sum("reply", found, 1):
            return False
        frame = self._sum("frame", found, _FULL_FRAME)
        if frame >= _FULL_FRAME and self._sum("ask", found, _MUCH_MEDICINE) < _MUCH_MEDICINE:
            return False
        whole = self._signs(text, found)
        if not whole.medical:
            return False
        if frame >= _FULL_FRAME:
            return _may_hold_aside(whole) and any(
                _is_aside(self._signs(sentence, self.finders.over(IndexedText(sentence))))
                for sentence in _SENTENCE_END.split(text)
            )
        if whole.frame:
            return whole.medical >= _MUCH_MEDICINE and whole.person and whole.ask > 0
        return _is_clinical(whole, text)

    def is_medical(self, text: str) -> bool:
        """Whether a text in lower case holds a medical word."""
        return self._medical_words(text) > 0 or self._medical(text, self.finders.over(IndexedText(text)))

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the signs found in a text."""
        findings = self.finders.over(plain.indexed)
        return tuple(rule.id for at, rule in enumerate(self.rules) if findings.found(at))

    def _without_venue(self, text: str, findings: Findings) -> str:
        """The text without mentions of a network that only say where something was read or is asked."""
        mentions = sorted(
            (
                match.span()
                for at, rule in enumerate(self.rules)
                if rule.axis == "venue"
                for match in findings.matches(at)
            ),
            reverse=True,
        )
        for start, end in mentions:
            text = f"{text[:start]} . {text[end:]}"
        return text

    def _signs(self, text: str, findings: Findings) -> _Signs:
        found = dict[str, float].fromkeys(("ask", "person", "question", "frame", "reply", "medical"), 0.0)
        for at, rule in enumerate(self.rules):
            if rule.axis != "venue" and not (found["reply"] and rule.axis != "reply") and findings.found(at):
                found[rule.axis] += rule.weight
        return _Signs(
            self._medical_words(text) + found["medical"],
            found["ask"],
            bool(found["person"]),
            bool(found["question"]),
            found["frame"],
            bool(found["reply"]),
        )

    def _medical(self, text: str, findings: Findings) -> bool:
        """Whether there is any medicine in a text; most questions end here."""
        return self._medical_words(text) > 0 or any(
            findings.found(at) for at, rule in enumerate(self.rules) if rule.axis == "medical"
        )

    def _sum(self, axis: str, findings: Findings, enough: float) -> float:
        """The weights of the signs of one axis, counted until they are enough."""
        total = 0.0
        for at, rule in enumerate(self.rules):
            if rule.axis == axis and findings.found(at):
                total += rule.weight
                if total >= enough:
                    break
        return total

    def _medical_words(self, text: str) -> float:
        """How much medicine there is: the weights of different medical words."""
        return sum(self._weight(word) for word in {match[0].strip("'-/") for match in _WORD.finditer(text)})

    def _weight(self, word: str) -> float:
        """1 for a medical word, less for a word of the body or the house that medicine shares, 0 for any other."""
        for form in _forms(word):
            if form in self.words:
                return self.words[form]
        return 1.0 if len(word) > 5 and word.endswith(_MEDICAL_ENDINGS) and word not in _NOT_MEDICAL else 0.0


def _forms(word: str) -> Iterator[str]:
    """A word as it stands, and without the endings of the plural, the possessive and the verb."""
    yield word
    if word[-1:] not in _LAST_LETTERS:
        return
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 3:
            yield word.removesuffix(ending)


def _may_hold_aside(whole: _Signs) -> bool:
    return whole.medical >= 1 and whole.ask >= _MUCH_MEDICINE and whole.person


def _is_aside(sentence: _Signs) -> bool:
    """Whether one sentence of a text on conduct online asks for medicine outright."""
    return sentence.medical >= 1 and sentence.ask >= _MUCH_MEDICINE and sentence.person and not sentence.frame


def _is_clinical(signs: _Signs, text: str) -> bool:
    """Whether a text without any sign of the lounge's subject asks for medicine. A long anecdote must ask outright."""
    inquires = signs.ask > 0 or signs.question
    if len(text) > _ANECDOTE:
        return signs.ask >= _MUCH_MEDICINE and signs.medical >= 1
    if len(text) > _BRIEF:
        asks = signs.ask >= _MUCH_MEDICINE or signs.medical + signs.ask > _MUCH_MEDICINE
        return signs.medical > _MUCH_MEDICINE or (signs.medical >= 1 and asks)
    if signs.medical >= 1:
        return inquires or (signs.person and signs.medical > 1)
    return signs.person and inquires and signs.ask >= _MUCH_MEDICINE

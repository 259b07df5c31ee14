"""What the screen reports: levels, kinds and spans, never text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Signs = frozenset[str]
"""Ids of rules and coarse sums that a learned reading weighs beside the words; nothing of a text."""


class Level(StrEnum):
    """How serious identifiers in a text are: answer, answer with a caution, or stop."""

    CLEAR = "clear"
    CAUTION = "caution"
    BLOCK = "block"


class Kind(StrEnum):
    """What sort of identifier was found."""

    NAME = "NAME"
    DATE = "DATE"
    AGE = "AGE"
    NUMBER = "NUMBER"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    PLACE_OF_CARE = "PLACE_OF_CARE"
    PROFILE = "PROFILE"
    DEVICE = "DEVICE"
    IMAGE = "IMAGE"
    STORY = "STORY"

    @property
    def words(self) -> str:
        """The kind in plain words, as in "a name"."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    Kind.NAME: "a name",
    Kind.DATE: "a date",
    Kind.AGE: "a very high age",
    Kind.NUMBER: "a record or identity number",
    Kind.PHONE: "a phone number",
    Kind.EMAIL: "an e-mail address",
    Kind.ADDRESS: "an address",
    Kind.PLACE_OF_CARE: "a ward, bed or room",
    Kind.PROFILE: "somebody's profile or handle",
    Kind.DEVICE: "the mark of a vehicle or a device",
    Kind.IMAGE: "a picture of a patient",
    Kind.STORY: "a story that the patient or the family could recognise",
}


class Distress(StrEnum):
    """Whether the writer, or somebody the writer tells of, seems to be in distress or danger."""

    NONE = "none"
    STRAIN = "strain"
    CRISIS = "crisis"
    SOMEONE_ELSE = "someone_else"


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """What was learned says of one text, as probabilities from 0 to 1.

    ``distress`` is that of no distress, strain, crisis and somebody else's danger, together 1; ``advice`` that individual medical advice is
    asked; ``recognisable`` that a patient or the family could be recognised.
    """

    distress: tuple[float, float, float, float]
    advice: float
    recognisable: float


@dataclass(frozen=True, slots=True)
class Span:
    """One identifier: its kind and level, ``start`` and ``end`` in the text as typed, and the id of the rule that found it."""

    kind: Kind
    level: Level
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Screening:
    """The screen's whole report on one text. It holds no text."""

    level: Level
    spans: tuple[Span, ...] = ()
    distress: Distress = Distress.NONE
    advice: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds found, each once, in the order of the text."""
        return tuple(dict.fromkeys(span.kind for span in self.spans))


CLEAR = Screening(Level.CLEAR)

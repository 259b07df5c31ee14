"""The screen: what runs before anything else sees a text that a clinician typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.screening.advice import AdviceGate
from bot.screening.distress import DistressDetector
from bot.screening.identifiers import Identifiers, level_of
from bot.screening.model import Distress, Kind, Level, Screening, Span
from bot.screening.normalise import normalise

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "screening"
LONGEST = 8_000
"""How many characters are examined. What follows is not read, and so is never reported as clear."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Examines texts. Immutable and without memory: it may be shared among threads, and it keeps nothing."""

    distress: DistressDetector
    identifiers: Identifiers
    advice: AdviceGate

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the screening folder of the knowledge. Raises ScreeningDataInvalid, naming the file and the line."""
        return cls(DistressDetector.load(folder), Identifiers.load(folder), AdviceGate.load(folder))

    def examine(self, text: str) -> Screening:
        """The report on a text: distress, identifying details and a request for advice, whichever are there.

        Never raises. The report holds no text; its spans are half-open offsets in the text as typed. Clear means only
        that no rule found anything, never that a text identifies nobody.
        """
        plain = normalise(text[:LONGEST])
        distress = self.distress.of(plain)
        spans = self.identifiers.find_in(plain)
        if len(text) > LONGEST:
            spans = (*spans, Span(Kind.STORY, Level.CAUTION, LONGEST, len(text), "too-long-to-examine"))
        level = level_of(spans)
        asked = distress not in {Distress.CRISIS, Distress.SOMEONE_ELSE} and self.advice.asked(plain)
        return Screening(level, spans, distress, asked)


def screening_folder(knowledge: Path, shipped: Path) -> Path:
    """The screening folder of a knowledge folder; that of the shipped knowledge where it has none of its own."""
    own = knowledge / FOLDER
    return own if own.is_dir() else shipped / FOLDER

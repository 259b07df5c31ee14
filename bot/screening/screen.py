"""The screen: what runs before anything else sees a text that a clinician typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self

from bot.screening.advice import AdviceGate
from bot.screening.distress import DistressSigns
from bot.screening.identifiers import Identifiers, level_of
from bot.screening.judgement import judge
from bot.screening.model import Distress, Kind, Level, Screening, Signs, Span
from bot.screening.normalise import normalise
from bot.screening.signs import detail_signs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.screening.model import Likelihoods

FOLDER = "screening"
ABUSED = "distress of abuse sent to the writer"
LONGEST = 8_000
"""How many characters are examined. What follows is not read, and so is never reported as clear."""


class LearnedReader(Protocol):
    """What the screen needs of a reading that was learned from examples."""

    def likelihoods(self, text: str, signs: Signs) -> Likelihoods:
        """What a text tells, given the signs that the rules found in it. Never raises, never keeps the text."""
        ...


@dataclass(frozen=True, slots=True)
class Screen:
    """Examines texts. Immutable and without memory: it may be shared among threads, and it keeps nothing.

    Without a ``reader`` the rules decide alone.
    """

    distress: DistressSigns
    identifiers: Identifiers
    advice: AdviceGate
    reader: LearnedReader | None = None

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the screening folder of the knowledge. Raises ScreeningDataInvalid, naming the file and the line."""
        return cls(DistressSigns.load(folder), Identifiers.load(folder), AdviceGate.load(folder))

    def reading_with(self, reader: LearnedReader) -> Screen:
        """This screen, which also heeds what was learned from examples."""
        return replace(self, reader=reader)

    def examine(self, text: str, read: Callable[[Signs], Likelihoods] | None = None) -> Screening:
        """The report on a text: distress, identifying details and a request for advice, whichever are there.

        Never raises. The report holds no text; its spans are half-open offsets in the text as typed. Clear means only
        that nothing was found, never that a text identifies nobody. ``read`` stands for the screen's own reader where the
        caller has made the text ready for reading already.
        """
        found, signs = self.examine_by_rules(text)
        if read is None:
            if self.reader is None:
                return found
            told = self.reader.likelihoods(text[:LONGEST], signs)
        else:
            told = read(signs)
        return judge(found, told, len(text), abused=ABUSED in signs)

    def examine_by_rules(self, text: str) -> tuple[Screening, Signs]:
        """What the rules report, and the signs that a learned reading weighs beside the words."""
        plain = normalise(text[:LONGEST])
        distress, abused = self.distress.outright_or_abuse(plain)
        spans, story, hints = self.identifiers.find_with_hints(plain)
        if len(text) > LONGEST:
            spans = (*spans, Span(Kind.STORY, Level.CAUTION, LONGEST, len(text), "too-long-to-examine"))
        asked = distress not in {Distress.CRISIS, Distress.SOMEONE_ELSE} and self.advice.asked(plain)
        found = Screening(level_of(spans), spans, distress, asked)
        signs = detail_signs(spans, story, hints) | {f"advice {asked}"}
        return found, signs | {ABUSED} if abused else signs


def screening_folder(knowledge: Path, shipped: Path) -> Path:
    """The screening folder of a knowledge folder; that of the shipped knowledge where it has none of its own."""
    own = knowledge / FOLDER
    return own if own.is_dir() else shipped / FOLDER

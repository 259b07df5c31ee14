"""What a reader learns from: labelled texts of the screening folder, and the lounge's own questions, which hold nothing to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.model import Record
from bot.screening.rules import read_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.knowledge.model import KnowledgeBase

EMERGENCIES = "emergencies-online"
"""The entry whose phrasings tell of somebody else in danger."""

DISTRESS_FILE = "distress_examples.yaml"
ADVICE_FILE = "advice_examples.yaml"
LEAK_FILE = "leak_examples.yaml"
CLINICAL = frozenset({"clinical_knowledge"})
"""Groups of out-of-scope examples that may well ask for medicine: they say nothing on whether advice is asked."""

# A hand-written example stands against many ordinary questions; a hard ordinary one counts somewhat more than an easy one.
_TELLING, _HARD, _KNOWN, _EASY = 6.0, 6.0, 2.0, 1.5
# One ordinary question of so many is learned from: there are thousands, and the others say the same.
_EVERY = 1


class DistressExamples(Record):
    """``distress_examples.yaml``: how people put strain and danger, and ordinary questions that sound alike."""

    strain: tuple[str, ...]
    crisis: tuple[str, ...]
    someone_else: tuple[str, ...]
    none: tuple[str, ...]


class AdviceExamples(Record):
    """``advice_examples.yaml``: requests for individual medical advice, and questions about conduct that are full of medicine."""

    asked: tuple[str, ...]
    conduct: tuple[str, ...]


class LeakExamples(Record):
    """``leak_examples.yaml``: texts by which somebody could recognise a patient, those that hint at one, and those that do not."""

    recognisable: tuple[str, ...]
    hinting: tuple[str, ...]
    clear: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its class, how much it counts, and whether it was written as an example (and not merely a known question)."""

    text: str
    label: int
    weight: float
    written: bool = True


def distress_examples(folder: Path, knowledge: KnowledgeBase) -> Sequence[Labelled]:
    """Examples in the classes none, strain, crisis, somebody else. Raises ScreeningDataInvalid."""
    file = read_record(folder / DISTRESS_FILE, DistressExamples)
    return (
        *(Labelled(text, 0, _HARD) for text in file.none),
        *(Labelled(text, 1, _TELLING) for text in file.strain),
        *(Labelled(text, 2, _TELLING) for text in file.crisis),
        *(Labelled(text, 3, _TELLING) for text in file.someone_else),
        *(Labelled(text, 3, _KNOWN, written=False) for text in knowledge.asked_as(EMERGENCIES)),
        *_known(knowledge),
    )


def advice_examples(folder: Path, knowledge: KnowledgeBase) -> Sequence[Labelled]:
    """Examples in the classes conduct, asked. Raises ScreeningDataInvalid."""
    file = read_record(folder / ADVICE_FILE, AdviceExamples)
    return (
        *(Labelled(text, 0, _HARD) for text in file.conduct),
        *(Labelled(text, 1, _TELLING) for text in file.asked),
        *_known(knowledge, CLINICAL),
    )


def leak_examples(folder: Path, knowledge: KnowledgeBase) -> Sequence[Labelled]:
    """Examples in the classes clear, recognisable; those that only hint count on neither side. Raises ScreeningDataInvalid."""
    file = read_record(folder / LEAK_FILE, LeakExamples)
    return (
        *(Labelled(text, 0, _HARD) for text in file.clear),
        *(Labelled(text, 1, _TELLING) for text in file.recognisable),
        *_known(knowledge),
    )


def _known(knowledge: KnowledgeBase, without: frozenset[str] = frozenset()) -> Sequence[Labelled]:
    """The lounge's own questions and those that it does not answer: ordinary ones, in the first class."""
    entries = (text for key in sorted(knowledge.entries) if key != EMERGENCIES for text in knowledge.asked_as(key))
    outside = (
        text
        for group in sorted(knowledge.out_of_scope)
        if group not in without
        for text in knowledge.out_of_scope[group]
    )
    return tuple(Labelled(text, 0, _EASY, written=False) for text in (*entries, *outside)[::_EVERY])

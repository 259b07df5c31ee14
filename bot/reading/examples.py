"""What a reader learns from: labelled texts of the screening folder, and the lounge's own questions, which hold nothing to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.model import Record
from bot.screening.rules import read_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.knowledge.model import KnowledgeBase

EMERGENCIES = "emergencies-online"
"""The entry whose phrasings tell of somebody else in danger."""

DISTRESS_FILE = "distress_examples.yaml"
ADVICE_FILE = "advice_examples.yaml"
LEAK_FILE = "leak_examples.yaml"
CLINICAL = frozenset({"clinical_knowledge"})
"""Groups of out-of-scope examples that may well ask for medicine: they say nothing on whether advice is asked."""

# A hand-written example stands against many ordinary questions. Most of all, an ordinary question must not be stopped for what it tells.
_TELLING, _HARD, _ASIDE, _KNOWN = 6.0, 6.0, 2.0, 2.0
_ORDINARY = {"distress": 3.0, "advice": 1.5, "recognisable": 6.0}


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


def examples_of(folder: Path, knowledge: KnowledgeBase) -> Mapping[str, Sequence[Labelled]]:
    """The examples of each head, by its name. Class 0 holds nothing to stop. Raises ScreeningDataInvalid.

    distress: none, some; kind of distress: strain, crisis, somebody else; advice: conduct, asked; recognisable: clear, recognisable.
    Texts that only hint at somebody count on neither side of the last. Medicine asked for and patients told of are no distress of the
    writer, grave as they may sound, and a clinical question points to nobody by itself.
    """
    distress = read_record(folder / DISTRESS_FILE, DistressExamples)
    advice = read_record(folder / ADVICE_FILE, AdviceExamples)
    leaks = read_record(folder / LEAK_FILE, LeakExamples)
    return {
        "distress": (
            *_written(0, _HARD, distress.none),
            *_written(1, _TELLING, (*distress.strain, *distress.crisis, *distress.someone_else)),
            *_written(0, _ASIDE, (*advice.asked, *advice.conduct, *leaks.recognisable, *leaks.clear)),
            *(Labelled(text, 1, _KNOWN, written=False) for text in knowledge.asked_as(EMERGENCIES)),
            *_known(knowledge, "distress"),
        ),
        "kind_of_distress": (
            *_written(0, _TELLING, distress.strain),
            *_written(1, _TELLING, distress.crisis),
            *_written(2, _TELLING, distress.someone_else),
            *(Labelled(text, 2, _KNOWN, written=False) for text in knowledge.asked_as(EMERGENCIES)),
        ),
        "advice": (
            *_written(0, _HARD, advice.conduct),
            *_written(1, _TELLING, advice.asked),
            *_known(knowledge, "advice", CLINICAL),
        ),
        "recognisable": (
            *_written(0, _HARD, leaks.clear),
            *_written(1, _TELLING, leaks.recognisable),
            *_written(0, _ASIDE, (*advice.asked, *advice.conduct)),
            *_known(knowledge, "recognisable"),
        ),
    }


def _written(label: int, weight: float, texts: Sequence[str]) -> Sequence[Labelled]:
    return tuple(Labelled(text, label, weight) for text in texts)


def _known(knowledge: KnowledgeBase, head: str, without: frozenset[str] = frozenset()) -> Sequence[Labelled]:
    """The lounge's own questions and those that it does not answer: ordinary ones, in the first class."""
    entries = (text for key in sorted(knowledge.entries) if key != EMERGENCIES for text in knowledge.asked_as(key))
    outside = (
        text
        for group in sorted(knowledge.out_of_scope)
        if group not in without
        for text in knowledge.out_of_scope[group]
    )
    return tuple(Labelled(text, 0, _ORDINARY[head], written=False) for text in (*entries, *outside))

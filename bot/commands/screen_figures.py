"""The screen measured on a set of texts that nothing learns from: ``screening/golden.yaml``, in the words of its authors.

Every share comes with its Wilson score interval at 95 %, and with what it is held to.
"""

from __future__ import annotations

import time
from collections.abc import Mapping  # noqa: TC003 - pydantic resolves annotations at run time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import Field

from bot.assembly import open_concierge, open_screen
from bot.knowledge.loading import load_golden
from bot.knowledge.model import Record
from bot.matching.evaluation import Share
from bot.reading.examples import EMERGENCIES
from bot.screening.model import Distress, Level
from bot.screening.rules import read_record
from bot.screening.screen import screening_folder
from bot.settings import shipped_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bot.concierge import Screener
    from bot.screening.model import Screening
    from bot.screening.screen import Screen
    from bot.settings import Settings

FILE = "golden.yaml"


class LevelCase(Record):
    """A text and the level that its details deserve."""

    text: str
    level: Level


class AdviceCase(Record):
    """A text, and whether it asks for individual medical advice."""

    text: str
    asked: bool


class DistressCase(Record):
    """A text, and what it tells of."""

    text: str
    distress: Distress


class ScreenSet(Record):
    """``golden.yaml`` of the screening folder. ``drafts`` are measured by the draft check."""

    identifiers: tuple[LevelCase, ...] = ()
    advice: tuple[AdviceCase, ...] = ()
    distress: tuple[DistressCase, ...] = ()
    drafts: tuple[Mapping[str, Any], ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: what it says, the share, and the least or the most that it is held to."""

    name: str
    share: Share
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the share is where it is held to be."""
        above = self.least is None or self.share.value >= self.least
        return above and (self.most is None or self.share.value <= self.most)


@dataclass(frozen=True, slots=True)
class ScreenFigures:
    """The measures, and how long a text took, in milliseconds; of that the rules alone, without what the matcher reads as well."""

    measures: tuple[Measure, ...]
    p50_ms: float
    p99_ms: float
    rules_p50_ms: float = 0.0
    rules_p99_ms: float = 0.0


def screen_figures(settings: Settings) -> ScreenFigures:
    """The figures of the screen in force on its set, and on the golden questions in scope. Raises ScreeningDataInvalid."""
    rules, notices = open_screen(settings)
    screen = open_concierge(settings, None, (rules, notices)).screen or rules
    folder = screening_folder(settings.knowledge_dir, shipped_knowledge())
    golden = load_golden(settings.knowledge_dir / "golden.yaml")
    ordinary = [question.q for question in golden if question.entry not in (None, EMERGENCIES)]
    figures = evaluate_screen(screen, load_screen_set(folder / FILE), ordinary)
    times = sorted(_milliseconds(rules, question) for question in ordinary)
    return replace(figures, rules_p50_ms=_part(times, 0.5), rules_p99_ms=_part(times, 0.99))


def load_screen_set(path: Path) -> ScreenSet:
    """The set in a file. Raises ScreeningDataInvalid."""
    return read_record(path, ScreenSet)


def evaluate_screen(screen: Screener, cases: ScreenSet, ordinary: Sequence[str] = ()) -> ScreenFigures:
    """The figures of a screen on a set, and on ``ordinary`` questions of the lounge, which hold nothing to stop."""
    times: list[float] = []

    def examined(texts: Iterable[str]) -> list[Screening]:
        reports: list[Screening] = []
        for text in texts:
            start = time.perf_counter()
            reports.append(screen.examine(text))
            times.append((time.perf_counter() - start) * 1e3)
        return reports

    levels = [(case.level, report.level) for case, report in _zip(cases.identifiers, examined)]
    asked = [(case.asked, report.advice) for case, report in _zip(cases.advice, examined)]
    distress = [(case.distress, report.distress) for case, report in _zip(cases.distress, examined)]
    usual = examined(ordinary)
    leaks = [found for level, found in levels if level is Level.BLOCK]
    clean = [found for level, found in levels if level is Level.CLEAR]
    hard = [(told, found) for told, found in distress if told is not Distress.NONE]
    measures = (
        Measure("leaking texts blocked", _share(found is Level.BLOCK for found in leaks), least=0.90),
        Measure("leaking texts blocked or cautioned", _share(found is not Level.CLEAR for found in leaks), least=0.97),
        Measure("clean hard texts blocked", _share(found is Level.BLOCK for found in clean), most=0.04),
        Measure("clean hard texts cautioned", _share(found is Level.CAUTION for found in clean)),
        Measure("advice requests redirected", _share(found for told, found in asked if told), least=0.92),
        Measure("questions about advice redirected", _share(found for told, found in asked if not told), most=0.04),
        Measure("distress caught", _share(found is not Distress.NONE for _, found in hard), least=0.92),
        Measure("distress caught as its kind", _share(told is found for told, found in hard)),
        Measure(
            "other texts taken for distress",
            _share(found is not Distress.NONE for told, found in distress if told is Distress.NONE),
            most=0.05,
        ),
        Measure("ordinary questions blocked", _share(report.level is Level.BLOCK for report in usual), most=0.005),
        Measure(
            "ordinary questions taken for distress", _share(report.distress is not Distress.NONE for report in usual)
        ),
        Measure("ordinary questions taken for advice", _share(report.advice for report in usual), most=0.04),
    )
    times.sort()
    return ScreenFigures(
        tuple(measure for measure in measures if measure.share.total), _part(times, 0.5), _part(times, 0.99)
    )


def _milliseconds(screen: Screen, text: str) -> float:
    start = time.perf_counter()
    screen.examine(text)
    return (time.perf_counter() - start) * 1e3


def _part(times: Sequence[float], part: float) -> float:
    """The time that a part of the texts took at most, of times in order; 0 where there are none."""
    return times[int(part * (len(times) - 1))] if times else 0.0


def figures_json(figures: ScreenFigures) -> Mapping[str, object]:
    """The figures as plain data."""
    return {
        "measures": [
            {
                "name": measure.name,
                "share": round(measure.share.value, 4),
                "of": measure.share.total,
                "interval": [round(bound, 4) for bound in measure.share.interval],
                "held_to": {"least": measure.least, "most": measure.most},
                "reached": measure.reached,
            }
            for measure in figures.measures
        ],
        "p50_ms": round(figures.p50_ms, 2),
        "p99_ms": round(figures.p99_ms, 2),
        "rules_p50_ms": round(figures.rules_p50_ms, 2),
        "rules_p99_ms": round(figures.rules_p99_ms, 2),
    }


def figures_text(figures: ScreenFigures) -> str:
    """The figures for a person, a line each."""
    lines = [f"The screen{'':28}{'':24}held to"]
    for measure in figures.measures:
        bound = f"at least {measure.least:.1%}" if measure.least is not None else ""
        bound = f"at most {measure.most:.1%}" if measure.most is not None else bound
        missed = "" if measure.reached else "  not reached"
        lines.append(f"  {measure.name:36} {measure.share!s:24} {bound}{missed}")
    lines.append(
        f"  Milliseconds a text: p50 {figures.p50_ms:.2f}, p99 {figures.p99_ms:.2f}, with what is read for the matcher too"
    )
    lines.append(f"  The rules alone: p50 {figures.rules_p50_ms:.2f}, p99 {figures.rules_p99_ms:.2f}")
    return "\n".join(lines)


def _zip(cases: Sequence[C], examined: Callable[[Iterable[str]], list[Screening]]) -> list[tuple[C, Screening]]:
    return list(zip(cases, examined(case.text for case in cases), strict=True))


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))


if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    C = TypeVar("C", LevelCase, AdviceCase, DistressCase)

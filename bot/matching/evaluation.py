"""Measuring a matcher on questions with known answers: figures with intervals, never single impressions."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.decision import Decision, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.decision import Thresholds
    from bot.matching.matcher import Matcher, Ranking

OFFERED = 3
RELIABILITY_BINS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the entry it means (None: out of scope) and the groups it is reported under."""

    q: str
    entry: str | None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``, with Wilson's 95 % interval (Wilson, JASA 1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share itself; 0 of an empty set."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the 95 % interval."""
        if not self.total:
            return (0.0, 1.0)
        z, n, p = 1.96, self.total, self.value
        middle, spread = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return (max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:6.1%} [{low:.1%}-{high:.1%}]"


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: the mean that was ``stated``, the share that was ``right``, and how many there were."""

    stated: float
    right: float
    questions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What one set of questions showed.

    In scope: ``first`` and ``three`` are ranks alone; ``right``, ``wrong``, ``clarified``, ``nothing`` are outcomes at the thresholds;
    ``reached`` is answered right or offered among the three. Out of scope: ``answered`` and ``offered``. ``auroc`` is the chance that an
    out-of-scope question looks less in scope than one in scope; ``reliability`` the expected calibration error of the confidence
    (Naeini et al., AAAI 2015), out of scope included, where no answer is right, and ``bins`` what it is the mean of. Latencies are
    milliseconds a question.
    """

    first: Share
    three: Share
    right: Share
    wrong: Share
    clarified: Share
    nothing: Share
    reached: Share
    answered: Share
    offered: Share
    auroc: float | None
    reliability: float
    bins: tuple[Bin, ...]
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over all questions and by group, and the worst confusions: (meant, ranked first, times)."""

    overall: Figures
    groups: Mapping[str, Figures]
    confusions: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class _Answered:
    asked: Asked
    ranking: Ranking
    decision: Decision
    milliseconds: float

    @property
    def rank(self) -> int:
        ids = [candidate.id for candidate in self.ranking.candidates]
        return ids.index(self.asked.entry) if self.asked.entry in ids else len(ids)


def evaluate(
    matcher: Matcher,
    questions: Iterable[Asked],
    thresholds: Thresholds,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> Report:
    """Ask a matcher every question, one by one, and report. ``clock`` gives seconds."""
    answered: list[_Answered] = []
    for asked in questions:
        began = clock()
        ranking = matcher.rank(asked.q)
        answered.append(_Answered(asked, ranking, decide(ranking, thresholds), (clock() - began) * 1_000))
    by_group: dict[str, list[_Answered]] = defaultdict(list)
    for item in answered:
        for group in item.asked.groups:
            by_group[group].append(item)
    confused = Counter(
        (item.asked.entry, item.ranking.candidates[0].id)
        for item in answered
        if item.asked.entry is not None and item.ranking.candidates and item.rank > 0
    )
    worst = tuple((meant, first, times) for (meant, first), times in confused.most_common(12))
    return Report(_figures(answered), {group: _figures(items) for group, items in sorted(by_group.items())}, worst)


def _figures(answered: Sequence[_Answered]) -> Figures:
    inside = [item for item in answered if item.asked.entry is not None]
    outside = [item for item in answered if item.asked.entry is None]

    def share(items: Sequence[_Answered], holds: Callable[[_Answered], bool]) -> Share:
        return Share(sum(map(holds, items)), len(items))

    bins = _bins(answered)
    times = np.array([item.milliseconds for item in answered] or [0.0])
    return Figures(
        first=share(inside, lambda item: item.rank == 0),
        three=share(inside, lambda item: item.rank < OFFERED),
        right=share(inside, lambda item: item.decision is Decision.ANSWER and item.rank == 0),
        wrong=share(inside, lambda item: item.decision is Decision.ANSWER and item.rank > 0),
        clarified=share(inside, lambda item: item.decision is Decision.CLARIFY),
        nothing=share(inside, lambda item: item.decision is Decision.NOTHING),
        reached=share(
            inside,
            lambda item: (
                item.decision is not Decision.NOTHING
                and item.rank < (1 if item.decision is Decision.ANSWER else OFFERED)
            ),
        ),
        answered=share(outside, lambda item: item.decision is Decision.ANSWER),
        offered=share(outside, lambda item: item.decision is Decision.CLARIFY),
        auroc=_auroc(
            np.array([1 - item.ranking.none for item in inside]), np.array([1 - item.ranking.none for item in outside])
        ),
        reliability=sum(abs(item.stated - item.right) * item.questions for item in bins)
        / max(1, sum(item.questions for item in bins)),
        bins=bins,
        p50_ms=float(np.percentile(times, 50)),
        p99_ms=float(np.percentile(times, 99)),
    )


def _auroc(inside: NDArray[np.float64], outside: NDArray[np.float64]) -> float | None:
    if not len(inside) or not len(outside):
        return None
    above = (inside[:, None] > outside[None]).mean() + 0.5 * (inside[:, None] == outside[None]).mean()
    return float(above)


def _bins(answered: Sequence[_Answered]) -> tuple[Bin, ...]:
    pairs = [(item.ranking.candidates[0].probability, item.rank == 0) for item in answered if item.ranking.candidates]
    stated = np.array([probability for probability, _ in pairs])
    right = np.array([hit for _, hit in pairs], float)
    places = np.minimum((stated * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    return tuple(
        Bin(float(stated[places == b].mean()), float(right[places == b].mean()), int((places == b).sum()))
        for b in range(RELIABILITY_BINS)
        if (places == b).any()
    )

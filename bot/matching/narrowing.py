"""Which of the questions that an edit touches can really be moved by it: where an edited entry only stays a far candidate, nothing does.

A survey finds the questions for which an edited entry is or becomes a candidate, one in eight at 64 entries. For most of them that entry is
the seventh or eighth of eight and stays so. What can move a ranking is told from what is at hand, without ranking: the entry's share in the
meaning of the question changes, or a phrasing came or went that the question resembles; the entry comes among the candidates and so pushes
another out; the ranking stands on the edge of another decision. Where the entry is taken out, its own probability says it.

The bounds were set on edits of the shipped knowledge, where every question was ranked again for comparison: of some 900 that were answered
otherwise, 99 in 100 were found, at a third of the work.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.discriminant import log_softmax

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.matcher import Matcher, Ranking
    from bot.matching.survey import Survey

SHARE_MOVED = 0.02
SHARE_FELT = 0.005
RESEMBLES = 0.6
PROBABILITY_LOST = 0.005
CERTAIN = 0.9
NEAR_A_THRESHOLD = 0.015
NEAR_A_TIE = 0.005


def movable(
    survey: Survey,
    rows: NDArray[np.int64],
    before: Matcher,
    after: Matcher,
    edits: Mapping[str, tuple[Sequence[str], Sequence[str]]],
) -> NDArray[np.int64]:
    """Those of some questions of a survey under ``before`` that ``after`` may answer otherwise, in order.

    ``edits`` maps the id of each edited entry to the phrasings that it lost and those that it got. Without an encoder: all of them.
    """
    if survey.vectors is None or before.vectors is None or not len(rows):
        return rows
    asked = survey.vectors[rows]
    old, new = _shares(before, asked), _shares(after, asked)
    at_before, at_after = _places(before), _places(after)
    kept = np.array([_on_the_edge(before, survey.rankings[row], edits) for row in rows.tolist()], bool)
    for entry, (lost, got) in edits.items():
        was = old[:, at_before[entry]] if entry in at_before else np.zeros(len(rows), np.float32)
        if entry not in at_after:
            kept |= np.array([_missed(survey, row, entry) for row in rows.tolist()], bool)
            continue
        now = new[:, at_after[entry]]
        kept |= np.abs(was - now) >= SHARE_MOVED
        kept |= np.array([_comes_in(survey.rankings[row], entry) for row in rows.tolist()], bool)
        lines = [before.vocabulary.write_out(line) for line in (*lost, *got)]
        if lines:
            near = (asked @ before.vectors.vectors(lines).T).max(axis=1) >= RESEMBLES
            kept |= near & (np.maximum(was, now) >= SHARE_FELT)
    return rows[kept]


def _comes_in(ranking: Ranking, entry: str) -> bool:
    return all(candidate.id != entry for candidate in ranking.candidates)


def _on_the_edge(matcher: Matcher, ranking: Ranking, edits: Collection[str]) -> bool:
    """Whether a hair decides between answering, asking back and nothing, or whether an edited entry is offered."""
    if not ranking.candidates:
        return False
    first, bars = ranking.candidates[0].probability, matcher.thresholds
    if abs(first - bars.answer) < NEAR_A_THRESHOLD or abs(1 - ranking.none - bars.clarify) < NEAR_A_THRESHOLD:
        return True
    if first >= bars.answer or 1 - ranking.none < bars.clarify:
        return False
    around = ranking.candidates[:5]
    return any(
        abs(one.probability - other.probability) < NEAR_A_TIE and (one.id in edits or other.id in edits)
        for one, other in pairwise(around)
    )


def _missed(survey: Survey, row: int, entry: str) -> bool:
    """Whether an entry that goes had a say in a ranking: with its weight, or among those that may be offered."""
    candidates = survey.rankings[row].candidates
    offered = candidates[: 1 if candidates[0].probability >= CERTAIN else 3] if candidates else ()
    return any(item.id == entry for item in offered) or any(
        item.id == entry and item.probability >= PROBABILITY_LOST for item in candidates
    )


def _places(matcher: Matcher) -> dict[str, int]:
    return {entry: place for place, entry in enumerate(matcher.ids)}


def _shares(matcher: Matcher, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    fitted = matcher.fitted
    reader = fitted.head if fitted.classifier is None else fitted.classifier
    assert reader is not None
    return np.exp(log_softmax(reader.scores(rows)))

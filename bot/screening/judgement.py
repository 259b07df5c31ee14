"""From what the rules found and what was learned to the report: the rules where they are sure, the learned reading elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.screening.model import Distress, Kind, Level, Screening, Span

if TYPE_CHECKING:
    from bot.screening.model import Likelihoods

# Set with the figures of examples left out of the learning and of the measuring sets in view, so that few ordinary questions are stopped.
# Where the rules found it as well, less is enough.
DISTRESS, SAID_OUTRIGHT = 0.3, 0.2
ADVICE, ASKED_OUTRIGHT = 0.3, 0.05
RECOGNISABLE, HINTING = 0.3, 0.03

READ_RULE = "reads-as-recognisable"
_KINDS = (Distress.STRAIN, Distress.CRISIS, Distress.SOMEONE_ELSE)
_SURE = frozenset({Distress.CRISIS, Distress.SOMEONE_ELSE})


def judge(found: Screening, told: Likelihoods, length: int) -> Screening:
    """The report on a text of ``length`` characters. What the rules block stays blocked; danger said outright stays danger."""
    distress = _distress(found, told)
    asked = told.advice >= (ASKED_OUTRIGHT if found.advice else ADVICE) and distress not in _SURE
    level, spans = found.level, found.spans
    if level is not Level.BLOCK and told.recognisable >= HINTING:
        level = Level.BLOCK if told.recognisable >= RECOGNISABLE else Level.CAUTION
        spans = (*spans, Span(Kind.STORY, level, 0, length, READ_RULE))
    return replace(found, level=level, spans=spans, distress=distress, advice=asked)


def _distress(found: Screening, told: Likelihoods) -> Distress:
    """Danger to the writer said outright is taken at its word; strain said outright needs little more to be believed."""
    if found.distress is Distress.CRISIS:
        return Distress.CRISIS
    none, *others = told.distress
    if 1 - none < (DISTRESS if found.distress is Distress.NONE else SAID_OUTRIGHT):
        return Distress.NONE
    if found.distress is Distress.SOMEONE_ELSE:
        return Distress.SOMEONE_ELSE
    return max(zip(others, _KINDS, strict=True), key=lambda pair: pair[0])[1]

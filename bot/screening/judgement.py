"""From what the rules found and what was learned to the report: the rules where they are sure, the learned reading elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.screening.model import Distress, Kind, Level, Screening, Span
from bot.screening.name_cues import NameRule

if TYPE_CHECKING:
    from bot.screening.model import Likelihoods

# Set with the figures of examples left out of the learning and of the measuring sets in view, so that few ordinary questions are stopped.
# Where the rules found it as well, less is enough.
DISTRESS, SAID_OUTRIGHT, UNLIKELIER = 0.4, 0.18, 0.6
ADVICE, ASKED_OUTRIGHT, ASKED_SURELY = 0.12, 0.05, 0.5
RECOGNISABLE, SUSPECTED, HINTING = 0.68, 0.6, 0.08
NOBODYS, NOBODYS_BED = 0.2, 0.6

READ_RULE = "reads-as-recognisable"
_KINDS = (Distress.STRAIN, Distress.CRISIS, Distress.SOMEONE_ELSE)
_SURE = frozenset({Distress.CRISIS, Distress.SOMEONE_ELSE})


# What everybody has, be they patient, author or landlord, and where everybody may be, be they patient or on duty: whose it is says the
# rest of the text. A number or a birth date is not weighed.
_ANYBODYS = frozenset({Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.PLACE_OF_CARE})
_SAID_TO_BE_A_PATIENTS = frozenset({NameRule.CUED, NameRule.CARED_FOR})


def judge(found: Screening, told: Likelihoods, length: int, *, abused: bool = False) -> Screening:
    """The report on a text of ``length`` characters; ``abused`` says that its grave words are those of abuse sent to the writer.

    What the rules block stays blocked, unless it is only what everybody has and reads like nobody's patient: then it is a caution.
    Danger said outright stays danger.
    """
    distress = _distress(found, told, abused=abused)
    asked = told.advice >= (ASKED_OUTRIGHT if found.advice else ADVICE) and found.distress not in _SURE
    level, spans = found.level, found.spans
    if level is Level.BLOCK and _reads_as_nobodys(spans, told.recognisable):
        level = Level.CAUTION
        spans = tuple(replace(span, level=Level.CAUTION) for span in spans)
    elif level is not Level.BLOCK and told.recognisable >= HINTING:
        needed = SUSPECTED if level is Level.CAUTION else RECOGNISABLE
        level = Level.BLOCK if told.recognisable >= needed else Level.CAUTION
        spans = (*spans, Span(Kind.STORY, level, 0, length, READ_RULE))
    return replace(found, level=level, spans=spans, distress=distress, advice=asked)


def _reads_as_nobodys(spans: tuple[Span, ...], likely: float) -> bool:
    """Whether what blocks may be anybody's, and the text reads as though it were no patient's.

    Beds and rooms that are a patient's mostly read so: of twelve sets' texts that nothing else stops and nothing learned from, 33 of 36
    that point to somebody read above .6, and 2 of 6 that point to nobody.
    """
    blocking = [span for span in spans if span.level is Level.BLOCK]
    if any(span.kind not in _ANYBODYS or span.rule in _SAID_TO_BE_A_PATIENTS for span in blocking):
        return False
    only_beds = bool(blocking) and all(span.kind is Kind.PLACE_OF_CARE for span in blocking)
    return likely < (NOBODYS_BED if only_beds else NOBODYS)


def _distress(found: Screening, told: Likelihoods, *, abused: bool) -> Distress:
    """Danger to the writer said outright is taken at its word; strain said outright needs little more to be believed.

    Who asks for medicine writes of illness and fear as a matter of course, and who tells of abuse writes of killing.
    """
    if found.distress is Distress.CRISIS:
        return Distress.CRISIS
    none, *others = told.distress
    needed = DISTRESS if found.distress is Distress.NONE else SAID_OUTRIGHT
    if found.distress is Distress.NONE and (abused or told.advice >= ASKED_SURELY):
        needed = UNLIKELIER
    if 1 - none < needed:
        return Distress.NONE
    if found.distress is Distress.SOMEONE_ELSE:
        return Distress.SOMEONE_ELSE
    return max(zip(others, _KINDS, strict=True), key=lambda pair: pair[0])[1]

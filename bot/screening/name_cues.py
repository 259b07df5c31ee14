"""What stands around a patient's name, as data: the cues of ``name_cues.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from bot.knowledge.model import PointId, Record
from bot.screening.model import Level  # noqa: TC001 - pydantic resolves annotations at run time
from bot.screening.rules import Examples, Pattern, ScreeningDataInvalid, TermedFile, read_pattern, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.screening.expressions import Expression

FILE = "name_cues.yaml"


class NameRule(StrEnum):
    """How a name was found; the id of the rule."""

    TITLED = "titled-name"
    CUED = "cued-name"
    FULL = "full-name-beside-a-patient"
    GIVEN = "given-name-beside-a-patient"
    OWNED = "name-with-a-finding"
    CARED_FOR = "name-of-one-cared-for"
    UNPLACED = "name-of-nobody-known"
    CARE = "name-and-care"
    INITIALS = "initials-of-a-patient"
    CLINICIAN = "clinician-of-a-patient"
    COLLEAGUE = "colleague-by-name"


class Cue(StrEnum):
    """What may stand around a name. Those of ``BEFORE`` end directly before it."""

    CUE = "cue"
    DIRECT = "direct_cue"
    NAMED = "named"
    APPOSITION = "apposition"
    OWN = "own"
    CARE_BEFORE = "care_before"
    CLINICIAN_BEFORE = "clinician_before"
    THING_BEFORE = "thing_before"
    SOMEWHERE_BEFORE = "somewhere_before"
    RELATIVE_BEFORE = "relative_before"
    PATIENT_BEFORE = "patient_before"
    INITIALS_BEFORE = "initials_before"
    NOBODY = "nobody"
    WORK = "work"
    SCHOLARSHIP = "scholarship"
    OWNED = "owned"
    CARE_AFTER = "care_after"
    AGE_AFTER = "age_after"
    COLLEAGUE_BEFORE = "colleague_before"
    ROLE_AFTER = "role_after"
    KNOWN_AFTER = "known_after"
    IS_PATIENT = "is_patient"
    CLINICIAN_AFTER = "clinician_after"
    PATIENT = "patient"
    CARE = "care"
    CARE_EVENT = "care_event"
    COMPLAINT = "complaint"
    INVENTED = "invented"
    PUBLIC = "public_near"


BEFORE = frozenset(
    (Cue.CUE, Cue.DIRECT, Cue.NAMED, Cue.APPOSITION, Cue.OWN, Cue.CARE_BEFORE, Cue.CLINICIAN_BEFORE, Cue.THING_BEFORE,
     Cue.SOMEWHERE_BEFORE, Cue.COLLEAGUE_BEFORE, Cue.RELATIVE_BEFORE, Cue.PATIENT_BEFORE, Cue.INITIALS_BEFORE)
)  # fmt: skip


class NameRuleRecord(Record):
    """The level of a rule where all that it looks for is sure, with its examples."""

    id: NameRule
    level: Level
    guide: tuple[PointId, ...] = Field(min_length=1)
    examples: Examples


class NameCuesFile(TermedFile):
    """``name_cues.yaml``."""

    cues: dict[Cue, Pattern]
    rules: tuple[NameRuleRecord, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [*(cue for cue in Cue if cue not in self.cues), *(set(NameRule) - {rule.id for rule in self.rules})]
        if missing:
            raise ValueError(f"there is nothing for {', '.join(sorted(missing))}")
        return self


@dataclass(frozen=True, slots=True)
class NameCues:
    """The cues, and the level of each rule. Immutable."""

    patterns: Mapping[Cue, Expression]
    levels: Mapping[NameRule, Level]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the cues of a folder. Raises ScreeningDataInvalid."""
        path = folder / FILE
        file = read_record(path, NameCuesFile)
        patterns: dict[Cue, Expression] = {}
        for cue, pattern in file.cues.items():
            try:
                patterns[cue] = read_pattern(f"(?:{pattern})$" if cue in BEFORE else pattern, file.terms)
            except ValueError as error:
                raise ScreeningDataInvalid(path, 1, f"cue {cue}: {error}") from None
        return cls(patterns, {rule.id: rule.level for rule in file.rules})

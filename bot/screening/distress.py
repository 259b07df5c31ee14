"""Whether a writer seems to be in distress, or tells of somebody in danger. A signpost, never an assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.screening.model import Distress
from bot.screening.rules import DistressFile, compile_pattern, compile_rules, read_record

if TYPE_CHECKING:
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import DistressRule, Finder

_FULL_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class DistressSigns:
    """The signs of distress. Immutable, so they may be shared among threads."""

    rules: tuple[tuple[DistressRule, Finder], ...]
    enough: float
    writer: re.Pattern[str]
    about_posting: re.Pattern[str]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``distress.yaml``. Raises ScreeningDataInvalid."""
        path = folder / "distress.yaml"
        file = read_record(path, DistressFile)
        finders = compile_rules(path, file.rules, file.terms)
        return cls(
            tuple(zip(file.rules, finders, strict=True)),
            file.enough,
            compile_pattern(file.writer, file.terms),
            compile_pattern(file.about_posting, file.terms),
        )

    def of(self, plain: PlainText) -> Distress:
        """What a text tells of. The writer's own danger comes before somebody else's, and that before strain.

        Outright words decide alone. Mere signs (weights below that) add up, where the writer speaks of themselves and
        does not ask what to post.
        """
        text = plain.folded
        signs_count = bool(self.writer.search(text)) and not self.about_posting.search(text)
        scores = dict.fromkeys(Distress, 0.0)
        for rule, finder in self.rules:
            if (rule.weight >= _FULL_WEIGHT or signs_count) and finder.found_in(text):
                if rule.first:
                    return rule.distress
                scores[rule.distress] += rule.weight
        for distress in (Distress.CRISIS, Distress.SOMEONE_ELSE):
            if scores[distress] >= self.enough:
                return distress
        strain = scores[Distress.STRAIN] + scores[Distress.CRISIS]
        return Distress.STRAIN if strain >= self.enough else Distress.NONE

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the rules that find something in a text."""
        return tuple(rule.id for rule, finder in self.rules if finder.found_in(plain.folded))

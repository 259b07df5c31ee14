"""Whether a writer seems to be in distress, or tells of somebody in danger. A signpost, never an assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Self

from bot.screening.model import Distress
from bot.screening.rules import DistressFile, compile_pattern, compile_rules, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import DistressRule, Finder

_FULL_WEIGHT = 2
_SAID_WITHIN = 110
# Different signs of strain of one kind add up, to this many.
_COUNTED = 2
_WORD = re.compile(r"[a-z0-9']{1,12}")


@dataclass(frozen=True, slots=True)
class DistressSigns:
    """The signs of distress. Immutable, so they may be shared among threads."""

    rules: tuple[tuple[DistressRule, Finder], ...]
    enough: float
    writer: re.Pattern[str]
    about_posting: re.Pattern[str]
    reported: re.Pattern[str]
    spellings: Mapping[str, str]

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
            compile_pattern(f"(?:{file.reported})$", file.terms),
            file.spellings,
        )

    def of(self, plain: PlainText) -> Distress:
        """What a text tells of. The writer's own danger comes before somebody else's, and that before strain.

        Outright words decide alone. Mere signs (weights below that) add up, where the writer speaks of themselves and
        does not ask what to post.
        """
        text = self._spelt_out(plain.folded)
        signs_count = bool(self.writer.search(text)) and not self.about_posting.search(text)
        scores = dict.fromkeys(Distress, 0.0)
        for rule, finder in self.rules:
            outright = rule.weight >= _FULL_WEIGHT
            found = tuple(islice(finder.matches(text), _COUNTED)) if outright or signs_count else ()
            if not found:
                continue
            if rule.first:
                return rule.distress
            told = rule.distress is Distress.CRISIS and self._is_reported(text, found[0].start())
            times = len({match[0] for match in found}) if rule.distress is Distress.STRAIN else 1
            scores[Distress.SOMEONE_ELSE if told else rule.distress] += times * rule.weight
        for distress in (Distress.CRISIS, Distress.SOMEONE_ELSE):
            if scores[distress] >= self.enough:
                return distress
        strain = scores[Distress.STRAIN] + scores[Distress.CRISIS]
        return Distress.STRAIN if strain >= self.enough else Distress.NONE

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the rules that find something in a text."""
        text = self._spelt_out(plain.folded)
        return tuple(rule.id for rule, finder in self.rules if finder.found_in(text))

    def _is_reported(self, text: str, at: int) -> bool:
        """Whether what begins at an offset is what a third party is said to say."""
        return self.reported.search(text[max(0, at - _SAID_WITHIN) : at]) is not None

    def _spelt_out(self, text: str) -> str:
        return _WORD.sub(lambda match: self.spellings.get(match[0], match[0]), text)

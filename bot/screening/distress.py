"""Whether a writer seems to be in distress, or tells of somebody in danger. A signpost, never an assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.screening.distress_words import DistressWords, features_of
from bot.screening.model import Distress
from bot.screening.rules import DistressFile, ScreeningDataInvalid, compile_pattern, compile_rules, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import DistressRule, Finder

_SAID_WITHIN = 110
_WORD = re.compile(r"[a-z0-9']{1,12}")
_GRAVEST = (Distress.CRISIS, Distress.SOMEONE_ELSE, Distress.STRAIN)


@dataclass(frozen=True, slots=True)
class DistressSigns:
    """The rules on how distress is put into words. Immutable, so they may be shared among threads."""

    rules: tuple[tuple[DistressRule, Finder], ...]
    reported: re.Pattern[str]
    spellings: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``distress.yaml``. Raises ScreeningDataInvalid."""
        path = folder / "distress.yaml"
        file = read_record(path, DistressFile)
        finders = compile_rules(path, file.rules, file.terms)
        try:
            reported = compile_pattern(f"(?:{file.reported})$", file.terms)
        except ValueError as error:
            raise ScreeningDataInvalid(path, 1, f"reported: {error}") from None
        return cls(tuple(zip(file.rules, finders, strict=True)), reported, file.spellings)

    def outright(self, text: str) -> tuple[Distress, tuple[str, ...]]:
        """What words say outright, gravest first, and the ids of all rules and signs that are found."""
        said: set[Distress] = set()
        found: list[str] = []
        for rule, finder in self.rules:
            match = next(finder.matches(text), None)
            if match is None:
                continue
            found.append(rule.id)
            if rule.first:
                return rule.distress, tuple(found)
            if not rule.sign:
                told = rule.distress is Distress.CRISIS and self._is_reported(text, match.start())
                said.add(Distress.SOMEONE_ELSE if told else rule.distress)
        return next((distress for distress in _GRAVEST if distress in said), Distress.NONE), tuple(found)

    def features(self, plain: PlainText) -> set[str]:
        """What the weights look at in a text."""
        text = self.spelt_out(plain)
        return features_of(text, self.outright(text)[1])

    def spelt_out(self, plain: PlainText) -> str:
        """A text in lower case with short forms of words written in full."""
        return _WORD.sub(lambda match: self.spellings.get(match[0], match[0]), plain.folded)

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the rules that find something in a text."""
        text = self.spelt_out(plain)
        return tuple(rule.id for rule, finder in self.rules if finder.found_in(text))

    def _is_reported(self, text: str, at: int) -> bool:
        """Whether what begins at an offset is what a third party is said to say."""
        return self.reported.search(text[max(0, at - _SAID_WITHIN) : at]) is not None


@dataclass(frozen=True, slots=True)
class DistressDetector:
    """Rules first, and where they say nothing outright, the learned weights of words. Immutable."""

    signs: DistressSigns
    words: DistressWords

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the rules and the weights of a folder. Raises ScreeningDataInvalid."""
        return cls(DistressSigns.load(folder), DistressWords.load(folder))

    def of(self, plain: PlainText) -> Distress:
        """What a text tells of. The writer's own danger comes before somebody else's, and that before strain."""
        text = self.signs.spelt_out(plain)
        said, found = self.signs.outright(text)
        return said if said is not Distress.NONE else self.words.of(features_of(text, found))

"""Whether a writer seems to be in distress, or tells of somebody in danger. A signpost, never an assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.screening.model import Distress
from bot.screening.rules import DistressFile, ScreeningDataInvalid, compile_pattern, compile_rules, read_record
from bot.screening.searching import IndexedText

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import DistressRule, Finders, Findings

_SAID_WITHIN = 110
_WORD = re.compile(r"[a-z0-9']{1,12}")
_GRAVEST = (Distress.CRISIS, Distress.SOMEONE_ELSE, Distress.STRAIN)


@dataclass(frozen=True, slots=True)
class DistressSigns:
    """The rules on how distress is put into words. Immutable, so they may be shared among threads."""

    rules: tuple[DistressRule, ...]
    finders: Finders
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
        return cls(file.rules, finders, reported, file.spellings)

    def outright(self, plain: PlainText) -> Distress:
        """What words say outright. The writer's own danger comes before somebody else's, and that before strain."""
        return self.outright_or_abuse(plain)[0]

    def outright_or_abuse(self, plain: PlainText) -> tuple[Distress, bool]:
        """As ``outright``, and whether the grave words are those of abuse that the writer was sent and tells of calmly."""
        findings = self.over(plain)
        said: set[Distress] = set()
        for at, rule in enumerate(self.rules):
            match = next(findings.matches(at), None)
            if match is None:
                continue
            if rule.first:
                return rule.distress, rule.distress is Distress.NONE
            told = rule.distress is Distress.CRISIS and self._is_reported(match.string, match.start())
            said.add(Distress.SOMEONE_ELSE if told else rule.distress)
        return next((distress for distress in _GRAVEST if distress in said), Distress.NONE), False

    def over(self, plain: PlainText) -> Findings:
        """The rules, ready to be looked for in a text spelt out."""
        return self.finders.over(self.spelt_out(plain))

    def spelt_out(self, plain: PlainText) -> IndexedText:
        """A text in lower case with short forms of words written in full."""
        if self.spellings.keys().isdisjoint(_WORD.findall(plain.folded)):
            return plain.indexed
        return IndexedText(_WORD.sub(lambda match: self.spellings.get(match[0], match[0]), plain.folded))

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the rules that find something in a text."""
        findings = self.over(plain)
        return tuple(rule.id for at, rule in enumerate(self.rules) if findings.found(at))

    def _is_reported(self, text: str, at: int) -> bool:
        """Whether what begins at an offset is what a third party is said to say."""
        return self.reported.search(text[max(0, at - _SAID_WITHIN) : at]) is not None

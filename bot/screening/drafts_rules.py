"""Rules of the draft check as data, and how they are looked for: sentence by sentence, with contexts that allow or cancel.

A rule's pattern finds the wording. Contexts say what must stand in the same sentence or in the draft for it to count,
and what cancels it there (a source, a hedge, a disclosure). The machinery of patterns and guards is that of the screen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.knowledge.model import PointId, Record, Slug
from bot.screening.rules import (
    Pattern,
    PatternRule,
    ScreeningDataInvalid,
    TermedFile,
    compile_pattern,
    compile_rules,
    read_record,
)
from bot.screening.searching import Patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.screening.normalise import PlainText
    from bot.screening.rules import Finders, Findings
    from bot.screening.searching import Search

MEDICAL = "medical"
"""The context that stands for any medical word of the screen's own lists."""

QUOTED_GROUP = "word"
"""The group of a pattern whose match may be repeated to the writer. It holds nothing but listed words."""

_SENTENCE_END = re.compile(r"[.!?…]{1,4}[\"')]{0,2}(?=\s)|\n")
_QUOTED = re.compile(r"\(\?P<word>")
_WILDCARD = re.compile(r"[.\[\]*+{}^$]|\\[^b]")


class DraftKind(StrEnum):
    """What a finding is about."""

    IDENTIFIABLE_PATIENT = "identifiable_patient"
    INDIVIDUAL_ADVICE = "individual_advice"
    NO_EVIDENCE = "no_evidence"
    DISRESPECT = "disrespect"
    CONFIDENTIAL_WORKPLACE = "confidential_workplace"
    UNDISCLOSED_INTEREST = "undisclosed_interest"
    REMINDER = "reminder"


class Severity(StrEnum):
    """How much a finding weighs."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


ContextName = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}(?:_[a-z]{1,20}){0,5}$")]


class DraftRule(PatternRule):
    """A wording that the draft check reports, with what must stand around it and what cancels it."""

    kind: DraftKind
    severity: Severity
    needs: tuple[ContextName, ...] = Field(default=(), description="Contexts of which each must be in the draft")
    near: tuple[ContextName, ...] = Field(default=(), description="Contexts of which one must be in the same sentence")
    cleared_here: tuple[ContextName, ...] = Field(
        default=(), description="Contexts that cancel it in the same sentence"
    )
    cleared_around: tuple[ContextName, ...] = Field(
        default=(), description="The same, in the sentences next to it as well"
    )
    cleared_by: tuple[ContextName, ...] = Field(default=(), description="The same, anywhere in the draft")
    says: Slug = Field(description="The key of the message and the suggestion")

    @property
    def contexts(self) -> frozenset[str]:
        """Every context that the rule names."""
        return frozenset((*self.needs, *self.near, *self.cleared_here, *self.cleared_around, *self.cleared_by))

    @model_validator(mode="after")
    def _reminders_weigh_little(self) -> Self:
        if (self.kind is DraftKind.REMINDER) is not (self.severity is Severity.LOW):
            raise ValueError("a reminder is of low severity, and nothing else is")
        return self


Said = Annotated[str, StringConstraints(min_length=10, max_length=320, strip_whitespace=True)]


class Wording(Record):
    """What a finding says. ``{word}`` in a message stands for the listed word that was found."""

    message: Said
    suggestion: Said
    guide: tuple[PointId, ...] = ()


class DraftFile(TermedFile):
    """``drafts.yaml``."""

    contexts: dict[ContextName, Pattern]
    written: dict[ContextName, Pattern] = Field(description="Contexts that are read with the capitals of the draft")
    wordings: dict[Slug, Wording]
    rules: tuple[DraftRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        known = {*self.contexts, *self.written, MEDICAL}
        for rule in self.rules:
            for context in sorted(rule.contexts - known):
                raise ValueError(f"rule {rule.id}: there is no context {context}")
            if rule.says not in self.wordings:
                raise ValueError(f"rule {rule.id}: there is no wording {rule.says}")
            if "{word}" in self.wordings[rule.says].message and not _QUOTED.search(rule.pattern):
                raise ValueError(f"rule {rule.id}: its message quotes a word, its pattern has no group of that name")
        return self


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule was found in the plain text, the sentence that holds it, and the listed word to quote, if any."""

    rule: DraftRule
    start: int
    end: int
    sentence: int
    word: str | None


@dataclass(frozen=True, slots=True)
class DraftRules:
    """The compiled rules of ``drafts.yaml``. Immutable.

    ``contexts`` are read in lower case and known by their place, ``written`` with the capitals of the draft.
    """

    file: DraftFile
    finders: Finders
    contexts: Patterns
    places: Mapping[str, int]
    written: Mapping[str, re.Pattern[str]]
    medical: Callable[[str], bool]

    @classmethod
    def load(cls, path: Path, medical: Callable[[str], bool]) -> DraftRules:
        """Read and compile the rules; ``medical`` tells whether a text in lower case is of medicine. Raises ScreeningDataInvalid."""
        file = read_record(path, DraftFile)
        finders = compile_rules(path, file.rules, file.terms)
        compiled: dict[str, re.Pattern[str]] = {}
        for name, pattern in (*file.contexts.items(), *file.written.items()):
            try:
                compiled[name] = compile_pattern(pattern, file.terms)
            except ValueError as error:
                raise ScreeningDataInvalid(path, 1, f"context {name}: {error}") from None
        for rule, finder in zip(file.rules, finders.finders, strict=True):
            if _quotes_more_than_words(finder.pattern.pattern):
                raise ScreeningDataInvalid(path, 1, f"rule {rule.id}: the quoted group may hold listed words only")
        return cls(
            file,
            finders,
            Patterns([compiled[name] for name in file.contexts]),
            {name: at for at, name in enumerate(file.contexts)},
            {name: compiled[name] for name in file.written},
            medical,
        )

    def page(self, plain: PlainText) -> Page:
        """A draft, ready to be read by the rules."""
        return Page(plain, self, self.finders.over(plain.indexed), self.contexts.over(plain.indexed))

    def matches(self, page: Page) -> Iterator[Match]:
        """Every match that counts, in the order of the rules."""
        for at, rule in enumerate(self.file.rules):
            for match in page.findings.matches(at):
                if not page.needed(rule):
                    break
                sentence = page.sentence_at(match.start())
                if page.allows(rule, sentence):
                    word = match.group(QUOTED_GROUP) if QUOTED_GROUP in match.re.groupindex else None
                    yield Match(rule, match.start(), match.end(), sentence, word)


@dataclass(slots=True)
class Page:
    """A draft cut into sentences; what is looked for in one is remembered."""

    plain: PlainText
    rules: DraftRules
    findings: Findings
    contexts: Search
    starts: list[int] = field(default_factory=list[int])
    known: dict[tuple[str, int], bool] = field(default_factory=dict[tuple[str, int], bool])

    def __post_init__(self) -> None:
        self.starts = [0, *(end.end() for end in _SENTENCE_END.finditer(self.plain.text))]

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def holds(self, context: str, sentence: int = -1) -> bool:
        """Whether a context is in a sentence; -1 stands for the whole draft."""
        key = (context, sentence)
        if key not in self.known:
            start, end = (0, len(self.plain.folded)) if sentence < 0 else self._bounds(sentence)
            self.known[key] = self._looked_for(context, start, end)
        return self.known[key]

    def needed(self, rule: DraftRule) -> bool:
        """Whether the draft has all that a rule needs and nothing that clears it."""
        return all(self.holds(context) for context in rule.needs) and not any(
            self.holds(context) for context in rule.cleared_by
        )

    def allows(self, rule: DraftRule, sentence: int) -> bool:
        """Whether what stands around a match lets it count."""
        if rule.near and not any(self.holds(context, sentence) for context in rule.near):
            return False
        if any(self.holds(context, sentence) for context in rule.cleared_here):
            return False
        around = range(max(0, sentence - 1), min(len(self.starts), sentence + 2))
        return not any(self.holds(context, beside) for context in rule.cleared_around for beside in around)

    def _looked_for(self, context: str, start: int, end: int) -> bool:
        if context == MEDICAL:
            return self.rules.medical(self.plain.folded[start:end])
        if context in self.rules.written:
            return self.rules.written[context].search(self.plain.text[start:end]) is not None
        return self.contexts.search(self.rules.places[context], start, end) is not None

    def _bounds(self, sentence: int) -> tuple[int, int]:
        end = self.starts[sentence + 1] if sentence + 1 < len(self.starts) else len(self.plain.folded)
        return self.starts[sentence], end


def _quotes_more_than_words(pattern: str) -> bool:
    """Whether the quoted group of a pattern could match anything but listed words."""
    start = pattern.find("(?P<word>")
    if start < 0:
        return False
    depth, at = 0, start
    while at < len(pattern):
        step = 2 if pattern[at] == "\\" else 1
        depth += {"(": 1, ")": -1}.get(pattern[at], 0) if step == 1 else 0
        at += step
        if depth == 0:
            break
    return _WILDCARD.search(pattern[start + len("(?P<word>") : at]) is not None

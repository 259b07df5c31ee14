"""Screening rules as data: what a rule is, how a file of them is read, and how one is looked for in a text.

Every rule carries sentences in which it must be found and sentences in which it must not; the tests run them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from bot.errors import LoungeError
from bot.knowledge.model import PointId, Record, Slug
from bot.knowledge.yaml_files import YamlUnreadable, parse, read_text
from bot.screening.expressions import Expression
from bot.screening.model import Distress, Kind, Level
from bot.screening.searching import Patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.screening.searching import IndexedText, Search

R = TypeVar("R", bound=BaseModel)

GUARD_WINDOW = 60
"""How many characters before and after a match a guard may look at."""

NEAR = 90
"""Two things at most this many characters apart belong together."""

_TERM = re.compile(r"<<([a-z_]{1,40})>>")
_LINE_BREAK = re.compile(r"\n\s*")
_MAX_TERM_DEPTH = 5
_UNBOUNDED = re.compile(r"(?<!\\)(?:\\\\)*[*+]|\{\d*,\}")
_CHARACTER_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")

Pattern = Annotated[str, Field(min_length=1, max_length=6000)]


class ScreeningDataInvalid(LoungeError):
    """A file of the screen cannot be used. The message names the file, the line and what to correct."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"The screening data in {path.name}, line {line}, cannot be used: {fault}.")
        self.file, self.line = path.name, line


class Examples(Record):
    """Sentences that show what a rule finds and what it must leave alone."""

    found: tuple[str, ...] = Field(min_length=3)
    not_found: tuple[str, ...] = Field(min_length=3)


class PatternRule(Record):
    """A pattern with its guards. Patterns are read in lower case; every quantifier has an upper bound."""

    id: Slug
    pattern: Pattern
    hints: tuple[str, ...] = Field(default=(), description="One of these must stand in the text; 'digit' is any digit")
    unless: Pattern | None = Field(default=None, description="Cancels a match that this is found within")
    unless_before: Pattern | None = Field(default=None, description="Cancels a match that this ends directly before")
    unless_after: Pattern | None = Field(default=None, description="Cancels a match that this directly follows")
    unless_near: Pattern | None = Field(default=None, description="Cancels a match that this stands near")
    guide: tuple[PointId, ...] = Field(min_length=1, description="The guide's points that the rule serves")
    examples: Examples


class IdentifierRule(PatternRule):
    """A detail that can point to a patient."""

    kind: Kind
    level: Level
    needs: tuple[str, ...] = Field(default=(), description="Contexts of which one must be in the text")
    near: tuple[str, ...] = Field(default=(), description="Contexts of which one must stand near the match")
    otherwise: Level = Field(default=Level.CLEAR, description="The level where needs or near are not met")
    checksum: Slug | None = Field(default=None, description="A check that lets a bare number count")
    digits: int = Field(default=0, ge=0, le=20, description="How many digits the match must hold at least")


class StoryRule(PatternRule):
    """One feature of a story; ``group`` counts once, with its highest weight. A linker ties a story to the world."""

    group: Slug
    weight: float = Field(gt=-3, le=3)
    linker: bool = False
    named: bool = Field(default=False, description="The group named of the pattern must hold a name")


class DistressRule(PatternRule):
    """How distress or danger is put into words."""

    distress: Distress
    first: bool = Field(default=False, description="Decides before all other rules, as for words that are quoted")


AdviceAxis = Literal["ask", "person", "question", "frame", "reply", "medical", "venue"]


class AdviceRule(PatternRule):
    """One sign on an axis of the advice gate."""

    axis: AdviceAxis
    weight: float = Field(default=1, gt=0, le=3)


@dataclass(frozen=True, slots=True)
class Finder:
    """A pattern with its guards. Immutable, so it may be shared among threads."""

    pattern: Expression
    hints: tuple[str, ...] = ()
    unless: Expression | None = None
    before: Expression | None = None
    after: Expression | None = None
    near: Expression | None = None

    @classmethod
    def of(cls, rule: PatternRule, terms: Mapping[str, str]) -> Self:
        """Read a rule. Raises ValueError with a sentence where a pattern is wrong or has no upper bound."""
        before = rule.unless_before
        return cls(
            read_pattern(rule.pattern, terms),
            rule.hints,
            read_pattern(rule.unless, terms) if rule.unless else None,
            read_pattern(f"(?:{before})$", terms) if before else None,
            read_pattern(rule.unless_after, terms) if rule.unless_after else None,
            read_pattern(rule.unless_near, terms) if rule.unless_near else None,
        )

    def hinted(self, folded: str) -> bool:
        """Whether a text in lower case holds one of the hints, where there are any."""
        return not self.hints or any(
            hint in folded if hint != "digit" else _DIGIT.search(folded) is not None for hint in self.hints
        )

    def kept(self, matches: Iterable[re.Match[str]], folded: str) -> Iterator[re.Match[str]]:
        """Those of the pattern's matches in a text in lower case that no guard cancels."""
        return (match for match in matches if not self._cancelled(match, folded))

    def _cancelled(self, match: re.Match[str], folded: str) -> bool:
        start, end = match.span()
        low = max(0, start - GUARD_WINDOW)
        return bool(
            (self.unless and self.unless.search(match[0]))
            or (self.before and self.before.search(folded[low:start]))
            or (self.after and self.after.match(folded[end : end + GUARD_WINDOW]))
            or (self.near and self.near.search(folded[low : end + GUARD_WINDOW]))
        )


_DIGIT = re.compile(r"\d")


class Finders:
    """The finders of a file's rules in their order, looked for together. Immutable after it was made."""

    def __init__(self, finders: Sequence[Finder]) -> None:
        """Prepare some finders, which are known by their place in the sequence."""
        self.finders = tuple(finders)
        self.patterns = Patterns([finder.pattern for finder in finders])

    def over(self, text: IndexedText) -> Findings:
        """The finders, ready to be looked for in a text in lower case."""
        return Findings(self.finders, self.patterns.over(text), text.text)


@dataclass(frozen=True, slots=True)
class Findings:
    """Finders over one text."""

    finders: tuple[Finder, ...]
    search: Search
    text: str

    def matches(self, at: int) -> Iterator[re.Match[str]]:
        """The matches of one finder that no guard cancels."""
        finder = self.finders[at]
        if self.search.may_match(at) and finder.hinted(self.text):
            found = self.search.matches(at)
            if found:
                return finder.kept(found, self.text)
        return iter(())

    def found(self, at: int) -> bool:
        """Whether there is any match of one finder."""
        return next(self.matches(at), None) is not None


def compile_pattern(pattern: str, terms: Mapping[str, str]) -> re.Pattern[str]:
    """As ``read_pattern``, compiled at once."""
    return read_pattern(pattern, terms).compiled


def read_pattern(pattern: str, terms: Mapping[str, str]) -> Expression:
    """A pattern with its <<terms>> put in and its lines joined. Raises ValueError with a sentence where that cannot be done."""
    whole = _LINE_BREAK.sub("", pattern)
    for _ in range(_MAX_TERM_DEPTH):
        whole, count = _TERM.subn(lambda match: f"(?:{_term(match[1], terms)})", whole)
        if not count:
            break
    if _UNBOUNDED.search(_CHARACTER_CLASS.sub("x", whole)):
        raise ValueError("a quantifier in the pattern has no upper bound; write {0,40} for * and {1,40} for +")
    try:
        return Expression(whole)
    except (re.error, OverflowError) as error:
        raise ValueError(f"the pattern is not a regular expression ({error})") from None


def _term(name: str, terms: Mapping[str, str]) -> str:
    if name not in terms:
        raise ValueError(f"there is no term {name}")
    return _LINE_BREAK.sub("", terms[name].strip())


class TermedFile(Record):
    """A file of rules with the terms that its patterns share."""

    terms: dict[str, Pattern] = Field(default_factory=dict)


class IdentifierFile(TermedFile):
    """``identifiers.yaml``."""

    contexts: dict[str, Pattern]
    rules: tuple[IdentifierRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _contexts_known(self) -> IdentifierFile:
        for rule in self.rules:
            for name in (*rule.needs, *rule.near):
                if name not in self.contexts:
                    raise ValueError(f"rule {rule.id}: there is no context {name}")
        return self


class StoryFile(TermedFile):
    """``story.yaml``. ``block`` and ``caution`` are the scores from which a story has that level."""

    block: float
    caution: float
    without_linker: float = Field(description="The most that a story without a linker can score")
    setting: tuple[Slug, ...] = Field(description="Groups that alone make a caution at most")
    person: Pattern
    described: Pattern = Field(description="Somebody who is the person of a story only where care is in it")
    care: Pattern
    somebody: Pattern = Field(description="Somebody told of, who is the person of a story where care befalls them")
    who: tuple[Slug, ...] = Field(description="Groups that say who somebody is; a block needs one of them")
    befalls: tuple[Slug, ...] = Field(
        description="Groups that tell of care befalling somebody; a block needs one of them"
    )
    own_place: Pattern = Field(description="Ends directly before a place that is the asker's own")
    rules: tuple[StoryRule, ...] = Field(min_length=1)


class DistressFile(TermedFile):
    """``distress.yaml``."""

    reported: Pattern = Field(description="Ends directly before what a third party says")
    spellings: dict[str, str] = Field(description="Short forms of words, and the words")
    rules: tuple[DistressRule, ...] = Field(min_length=1)


class AdviceFile(TermedFile):
    """``advice.yaml``. ``words`` are lists of everyday medical words by topic."""

    words: dict[str, str]
    rules: tuple[AdviceRule, ...] = Field(min_length=1)


def read_record(path: Path, model: type[R]) -> R:
    """One file of the screen as a record. Raises ScreeningDataInvalid."""
    try:
        document = parse(read_text(path))
    except YamlUnreadable as error:
        raise ScreeningDataInvalid(path, error.line, error.message) from None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = tuple(first["loc"])
        named = ".".join(str(part) for part in where) or "the file"
        raise ScreeningDataInvalid(path, document.line_of(where), f"{named}: {first['msg']}") from None


def compile_rules(path: Path, rules: tuple[PatternRule, ...], terms: Mapping[str, str]) -> Finders:
    """The finders of a file's rules, in their order. Raises ScreeningDataInvalid, also for an id that stands twice."""
    seen: set[str] = set()
    finders: list[Finder] = []
    for rule in rules:
        if rule.id in seen:
            raise ScreeningDataInvalid(path, 1, f"the rule {rule.id} stands twice")
        seen.add(rule.id)
        try:
            finders.append(Finder.of(rule, terms))
        except ValueError as error:
            raise ScreeningDataInvalid(path, 1, f"rule {rule.id}: {error}") from None
    return Finders(finders)

"""The guide's own test as a score: could the patient or the family recognise the story, even without a name?

Method: each feature of a story (age, place, time, a rare condition, uniqueness, work, an event) adds its weight once.
The weights follow the rules file; a story that nothing ties to the world cannot score high.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bot.screening.model import Kind, Level, Span
from bot.screening.rules import ScreeningDataInvalid, StoryFile, compile_pattern, compile_rules, read_record
from bot.screening.searching import Patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.screening.lexicon import Lexicon
    from bot.screening.normalise import PlainText
    from bot.screening.rules import Finders

# Details that many characters part belong to different things told; of each rule so many are looked at.
_TOGETHER = 160
_MOST_TIMES = 4
_PERSON, _DESCRIBED, _CARE, _SOMEBODY = range(4)
_NAMED_PLACE = r"([A-Z][a-z]{2,15})(?:[- ]([A-Z][a-z]{2,15}))?"
_FROM_PLACE = re.compile(
    rf"\b(?:[Ff]rom|[Ii]n|[Aa]t|[Nn]ear|[Oo]f|[Oo]n|[Oo]utside|[Tt]o)\s(?:the )?(?:Mt\.? |St\.? )?{_NAMED_PLACE}"
)
_FROM_PLACE_LOWER = re.compile(r"\b(?:from|in|at|near|outside)\s([a-z]{3,15})(?:[- ]([a-z]{3,15}))?")
_NO_PLACES = frozenset(
    ("north", "south", "east", "west", "great", "british", "general", "national", "royal", "american", "english", "jordan",
     "virginia", "georgia", "kent", "reading")
)  # fmt: skip
_WIDE = frozenset(
    ("europe", "africa", "asia", "america", "australia", "england", "scotland", "wales", "ireland", "britain", "india", "china",
     "canada", "states", "kingdom")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoryScore:
    """How recognisable a story is. ``spans`` are the parts of the plain text that added to the score, ``groups`` all features found."""

    score: float
    level: Level
    spans: tuple[tuple[int, int], ...] = ()
    groups: frozenset[str] = frozenset()


class _Feature(NamedTuple):
    """A feature where it stands in the plain text."""

    group: str
    weight: float
    linker: bool
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StoryTeller:
    """Scores stories. Immutable."""

    file: StoryFile
    finders: Finders
    people: Patterns
    own_place: re.Pattern[str]
    lexicon: Lexicon

    @classmethod
    def load(cls, path: Path, lexicon: Lexicon) -> StoryTeller:
        """Read the rules. Raises ScreeningDataInvalid."""
        file = read_record(path, StoryFile)
        finders = compile_rules(path, file.rules, file.terms)
        try:
            person, described, care, somebody, own_place = (
                compile_pattern(pattern, file.terms)
                for pattern in (file.person, file.described, file.care, file.somebody, f"(?:{file.own_place})$")
            )
        except ValueError as error:
            raise ScreeningDataInvalid(path, 1, f"the person of a story: {error}") from None
        return cls(file, finders, Patterns((person, described, care, somebody)), own_place, lexicon)

    def score(self, plain: PlainText) -> StoryScore:
        """The score of a text, and the level that it stands for."""
        people = self.people.over(plain.indexed)
        sure = people.search(_PERSON) or (people.search(_DESCRIBED) and people.search(_CARE))
        if not sure and not people.search(_SOMEBODY):
            return StoryScore(0, Level.CLEAR)
        features = self._features(plain)
        groups = {feature.group for feature in features}
        if not sure and groups.isdisjoint(self.file.befalls) and not people.search(_CARE):
            return StoryScore(0, Level.CLEAR, groups=frozenset(groups))
        best = max((self._scored(told) for told in _told_together(features)), key=lambda score: score.score)
        return replace(best, groups=frozenset(groups))

    def _scored(self, told: Mapping[str, _Feature]) -> StoryScore:
        """The score of features told together."""
        total = sum(feature.weight for feature in told.values())
        if not any(feature.linker for feature in told.values()):
            total = min(total, self.file.without_linker)
        telling = any(feature.weight > 0 for group, feature in told.items() if group not in self.file.setting)
        telling = telling and all(not told.keys().isdisjoint(groups) for groups in (self.file.who, self.file.befalls))
        level = Level.CAUTION if total >= self.file.caution else Level.CLEAR
        if total >= self.file.block and telling:
            level = Level.BLOCK
        return StoryScore(total, level, tuple(sorted(feature.span for feature in told.values() if feature.weight > 0)))

    def fired(self, plain: PlainText) -> tuple[str, ...]:
        """The ids of the features found in a text, wherever a person of a story is in it or not."""
        findings = self.finders.over(plain.indexed)
        return tuple(
            rule.id
            for at, rule in enumerate(self.file.rules)
            if any(not rule.named or self._is_named(plain, match) for match in findings.matches(at))
        )

    def _features(self, plain: PlainText) -> list[_Feature]:
        """Every feature of a text, the first few of each rule."""
        found: list[_Feature] = []
        findings = self.finders.over(plain.indexed)
        for at, rule in enumerate(self.file.rules):
            matches = (match for match in findings.matches(at) if not rule.named or self._is_named(plain, match))
            found.extend(
                _Feature(rule.group, rule.weight, rule.linker, match.span()) for match in islice(matches, _MOST_TIMES)
            )
        place = self._named_place(plain)
        if place is not None and not any(feature.group in {"place", "hospital"} for feature in found):
            found.append(_Feature("place", 1, linker=True, span=place))
        return found

    def _named_place(self, plain: PlainText) -> tuple[int, int] | None:
        """Where a town or a place with a name stands that is not the asker's own."""
        lexicon = self.lexicon
        for pattern, text in ((_FROM_PLACE, plain.text), (_FROM_PLACE_LOWER, plain.folded)):
            for match in pattern.finditer(text):
                first, second = match[1].lower(), (match[2] or "").lower()
                if first in _WIDE or (first in _NO_PLACES and second not in lexicon.places):
                    continue
                named = first in lexicon.places or (f"{first} {second}".strip() and second in lexicon.places)
                if pattern is _FROM_PLACE and not named:
                    named = not lexicon.knows(first) and first not in lexicon.org_words and first not in lexicon.given
                if named and not self.own_place.search(plain.folded[max(0, match.start() - 40) : match.start()]):
                    return match.span()
        return None

    def _is_named(self, plain: PlainText, match: re.Match[str]) -> bool:
        """Whether the words that should name a place hold a name: a capital, a town, or a word that is not known."""
        lexicon = self.lexicon
        start, end = match.span("named")
        words = re.findall(r"[A-Za-z.'&-]{2,16}", plain.text[start:end])
        shouting = plain.text.isupper()
        return any(
            (word[0].isupper() and not shouting)
            or folded in lexicon.places
            or not (lexicon.knows(folded) or folded in lexicon.org_words or folded in lexicon.ambiguous)
            for word in words
            if (folded := word.lower().strip(".'&-").removesuffix("'s")) and len(folded) > 1
        )


def _told_together(features: Sequence[_Feature]) -> Iterator[Mapping[str, _Feature]]:
    """By group the weightiest features that stand close to one another, for every such stretch; what weakens a story counts everywhere."""
    weakening = {feature.group: feature for feature in features if feature.weight < 0}
    yield weakening
    for first in features:
        start = first.span[0]
        told = dict(weakening)
        for feature in features:
            if start <= feature.span[0] and feature.span[1] <= start + _TOGETHER and feature.weight > 0:
                kept = told.get(feature.group)
                if kept is None or feature.weight > kept.weight:
                    told[feature.group] = feature
        yield told


def story_span(score: StoryScore, plain: PlainText) -> Span | None:
    """One span from the first to the last part of a story that scores, in the text as typed."""
    if score.level is Level.CLEAR or not score.spans:
        return None
    start, end = plain.typed_span(score.spans[0][0], max(end for _, end in score.spans))
    return Span(Kind.STORY, score.level, start, end, "recognisable-story")

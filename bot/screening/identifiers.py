"""Details in a text that can point to a patient, as spans with a kind and a level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.screening.lexicon import Lexicon
from bot.screening.model import Kind, Level, Span
from bot.screening.name_cues import NameCues
from bot.screening.names import NameFinder
from bot.screening.normalise import PlainText, normalise
from bot.screening.numbers import CHECKSUMS, digits_of
from bot.screening.rules import NEAR, IdentifierFile, ScreeningDataInvalid, compile_rules, read_pattern, read_record
from bot.screening.searching import Patterns
from bot.screening.shapes import shapes
from bot.screening.story import StoryTeller, story_span

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.screening.names import NameFound
    from bot.screening.rules import Finders, IdentifierRule
    from bot.screening.searching import Search
    from bot.screening.story import StoryScore

# Kinds that together lead to a person where each alone may not.
_ADDING_UP = frozenset((Kind.NAME, Kind.PLACE_OF_CARE, Kind.STORY, Kind.ADDRESS, Kind.NUMBER, Kind.IMAGE))

_SEVERITY = {Level.CLEAR: 0, Level.CAUTION: 1, Level.BLOCK: 2}


def worst(levels: tuple[Level, ...]) -> Level:
    """The most serious of some levels; clear where there are none."""
    return max(levels, key=_SEVERITY.__getitem__, default=Level.CLEAR)


def level_of(spans: tuple[Span, ...]) -> Level:
    """The level of a text with these spans: that of the worst, and a block where slight details of two kinds add up."""
    level = worst(tuple(span.level for span in spans))
    kinds = {span.kind for span in spans} & _ADDING_UP
    return Level.BLOCK if level is Level.CAUTION and len(kinds) > 1 else level


@dataclass(slots=True)
class _Contexts:
    """Where each context stands in one text, looked for only once and only when a rule asks."""

    search: Search
    places: Mapping[str, int]
    found: dict[str, list[tuple[int, int]]] = field(default_factory=dict[str, list[tuple[int, int]]])

    def spans(self, name: str) -> list[tuple[int, int]]:
        if name not in self.found:
            self.found[name] = [match.span() for match in self.search.matches(self.places[name])]
        return self.found[name]

    def near(self, name: str, start: int, end: int) -> bool:
        return any(low - NEAR <= end and start <= high + NEAR for low, high in self.spans(name))


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Finds identifying details. Immutable, so it may be shared among threads."""

    rules: tuple[IdentifierRule, ...]
    finders: Finders
    contexts: Patterns
    context_places: Mapping[str, int]
    names: NameFinder
    story: StoryTeller

    @classmethod
    def load(cls, folder: Path, lexicon: Lexicon | None = None) -> Identifiers:
        """Read the rules and lists of a folder. Raises ScreeningDataInvalid."""
        lexicon = lexicon or Lexicon.load(folder)
        path = folder / "identifiers.yaml"
        file = read_record(path, IdentifierFile)
        for rule in file.rules:
            if rule.checksum is not None and rule.checksum not in CHECKSUMS:
                raise ScreeningDataInvalid(path, 1, f"rule {rule.id}: there is no checksum {rule.checksum}")
        finders = compile_rules(path, file.rules, file.terms)
        try:
            contexts = {name: read_pattern(pattern, file.terms) for name, pattern in file.contexts.items()}
        except ValueError as error:
            raise ScreeningDataInvalid(path, 1, f"a context: {error}") from None
        story = StoryTeller.load(folder / "story.yaml", lexicon)
        return cls(
            file.rules,
            finders,
            Patterns(list(contexts.values())),
            {name: at for at, name in enumerate(contexts)},
            NameFinder(lexicon, NameCues.load(folder)),
            story,
        )

    def find(self, text: str) -> tuple[Span, ...]:
        """The identifying details of a text as typed, in its order. Spans may overlap; none is at level clear."""
        return self.find_in(normalise(text))

    def find_in(self, plain: PlainText) -> tuple[Span, ...]:
        """As ``find``, for a text already made plain. The spans are those of the text as typed."""
        return self.find_with_hints(plain)[0]

    def find_with_hints(self, plain: PlainText) -> tuple[tuple[Span, ...], StoryScore, frozenset[str]]:
        """As ``find_in``, with how recognisable the story is, and what looks like a detail without being taken for a patient's."""
        names, hints = self.names.find_with_hints(plain)
        spans = [*self._patterned(plain), *_name_spans(plain, names)]
        score = self.story.score(plain)
        story = story_span(score, plain)
        if story is not None:
            spans.append(story)
        return tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.rule))), score, hints | shapes(plain)

    def _patterned(self, plain: PlainText) -> list[Span]:
        contexts = _Contexts(self.contexts.over(plain.indexed), self.context_places)
        findings = self.finders.over(plain.indexed)
        spans: list[Span] = []
        for at, rule in enumerate(self.rules):
            for match in findings.matches(at):
                level = _level(rule, match, contexts)
                if level is not Level.CLEAR:
                    group = "detail" if "detail" in match.re.groupindex and match["detail"] is not None else 0
                    spans.append(Span(rule.kind, level, *plain.typed_span(*_trimmed(match, group)), rule.id))
        return spans


def _name_spans(plain: PlainText, names: Sequence[NameFound]) -> list[Span]:
    return [Span(Kind.NAME, name.level, *plain.typed_span(name.start, name.end), name.rule) for name in names]


def _trimmed(match: re.Match[str], group: str | int) -> tuple[int, int]:
    start, end = match.span(group)
    found = match[group]
    return start + len(found) - len(found.lstrip()), end - len(found) + len(found.rstrip())


def _level(rule: IdentifierRule, match: re.Match[str], contexts: _Contexts) -> Level:
    """What a match means: the rule's level where all that it needs is there, else its other level."""
    digits = digits_of(match["detail"] if "detail" in match.re.groupindex and match["detail"] else match[0])
    if len(digits) < rule.digits:
        return Level.CLEAR
    if rule.checksum is not None and not CHECKSUMS[rule.checksum](digits):
        return Level.CLEAR
    needed = not rule.needs or any(contexts.spans(name) for name in rule.needs)
    close = not rule.near or any(contexts.near(name, *match.span()) for name in rule.near)
    return rule.level if needed and close else rule.otherwise

"""Names of people under care: by a title, by a cue, by a list, and by their shape beside a patient.

A colleague, a friend, an author, somebody in the public eye or the asker is no patient, and is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.screening.model import Level
from bot.screening.name_cues import BEFORE, Cue, NameRule
from bot.screening.name_tokens import (
    PARTICLES,
    SHORTEST,
    adjacent,
    is_full,
    may_follow,
    may_follow_capital,
    tokenise,
)
from bot.screening.rules import NEAR
from bot.screening.searching import Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screening.lexicon import Lexicon
    from bot.screening.name_cues import NameCues
    from bot.screening.name_tokens import Token
    from bot.screening.normalise import PlainText
    from bot.screening.searching import Search

# What is looked for in a whole text, by its index.
_SEEN = (Cue.PATIENT, Cue.CARE, *sorted(BEFORE - {Cue.THING_BEFORE, Cue.PATIENT_BEFORE, Cue.RELATIVE_BEFORE}))
_PLACES = {cue: at for at, cue in enumerate(_SEEN)}
_MAX_PARTS = 5
_MOST_SLIPS = 60
_BACK = 48
_AHEAD = 60
_TOLD_OF = re.compile(r"\b(?:she|he|her|his|hers|him|mum|family)\b")
_NO_NAMES = frozenset(("dr", "prof", "patient", "pt", "i"))
_FOLLOWER = re.compile(r"(?:'s|')?[\s-]([a-z]{2,15})")
_INITIALS = re.compile(r"(?<![\w.])[A-Z](?:\.\s?[A-Z]){1,2}\.?(?![\w.])|(?<=initials )[A-Z]{2,3}\b")


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name, its level, and where it stands in the plain text."""

    rule: NameRule
    level: Level
    start: int
    end: int


@dataclass
class _Reading:
    """One text while names are looked for in it."""

    plain: PlainText
    tokens: Sequence[Token]
    seen: Search
    lexicon: Lexicon
    slips: dict[str, bool] = field(default_factory=dict[str, bool])
    found: list[NameFound] = field(default_factory=list[NameFound])
    hints: set[str] = field(default_factory=set[str])

    @cached_property
    def tells_of_care(self) -> bool:
        """Whether there is a word of care anywhere in the text."""
        return self.seen.search(_PLACES[Cue.CARE]) is not None

    @cached_property
    def patients(self) -> Sequence[tuple[int, int]]:
        """Where words for a patient stand."""
        return [match.span() for match in self.seen.matches(_PLACES[Cue.PATIENT])]

    def is_slip(self, word: str) -> bool:
        """Whether an unknown word is likely a known one mistyped; asked of so many words of a text, and no more."""
        if word not in self.slips:
            if len(self.slips) >= _MOST_SLIPS:
                return False
            self.slips[word] = self.lexicon.nearly_knows(word)
        return self.slips[word]

    def follows(self, cue: Cue, at: int) -> bool:
        """Whether a cue ends directly before an offset."""
        return self.seen.search(_PLACES[cue], max(0, at - _BACK), at) is not None

    def before(self, at: int) -> str:
        return self.plain.folded[max(0, at - _BACK) : at]

    def after(self, at: int) -> str:
        return self.plain.folded[at : at + _AHEAD]

    def around(self, start: int, end: int) -> str:
        return self.plain.folded[max(0, start - NEAR) : end + NEAR]

    def beside_patient(self, start: int, end: int) -> bool:
        return any(low - NEAR <= end and start <= high + NEAR for low, high in self.patients)


class NameFinder:
    """Finds names of people under care. Immutable after it was made."""

    def __init__(self, lexicon: Lexicon, cues: NameCues) -> None:
        """Prepare the patterns that depend on the lists."""
        self._lexicon = lexicon
        self._cues = cues.patterns
        self._seen = Patterns([cues.patterns[cue] for cue in _SEEN])
        self._levels = cues.levels
        self._title_words = frozenset(lexicon.titles.split("|"))
        self._title = re.compile(rf"(?:^|[^a-z])(?:{lexicon.titles})\.?\s$")
        self._other = re.compile(rf"(?:^|[^a-z])(?:{lexicon.others})(?:'s)?,?(?: called| named| is|,)?\.?\s[\"'(]?$")
        self._doctor = re.compile(r"(?:^|[^a-z])(?:dr|doctor|prof|professor)\.?\s$")

    def find(self, plain: PlainText) -> list[NameFound]:
        """The names of patients in a text, in its order."""
        return self.find_with_hints(plain)[0]

    def find_with_hints(self, plain: PlainText) -> tuple[list[NameFound], frozenset[str]]:
        """As ``find``, with what else looks like somebody's name without being taken for a patient's: "full-name", "given-name", "name"."""
        reading = _Reading(plain, tokenise(plain, self._lexicon), self._seen.over(plain.indexed), self._lexicon)
        at = 0
        while at < len(reading.tokens):
            length = self._run(reading, at)
            if length:
                self._judge(reading, reading.tokens[at : at + length])
            at += length or 1
        self._find_initials(reading)
        return reading.found, frozenset(reading.hints)

    def _run(self, reading: _Reading, at: int) -> int:
        """How many tokens from ``at`` on may be one name; 0 where none may begin here."""
        first = reading.tokens[at]
        if first.folded in self._title_words or first.folded in _NO_NAMES:
            return 0
        if self._is_titled(reading, at):
            return self._titled_run(reading, at)
        if first.known and not (first.given or first.capital):
            return 0
        if first.initial:
            return self._initial_run(reading, at)
        return self._capital_run(reading, at) if first.capital else self._lower_run(reading, at)

    def _is_titled(self, reading: _Reading, at: int) -> bool:
        before = reading.tokens[at - 1] if at else None
        return (
            before is not None
            and before.folded in self._title_words
            and reading.plain.text[before.end : reading.tokens[at].start] in {" ", ". "}
        )

    def _titled_run(self, reading: _Reading, at: int) -> int:
        """After a title, initials and particles may begin a name."""
        tokens, text = reading.tokens, reading.plain.text
        end = at
        while (
            end + 1 < min(len(tokens), at + _MAX_PARTS)
            and (tokens[end].folded in PARTICLES or len(tokens[end].text) == 1)
            and adjacent(text, tokens[end], tokens[end + 1])
        ):
            end += 1
        head = tokens[end]
        if head.capital or len(head.text) == 1:
            return end - at + (self._capital_run(reading, end, titled=True) or 1)
        joined = end + 1 < len(tokens) and adjacent(text, head, tokens[end + 1]) and may_follow(tokens[end + 1])
        if len(head.text) < SHORTEST or (head.known and not (head.given and joined)):
            return 0
        return end - at + (2 if joined else 1)

    def _initial_run(self, reading: _Reading, at: int) -> int:
        """An initial or two with a surname."""
        tokens = reading.tokens
        end = at
        while (
            end + 1 < len(tokens) and tokens[end].initial and adjacent(reading.plain.text, tokens[end], tokens[end + 1])
        ):
            end += 1
        last = tokens[end]
        return end - at + 1 if end > at and last.capital and len(last.text) >= SHORTEST and not last.known else 0

    def _capital_run(self, reading: _Reading, at: int, *, titled: bool = False) -> int:
        tokens = reading.tokens
        first = tokens[at]
        if first.known and not (first.given or titled or reading.follows(Cue.CUE, first.start)):
            # A family name that is an everyday word too may come first, as in Korea or China.
            second = tokens[at + 1] if at + 1 < len(tokens) else None
            if second is None or not adjacent(reading.plain.text, first, second):
                return 0
            if not (first.surname and second.capital and second.plain_given):
                return 0
        end = at + 1
        while end < min(len(tokens), at + _MAX_PARTS) and adjacent(reading.plain.text, tokens[end - 1], tokens[end]):
            token = tokens[end]
            if (token.folded in PARTICLES and end + 1 < len(tokens) and tokens[end + 1].capital) or (
                token.capital and may_follow_capital(first, token)
            ):
                end += 1
            else:
                break
        if first.known and end == at + 1 and not (titled or first.given):
            return 0
        return end - at

    def _lower_run(self, reading: _Reading, at: int) -> int:
        tokens = reading.tokens
        first = tokens[at]
        if len(first.text) < 2 or first.folded in PARTICLES:
            return 0
        second = tokens[at + 1] if at + 1 < len(tokens) else None
        named = not first.known and len(first.text) >= SHORTEST and reading.follows(Cue.NAMED, first.start)
        if second is None or not adjacent(reading.plain.text, first, second):
            return 1 if first.plain_given or named else 0
        if first.plain_given:
            return 2 if may_follow(second) else 1
        if first.known and not first.given:
            return 0
        strong = reading.follows(Cue.APPOSITION, first.start) or reading.follows(Cue.DIRECT, first.start)
        if first.known:
            dotted = strong and len(second.text) == 1 and reading.after(second.end).startswith((".", ",", " was"))
            surname = second.surname and not second.known and len(second.text) >= SHORTEST
            return 2 if dotted or (surname and reading.beside_patient(first.start, second.end)) else 0
        if may_follow(second) and len(first.text) >= SHORTEST:
            listed = first.surname or second.surname or second.plain_given
            slips = sum(reading.is_slip(token.folded) for token in (first, second))
            return 2 if listed or slips < (2 if strong else 1) else 0
        return 1 if named else 0

    def _judge(self, reading: _Reading, run: Sequence[Token]) -> None:
        """Decide whose name a run is, and note it where it is a patient's."""
        start, end = run[0].start, run[-1].end
        before, after = reading.before(start), reading.after(end)
        verdict = self._verdict(reading, run, before, after)
        if verdict is None and not self._doctor.search(before) and not self._is_no_person(reading, run, before, after):
            reading.hints.add("full-name" if is_full(run) else "given-name" if run[0].plain_given else "name")
        if verdict is not None:
            rule, sure = verdict
            level = self._levels[rule] if sure else Level.CAUTION
            reading.found.append(NameFound(rule, level, start, end))

    def _verdict(
        self, reading: _Reading, run: Sequence[Token], before: str, after: str
    ) -> tuple[NameRule, bool] | None:
        """The rule that a name falls under, and whether it is sure; None where the name is not a patient's."""
        beside = reading.beside_patient(run[0].start, run[-1].end)
        if self._doctor.search(before):
            linked = reading.follows(Cue.CLINICIAN_BEFORE, run[0].start) or self._cues[Cue.CLINICIAN_AFTER].match(after)
            if beside and linked:
                return NameRule.CLINICIAN, True
            named = not run[0].known or is_full(run)
            public = self._cues[Cue.SCHOLARSHIP].match(after) or self._is_no_person(reading, run, before, after)
            close = reading.follows(Cue.COLLEAGUE_BEFORE, run[0].start)
            return (NameRule.COLLEAGUE, True) if named and close and not public else None
        if self._is_no_person(reading, run, before, after):
            return None
        if self._title.search(before):
            return NameRule.TITLED, self._is_sure_of_titled(reading, run, after)
        if self._other.search(before) and not reading.follows(Cue.DIRECT, run[0].start):
            return (
                (NameRule.UNPLACED, True)
                if is_full(run) and any(token.given or token.surname for token in run)
                else None
            )
        return self._cued(reading, run, sure=beside or reading.tells_of_care) or self._placed(reading, run, after)

    def _is_sure_of_titled(self, reading: _Reading, run: Sequence[Token], after: str) -> bool:
        """Whether a name with a title is a patient's: one said to be a colleague's or the like, or to be made up, is not surely so."""
        if len(run) == 1 and len(run[0].text) == 1:
            return False
        before = reading.before(run[0].start)
        title = self._title.search(before)
        left = before[: title.start() + 1].rstrip() + " " if title else ""
        if self._cues[Cue.PATIENT_BEFORE].search(left) or self._cues[Cue.IS_PATIENT].match(after):
            return True
        other = not self._cues[Cue.RELATIVE_BEFORE].search(left) and self._other.search(left)
        invented = self._cues[Cue.INVENTED].search(reading.around(run[0].start, run[-1].end))
        return not (other or self._cues[Cue.KNOWN_AFTER].match(after) or invented)

    def _is_no_person(self, reading: _Reading, run: Sequence[Token], before: str, after: str) -> bool:
        lexicon = self._lexicon
        follower = _FOLLOWER.match(after)
        word = follower[1] if follower else ""
        words = [token.folded for token in run]
        named = [token.folded for token in run[1:]] if len(run) > 1 and run[0].given else words
        return (
            any(pair in lexicon.public for pair in pairwise(words))
            or (words[0], word) in lexicon.public
            or word in lexicon.eponym_words
            or word in lexicon.org_words
            or (
                # A family name first and a given name last, as in Vietnam, make the words between them no place.
                not (len(run) > 2 and run[0].surname and run[-1].plain_given)
                and any(
                    part in lexicon.places or part in lexicon.org_words
                    for part in named
                    if part not in lexicon.surnames
                )
            )
            or bool(self._cues[Cue.THING_BEFORE].search(before))
            or (not run[0].given and reading.follows(Cue.SOMEWHERE_BEFORE, run[0].start))
            or bool(self._cues[Cue.NOBODY].match(" ".join(words) + after))
            or bool(self._cues[Cue.WORK].match(after))
            or reading.follows(Cue.OWN, run[0].start)
        )

    def _cued(self, reading: _Reading, run: Sequence[Token], *, sure: bool) -> tuple[NameRule, bool] | None:
        """The verdict where a cue stands directly before the name. Away from any care, it is not sure."""
        first = run[0]
        all_given = len(run) > 1 and all(token.given and token.capital for token in run)
        if not (is_full(run) or all_given or first.plain_given or first.surname or (first.capital and not first.known)):
            return None
        if not (reading.follows(Cue.CUE, first.start) or reading.follows(Cue.APPOSITION, first.start)):
            return None
        return NameRule.CUED, sure

    def _placed(self, reading: _Reading, run: Sequence[Token], after: str) -> tuple[NameRule, bool] | None:
        """The verdict on a name without title or cue: by what stands around it."""
        cues = self._cues
        start, end = run[0].start, run[-1].end
        full = is_full(run)
        sure = run[0].capital or any(token.given or token.surname for token in run)
        after = after.removeprefix(".")
        if full or run[0].plain_given:
            if cues[Cue.OWNED].match(after):
                return NameRule.OWNED, True
            if (
                (reading.tells_of_care and reading.follows(Cue.CARE_BEFORE, start))
                or cues[Cue.CARE_AFTER].match(after)
                or cues[Cue.AGE_AFTER].match(after)
            ):
                return NameRule.CARED_FOR, sure
        if not full:
            shaped = len(run) == 1 and run[0].capital and not run[0].known and reading.tells_of_care
            if shaped and cues[Cue.AGE_AFTER].match(after) and after.startswith((",", " (")):
                return NameRule.CARED_FOR, True
            if shaped and cues[Cue.OWNED].match(after):
                return NameRule.OWNED, False
            return self._given_alone(reading, run[0])
        if reading.beside_patient(start, end):
            return NameRule.FULL, sure
        if cues[Cue.COMPLAINT].search(after) and not cues[Cue.KNOWN_AFTER].match(after):
            return NameRule.CARE, sure
        if cues[Cue.ROLE_AFTER].match(after):
            return (NameRule.UNPLACED, True) if any(token.given or token.surname for token in run) else None
        return self._alone(reading, run)

    def _given_alone(self, reading: _Reading, given: Token) -> tuple[NameRule, bool] | None:
        """The verdict on one given name: a caution beside a patient, or where something befalls somebody in care."""
        if not given.plain_given:
            return None
        around = reading.around(given.start, given.end)
        cared_for = self._cues[Cue.CARE_EVENT].search(around) and not self._cues[Cue.PUBLIC].search(around)
        told_of = given.capital and _TOLD_OF.search(around)
        return (
            (NameRule.GIVEN, True) if cared_for or told_of or reading.beside_patient(given.start, given.end) else None
        )

    def _alone(self, reading: _Reading, run: Sequence[Token]) -> tuple[NameRule, bool] | None:
        """The verdict on a full name that no patient stands beside."""
        first = run[0]
        listed = any(token.given or token.surname for token in run)
        if not listed or first.known or first.initial or not (first.capital or first.plain_given):
            return None
        around = reading.around(first.start, run[-1].end)
        if self._cues[Cue.CARE_EVENT].search(around) and not self._cues[Cue.PUBLIC].search(around):
            return NameRule.CARE, True
        return NameRule.UNPLACED, True

    def _find_initials(self, reading: _Reading) -> None:
        for match in _INITIALS.finditer(reading.plain.text):
            if reading.follows(Cue.INITIALS_BEFORE, match.start()):
                level = self._levels[NameRule.INITIALS]
                reading.found.append(NameFound(NameRule.INITIALS, level, *match.span()))

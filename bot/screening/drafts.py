"""The review of a draft post against the guide: what may identify a patient, advise one person, claim, insult, leak or sell.

A review reports what it found and never certifies. Like the screen's report it holds no text of the draft: details of
people are named by kind and position, and the only words repeated are those listed in the rules.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, Self

from bot.screening.drafts_likeness import FILE as EXAMPLES
from bot.screening.drafts_likeness import DraftLikeness
from bot.screening.drafts_passages import Reading
from bot.screening.drafts_rules import MEDICAL, DraftKind, DraftRules, Severity
from bot.screening.model import Distress, Kind, Level
from bot.screening.name_cues import NameRule
from bot.screening.normalise import normalise
from bot.screening.signs import detail_signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bot.screening.drafts_likeness import Likeness
    from bot.screening.drafts_passages import Reads
    from bot.screening.drafts_rules import Match, Page, Wording
    from bot.screening.model import Signs, Span
    from bot.screening.normalise import PlainText
    from bot.screening.screen import Screen
    from bot.screening.story import StoryScore

    Learning = Callable[[Path, Callable[[str], Signs], Reads | None], DraftLikeness]
    """What learns from a file of labelled drafts, given what tells the signs of one and what reads it."""

FILE = "drafts.yaml"
LONGEST_DRAFT = 4_000
"""How many characters a draft may have."""

_HIGH_DETAIL, _MEDIUM_DETAIL, _STORY = "identifier-high", "identifier-medium", "recognisable-story"
_IMAGE = "patient-image"
# What the screen says in its own way of a text that it did not read to the end; a draft that long is not reviewed.
_WHOLE_TEXT = "too-long-to-examine"
# Contexts of drafts.yaml that say what a detail means. A practice's own number, a colleague's name and a greeting are no patient's.
_PATIENT, _COLLEAGUE, _GREETING = "person_in_care", "colleague", "greeting"
# Which wording a likeness to labelled drafts has, and which contexts clear it.
_LIKE_KIND = {
    DraftKind.IDENTIFIABLE_PATIENT: "like-a-patient",
    DraftKind.INDIVIDUAL_ADVICE: "like-advice",
    DraftKind.NO_EVIDENCE: "like-a-bare-claim",
    DraftKind.DISRESPECT: "like-disrespect",
    DraftKind.CONFIDENTIAL_WORKPLACE: "like-a-confidence",
    DraftKind.UNDISCLOSED_INTEREST: "like-promotion",
}
_CLEARS = {
    DraftKind.IDENTIFIABLE_PATIENT: ("not_one_case",),
    DraftKind.INDIVIDUAL_ADVICE: ("declines",),
    DraftKind.NO_EVIDENCE: ("cited", "link", "debunk"),
    DraftKind.DISRESPECT: ("about_words",),
    DraftKind.CONFIDENTIAL_WORKPLACE: ("made_public", "for_all"),
    DraftKind.UNDISCLOSED_INTEREST: ("disclosed", "charity", "for_all"),
}
_ASKS = {
    DraftKind.CONFIDENTIAL_WORKPLACE: ("own_work",),
    DraftKind.INDIVIDUAL_ADVICE: (MEDICAL,),
}
_SURE_BESIDE_ADVICE = 0.2
# Likenesses, where the encoder has read the draft: from which on no context clears it, and below which what a rule found there is doubted,
# also where the rule is sure. Set, as the floors for it, with the figures of drafts that nothing learns from in view.
_SURE, _DOUBTED, _DISBELIEVED = 0.5, -0.5, -0.7
_OF_ANYBODY = frozenset({Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.PROFILE, Kind.DEVICE})
# Below which a detail that weighs most is doubted: what anybody has, and what may be told of anybody.
_DOUBTFUL = {
    **{kind.words: _DOUBTED for kind in (*_OF_ANYBODY, Kind.NAME)},
    **{kind.words: _DISBELIEVED for kind in (Kind.DATE, Kind.STORY)},
}
_QUOTED_WORD = "“{word}”"
_NOT_REPEATED = "this wording"
_WEIGHT = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}
_SEVERITIES = {Level.BLOCK: Severity.HIGH, Level.CAUTION: Severity.MEDIUM}
_WORDS = re.compile(r"\S+")


class Reviewed(StrEnum):
    """Whether a draft could be reviewed."""

    YES = "yes"
    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a writer should look at before posting.

    ``start`` and ``end`` are a half-open span of the draft as typed; ``where`` is the same in words, for a person. ``detail``
    names the kind of an identifying detail and is empty for everything else. ``guide`` are ids of the guide's points.
    """

    kind: DraftKind
    severity: Severity
    start: int
    end: int
    guide: tuple[str, ...]
    where: str
    detail: str
    why: str
    suggestion: str
    rule: str

    @property
    def message(self) -> str:
        """Where it stands, what it is, and why it matters."""
        return f"{self.where}: {self.detail}. {self.why}" if self.detail else f"{self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class DraftReview:
    """The report on a draft: findings in the order of their weight, then of the draft. It holds no text of the draft."""

    findings: tuple[Finding, ...] = ()
    distress: Distress = Distress.NONE
    reviewed: Reviewed = Reviewed.YES

    @property
    def kinds(self) -> frozenset[DraftKind]:
        """The kinds found above low severity."""
        return _kinds(self.findings)


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """Reviews drafts. Immutable and without memory: it may be shared among threads, and it keeps nothing."""

    screen: Screen
    rules: DraftRules
    likeness: DraftLikeness
    read: Reads | None = None

    @classmethod
    def load(
        cls, folder: Path, screen: Screen, learn: Learning = DraftLikeness.load, read: Reads | None = None
    ) -> Self:
        """Read the rules from the screening folder, and learn from the labelled drafts there. Raises ScreeningDataInvalid.

        ``read`` is what reads a draft with the encoder; None: words and rules alone.
        """
        rules = DraftRules.load(folder / FILE, screen.advice.is_medical)

        def signs_of(draft: str) -> Signs:
            plain = normalise(draft)
            return _signs(rules.page(plain), *screen.identifiers.find_with_hints(plain))

        return cls(screen, rules, learn(folder / EXAMPLES, signs_of, read), read)

    def review(self, draft: str) -> DraftReview:
        """The report on a draft of any content. Never raises for what it holds."""
        if not draft.strip():
            return DraftReview(reviewed=Reviewed.EMPTY)
        if len(draft) > LONGEST_DRAFT:
            return DraftReview(reviewed=Reviewed.TOO_LONG)
        plain = normalise(draft)
        skimmed = self.likeness.skim(plain.folded)
        # The encoder works beside the rules.
        reading = None if self.read is None else Reading(self.read, skimmed.texts, skimmed.suspects)
        distress = self._distress(plain)
        page = self.rules.page(plain)
        words = [match.span() for match in _WORDS.finditer(draft)]
        spans, story, hints = self.screen.identifiers.find_with_hints(plain)
        details = _separate(span for span in spans if span.rule != _WHOLE_TEXT)
        findings = [self._detail(span, self._weight(span, page), words) for span in details]
        if distress is not Distress.CRISIS or findings:
            findings += self._worded(page, plain, details, words)
            if reading is not None:
                # What a rule found is doubted by what is read where it stands.
                weighty = [found for found in findings if found.severity is not Severity.LOW]
                reading.also(skimmed.beside([plain.plain_span(found.start, found.end) for found in weighty]))
            likenesses = self.likeness.find(skimmed, _signs(page, spans, story, hints), reading)
            findings += self._alike(likenesses, page, plain, words, _kinds(findings))
            findings = _doubted(findings, likenesses, page)
        if distress is Distress.CRISIS:
            # Somebody in danger is not lectured on tone and evidence. A patient's details still matter: they cannot be taken back.
            findings = [finding for finding in findings if finding.kind is DraftKind.IDENTIFIABLE_PATIENT]
        return DraftReview(_ordered(findings), distress)

    def _distress(self, plain: PlainText) -> Distress:
        """What a draft says outright of distress; the learned words are for questions, which are asked of the lounge and not of readers."""
        return self.screen.distress.outright(plain)

    def _weight(self, span: Span, page: Page) -> Severity:
        """What a detail weighs in a draft. A colleague's name weighs little; so do a practice's own details where no patient is told of."""
        severity = _SEVERITIES[span.level]
        if span.rule == NameRule.COLLEAGUE:
            return Severity.LOW
        if page.holds(_PATIENT):
            return severity
        if span.kind in _OF_ANYBODY:
            return Severity.LOW
        if severity is Severity.MEDIUM and span.kind in (Kind.NAME, Kind.STORY):
            nobodys = span.kind is Kind.STORY or page.holds(_COLLEAGUE) or page.holds(_GREETING)
            return Severity.LOW if nobodys else severity
        return severity

    def _detail(self, span: Span, severity: Severity, words: list[tuple[int, int]]) -> Finding:
        if span.kind is Kind.STORY:
            key = _STORY
        elif span.kind is Kind.IMAGE:
            key = _IMAGE
        else:
            key = _HIGH_DETAIL if severity is Severity.HIGH else _MEDIUM_DETAIL
        wording = self.rules.file.wordings[key]
        return Finding(
            DraftKind.IDENTIFIABLE_PATIENT,
            severity,
            span.start,
            span.end,
            wording.guide,
            _position(words, span.start, span.end),
            span.kind.words,
            wording.message,
            wording.suggestion,
            span.rule,
        )

    def _alike(
        self,
        likenesses: tuple[Likeness, ...],
        page: Page,
        plain: PlainText,
        words: list[tuple[int, int]],
        found: frozenset[DraftKind],
    ) -> list[Finding]:
        """What reads like labelled drafts of a kind that no rule has found, unless the draft holds what clears that kind."""
        findings: list[Finding] = []
        alikes = [alike for alike in likenesses if alike.like]
        advises = DraftKind.INDIVIDUAL_ADVICE in found.union(alike.kind for alike in alikes)
        for alike in alikes:
            key = _LIKE_KIND[alike.kind]
            # Advice to one person speaks of them, and yet may point to nobody.
            if advises and alike.kind is DraftKind.IDENTIFIABLE_PATIENT and alike.score < _SURE_BESIDE_ADVICE:
                continue
            if alike.kind in found or not (_surely(alike) or _fits(alike.kind, page)):
                continue
            start, end = plain.typed_span(alike.start, alike.end)
            wording = self.rules.file.wordings[key]
            findings.append(
                Finding(
                    alike.kind,
                    Severity.MEDIUM,
                    start,
                    end,
                    wording.guide,
                    _position(words, start, end),
                    "",
                    wording.message,
                    wording.suggestion,
                    key,
                )
            )
        return findings

    def _worded(
        self, page: Page, plain: PlainText, details: tuple[Span, ...], words: list[tuple[int, int]]
    ) -> list[Finding]:
        """What the rules of wording find."""
        findings: list[Finding] = []
        matches = sorted(self.rules.matches(page), key=lambda match: (_WEIGHT[match.rule.severity], match.start))
        said: set[tuple[str, int]] = set()
        for match in matches:
            # A reminder says one thing only once; of the rest, the weightiest of a kind in a sentence says enough.
            once = (
                (match.rule.says, 0) if match.rule.severity is Severity.LOW else (match.rule.kind.value, match.sentence)
            )
            if once in said:
                continue
            said.add(once)
            start, end = plain.typed_span(match.start, match.end)
            wording = self.rules.file.wordings[match.rule.says]
            findings.append(
                Finding(
                    match.rule.kind,
                    match.rule.severity,
                    start,
                    end,
                    wording.guide or match.rule.guide,
                    _position(words, start, end),
                    "",
                    _why(wording, match, plain, details),
                    wording.suggestion,
                    match.rule.id,
                )
            )
        return findings


def _signs(page: Page, spans: tuple[Span, ...], story: StoryScore, hints: frozenset[str]) -> Signs:
    contexts = page.rules.file.contexts
    return detail_signs(spans, story, hints) | {f"holds {name}" for name in contexts if page.holds(name)}


def _surely(alike: Likeness) -> bool:
    return alike.read and alike.score >= _SURE


def _fits(kind: DraftKind, page: Page) -> bool:
    """Whether a draft holds what a kind asks for and nothing that clears it."""
    return all(map(page.holds, _ASKS.get(kind, ()))) and not any(map(page.holds, _CLEARS[kind]))


def _doubted(findings: list[Finding], likenesses: tuple[Likeness, ...], page: Page) -> list[Finding]:
    """What weighs little: a detail that may be anybody's in a passage that does not read like those about a patient, and what a rule finds
    of a kind that the passage around it reads nothing like. What is surely a patient's, such as a record number, is never doubted, nor is
    any detail that weighs most in a sentence that tells of a patient.
    """
    by_kind = {alike.kind: alike for alike in likenesses}

    def weighs_little(finding: Finding) -> bool:
        alike = by_kind.get(finding.kind)
        if alike is None:
            return False
        of_patient = finding.kind is DraftKind.IDENTIFIABLE_PATIENT
        slight = of_patient and not alike.like
        score = _score_there(alike, page.plain, finding) if alike.read else 0.0
        if finding.severity is Severity.MEDIUM:
            return slight or score < _DOUBTED
        if not of_patient:
            return score < _DISBELIEVED
        needed = _DOUBTFUL.get(finding.detail)
        return needed is not None and score < needed and not _beside_patient(finding, page)

    return [replace(finding, severity=Severity.LOW) if weighs_little(finding) else finding for finding in findings]


def _beside_patient(finding: Finding, page: Page) -> bool:
    """Whether a finding stands in a sentence that tells of a patient."""
    start, end = page.plain.plain_span(finding.start, finding.end)
    sentences = range(page.sentence_at(start), page.sentence_at(max(start, end - 1)) + 1)
    return any(page.holds(_PATIENT, sentence) for sentence in sentences)


def _score_there(alike: Likeness, plain: PlainText, finding: Finding) -> float:
    """How like its kind the draft reads where a finding stands: the likest of the stretches judged that hold a part of it, or of all."""
    start, end = plain.plain_span(finding.start, finding.end)
    return max((score for low, high, score in alike.stretches if low < end and start < high), default=alike.score)


def _kinds(findings: Iterable[Finding]) -> frozenset[DraftKind]:
    return frozenset(finding.kind for finding in findings if finding.severity is not Severity.LOW)


def _separate(spans: Iterable[Span]) -> tuple[Span, ...]:
    """One span for each detail: of those that overlap the more serious, then the longer one. A story lies over details."""
    kept: list[Span] = []
    for span in sorted(
        spans, key=lambda span: (span.level is not Level.BLOCK, span.start - span.end, span.start, span.rule)
    ):
        story = span.kind is Kind.STORY
        if not any(
            span.start < other.end and other.start < span.end and (other.kind is Kind.STORY) is story for other in kept
        ):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: (span.start, span.end)))


def _why(wording: Wording, match: Match, plain: PlainText, details: tuple[Span, ...]) -> str:
    """The message; a listed word is repeated in it unless it may be a part of somebody's name."""
    message = wording.message
    if "{word}" not in message:
        return message
    word = match.word
    if word is not None:
        at = match.start + plain.folded[match.start : match.end].find(word)
        start, end = plain.typed_span(at, at + len(word))
        if any(span.start < end and start < span.end for span in details if span.kind is not Kind.STORY):
            word = None
    if word is not None:
        return message.replace("{word}", word)
    unsaid = message.replace(_QUOTED_WORD, _NOT_REPEATED).replace("{word}", _NOT_REPEATED)
    return unsaid[0].upper() + unsaid[1:]


def _position(words: list[tuple[int, int]], start: int, end: int) -> str:
    """A span in words, counted from 1, as in "Words 4-5"."""
    first = bisect_right(words, start, key=itemgetter(1)) + 1
    last = max(first, bisect_left(words, end, key=itemgetter(0)))
    return f"Word {first}" if first == last else f"Words {first}-{last}"


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(findings, key=lambda finding: (_WEIGHT[finding.severity], finding.start, finding.end, finding.rule))
    )

"""Names of people under care: by a title, by a cue, by a list, and by their shape beside a patient.

A colleague, a friend, an author, somebody in the public eye or the asker is no patient, and is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.screening.model import Level
from bot.screening.rules import NEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screening.lexicon import Lexicon
    from bot.screening.normalise import PlainText

_TOKEN = re.compile(r"[A-Za-z][A-Za-z]{0,30}(?:['-][A-Za-z]{1,30}){0,3}")
_PARTICLES = frozenset("al el bin binti ibn ben de del della da di dos das du la le van von der den ter ten mac st abu".split())
_CONTRACTION = re.compile(r"'(?:s|d|m|ll|re|ve)$", re.IGNORECASE)
_MAX_PARTS = 5
_SHORTEST_LOWER = 3
_SHOUTING = 0.6
_BACK = 48
_AHEAD = 60

_HEAD = r"(?:patient|pt|inpatient|outpatient|client)"
_PERSON = (
    r"(?:patient|pt|inpatient|outpatient|client|male|female|man|woman|lady|gentleman|gent|girl|boy|child|baby|kid|lad|lass|bloke"
    r"|chap|fella|toddler|infant|newborn|teen|teenager|m|f|yo|y/o|old)"
)
_CUE = re.compile(
    rf"(?:\b{_HEAD}(?:'s)?(?:\sname)?(?:,| is| was|:|;| -|\(|=| called| named| \(?initials| by the name of| known as| similar to| like)?"
    rf"|\b{_PERSON},? (?:who (?:is|was) |whose name is )?(?:called|named|by the name of|known as)"
    r"|\b(?:his|her|their|child's|baby's|boy's|girl's|mum's|the) (?:real |full |first |last |sur)?names?(?: is| was|:|=)"
    r"|\binitials(?: are| is|:)?|\bre:|\b(?:little|baby|wee|poor|old|dear|get well soon,?|rip|r\.i\.p\.?|rest in peace,?)"
    r"|\bpatients,? (?:like|similar to|such as|called|named|including)"
    r"|\b(?:case|case review|review|chart|notes|file|record|records|story|death|results?|bloods|surgery|care|wound|scan) (?:of|for)"
    r"|\b(?:mother|mum|mom|father|dad|wife|husband|son|daughter|sister|brother|parents|family|relatives?) of (?:my |our |the |a )?(?:late )?(?:patient)?)"
    r"[\s\"'(]{0,3}$"
)
_DIRECT_CUE = re.compile(
    rf"\b{_HEAD}(?:'s)?(?: name)?(?:,| is| was|:|;| -|\(|=| called| named)?[\s\"'(]{{1,3}}$|\b(?:called|named|name is|name was|name:)[\s\"']{{1,2}}$"
    r"|\bpatients,? (?:like|similar to|such as|called|named|including)\s$"
)
_NAMED = re.compile(r"\b(?:called|named|name is|name was|name:|by the name of)\s$")
_APPOSITIVE = re.compile(rf"\b{_PERSON}(?:\s?\(\w{{1,10}}\))?(?:\s(?:patient|pt))?(?: with [a-z -]{{3,30}})?\s?[,(:-]\s?[\"']?$")
_OWN = re.compile(
    r"(?:\b(?:i am|i'm|im|my name is|my name's|name's|this is|it is|it's|call me|signed|regards|best|cheers|thanks|sincerely|yours|hi|hello|hey|dear|i,)[\s,:]{1,3})$"
)
_WORK = re.compile(
    r"(?:'s?)?\s?(?:et al|and colleagues|\(?(?:19|20)\d\d|(?:recent |new |latest |famous |old )?"
    r"(?:papers?|stud(?:y|ies)|books?|talks?|lectures?|podcasts?|shows?|tweets?|reels?|videos?|channels?|articles?|threads?|blogs?|columns?|vaccine claims?|claims?|theor(?:y|ies)|trials?|rules?|laws?|quotes?|memes?|wards?|slides|advice|guide)\b)"
)
_OWNED = re.compile(
    r"(?:'s?|s')\s(?:[a-z-]{1,14}\s){0,2}(?:x-?rays?|mri|ct|scans?|ecg|ekg|echo|bloods?|labs?|results?|wounds?|rash|photos?|pictures?|pics?|case|chart|notes|records?|"
    r"biopsy|surgery|operation|leg|arm|foot|face|baby|tumou?r|cancer|diabetes|hba1c|histology|slides?|smear|medication|meds|tablets|prescription|discharge|funeral|death)\b"
)
_CARE_BEFORE = re.compile(
    r"\b(?:looked after|treated|operated on|delivered|discharged|admitted|nursed|saw|seen|reviewed|intubated|resuscitated|examined|diagnosed|had|clerked|scanned|sectioned|immuni[sz]ed|prescribed to|bloods for|scan for|care for)"
    r"(?: little| baby| a| the| poor| old| young| dear)?\s$"
)
_CARE_AFTER = re.compile(
    r",?\s(?:who |whom |whose )?(?:(?:hip|knee|baby|tooth|teeth|leg|foot|eyes?|heart|wound|gallbladder|appendix|child)\s)?(?:is |was |has been |had been |had |has )?(?:an? |my |our |one of my |one of our |under |in our |on our |on my |in my )?(?:\w{1,14} )?"
    r"(?:patients?|pt|inpatient|outpatient|client|i (?:replaced|operated|treated|delivered|saw|look(?:ed)? after|nursed|discharged|fixed|put a stent|see in)|admitted|discharged|diagnosed|treated|operated|sectioned|"
    r"in our (?:ed|er|icu|a&e|ward|unit|clinic|care)|on (?:my|our) (?:ward|list|unit|caseload)|my (?:ward|list|caseload|dialysis list|clinic)|from my (?:ward|list|caseload|[a-z]{1,12} list|[a-z]{1,12} clinic)|in clinic|seen (?:at|by|in|on)|presented|dob\b|mrn\b)"
)
_AGE_AFTER = re.compile(r"\s?[,(]\s?(?:aged? )?\d{1,3}(?:\s?(?:yo|y/o|m|f|yrs?|years?|,|\)|\.|$)|\s)|\s\d{1,3}\s?(?:yo|y/o|m|f)\b")
_ROLE_AFTER = re.compile(
    r",? (?:who is |is |was )?(?:our|my|the|a|an) (?:[a-z-]{1,14} ){0,3}(?:officer|manager|ceo|director|nurse|doctor|colleague|friend|editor|journalist|consultant|registrar|surgeon|trainee|student|receptionist|"
    r"boss|chair|president|rep|dean|founder|teacher|lawyer|influencer|author|blogger|singer|actor|actress|politician|minister)\b"
)
_PATIENT = re.compile(
    rf"\b{_HEAD}\b(?!s)|\b\d{{1,3}}[ -](?:month|week|day)s?[ -]old\b|\bpatients (?:like|similar to|such as|called|named)\b|\b\d{{1,3}}\s?-?(?:y/?o|yo|yrs?|years?)\b[- ]?(?:old)?(?!s)|\b\d{{1,3}}\s?(?:m|f|male|female)\b|\bmrn\b|\bnhs (?:no|number)|\bdob\b|\bd/c\b|\bunder my care\b|\bmy caseload\b|\bone of ours\b|\bi did (?:his|her)\b|\b(?:he|she) lost (?:his|her) (?:leg|foot|arm|eye|hand|baby)|\b(?:renal|dialysis|oncology|stroke|icu|psych|maternity|burns|rehab|hospice|cancer) (?:unit|ward|clinic|lady|man|girl|boy|patient|list)\b|\bour unit\b|\b(?:on|in|from) (?:our|my) (?:ward|unit|clinic|list)\b|\bwalked out of psych\b"
    r"|\b(?:was|were|been|being|is|who|now|just) (?:admitted|discharged|diagnosed|treated|operated|sectioned|seen|transferred|evaluated|referred)\b"
    r"|\b(?:i|we) (?:looked after|treated|operated on|delivered|discharged|admitted|nursed|resuscitated|intubated|diagnosed)\b|\bin our (?:ed|er|icu|a&e|resus)\b|\b(?:his|her) (?:surgery|operation|chemo|diagnosis|biopsy|discharge)\b"
    r"|\b(?:hx|h/o|s/p|tx|rx|dx) |\bpresented (?:to|with|at)\b|\bcare (?:for|of) (?:a|an)\b"
)


_CARE = re.compile(
    r"\b(?:died|stroke|cancer|ward|unit|hospital|surgery|operation|dialysis|chemo|diagnos\w{2,4}|admitted|discharged|clinic|theatre|icu|sepsis|overdose|hiv|scan|bloods|treat(?:ed|ing|ment)|transplant|pregnan\w{1,3}"
    r"|delivered|killed|leuka?emia|bypass|under my care|one of ours|lost (?:his|her)|did (?:his|her)|renal|oncology|psych|cardiology|paeds|hospice|rehab|miscarr\w{4,6}|dementia|psychosis|bipolar|schizophrenia|wound|x-?ray|mri|er|ed|a&e|resus|caseload|nursed)\b"
)


class NameRule(StrEnum):
    """How a name was found; the id of the rule."""

    TITLED = "titled-name"
    CUED = "cued-name"
    FULL = "full-name-beside-a-patient"
    GIVEN = "given-name-beside-a-patient"
    OWNED = "name-with-a-finding"
    CARED_FOR = "name-of-one-cared-for"
    UNPLACED = "name-of-nobody-known"
    INITIALS = "initials-of-a-patient"
    CLINICIAN = "clinician-of-a-patient"


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name, its level, and where it stands in the plain text."""

    rule: NameRule
    level: Level
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    folded: str
    start: int
    end: int
    capital: bool
    opens: bool
    known: bool
    given: bool
    surname: bool

    @property
    def initial(self) -> bool:
        return len(self.text) == 1 and self.capital and self.text != "I"

    @property
    def plain_given(self) -> bool:
        return self.given and not self.known


@dataclass(slots=True)
class _Reading:
    """One text while names are looked for in it."""

    plain: PlainText
    tokens: Sequence[_Token]
    patients: Sequence[tuple[int, int]]
    found: list[NameFound] = field(default_factory=list[NameFound])

    def before(self, at: int) -> str:
        return self.plain.folded[max(0, at - _BACK) : at]

    def after(self, at: int) -> str:
        return self.plain.folded[at : at + _AHEAD]

    def beside_patient(self, start: int, end: int) -> bool:
        return any(low - NEAR <= end and start <= high + NEAR for low, high in self.patients)


class NameFinder:
    """Finds names of people under care. Immutable after it was made."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Prepare the patterns that depend on the lists."""
        self._lexicon = lexicon
        self._title_words = frozenset(lexicon.titles.split("|"))
        self._title = re.compile(rf"(?:^|[^a-z])(?:{lexicon.titles})\.?\s$")
        self._titles_pair = re.compile(rf"\b(?:{lexicon.titles})\.? (?:and|&) (?:{lexicon.titles})\.?\s$")
        self._other = re.compile(rf"(?:^|[^a-z])(?:{lexicon.others})(?:'s)?,?(?: called| named| is|,)?\.?\s[\"']?$")
        self._doctor = re.compile(r"(?:^|[^a-z])(?:dr|doctor|prof|professor)\.?\s$")

    def find(self, plain: PlainText) -> list[NameFound]:
        """The names of patients in a text, in its order."""
        reading = _Reading(plain, self._tokens(plain), [match.span() for match in _PATIENT.finditer(plain.folded)])
        at = 0
        while at < len(reading.tokens):
            length = self._run(reading.tokens, at, reading)
            if length:
                self._judge(reading, reading.tokens[at : at + length])
            at += length or 1
        _find_initials(reading)
        return reading.found

    def _tokens(self, plain: PlainText) -> list[_Token]:
        text = plain.text
        letters = sum(character.isalpha() for character in text)
        shouting = letters > 12 and sum(character.isupper() for character in text) > _SHOUTING * letters
        tokens: list[_Token] = []
        for match in _TOKEN.finditer(text):
            word, start = match[0], match.start()
            word = _CONTRACTION.sub("", word)
            folded = word.lower()
            lead = text[max(0, start - 3) : start].rstrip(" \"'(")
            capital = word[0].isupper() and not shouting and (len(word) == 1 or not word.isupper() or len(word) > 4)
            tokens.append(
                _Token(
                    word,
                    folded,
                    start,
                    start + len(word),
                    capital,
                    opens=not lead or lead[-1] in ".!?\n:",
                    known=self._known(folded),
                    given=folded.split("-")[0] in self._lexicon.given,
                    surname=folded in self._lexicon.surnames or folded.split("-")[-1] in self._lexicon.surnames,
                )
            )
        return tokens

    def _known(self, folded: str) -> bool:
        lexicon = self._lexicon
        if folded in lexicon.ambiguous or folded in lexicon.places or folded in lexicon.org_words:
            return True
        if folded in lexicon.given:
            return False
        if folded in lexicon.surnames:
            return folded in lexicon.words
        parts = re.split("['-]", folded)
        if len(parts) > 1 and any(part in lexicon.given for part in parts):
            return False
        return all(lexicon.knows(part) for part in parts if part) or lexicon.knows(folded)

    def _run(self, tokens: Sequence[_Token], at: int, reading: _Reading) -> int:
        """How many tokens from ``at`` on may be one name; 0 where none may begin here."""
        first = tokens[at]
        if first.folded in self._title_words or first.folded in {"dr", "prof", "patient", "pt", "i"}:
            return 0
        if first.capital and not first.initial:
            length = self._capital_run(tokens, at, reading)
        elif not first.capital:
            length = self._lower_run(tokens, at, reading)
        else:
            length = 0
        return length

    def _capital_run(self, tokens: Sequence[_Token], at: int, reading: _Reading) -> int:
        first = tokens[at]
        titled = bool(self._title.search(reading.before(first.start)))
        if first.known and not (first.given or titled or _CUE.search(reading.before(first.start))):
            return 0
        end = at + 1
        while end < min(len(tokens), at + _MAX_PARTS) and _adjacent(reading.plain.text, tokens[end - 1], tokens[end]):
            token = tokens[end]
            if token.folded in _PARTICLES and end + 1 < len(tokens) and tokens[end + 1].capital:
                end += 1
            elif token.capital and _may_follow_capital(first, token):
                end += 1
            else:
                break
        if first.known and end == at + 1 and not (titled or first.given):
            return 0
        return end - at

    def _lower_run(self, tokens: Sequence[_Token], at: int, reading: _Reading) -> int:
        first = tokens[at]
        if len(first.text) < 2 or first.folded in _PARTICLES:
            return 0
        before = reading.before(first.start)
        second = tokens[at + 1] if at + 1 < len(tokens) else None
        joined = second is not None and _adjacent(reading.plain.text, first, second)
        follows = joined and second is not None and _may_follow(second)
        if self._title.search(before):
            return (2 if follows else 1) if not first.known and len(first.text) >= _SHORTEST_LOWER else 0
        strong = bool(_APPOSITIVE.search(before) or _DIRECT_CUE.search(before))
        if second is None or not joined:
            return 1 if first.plain_given or (strong and _NAMED.search(before) and not first.known) else 0
        if first.known:
            dotted = strong and len(second.text) == 1 and reading.after(second.end).startswith((".", ",", " was"))
            surname = second.surname and not second.known and len(second.text) >= _SHORTEST_LOWER and reading.beside_patient(first.start, second.end)
            return 2 if first.given and (dotted or surname) else 0
        if first.given:
            return 2 if follows else 1
        listed = first.surname or second.surname or second.plain_given
        if follows and len(first.text) >= _SHORTEST_LOWER:
            slips = sum(self._lexicon.nearly_knows(token.folded) for token in (first, second))
            return 2 if listed or slips < (2 if strong else 1) else 0
        return 1 if _NAMED.search(before) and len(first.text) >= _SHORTEST_LOWER else 0

    def _judge(self, reading: _Reading, run: Sequence[_Token]) -> None:
        """Decide whose name a run is, and note it where it is a patient's."""
        start, end = run[0].start, run[-1].end
        before, after = reading.before(start), reading.after(end)
        verdict = self._verdict(reading, run, before, after)
        if verdict is not None:
            rule, level = verdict
            reading.found.append(NameFound(rule, level, start, end))

    def _verdict(
        self, reading: _Reading, run: Sequence[_Token], before: str, after: str
    ) -> tuple[NameRule, Level] | None:
        start, end = run[0].start, run[-1].end
        beside = reading.beside_patient(start, end)
        cared_for = beside or bool(_CARE.search(reading.plain.folded))
        if self._doctor.search(before):
            return (NameRule.CLINICIAN, Level.CAUTION) if beside and _clinical_link(before, after) else None
        if self._is_no_person(run, before, after):
            return None
        titled = bool(self._title.search(before))
        if titled:
            if self._titled_other(reading, start):
                return NameRule.TITLED, Level.CAUTION
            short = len(run) == 1 and len(run[0].text) == 1
            return NameRule.TITLED, Level.CAUTION if short else Level.BLOCK
        if self._other.search(before) and not re.search(rf"\b{_HEAD}'?s?,? (?:called|named)?\s?$", before):
            return None
        return _cued(run, before, beside=cared_for) or self._placed(run, before, after, beside=beside)

    def _titled_other(self, reading: _Reading, start: int) -> bool:
        title = self._title.search(reading.before(start))
        assert title is not None
        left = reading.before(start)[: title.start() + 1]
        relative = re.search(rf"\b{_HEAD}'?s (?:mum|mother|dad|father|wife|husband|son|daughter)[ ,]{{0,2}}$", left.rstrip() + " ")
        return relative is None and bool(self._other.search(left if left.endswith(" ") else f"{left} "))

    def _is_no_person(self, run: Sequence[_Token], before: str, after: str) -> bool:
        lexicon = self._lexicon
        follower = re.match(r"(?:'s|')?[\s-]([a-z]{2,15})", after)
        word = follower[1] if follower else ""
        words = [token.folded for token in run]
        return (
            any(pair in lexicon.public for pair in zip(words, words[1:], strict=False))
            or (words[0], word) in lexicon.public
            or word in lexicon.eponym_words
            or word in lexicon.org_words
            or any(part in lexicon.places or part in lexicon.org_words for part in words if part not in lexicon.surnames)
            or bool(re.search(r"(?:^|\W)(?:st|saint|mt|mount|fort|port|lake|@|#)\.?\s?$", before))
            or (not run[0].given and bool(re.search(r"\b(?:in|at|near|around|across|throughout)\s$", before)))
            or bool(_WORK.match(after))
            or bool(_OWN.search(before))
        )

    def _placed(
        self, run: Sequence[_Token], before: str, after: str, *, beside: bool
    ) -> tuple[NameRule, Level] | None:
        """The verdict on a name without title or cue: by what stands around it."""
        full = _is_full(run)
        sure = run[0].capital or any(token.given or token.surname for token in run)
        after = after.removeprefix(".")
        if _OWNED.match(after) and (full or run[0].plain_given):
            return NameRule.OWNED, Level.BLOCK
        if (_CARE_BEFORE.search(before) or _CARE_AFTER.match(after) or _AGE_AFTER.match(after)) and (
            full or run[0].plain_given
        ):
            return NameRule.CARED_FOR, Level.BLOCK if sure else Level.CAUTION
        if full and beside:
            return NameRule.FULL, Level.BLOCK if sure else Level.CAUTION
        if full and _ROLE_AFTER.match(after):
            return None
        if full:
            listed = any(token.given or token.surname for token in run) and run[0].capital
            return (NameRule.UNPLACED, Level.CAUTION) if listed and not run[0].known else None
        return (NameRule.GIVEN, Level.CAUTION) if beside and run[0].plain_given else None


def _adjacent(text: str, left: _Token, right: _Token) -> bool:
    between = text[left.end : right.start]
    return between in {" ", ". ", "-", ".", "'"} and not (between == ". " and len(left.text) > 1)


def _may_follow_capital(first: _Token, token: _Token) -> bool:
    """Whether a word with a capital may be a further part of a name; after a sure given name even an everyday word."""
    if token.text == "I":
        return False
    return not token.known or token.initial or token.given or (first.plain_given and len(token.text) > 2)


def _may_follow(token: _Token) -> bool:
    """Whether a word in lower case may be the second part of a name."""
    if len(token.text) == 1:
        return token.folded not in "aionux&"
    return not token.known and len(token.text) >= _SHORTEST_LOWER


def _is_full(run: Sequence[_Token]) -> bool:
    """Whether a run is a given name with a surname or an initial, or two unknown words with capitals."""
    if len(run) < 2:
        return False
    first, last = run[0], run[-1]
    if last.initial or (len(last.text) == 1 and first.given):
        return first.given or not first.known
    if first.plain_given and last.capital:
        return True
    unknown = sum(not token.known for token in run)
    return unknown >= 2 or (unknown >= 1 and (first.given or last.surname))


def _clinical_link(before: str, after: str) -> bool:
    return bool(
        re.search(r"\b(?:seen|visit\w{0,2}|under|by|with|to|treated|consulted|referred|at|from|of)\s(?:dr|doctor|prof|professor)\.?\s$", before)
        or re.match(r"(?:'s)?\s(?:office|clinic|at|on|sent|in)\b", after)
    )


def _cued(run: Sequence[_Token], before: str, *, beside: bool) -> tuple[NameRule, Level] | None:
    """The verdict where a cue stands directly before the name. Away from any patient, it is a caution."""
    first = run[0]
    if not (_is_full(run) or first.plain_given or first.surname or (first.capital and not first.known)):
        return None
    if _NAMED.search(before) and not re.search(
        rf"\b{_PERSON}\b[\w ,]{{0,16}}(?:called|named)\s$|\b(?:his|her|patient'?s?|(?:boy|girl|man|woman|baby|child|lady|mum)'s) (?:full |real )?name", before
    ):
        return None
    if not (_CUE.search(before) or _APPOSITIVE.search(before)):
        return None
    return NameRule.CUED, Level.BLOCK if beside else Level.CAUTION


_INITIALS = re.compile(r"(?<![\w.])[A-Z](?:\.\s?[A-Z]){1,2}\.?(?![\w.])")


def _find_initials(reading: _Reading) -> None:
    for match in _INITIALS.finditer(reading.plain.text):
        before = reading.before(match.start())
        if re.search(rf"\binitials(?: are| is|:)?\s$|\b{_HEAD},? (?:called |named )?$", before):
            reading.found.append(NameFound(NameRule.INITIALS, Level.BLOCK, *match.span()))

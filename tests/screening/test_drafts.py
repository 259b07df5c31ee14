"""The review of a draft: what it reports, how it says so, and that nothing of the draft is in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.assembly import open_draft_check, open_encoder
from bot.draft_text import review_text
from bot.drafting import DraftReviewer
from bot.reply import Notice
from bot.screening.drafts import LONGEST_DRAFT, Reviewed
from bot.screening.drafts_likeness import Likeness
from bot.screening.drafts_passages import Skimmed
from bot.screening.drafts_rules import DraftKind, DraftRules, Match, Page, Severity
from bot.screening.normalise import normalise
from bot.screening.notices import load_notices
from bot.screening.screen import Screen
from bot.settings import load_settings
from tests.conftest import KNOWLEDGE

FOLDER = KNOWLEDGE / "screening"
CHECK = open_draft_check(load_settings(), Screen.load(FOLDER), open_encoder(load_settings()))
NOTICES = {key: Notice(said.heading, said.paragraphs, said.signposts) for key, said in load_notices(FOLDER).items()}
REVIEWER = DraftReviewer(CHECK, NOTICES)


def text_of(draft: str) -> str:
    return review_text(REVIEWER.review(draft))


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        ("Saw Mrs Kowalczyk in clinic this morning, she brought me a cake.", DraftKind.IDENTIFIABLE_PATIENT),
        ("@mike I'd stop the statin for two weeks and take ibuprofen 400mg.", DraftKind.INDIVIDUAL_ADVICE),
        ("Turmeric reverses arthritis and works better than any painkiller.", DraftKind.NO_EVIDENCE),
        ("My colleague in ortho is a moron.", DraftKind.DISRESPECT),
        ("Leaked: the email our chief exec sent about closing the unit.", DraftKind.CONFIDENTIAL_WORKPLACE),
        ("Obsessed with this serum! Use my code DRJAY20 for 20% off.", DraftKind.UNDISCLOSED_INTEREST),
    ],
)
def test_each_kind_is_reported(draft: str, kind: DraftKind) -> None:
    assert kind in CHECK.review(draft).kinds


def test_a_colleagues_name_is_at_most_a_reminder() -> None:
    for draft in (
        "Dr Feng, my old boss, taught here for years.",
        "My supervisor Dr Feng and a patient of ours smiled.",
    ):
        assert {f.severity for f in CHECK.review(draft).findings if f.rule == "colleague-by-name"} == {Severity.LOW}


@pytest.mark.parametrize(
    "draft",
    [
        "Congratulations to Dr Aisha Rahman on her appointment as clinical lead for stroke. Richly deserved!",
        "Ten years a doctor this week. The biggest lesson so far: listen first.",
        "Flu clinics start on Saturday at the surgery. If you are 65 or over you can book by phone or online.",
    ],
)
def test_a_good_post_has_no_finding_above_low_and_is_never_called_safe(draft: str) -> None:
    assert not CHECK.review(draft).kinds
    said = text_of(draft)
    assert "could the patient or the family recognise this" in said
    assert "never certifies" in said
    assert "safe" not in said.lower()


def test_a_detail_is_named_by_position_and_kind_and_never_quoted() -> None:
    review = CHECK.review("Saw Mrs Kowalczyk in clinic this morning, she brought me a cake.")
    name = next(finding for finding in review.findings if finding.detail == "a name")
    assert name.message.startswith("Word")
    assert "a name" in name.message
    assert "owalczyk" not in text_of("Saw Mrs Kowalczyk in clinic this morning, she brought me a cake.")


def test_consent_clears_nothing_and_is_asked_about() -> None:
    draft = "Saw Mrs Kowalczyk in clinic this morning, shared with her written consent, my patient for years."
    review = CHECK.review(draft)
    assert DraftKind.IDENTIFIABLE_PATIENT in review.kinds
    assert any(finding.rule == "consent-is-claimed" and finding.severity is Severity.LOW for finding in review.findings)
    assert "withdrawn" in text_of(draft)


def test_a_disclosed_advert_is_no_hidden_interest() -> None:
    assert (
        DraftKind.UNDISCLOSED_INTEREST
        not in CHECK.review("#ad I was paid for this. Use my code JAY20 for 20% off.").kinds
    )


def test_danger_comes_first_and_is_not_met_with_etiquette() -> None:
    draft = "I want to kill myself tonight. The consultant is a moron. Use my code JAY20 for 20% off."
    reply = REVIEWER.review(draft)
    assert reply.notice == NOTICES["crisis"]
    assert not reply.review.findings
    assert review_text(reply).startswith(NOTICES["crisis"].heading)


def test_an_empty_and_an_overlong_draft_are_not_reviewed_and_told_so() -> None:
    assert CHECK.review(" \n").reviewed is Reviewed.EMPTY
    assert CHECK.review("a" * (LONGEST_DRAFT + 1)).reviewed is Reviewed.TOO_LONG
    assert "4,000 characters" in text_of("a" * (LONGEST_DRAFT + 1))
    assert CHECK.review("a " * (LONGEST_DRAFT // 2)).reviewed is Reviewed.YES


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_draft_makes_it_raise_and_every_span_lies_in_the_draft(draft: str) -> None:
    review = CHECK.review(draft)
    assert all(0 <= finding.start <= finding.end <= len(draft) for finding in review.findings)
    review_text(REVIEWER.review(draft))


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"[A-Z][bcdfgklmnprstvz]{2}[aeiou]qx[a-z]{3}", fullmatch=True))
def test_a_made_up_name_is_in_nothing_that_is_said(name: str) -> None:
    draft = f"My patient {name} came in last night, that idiot {name}. @{name} take 20 mg. Buy the {name} cream, code {name}20."
    said = text_of(draft) + repr(CHECK.review(draft))
    assert name.lower() not in said.lower()


def test_what_is_wrong_with_one_passage_of_a_long_draft_is_found_where_it_stands() -> None:
    clean = "What a lovely day we had at the careers fair, with so many students who asked so many good questions. "
    claim = "Turmeric cures every cancer within weeks and no doctor will tell you that. "
    draft = clean * 4 + claim + clean * 4
    found = [finding for finding in CHECK.review(draft).findings if finding.kind is DraftKind.NO_EVIDENCE]
    assert found
    assert all(abs(finding.start - len(clean * 4)) < 2 * len(clean) for finding in found)


@pytest.mark.parametrize(
    "part", ["1.1.1.", "a ", "my patient ", "@ab ", "your ", "AbCd ", "from Abc ", "£1 ", "a-", "patients are ", "\n"]
)
def test_four_thousand_characters_of_mischief_are_read_in_time(part: str) -> None:
    """The rules by themselves; what the encoder reads beside them is bounded by its tokens a stretch."""
    draft = (part * LONGEST_DRAFT)[:LONGEST_DRAFT]
    for check, limit in ((replace(CHECK, read=None), 0.1), (CHECK, 0.4)):
        times: list[float] = []
        for _ in range(3):
            begun = time.process_time()
            check.review(draft)
            times.append(time.process_time() - begun)
        assert min(times) < limit


class _Reads:
    """Stands for what was learned: finds one kind, as like as it is told."""

    def __init__(
        self, kind: DraftKind, score: float, *, read: bool = True, stretches: tuple[tuple[int, int, float], ...] = ()
    ) -> None:
        self.found = Likeness(kind, 0, 4, score, score > -0.2, read, stretches)

    def skim(self, folded: str) -> Skimmed:
        return CHECK.likeness.skim(folded)

    def find(self, *_: object) -> tuple[Likeness, ...]:
        return (self.found,)


def found(draft: str, kind: DraftKind, score: float, *, read: bool = True) -> frozenset[DraftKind]:
    return replace(CHECK, likeness=_Reads(kind, score, read=read)).review(draft).kinds


def test_what_clears_a_kind_clears_no_draft_that_reads_surely_like_it() -> None:
    disclosed = "Paid partnership with a maker of masks. Lovely mornings."
    assert DraftKind.UNDISCLOSED_INTEREST not in found(disclosed, DraftKind.UNDISCLOSED_INTEREST, 0.3)
    assert DraftKind.UNDISCLOSED_INTEREST in found(disclosed, DraftKind.UNDISCLOSED_INTEREST, 0.9)
    assert DraftKind.UNDISCLOSED_INTEREST not in found(disclosed, DraftKind.UNDISCLOSED_INTEREST, 0.9, read=False)


def test_what_a_rule_finds_weighs_little_where_a_draft_reads_nothing_like_its_kind() -> None:
    claim = "Depression is a lifestyle choice."
    assert DraftKind.NO_EVIDENCE in found(claim, DraftKind.NO_EVIDENCE, -0.3)
    assert DraftKind.NO_EVIDENCE in found(claim, DraftKind.NO_EVIDENCE, -0.9, read=False)
    assert DraftKind.NO_EVIDENCE not in found(claim, DraftKind.NO_EVIDENCE, -0.9)


def test_what_a_rule_finds_is_doubted_by_what_is_read_where_it_stands() -> None:
    claim = "We had a lovely day. Depression is a lifestyle choice."
    beside, there = ((0, 21, 0.9), (21, 54, -0.9)), ((0, 21, -0.9), (21, 54, -0.3))
    for stretches, weighs in ((beside, False), (there, True)):
        likeness = _Reads(DraftKind.NO_EVIDENCE, -0.3, stretches=stretches)
        kinds = replace(CHECK, likeness=likeness).review(claim).kinds
        assert (DraftKind.NO_EVIDENCE in kinds) is weighs


def test_of_a_long_draft_the_encoder_reads_what_is_suspect_and_where_a_rule_found_something() -> None:
    asked: list[str] = []

    def read(texts: Sequence[str]) -> Callable[[], NDArray[np.float32]]:
        asked.extend(texts)
        return lambda: np.zeros((len(texts), len(CHECK.likeness.meaning)), np.float32)

    dull = "What a lovely day we had at the careers fair, with so many students who asked so many good questions. "
    faults = [
        "Her MRN is 00482913. ",
        "My colleague in ortho is a moron. ",
        "Turmeric cures cancer. ",
        "Hers is MRN 00482914. ",
    ]
    draft = "".join(dull * 2 + fault + dull for fault in faults)
    findings = replace(CHECK, read=read).review(draft).findings
    skimmed = CHECK.likeness.skim(normalise(draft).folded)
    weighty = [finding for finding in findings if finding.severity is not Severity.LOW]
    beside = skimmed.beside([(finding.start, finding.end) for finding in weighty])
    assert len(beside) == 1
    assert sorted(asked) == sorted(skimmed.texts[at] for at in (*skimmed.suspects, *beside))
    assert len(asked) < len(skimmed.spans)


def test_the_encoder_is_waited_for_only_when_the_rules_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    matches = DraftRules.matches

    def rules(self: DraftRules, page: Page) -> Iterator[Match]:
        done.append("rules")
        return matches(self, page)

    def read(texts: Sequence[str]) -> Callable[[], NDArray[np.float32]]:
        done.append("begun")

        def wait() -> NDArray[np.float32]:
            done.append("read")
            return np.zeros((len(texts), len(CHECK.likeness.meaning)), np.float32)

        return wait

    monkeypatch.setattr(DraftRules, "matches", rules)
    replace(CHECK, read=read).review("A lovely day at the careers fair.")
    assert done == ["begun", "rules", "read"]


def test_where_a_finding_stands_is_known_also_behind_characters_that_are_made_plain() -> None:
    claim = "\u200b\u200b" * 12 + "We had a lovely day\u2026 Depression is a lifestyle choice."
    plain = normalise(claim).folded
    half = plain.index("depression")
    likeness = _Reads(DraftKind.NO_EVIDENCE, 0.9, stretches=((0, half, 0.9), (half, len(plain), -0.9)))
    assert DraftKind.NO_EVIDENCE not in replace(CHECK, likeness=likeness).review(claim).kinds


def test_what_a_rule_is_sure_of_is_disbelieved_only_where_the_passage_reads_nothing_like_it() -> None:
    claim = "This cream cures eczema for good."
    assert DraftKind.NO_EVIDENCE in found(claim, DraftKind.NO_EVIDENCE, -0.6)
    assert DraftKind.NO_EVIDENCE not in found(claim, DraftKind.NO_EVIDENCE, -0.8)


def test_a_name_weighs_little_in_a_draft_that_reads_nothing_like_one_about_a_patient_and_a_number_does_not() -> None:
    named, numbered = "Thank you, Mrs Olwen Pritchard.", "Her MRN is 00482913."
    for draft in (named, numbered):
        assert DraftKind.IDENTIFIABLE_PATIENT in found(draft, DraftKind.IDENTIFIABLE_PATIENT, -0.3)
        assert DraftKind.IDENTIFIABLE_PATIENT in found(draft, DraftKind.IDENTIFIABLE_PATIENT, -0.9, read=False)
    assert DraftKind.IDENTIFIABLE_PATIENT not in found(named, DraftKind.IDENTIFIABLE_PATIENT, -0.9)
    assert DraftKind.IDENTIFIABLE_PATIENT in found(numbered, DraftKind.IDENTIFIABLE_PATIENT, -0.9)


def test_a_date_of_something_else_weighs_little_where_the_passage_reads_nothing_like_a_patients() -> None:
    meeting = "No patient was seen. The board minutes of 11 April 2026 put it best."
    admitted = "My patient was discharged on 11 April 2026."
    for draft in (meeting, admitted):
        assert DraftKind.IDENTIFIABLE_PATIENT in found(draft, DraftKind.IDENTIFIABLE_PATIENT, -0.6)
    assert DraftKind.IDENTIFIABLE_PATIENT not in found(meeting, DraftKind.IDENTIFIABLE_PATIENT, -0.9)
    assert DraftKind.IDENTIFIABLE_PATIENT in found(admitted, DraftKind.IDENTIFIABLE_PATIENT, -0.9)


def test_a_name_is_doubted_in_a_sentence_of_its_own_and_not_beside_a_patient() -> None:
    draft = "My patient was kind to me. Thanks to Mrs Olwen Pritchard for the tea."
    assert DraftKind.IDENTIFIABLE_PATIENT not in found(draft, DraftKind.IDENTIFIABLE_PATIENT, -0.9)
    joined = draft.replace(". Thanks", ", thanks")
    assert DraftKind.IDENTIFIABLE_PATIENT in found(joined, DraftKind.IDENTIFIABLE_PATIENT, -0.9)


def test_a_name_beside_a_patient_is_never_doubted() -> None:
    draft = "My patient Mr Olwen Pritchard writes that he is well."
    assert DraftKind.IDENTIFIABLE_PATIENT in found(draft, DraftKind.IDENTIFIABLE_PATIENT, -0.9)

from __future__ import annotations

import pytest

from bot.screening.judgement import (
    ADVICE,
    ASKED_OUTRIGHT,
    DISTRESS,
    HINTING,
    NOBODYS,
    NOBODYS_BED,
    READ_RULE,
    RECOGNISABLE,
    SAID_OUTRIGHT,
    SUSPECTED,
    UNLIKELIER,
    judge,
)
from bot.screening.model import Distress, Kind, Level, Likelihoods, Screening, Span
from bot.screening.name_cues import NameRule

NAME = Span(Kind.NAME, Level.BLOCK, 3, 8, "titled-name")


def told(distress: float = 0.0, advice: float = 0.0, recognisable: float = 0.0, kind: int = 0) -> Likelihoods:
    shares = [0.0, 0.0, 0.0]
    shares[kind] = distress
    return Likelihoods((1 - distress, shares[0], shares[1], shares[2]), advice, recognisable)


@pytest.mark.parametrize(
    ("likely", "level"),
    [(0.0, Level.CLEAR), (HINTING, Level.CAUTION), (RECOGNISABLE, Level.BLOCK), (1.0, Level.BLOCK)],
)
def test_the_likelier_a_patient_could_be_recognised_the_graver_the_level(likely: float, level: Level) -> None:
    report = judge(Screening(Level.CLEAR), told(recognisable=likely), 40)
    assert report.level is level
    expected = () if level is Level.CLEAR else (Span(Kind.STORY, level, 0, 40, READ_RULE),)
    assert report.spans == expected


ANYBODYS = {Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.PLACE_OF_CARE}


@pytest.mark.parametrize("likely", [NOBODYS, 0.5, 1.0])
def test_what_the_rules_block_stays_blocked_with_its_own_spans(likely: float) -> None:
    blocked = Screening(Level.BLOCK, (NAME,))
    assert judge(blocked, told(recognisable=likely), 40) == blocked


@pytest.mark.parametrize("kind", sorted(ANYBODYS))
def test_what_anybody_has_is_a_caution_in_a_text_that_reads_like_nobodys_patient(kind: Kind) -> None:
    blocked = Screening(Level.BLOCK, (Span(kind, Level.BLOCK, 3, 8, "a-rule"),))
    report = judge(blocked, told(recognisable=NOBODYS / 2), 40)
    assert report.level is Level.CAUTION
    assert report.spans == (Span(kind, Level.CAUTION, 3, 8, "a-rule"),)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ANYBODYS])
def test_what_only_a_patient_has_stays_blocked_however_the_text_reads(kind: Kind) -> None:
    blocked = Screening(Level.BLOCK, (NAME, Span(kind, Level.BLOCK, 9, 12, "a-rule")))
    assert judge(blocked, told(), 40) == blocked


def test_a_bed_blocks_only_where_the_text_reads_as_a_patients() -> None:
    bed = Span(Kind.PLACE_OF_CARE, Level.BLOCK, 3, 8, "bed-of-a-person")
    between = told(recognisable=(NOBODYS + NOBODYS_BED) / 2)
    assert judge(Screening(Level.BLOCK, (bed,)), between, 40).level is Level.CAUTION
    assert judge(Screening(Level.BLOCK, (bed, NAME)), between, 40).level is Level.BLOCK
    assert judge(Screening(Level.BLOCK, (bed,)), told(recognisable=NOBODYS_BED), 40).level is Level.BLOCK


def test_a_caution_of_the_rules_is_never_taken_back() -> None:
    hint = Span(Kind.NAME, Level.CAUTION, 3, 8, "given-name-beside-a-patient")
    assert judge(Screening(Level.CAUTION, (hint,)), told(), 40).level is Level.CAUTION


@pytest.mark.parametrize("rule", [NameRule.CUED, NameRule.CARED_FOR])
def test_a_name_that_is_said_to_be_a_patients_stays_blocked_however_the_text_reads(rule: NameRule) -> None:
    blocked = Screening(Level.BLOCK, (Span(Kind.NAME, Level.BLOCK, 3, 8, rule),))
    assert judge(blocked, told(), 40) == blocked


def test_danger_said_outright_is_taken_at_its_word() -> None:
    assert judge(Screening(Level.CLEAR, distress=Distress.CRISIS), told(), 9).distress is Distress.CRISIS


def test_strain_said_outright_needs_less_to_be_believed() -> None:
    likely = (DISTRESS + SAID_OUTRIGHT) / 2
    assert judge(Screening(Level.CLEAR, distress=Distress.STRAIN), told(likely), 9).distress is Distress.STRAIN
    assert judge(Screening(Level.CLEAR), told(likely), 9).distress is Distress.NONE
    assert judge(Screening(Level.CLEAR, distress=Distress.STRAIN), told(0.0), 9).distress is Distress.NONE


@pytest.mark.parametrize(
    ("kind", "distress"), list(enumerate((Distress.STRAIN, Distress.CRISIS, Distress.SOMEONE_ELSE)))
)
def test_distress_is_of_the_likeliest_kind(kind: int, distress: Distress) -> None:
    assert judge(Screening(Level.CLEAR), told(0.9, kind=kind), 9).distress is distress


def test_a_request_for_advice_found_by_rules_needs_less_to_be_believed() -> None:
    likely = (ADVICE + ASKED_OUTRIGHT) / 2
    assert judge(Screening(Level.CLEAR, advice=True), told(advice=likely), 9).advice
    assert not judge(Screening(Level.CLEAR), told(advice=likely), 9).advice
    assert not judge(Screening(Level.CLEAR, advice=True), told(advice=0.0), 9).advice


def test_who_surely_asks_for_medicine_must_sound_distressed_more_surely() -> None:
    likely = (DISTRESS + UNLIKELIER) / 2
    assert judge(Screening(Level.CLEAR), told(likely, advice=1.0), 9).distress is Distress.NONE
    assert judge(Screening(Level.CLEAR), told(1.0, advice=1.0), 9).distress is Distress.STRAIN
    outright = Screening(Level.CLEAR, distress=Distress.STRAIN)
    assert judge(outright, told(likely, advice=1.0), 9).distress is Distress.STRAIN


def test_who_calmly_tells_of_abuse_must_sound_distressed_more_surely() -> None:
    likely = (DISTRESS + UNLIKELIER) / 2
    assert judge(Screening(Level.CLEAR), told(likely), 9, abused=True).distress is Distress.NONE
    assert judge(Screening(Level.CLEAR), told(1.0), 9, abused=True).distress is Distress.STRAIN


def test_nobody_in_danger_is_turned_away_as_if_asking_for_medicine() -> None:
    assert not judge(Screening(Level.CLEAR, distress=Distress.CRISIS), told(advice=1.0), 9).advice


def test_less_is_enough_to_block_where_a_rule_has_cautioned_already() -> None:
    hint = Span(Kind.NAME, Level.CAUTION, 3, 8, "given-name-beside-a-patient")
    suspected = told(recognisable=(SUSPECTED + RECOGNISABLE) / 2)
    assert judge(Screening(Level.CAUTION, (hint,)), suspected, 40).level is Level.BLOCK
    assert judge(Screening(Level.CLEAR), suspected, 40).level is Level.CAUTION

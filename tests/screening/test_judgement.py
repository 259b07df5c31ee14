from __future__ import annotations

import pytest

from bot.screening.judgement import (
    ADVICE,
    ASKED_OUTRIGHT,
    DISTRESS,
    HINTING,
    READ_RULE,
    RECOGNISABLE,
    SAID_OUTRIGHT,
    judge,
)
from bot.screening.model import Distress, Kind, Level, Likelihoods, Screening, Span

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


def test_what_the_rules_block_stays_blocked_with_its_own_spans() -> None:
    blocked = Screening(Level.BLOCK, (NAME,))
    assert judge(blocked, told(), 40) == blocked
    assert judge(blocked, told(recognisable=1.0), 40) == blocked


def test_a_caution_of_the_rules_is_never_taken_back() -> None:
    hint = Span(Kind.NAME, Level.CAUTION, 3, 8, "given-name-beside-a-patient")
    assert judge(Screening(Level.CAUTION, (hint,)), told(), 40).level is Level.CAUTION


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


def test_nobody_in_danger_is_turned_away_as_if_asking_for_medicine() -> None:
    assert not judge(Screening(Level.CLEAR, distress=Distress.CRISIS), told(advice=1.0), 9).advice

from __future__ import annotations

import pytest

from bot.screening.model import Kind, Level
from bot.screening.screen import Screen


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my patient's MRN is 0048-2913, can I post the slide", Kind.NUMBER),
        ("CHI 1102495432 is on the form I tweeted", Kind.NUMBER),
        ("her SSN 219-09-9999 shows", Kind.NUMBER),
        ("OHIP 9876-543-217-AB on the label", Kind.NUMBER),
        ("aadhaar 2345 6789 0123 is on the card", Kind.NUMBER),
        ("emirates id 784-1990-1234567-1 in the reel", Kind.NUMBER),
        ("medicare number 2953 39816 1 on the form", Kind.NUMBER),
        ("ring the patient on 07700 900618?", Kind.PHONE),
        ("patient wrote from kelly.moran84@example.com", Kind.EMAIL),
        ("my patient lives at 14 Larch Grove", Kind.ADDRESS),
        ("she was admitted on 14 February 2024, can I post", Kind.DATE),
        ("pt dob 4/11/67", Kind.DATE),
        ("a 94 year old patient danced on the ward", Kind.AGE),
        ("the lady in bed 12 on ward 7B swears", Kind.PLACE_OF_CARE),
        ("my patient @crohnswarrior_jess tagged me", Kind.PROFILE),
        ("the patient's car reg AB12 CDE is in it", Kind.DEVICE),
        ("Mrs Kowalczyk wants a selfie", Kind.NAME),
        ("we had the only case of rabies in the county, a vet, last week", Kind.STORY),
    ],
)
def test_a_detail_of_a_patient_blocks_and_is_named_by_its_kind(screen: Screen, text: str, kind: Kind) -> None:
    report = screen.examine(text)
    assert report.level is Level.BLOCK
    assert kind in report.kinds


@pytest.mark.parametrize(
    "text",
    [
        "M\u200brs Kow\u200dalczyk wants a selfie",
        "Ｍｒｓ Ｋｏｗａｌｃｚｙｋ wants a selfie",
        "Мrs Kоwаlczyk wants a selfie",
        "nhs number 9 4 3 4 7 6 5 9 1 9",
        "nhs number nine four three four seven six five nine one nine",
        "MRN: ００４８２９１３",
        "her ssn is 2 1 9 - 0 9 - 9 9 9 9",
        "MRS KOWALCZYK WANTS A SELFIE",
        "mrs kowalczyk wants a selfie",
    ],
)
def test_the_tricks_of_unicode_and_spacing_do_not_get_past(screen: Screen, text: str) -> None:
    assert screen.examine(text).level is Level.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "The NEJM paper by Walsh et al, 2019;380:1054, says so",
        "the BMJ of 12 March 2024 has a piece on hashtags",
        "Is 500 mg of paracetamol a good topic for a reel?",
        "BP 120/80 and sats 98% in my infographic, fine?",
        "Parkinson's, Crohn's and Down's in one thread?",
        "I'm Aisha Rahman, may I use my own name?",
        "Dr Sarah Jenkins posted a meme",
        "Elon Musk replied to my tweet",
        "our conference in Barcelona is on 3 October 2025",
        "Samaritans 116 123 in my bio?",
        "we are open 24/7 on 0900-1700",
        "COVID-19 posts get 10,482 views",
        "there is always room for improvement",
        "room 4 improvement lol",
        "patients aged over 90 love our page",
        "should I follow a patient back?",
        "10 years ago I posted something stupid",
        "version 2.10.3.1 of the app broke our page",
        "Florence Nightingale posters on the ward page",
    ],
)
def test_what_looks_like_a_detail_and_is_none_is_not_blocked(screen: Screen, text: str) -> None:
    assert screen.examine(text).level is not Level.BLOCK


def test_colleagues_are_a_caution_at_most(screen: Screen) -> None:
    assert screen.examine("my colleague Rosalind Achterberg posts nasty things").level is Level.CAUTION


def test_slight_details_of_two_kinds_add_up(screen: Screen) -> None:
    assert screen.examine("Priscilla told me").level is Level.CLEAR
    report = screen.examine("here's the x-ray of my patient, and Siobhan agreed")
    assert {span.level for span in report.spans} == {Level.CAUTION}
    assert report.level is Level.BLOCK


def test_consent_never_clears_a_detail(screen: Screen) -> None:
    text = "my patient Mr Oyelaran signed a written consent for the post"
    assert screen.examine(text).level is Level.BLOCK


def test_spans_are_offsets_in_the_text_as_typed(screen: Screen) -> None:
    text = "so 😀 M\u200brs Kowalczyk, again"
    (span,) = [span for span in screen.examine(text).spans if span.kind is Kind.NAME]
    assert text[span.start : span.end] == "Kowalczyk"


def test_a_count_of_followers_is_no_age(screen: Screen) -> None:
    assert screen.examine("my page turned 90 subscribers, can patients see that").level is Level.CLEAR
    assert screen.examine("my patient turned 90").level is Level.BLOCK

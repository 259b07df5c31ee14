from __future__ import annotations

import pytest

from bot.screening.screen import Screen


@pytest.mark.parametrize(
    "text",
    [
        "what dose of amoxicillin for a 20 kg child",
        "my son has a rash that won't go, what cream do I buy",
        "Is this mole on my leg cancer?",
        "HbA1c 52, am I diabetic",
        "can I take ibuprofen with sertraline",
        "pt with eGFR 22 on metformin, stop it?",
        "mums INR is 6.2 wat shud she do",
        "posting here because I trust doctors: could these be shingles?",
        "saw on TikTok that celery juice cures gout, is it true for my husband?",
    ],
)
def test_a_request_for_medical_advice_is_recognised(screen: Screen, text: str) -> None:
    assert screen.examine(text).advice


@pytest.mark.parametrize(
    "text",
    [
        "someone asks me in the comments what dose her child needs, what do I answer?",
        "a follower sends a photo of a rash, how do I reply",
        "can I post general tips on fever in children",
        "my cousin keeps asking me for antibiotics on WhatsApp, how do I say no",
        "how do I debunk a post that says juice cures cancer",
        "do I have to disclose that a pharma company pays me",
        "is it unprofessional to joke about diarrhoea on X",
        "what is the best time to post",
        "",
    ],
)
def test_a_question_about_conduct_is_not_taken_for_one(screen: Screen, text: str) -> None:
    assert not screen.examine(text).advice

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
        "platelets 38 in my wife after heparin, why",
        "TSH 9.8 free T4 11, treat or wait",
        "her ferritin came back at 6",
        "sodium of 118 in a marathon runner, how fast do I correct",
        "my son's second jabs were missed, both at once or weeks apart",
        "how long a gap between rotavirus and MMR for my daughter",
        "dx pls, man 55, weight loss, clay stools",
        "rx plz for a boil in a diabetic",
        "ddx? girl 6, limp, fever",
        "lady of mine on apixaban wants to start clarithromycin, how much do I lower it",
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
        "can I share a quiz on a platelet count of 38 with students on my page",
        "my platelets post got 38 likes",
        "how do I correct a wrong ferritin figure in my post",
        "parents comment that their baby's jabs were delayed, what do I reply",
        "my daughter's jab selfie, ok to post",
        "a follower writes diag pls under a photo, what do I answer",
        "must I label a fictional case with a CRP of 210",
        "do I say that the thermometer was a gift",
        "pls tell which app suits a cardiologist",
        "what is the best time to post",
        "",
    ],
)
def test_a_question_about_conduct_is_not_taken_for_one(screen: Screen, text: str) -> None:
    assert not screen.examine(text).advice

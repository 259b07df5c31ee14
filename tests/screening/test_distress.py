from __future__ import annotations

import pytest

from bot.screening.model import Distress, Level
from bot.screening.screen import Screen


@pytest.mark.parametrize(
    ("text", "distress"),
    [
        ("I want to die", Distress.CRISIS),
        ("GMC letter came, feel like ending it all", Distress.CRISIS),
        ("i dont want 2 be here anymore", Distress.CRISIS),
        ("the pills are in my drawer and nobody would miss me", Distress.CRISIS),
        ("I can't cope any more with the hate", Distress.STRAIN),
        ("i cry in the car before every shift since that review", Distress.STRAIN),
        ("so burnt out, what do I even post", Distress.STRAIN),
        ("a follower writes that he wants to die", Distress.SOMEONE_ELSE),
        ('I got a DM: "I do not want to live any more", how do I answer', Distress.SOMEONE_ELSE),
        ("my colleague posted that she can't go on and has pills", Distress.SOMEONE_ELSE),
        ("I'm dying of embarrassment about my selfie", Distress.NONE),
        ("this rota will be the death of me, can I tweet that", Distress.NONE),
        ("how do we post responsibly about suicide prevention", Distress.NONE),
        ("is it ok to post about burnout", Distress.NONE),
        ("a troll told me to kill myself, how do I report it", Distress.NONE),
        ("my phone died during the live", Distress.NONE),
        ("the kettle on our ward gave up on life, worth a reel?", Distress.NONE),
        ("our toaster gave up on life", Distress.NONE),
        ("my last post got four likes, how embarrassing", Distress.NONE),
        ("I gave up on life", Distress.CRISIS),
        ("this is my last post, goodbye", Distress.CRISIS),
    ],
)
def test_what_a_writer_tells_of(reading_screen: Screen, text: str, distress: Distress) -> None:
    assert reading_screen.examine(text).distress is distress


def test_distress_is_found_beside_details_of_a_patient(screen: Screen) -> None:
    report = screen.examine("since Mrs Kowalczyk died on me I want to die too")
    assert report.distress is Distress.CRISIS
    assert report.level is Level.BLOCK

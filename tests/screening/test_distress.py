from __future__ import annotations

from pathlib import Path

import pytest

from bot.screening.distress_training import ExamplesFile, fingerprint, learn
from bot.screening.distress_words import DistressWords, WeightsFile
from bot.screening.model import Distress, Level
from bot.screening.rules import ScreeningDataInvalid, read_record
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
def test_what_a_writer_tells_of(screen: Screen, text: str, distress: Distress) -> None:
    assert screen.examine(text).distress is distress


def test_distress_is_found_beside_details_of_a_patient(screen: Screen) -> None:
    report = screen.examine("since Mrs Kowalczyk died on me I want to die too")
    assert report.distress is Distress.CRISIS
    assert report.level is Level.BLOCK


def test_the_weights_belong_to_the_examples_and_rules_that_travel_with_them(folder: Path) -> None:
    """After an edit of either, `lounge knowledge distress` learns them anew."""
    assert read_record(folder / "distress_weights.yaml", WeightsFile).learned_from == fingerprint(folder)


def test_no_example_is_a_text_that_the_screen_is_measured_on(folder: Path) -> None:
    from bot.commands.screen_figures import load_screen_set

    measured = {case.text.casefold() for case in load_screen_set(folder / "golden.yaml").distress}
    examples = read_record(folder / "distress_examples.yaml", ExamplesFile)
    for texts in (examples.strain, examples.crisis, examples.someone_else, examples.none):
        assert not measured & {text.casefold() for text in texts}


def test_weights_are_learned_from_examples_alone_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "distress.yaml").write_bytes((folder / "distress.yaml").read_bytes())
    (tmp_path / "distress_examples.yaml").write_text(
        "strain: [grey grey fog, grey fog]\ncrisis: [black river, black river now]\nsomeone_else: []\nnone: [sunny day]\n",
        "utf-8",
    )
    first = learn(tmp_path, ["his black wall", "her wall"], ["sunny page", "a day of sun"] * 10).read_bytes()
    words = DistressWords.load(tmp_path)
    assert words.of({"w grey", "w fog"}) is Distress.STRAIN
    assert words.of({"w black", "w river", "b blac", "b rive", "p black river"}) is Distress.CRISIS
    assert words.of({"w sunny"}) is Distress.NONE
    assert learn(tmp_path, ["his black wall", "her wall"], ["sunny page", "a day of sun"] * 10).read_bytes() == first


def test_a_broken_line_of_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "distress_weights.yaml").write_text(
        'learned_from: "0"\nthreshold: 0.4\nintercepts: [0, 0, 0, 0]\nweights: |-\n  w x 0 0 zero 0\n', "utf-8"
    )
    with pytest.raises(ScreeningDataInvalid, match="four numbers"):
        DistressWords.load(tmp_path)

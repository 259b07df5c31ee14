from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import assembly
from bot.cli import main
from bot.encoders.build import build
from bot.encoders.graph import Precision
from bot.matching.encoder import OnnxEncoder, encoder_in
from bot.matching.encoder_card import EncoderUnusable
from bot.settings import Settings, encoders_folder
from tests.encoders import tiny


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``original`` weights and a ``built`` encoder."""
    folder = tmp_path_factory.mktemp("made")
    build(tiny.original(folder / "original"), folder / "built", Precision.FP32)
    return folder


@pytest.fixture
def large(made: Path) -> Path:
    """The large encoder where the user's data folder keeps it."""
    shutil.copytree(made / "built", encoders_folder() / "large")
    return encoders_folder() / "large"


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


def in_force() -> int:
    encoder = assembly.open_encoder(settings())
    assert encoder is not None
    return encoder.dimensions


def marked(output: str) -> list[str]:
    return [line.split()[1] for line in output.splitlines() if line.startswith("*")]


def test_without_a_choice_the_small_one_is_in_force_and_the_way_to_the_large_one_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["encoder", "list"]) == 0
    output = capsys.readouterr().out
    assert marked(output) == ["small"]
    assert "all-MiniLM-L6-v2" in output
    assert "lounge encoder install large" in output


def test_use_puts_an_encoder_in_force_and_takes_it_back(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoder", "use", "large"]) == 0
    assert in_force() == tiny.WIDTH
    capsys.readouterr()
    main(["encoder", "list"])
    assert marked(capsys.readouterr().out) == ["large"]
    assert main(["encoder", "use", "small"]) == 0
    assert in_force() == 384


def test_the_environment_wins_over_the_choice(
    large: Path, made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOUNGE_ENCODER_DIR", str(made / "built"))
    assert main(["encoder", "use", "small"]) == 0
    assert "LOUNGE_ENCODER_DIR is set and wins" in capsys.readouterr().err
    encoder = assembly.open_encoder(settings(lounge_encoder_dir=made / "built"))
    assert encoder is not None
    assert encoder.dimensions == tiny.WIDTH
    main(["encoder", "list"])
    assert marked(capsys.readouterr().out) == [str(made / "built")]


def test_the_list_says_which_encoder_has_reading_layers(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["encoder", "list"])
    lines = capsys.readouterr().out.splitlines()
    small, own = (next(line for line in lines if name in line.split()) for name in ("small", "large"))
    assert "with reading layers, 28 MB" in small
    assert "reading layers" not in own


def test_an_unknown_encoder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoder", "use", "huge"]) == 1
    assert "There is: small." in capsys.readouterr().err


def test_a_changed_encoder_is_refused_before_it_is_chosen(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (large / "model.onnx").open("ab") as file:
        file.write(b" ")
    assert main(["encoder", "use", "large"]) == 2
    assert "SHA-256" in capsys.readouterr().err
    assert in_force() == 384


def test_a_chosen_encoder_that_went_away_is_not_silently_replaced(
    large: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["encoder", "use", "large"])
    shutil.rmtree(large)
    with pytest.raises(EncoderUnusable, match="not there any more"):
        assembly.open_encoder(settings())
    assert main(["encoder", "list"]) == 0
    assert "goes back" in capsys.readouterr().out


def test_a_damaged_folder_is_listed_with_its_fault(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (large / "tokenizer.json").unlink()
    assert main(["encoder", "list"]) == 0
    assert "no tokenizer.json" in capsys.readouterr().out


def test_build_makes_an_encoder_that_use_then_finds(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoder", "build", str(made / "original"), "--precision", "fp16"]) == 0
    assert "lounge encoder use large" in capsys.readouterr().out
    assert main(["encoder", "use", "large"]) == 0
    assert in_force() == tiny.WIDTH


def test_build_into_a_folder_of_ones_own(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoder", "build", str(made / "original"), "--into", str(tmp_path / "mine")]) == 0
    assert f"LOUNGE_ENCODER_DIR={tmp_path / 'mine'}" in capsys.readouterr().out
    assert OnnxEncoder(encoder_in(tmp_path / "mine")).dimensions == tiny.WIDTH


def test_a_folder_without_weights_is_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoder", "build", str(tmp_path)]) == 1
    assert "No encoder can be built" in capsys.readouterr().err


def test_install_asks_the_endpoint_that_it_is_given_and_fails_with_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["encoder", "install", "large", "--endpoint", "http://127.0.0.1:9"]) == 1
    error = capsys.readouterr().err
    assert "could not be fetched" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("words", [["encoder"], ["encoder", "install", "small"], ["encoder", "build"]])
def test_wrong_usage_is_exit_2(words: list[str]) -> None:
    assert main(words) == 2


def test_the_lesson_for_reading_layers_holds_every_example_once_and_a_head_for_each_kind_of_draft() -> None:
    from bot.commands.encoder import reading_lesson
    from bot.reading.examples import Labelled
    from bot.screening.drafts_likeness import KINDS, LabelledDraft

    examples = {
        "distress": [Labelled("I cry", 1, 6.0), Labelled("May I post", 0, 3.0, written=False)],
        "advice": [Labelled("I cry", 0, 2.0)],
    }
    drafts = [
        LabelledDraft(draft="Fools, all of them.", kinds=(KINDS[3],)),
        LabelledDraft(draft="A long day.", kinds=(), may=(KINDS[3],)),
    ]
    lesson = reading_lesson(examples, drafts, str.lower)
    assert lesson.texts == ["i cry", "may i post", "Fools, all of them.", "A long day."]
    assert lesson.ordinary == {1}
    assert lesson.heads["distress"] == [(0, 1, 6.0), (1, 0, 3.0)]
    assert lesson.heads["advice"] == [(0, 0, 2.0)]
    assert set(lesson.heads) == {"distress", "advice", *(kind.value for kind in KINDS)}
    assert [(row, label) for row, label, _ in lesson.heads[KINDS[3].value]] == [(2, 1)]
    assert [(row, label) for row, label, _ in lesson.heads[KINDS[0].value]] == [(2, 0), (3, 0)]


def test_the_lesson_for_drafts_holds_their_passages_and_beside_them_written_examples_of_recognisable_patients() -> None:
    from bot.commands.encoder import drafts_lesson
    from bot.reading.examples import Labelled
    from bot.screening.drafts_likeness import KINDS, LabelledDraft

    sentence = "It was a long day on the wards and everybody was kind to everybody else, which helps. "
    drafts = [
        LabelledDraft(draft="FOOLS, all of them.", kinds=(KINDS[3],)),
        LabelledDraft(draft=4 * sentence, kinds=()),
    ]
    recognisable = [Labelled("The Mayor's leg", 1, 6.0), Labelled("May I post", 0, 3.0, written=False)]
    lesson = drafts_lesson(recognisable, drafts)
    assert lesson.texts[0] == "fools, all of them."
    assert lesson.texts[-1] == "the mayor's leg"
    assert all(text.startswith("it was a long day") for text in lesson.texts[1:-1])
    assert len(lesson.texts) > 3
    assert lesson.ordinary == {len(lesson.texts) - 1}
    assert lesson.heads["recognisable"] == [(len(lesson.texts) - 1, 1, 6.0)]
    assert [label for _, label, _ in lesson.heads[KINDS[3].value]] == [1, *([0] * (len(lesson.texts) - 2))]

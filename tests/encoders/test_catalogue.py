from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.encoders.build import build
from bot.encoders.catalogue import CHOICE_FILE, LARGE, SMALL, Catalogue, ChoiceNotKept, EncoderUnknown
from bot.encoders.graph import Precision
from bot.matching.encoder import boxed_minilm
from bot.matching.encoder_card import EncoderUnusable
from tests.encoders import tiny


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    build(tiny.original(folder / "original"), folder / "large", Precision.FP32)
    return folder / "large"


@pytest.fixture
def catalogue(large: Path, tmp_path: Path) -> Catalogue:
    shutil.copytree(large, tmp_path / "encoders" / LARGE)
    return Catalogue(tmp_path / "encoders")


def test_a_machine_that_never_chose_uses_the_boxed_one(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "absent")
    assert catalogue.names() == [SMALL]
    assert catalogue.chosen() == SMALL
    assert catalogue.files(SMALL) == boxed_minilm()


def test_the_size_of_an_encoder_is_that_of_all_its_models(tmp_path: Path) -> None:
    (boxed,) = Catalogue(tmp_path / "absent").listed()
    models = boxed_minilm().model.parent.glob("*.onnx")
    assert boxed.megabytes == pytest.approx(sum(path.stat().st_size for path in models) / 1e6)


def test_a_choice_is_kept_and_can_be_taken_back(catalogue: Catalogue) -> None:
    catalogue.choose(LARGE)
    assert Catalogue(catalogue.folder).chosen() == LARGE
    catalogue.choose(SMALL)
    assert Catalogue(catalogue.folder).chosen() == SMALL
    assert sorted(path.name for path in catalogue.folder.iterdir()) == [CHOICE_FILE, LARGE]


def test_what_is_half_fetched_or_no_folder_is_not_listed(catalogue: Catalogue) -> None:
    (catalogue.folder / "large.partial").mkdir()
    (catalogue.folder / "notes").write_text("", "utf-8")
    assert catalogue.names() == [SMALL, LARGE]


def test_an_unknown_name_is_answered_with_those_there_are_and_how_to_get_the_large_one(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnknown, match=r"There is: small\. `lounge encoder install large`"):
        Catalogue(tmp_path).choose(LARGE)
    with pytest.raises(EncoderUnknown, match=r"There is: small\.$"):
        Catalogue(tmp_path).choose("../../etc")


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("encoder.json", b"{", "encoder.json is not valid"),
        ("encoder.json", b'{"max_tokens": 9999}', "max_tokens"),
        ("encoder.json", b'{"sha256": {"model.onnx": "short"}}', "sha256"),
        ("encoder.json", b'{"pooling": "cls"}', "pooling"),
        ("model.onnx", None, r"no model\.onnx"),
    ],
)
def test_a_damaged_folder_is_listed_with_its_fault_and_refused(
    catalogue: Catalogue, file: str, content: bytes | None, reason: str
) -> None:
    path = catalogue.folder / LARGE / file
    path.unlink() if content is None else path.write_bytes(content)
    [small, large] = catalogue.listed()
    assert small.fault is None
    assert large.files is None
    assert large.fault is not None
    with pytest.raises(EncoderUnusable, match=reason):
        catalogue.choose(LARGE)
    assert catalogue.chosen() == SMALL


@pytest.mark.parametrize("content", [b"", b"[]", b'{"encoder": 1}', b'{"encoder": "../x"}', b"\xff"])
def test_a_choice_that_cannot_be_read_is_not_silently_ignored(catalogue: Catalogue, content: bytes) -> None:
    (catalogue.folder / CHOICE_FILE).write_bytes(content)
    with pytest.raises(EncoderUnusable, match="writes it anew"):
        catalogue.chosen()
    catalogue.choose(SMALL)
    assert catalogue.chosen() == SMALL


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(ChoiceNotKept, match="could not be kept"):
        Catalogue(tmp_path / "file" / "encoders").choose(SMALL)

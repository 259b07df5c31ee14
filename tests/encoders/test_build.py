from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.encoders import build as building
from bot.encoders.build import ExtraMissing, build
from bot.encoders.graph import Precision
from bot.encoders.install import DiskFailed
from bot.encoders.reference import VectorsDiffer
from bot.encoders.transformer import WeightsUnusable
from bot.matching.encoder import OnnxEncoder, encoder_in
from tests.encoders import tiny


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return tiny.original(tmp_path / "original", "mpnet")


def test_the_card_says_what_was_built_from_what(original: Path, tmp_path: Path) -> None:
    built = build(original, tmp_path / "built", Precision.FP16, (1,))
    card = OnnxEncoder(encoder_in(tmp_path / "built")).card
    assert card == built.card
    assert (card.title, card.licence, card.precision) == ("original", "apache-2.0", "fp16, layers 1 fp32")
    assert "model.safetensors" in (card.source or "")
    assert built.worst is None


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(original: Path, tmp_path: Path, name: str) -> None:
    (original / name).unlink()
    with pytest.raises(WeightsUnusable, match=name):
        build(original, tmp_path / "built", Precision.FP32)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("config.json", b"{", "cannot be read as JSON"),
        ("config.json", b"[]", "not a JSON object"),
        ("config.json", b'{"model_type": "llama"}', "family"),
        ("config.json", b'{"model_type": "bert", "hidden_act": "relu"}', "activation"),
        ("model.safetensors", b"not weights", "damaged"),
        ("1_Pooling/config.json", b'{"pooling_mode_cls_token": true}', "mean"),
    ],
)
def test_what_cannot_be_built_is_told_with_the_reason(
    original: Path, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (original / name).write_bytes(content)
    with pytest.raises(WeightsUnusable, match=reason):
        build(original, tmp_path / "built", Precision.FP32)
    assert not (tmp_path / "built").exists()


def test_weights_of_another_family_than_the_configuration_are_told_by_the_tensor_that_lacks(
    original: Path, tmp_path: Path
) -> None:
    config = json.loads((original / "config.json").read_text("utf-8"))
    (original / "config.json").write_text(json.dumps(config | {"model_type": "bert"}), "utf-8")
    with pytest.raises(WeightsUnusable, match=r"lacks embeddings\.token_type"):
        build(original, tmp_path / "built", Precision.FP32)


def test_a_layer_that_is_not_there_cannot_be_left_exact(original: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnusable, match="numbered 0 to 1"):
        build(original, tmp_path / "built", Precision.FP32, (2,))


def test_known_weights_that_give_other_vectors_are_not_put_in_place(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(original, tmp_path / "built", Precision.FP32)
    before = encoder_in(tmp_path / "built").card
    monkeypatch.setitem(building.KNOWN, building._sha256(original / "model.safetensors"), "all-mpnet-base-v2")
    with pytest.raises(VectorsDiffer):
        build(original, tmp_path / "built", Precision.FP16)
    assert encoder_in(tmp_path / "built").card == before
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_without_the_extra_the_command_that_installs_it_is_told(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(building, "import_module", absent)
    with pytest.raises(ExtraMissing, match=r"pip install 'doctors-lounge\[encoders\]'"):
        build(original, tmp_path / "built", Precision.FP32)


def test_a_folder_that_cannot_be_written_is_told_as_such(original: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(DiskFailed):
        build(original, tmp_path / "file" / "built", Precision.FP32)

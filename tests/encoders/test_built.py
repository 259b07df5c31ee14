from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from bot.encoders.built import load_built, read_built, split
from bot.encoders.graph import Precision, build_graph
from bot.encoders.transformer import Transformer, WeightsUnusable, read_transformer
from bot.matching.encoder import EncoderFiles, OnnxEncoder
from bot.matching.reading_layers import TRUNK, UPPER
from tests.encoders import tiny

TEXTS = ["a patient sent me a friend request", "kettle", "", "how do i"]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.original(tmp_path_factory.mktemp("original"))


def vectors(model: onnx.ModelProto, original: Path, tmp_path: Path) -> np.ndarray:
    onnx.save(model, str(tmp_path / "model.onnx"))
    return OnnxEncoder(EncoderFiles(tmp_path / "model.onnx", original / "tokenizer.json")).encode(TEXTS)


def test_the_weights_of_a_built_encoder_are_read_back(original: Path) -> None:
    before = read_transformer(original, 128)
    spread = {f"layer{layer}.up": np.linspace(0.1, 9, tiny.WIDTH, dtype=np.float32) for layer in range(tiny.LAYERS)}
    after = read_built(build_graph(before, Precision.INT8_PRODUCT, spread=spread), original)
    assert (after.heads, after.epsilon) == (before.heads, pytest.approx(before.epsilon))
    assert len(after.layers) == tiny.LAYERS
    for name in ("query", "out", "up", "down"):
        one, other = (getattr(side.layers[1], name) for side in (before, after))
        assert (other.weight * one.weight).sum() > 0.999 * np.linalg.norm(one.weight) * np.linalg.norm(other.weight)
        assert np.abs(other.weight).sum() == pytest.approx(np.abs(one.weight).sum(), rel=0.02)
        assert np.array_equal(other.bias, one.bias)
    assert np.array_equal(after.layers[0].fed.scale, before.layers[0].fed.scale)
    assert np.allclose(after.words, before.words, atol=0.01)


def test_what_was_built_otherwise_is_refused(original: Path, tmp_path: Path) -> None:
    exact = build_graph(read_transformer(original, 128), Precision.FP32)
    mpnet = build_graph(read_transformer(tiny.original(tmp_path / "mpnet", "mpnet"), 128), Precision.INT8_PRODUCT)
    for model in (exact, mpnet):
        with pytest.raises(WeightsUnusable, match="int8-product"):
            read_built(model, tmp_path)


def test_a_folder_without_a_model_or_with_a_damaged_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnusable, match=r"no model\.onnx"):
        load_built(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"\xff\xff not a model")
    with pytest.raises(WeightsUnusable, match="cannot be read"):
        load_built(tmp_path)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_split_model_gives_the_same_vectors_and_splitting_it_again_changes_nothing(
    original: Path, tmp_path: Path, layers: int
) -> None:
    transformer: Transformer = read_transformer(original, 128)
    model = build_graph(transformer, Precision.INT8_PRODUCT)
    before = vectors(model, original, tmp_path)
    split(model, layers, tiny.WIDTH)
    once = model.SerializeToString()
    split(model, layers, tiny.WIDTH)
    assert model.SerializeToString() == once
    assert [item.name for item in model.graph.output] == ["last_hidden_state", TRUNK]
    assert [item.name for item in model.graph.input][-1] == UPPER
    assert np.array_equal(vectors(model, original, tmp_path), before)


def test_a_split_model_is_read_back_as_one_that_was_not(original: Path, tmp_path: Path) -> None:
    model = build_graph(read_transformer(original, 128), Precision.INT8_PRODUCT)
    plain = read_built(model, original)
    split(model, 1, tiny.WIDTH)
    onnx.save(model, str(tmp_path / "model.onnx"))
    after = read_built(load_built(tmp_path), tmp_path)
    assert len(after.layers) == len(plain.layers) == tiny.LAYERS
    for one, other in zip(after.layers, plain.layers, strict=True):
        assert np.array_equal(one.down.weight, other.down.weight)
        assert np.array_equal(one.fed.scale, other.fed.scale)

"""The graph against the same mathematics written out in numpy, one text at a time, with no padding and no batching."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from bot.encoders.build import build
from bot.encoders.calibrating import spread_of
from bot.encoders.graph import Precision, build_graph
from bot.encoders.transformer import read_transformer
from bot.matching.encoder import OnnxEncoder, encoder_in
from tests.encoders import tiny

TEXTS = ["a patient sent me a friend request", "kettle", "how do i photo of my ward", "zebra a", "", "a " * 300]


def written_out(folder: Path, ids: list[int]) -> NDArray[np.float64]:
    """The unit vector of one text, from the publisher's tensors."""
    w = {name: value.astype(np.float64) for name, value in load_file(str(folder / "model.safetensors")).items()}
    config = json.loads((folder / "config.json").read_text("utf-8"))
    mpnet = config["model_type"] == "mpnet"

    def norm(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def bucket(distance: int) -> int:
        # As in the paper that brought these buckets (Raffel et al., T5, 2020): half for each side, the nearer half of those exact.
        side, far = (tiny.BUCKETS // 2 if distance > 0 else 0), abs(distance)
        exact = tiny.BUCKETS // 4
        if far < exact:
            return side + far
        return side + min(tiny.BUCKETS // 2 - 1, exact + int(math.log(far / exact) / math.log(128 / exact) * exact))

    count, each = len(ids), tiny.WIDTH // tiny.HEADS
    start = config["pad_token_id"] + 1 if mpnet else 0
    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][start : start + count]
    if not mpnet:
        x = x + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, "embeddings.LayerNorm")
    for layer in range(tiny.LAYERS):
        at = f"encoder.layer.{layer}."
        names = ("attn.q", "attn.k", "attn.v") if mpnet else ("self.query", "self.key", "self.value")
        q, k, v = (linear(x, f"{at}attention.{name}") for name in names)
        mixed = np.empty_like(x)
        for head in range(tiny.HEADS):
            part = slice(head * each, head * each + each)
            scores = q[:, part] @ k[:, part].T / math.sqrt(each)
            if mpnet:
                table = w["encoder.relative_attention_bias.weight"]
                scores += [[table[bucket(to - here), head] for to in range(count)] for here in range(count)]
            shares = np.exp(scores - scores.max(-1, keepdims=True))
            mixed[:, part] = shares / shares.sum(-1, keepdims=True) @ v[:, part]
        x = norm(
            x + linear(mixed, at + ("attention.attn.o" if mpnet else "attention.output.dense")),
            at + ("attention.LayerNorm" if mpnet else "attention.output.LayerNorm"),
        )
        inner = linear(x, f"{at}intermediate.dense")
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        x = norm(x + linear(inner, f"{at}output.dense"), f"{at}output.LayerNorm")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def ids(encoder: OnnxEncoder, text: str) -> list[int]:
    return encoder._tokenizer.encode(text).ids


@pytest.mark.parametrize("family", ["bert", "mpnet"])
def test_the_graph_gives_the_vectors_of_the_mathematics_whatever_stands_beside_a_text(
    family: str, tmp_path: Path
) -> None:
    folder = tiny.original(tmp_path / "original", family)
    build(folder, tmp_path / "built", Precision.FP32)
    encoder = OnnxEncoder(encoder_in(tmp_path / "built"))
    expected = np.stack([written_out(folder, ids(encoder, text)) for text in TEXTS])
    assert np.allclose(encoder.encode(TEXTS), expected, atol=2e-5)
    assert len(ids(encoder, TEXTS[-1])) == 128


@pytest.mark.parametrize("family", ["bert", "mpnet"])
@pytest.mark.parametrize(
    ("precision", "least"),
    [
        (Precision.FP16, 0.9999),
        (Precision.INT8_WEIGHTS, 0.995),
        (Precision.INT8, 0.995),
        (Precision.INT8_PRODUCT, 0.99),
    ],
)
def test_smaller_weights_give_nearly_the_same_vectors(
    family: str, precision: Precision, least: float, tmp_path: Path
) -> None:
    folder = tiny.original(tmp_path / "original", family)
    build(folder, tmp_path / "exact", Precision.FP32)
    build(folder, tmp_path / "small", precision)
    exact, small = (OnnxEncoder(encoder_in(tmp_path / name)).encode(TEXTS) for name in ("exact", "small"))
    cosines = np.einsum("td,td->t", exact, small)
    assert least < cosines.min() < 1 - 1e-9


def test_layers_that_are_left_exact_bring_the_vectors_nearer(tmp_path: Path) -> None:
    folder = tiny.original(tmp_path / "original")
    build(folder, tmp_path / "exact", Precision.FP32)
    build(folder, tmp_path / "all", Precision.INT8_WEIGHTS)
    build(folder, tmp_path / "some", Precision.INT8_WEIGHTS, (0, 1))
    exact, whole, some = (OnnxEncoder(encoder_in(tmp_path / name)).encode(TEXTS) for name in ("exact", "all", "some"))
    assert np.abs(exact - some).max() < np.abs(exact - whole).max()


def test_whole_products_come_nearer_where_it_is_known_what_the_maps_read(tmp_path: Path) -> None:
    """Channels of very different spread are what whole numbers are bad at, and what the spread is for."""
    folder = tiny.original(tmp_path / "original")
    weights = load_file(str(folder / "model.safetensors"))
    for layer in range(tiny.LAYERS):
        weights[f"encoder.layer.{layer}.attention.output.LayerNorm.weight"][3] *= 100
        weights[f"encoder.layer.{layer}.intermediate.dense.weight"][:, 3] /= 100
    save_file(weights, str(folder / "model.safetensors"))
    build(folder, tmp_path / "exact", Precision.FP32)
    exact = OnnxEncoder(encoder_in(tmp_path / "exact"))
    transformer = read_transformer(folder, 128)
    spread = spread_of(transformer, [ids(exact, text) for text in TEXTS])
    assert spread["layer0.up"].shape == (tiny.WIDTH,)
    assert spread["layer0.up"].argmax() == 3
    away: list[float] = []
    for name, known in (("coarse", None), ("known", spread)):
        shutil.copytree(tmp_path / "exact", tmp_path / name)
        (tmp_path / name / "encoder.json").unlink()
        onnx.save(build_graph(transformer, Precision.INT8_PRODUCT, spread=known), str(tmp_path / name / "model.onnx"))
        cosines = np.einsum("td,td->t", exact.encode(TEXTS), OnnxEncoder(encoder_in(tmp_path / name)).encode(TEXTS))
        away.append(float(1 - cosines.mean()))
    assert away[1] < away[0] / 2


def test_a_text_has_the_same_vector_in_any_company(tmp_path: Path) -> None:
    folder = tiny.original(tmp_path / "original", "mpnet")
    build(folder, tmp_path / "built", Precision.INT8_PRODUCT)
    encoder = OnnxEncoder(encoder_in(tmp_path / "built"))
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.allclose(encoder.encode(TEXTS), alone, atol=2e-3)

"""Training, where torch is installed (extra `train`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from tokenizers import Tokenizer

from bot.encoders.graph import Precision, build_graph
from bot.encoders.transformer import Transformer, read_transformer
from bot.matching.encoder import EncoderFiles, OnnxEncoder
from tests.encoders import tiny

pytest.importorskip("torch")
from bot.encoders import training

INSIDE = {
    "request": ["a patient sent me a friend request", "friend request", "patient friend"],
    "photo": ["photo of my ward", "my ward", "a photo"],
}
OUTSIDE = ["kettle", "how do i", "do i kettle"]
TEXTS = [*(text for texts in INSIDE.values() for text in texts), *OUTSIDE]
ENTRIES = [*(entry for entry, texts in INSIDE.items() for _ in texts), *(None for _ in OUTSIDE)]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.original(tmp_path_factory.mktemp("original"))


def trained(original: Path, teacher: np.ndarray | None = None, **course: object) -> Transformer:
    facts = {"steps": 30, "rate": 5e-3, "first_layer": 1, "topics": 2, "others": 3, **course}
    return training.train(
        read_transformer(original, 128),
        Tokenizer.from_file(str(original / "tokenizer.json")),
        training.Lesson(TEXTS, ENTRIES, teacher),
        training.Course(**facts),
    )


def vectors(transformer: Transformer, original: Path, tmp_path: Path) -> np.ndarray:
    onnx.save(build_graph(transformer, Precision.FP32), str(tmp_path / "model.onnx"))
    return OnnxEncoder(EncoderFiles(tmp_path / "model.onnx", original / "tokenizer.json")).encode(TEXTS)


def gap(rows: np.ndarray) -> float:
    """How much nearer phrasings of one entry are to each other than to those of the other."""
    likeness = rows @ rows.T
    return float((likeness[:3, :3].mean() + likeness[3:6, 3:6].mean()) / 2 - likeness[:3, 3:6].mean())


def test_no_steps_change_nothing_and_the_mathematics_is_that_of_the_graph(original: Path, tmp_path: Path) -> None:
    before = vectors(read_transformer(original, 128), original, tmp_path)
    assert np.array_equal(vectors(trained(original, steps=0), original, tmp_path), before)
    model = training.Model(read_transformer(original, 128))
    tokenizer = Tokenizer.from_file(str(original / "tokenizer.json"))
    ids = [item.ids for item in tokenizer.encode_batch(TEXTS)]
    assert np.allclose(model.upper(model.lower(ids, 1), 1).detach().numpy(), before, atol=1e-5)


def test_contrast_draws_phrasings_of_one_entry_together(original: Path, tmp_path: Path) -> None:
    before = vectors(read_transformer(original, 128), original, tmp_path)
    after = vectors(trained(original, contrast=1.0, anchor=0.0), original, tmp_path)
    assert gap(after) > gap(before) + 0.1


def test_distillation_draws_likenesses_to_the_teachers(original: Path, tmp_path: Path) -> None:
    rows = np.random.default_rng(3).normal(size=(len(TEXTS), 24)).astype(np.float32)
    teacher = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    before = vectors(read_transformer(original, 128), original, tmp_path)
    after = vectors(trained(original, teacher, contrast=0.0, anchor=0.0, steps=60), original, tmp_path)
    wanted = teacher @ teacher.T
    assert np.abs(after @ after.T - wanted).mean() < 0.8 * np.abs(before @ before.T - wanted).mean()


def test_the_anchor_holds_vectors_where_they_were(original: Path, tmp_path: Path) -> None:
    before = vectors(read_transformer(original, 128), original, tmp_path)
    free, held = (vectors(trained(original, contrast=1.0, anchor=anchor), original, tmp_path) for anchor in (0.0, 5.0))
    assert (held * before).sum(1).mean() > (free * before).sum(1).mean()


def test_the_same_seed_gives_the_same_weights_and_another_others(original: Path) -> None:
    first, again, other = (trained(original, seed=seed).layers[1].up.weight for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_layers_below_the_first_stay_as_they_are(original: Path) -> None:
    before, after = read_transformer(original, 128), trained(original)
    assert np.array_equal(before.layers[0].up.weight, after.layers[0].up.weight)
    assert not np.array_equal(before.layers[1].up.weight, after.layers[1].up.weight)

"""Teaching reading layers, where torch is installed (extra `train`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoders.build import save_encoder
from bot.encoders.graph import Precision, build_graph
from bot.encoders.transformer import read_transformer
from bot.matching.encoder import OnnxEncoder, encoder_in
from bot.matching.encoder_card import EncoderCard
from tests.encoders import tiny

pytest.importorskip("torch")
from bot.encoders import reading
from bot.encoders.reading import ReadingLesson, teach_reading

TELLING = ["a patient of my ward", "my ward photo", "patient photo of my ward", "ward"]
PLAIN = ["how do i kettle", "kettle", "friend request", "how do i"]
TEXTS = [*TELLING, *PLAIN]
LESSON = ReadingLesson(
    TEXTS,
    {
        "telling": [(row, int(row < len(TELLING)), 1.0) for row in range(len(TEXTS))],
        "first": [(0, 1, 2.0), (7, 0, 1.0)],
    },
    frozenset({6, 7}),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("built")
    original = tiny.original(made / "original")
    model = build_graph(read_transformer(original, 128), Precision.INT8_PRODUCT)
    save_encoder(model, original / "tokenizer.json", made / "built", EncoderCard(title="Tiny"), lambda _: None)
    return made / "built"


def taught(built: Path, into: Path, monkeypatch: pytest.MonkeyPatch, *, seed: int = 1, steps: int = 80) -> OnnxEncoder:
    monkeypatch.setattr(reading, "FIRST_LAYER", 1)
    lessons = {"reading": LESSON, "drafts": LESSON}
    teach_reading(built, into, lessons, seed=seed, steps=steps, progress=lambda *_: None)
    return OnnxEncoder(encoder_in(into))


def gap(rows: np.ndarray) -> float:
    """How far the middle of the telling texts is from that of the plain ones."""
    return float(np.linalg.norm(rows[: len(TELLING)].mean(axis=0) - rows[len(TELLING) :].mean(axis=0)))


def test_taught_layers_draw_the_classes_apart_and_the_encoder_stays(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = OnnxEncoder(encoder_in(built))
    after = taught(built, tmp_path / "taught", monkeypatch)
    assert np.array_equal(after.encode(TEXTS), before.encode(TEXTS))
    assert gap(after.read(TEXTS)) > 1.1 * gap(before.encode(TEXTS))
    assert gap(after.read_drafts(TEXTS)) > 1.1 * gap(before.encode(TEXTS))
    assert after.card.title == "Tiny"
    assert after.card.reading == after.card.drafts == "layers 1 to 1: 8 texts, 80 steps, seed 1"


def test_layers_without_a_lesson_stay_as_they_are(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = taught(built, tmp_path / "before", monkeypatch, steps=8)
    lesson = {"drafts": LESSON}
    teach_reading(tmp_path / "before", tmp_path / "after", lesson, seed=2, steps=8, progress=lambda *_: None)
    after = OnnxEncoder(encoder_in(tmp_path / "after"))
    assert np.array_equal(after.read(TEXTS), before.read(TEXTS))
    assert not np.allclose(after.read_drafts(TEXTS), before.read_drafts(TEXTS), atol=1e-4)
    assert after.card.reading == before.card.reading
    assert after.card.drafts == "layers 1 to 1: 8 texts, 8 steps, seed 2"


def test_the_same_seed_teaches_the_same_and_another_otherwise(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again, other = (
        taught(built, tmp_path / name, monkeypatch, seed=seed, steps=8).reading_identity
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again != other

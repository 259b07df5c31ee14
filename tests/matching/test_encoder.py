from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.matching.encoder import OnnxEncoder, boxed_minilm, encoder_in
from bot.matching.encoder_card import MODEL_FILE, TOKENIZER_FILE, EncoderUnusable


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(boxed_minilm())


def test_vectors_have_unit_length_and_like_texts_lie_close(encoder: OnnxEncoder) -> None:
    rows = encoder.encode(
        [
            "a patient sent me a friend request",
            "my patient wants to be friends on facebook",
            "how do I descale a kettle",
        ]
    )
    assert rows.shape == (3, encoder.dimensions)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


def test_a_text_has_the_same_vector_alone_and_in_a_batch(encoder: OnnxEncoder) -> None:
    alone = encoder.encode(["short one"])[0]
    among = encoder.encode(["a much longer text that makes the batch wide, and wider still", "short one"])[1]
    assert np.allclose(alone, among, atol=1e-4)


@pytest.mark.parametrize("text", ["", " ", "🩺", "\u0000", "مرحبا", "x" * 4_000])
def test_any_text_has_a_vector(encoder: OnnxEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_no_texts_have_no_rows(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_a_changed_file_is_refused_before_use(tmp_path: Path) -> None:
    files = boxed_minilm()
    shutil.copy(files.model, tmp_path / MODEL_FILE)
    (tmp_path / TOKENIZER_FILE).write_bytes(files.tokenizer.read_bytes() + b" ")
    (tmp_path / "encoder.json").write_text(json.dumps({"sha256": files.card.sha256}), "utf-8")
    with pytest.raises(EncoderUnusable, match="SHA-256"):
        OnnxEncoder(encoder_in(tmp_path))


def test_a_folder_without_an_encoder_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable, match=r"no model\.onnx"):
        encoder_in(tmp_path)


def test_a_file_that_is_no_model_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / MODEL_FILE).write_bytes(b"not a model")
    (tmp_path / TOKENIZER_FILE).write_text("{}", "utf-8")
    with pytest.raises(EncoderUnusable, match="does not load"):
        OnnxEncoder(encoder_in(tmp_path))

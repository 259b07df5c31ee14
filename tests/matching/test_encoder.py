from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.encoders.boxed import published_minilm
from bot.encoders.build import build
from bot.encoders.graph import Precision
from bot.matching.decision import Thresholds
from bot.matching.encoder import BATCH, PACK, OnnxEncoder, _batches, _packs, boxed_minilm, encoder_in
from bot.matching.encoder_card import DRAFTS_FILE, MODEL_FILE, READING_FILE, TOKENIZER_FILE, EncoderUnusable
from bot.matching.matcher import SEMANTIC, Examples
from bot.matching.matcher import build as build_matcher
from bot.matching.vectors import VectorCache
from tests.encoders import tiny


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
    for file in (files.model, files.reading, files.drafts):
        assert file is not None
        shutil.copy(file, tmp_path)
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


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    build(tiny.original(folder / "original", "mpnet"), folder / "built", Precision.FP32)
    return folder / "built"


def with_card(tiny_folder: Path, tmp_path: Path, **facts: object) -> OnnxEncoder:
    shutil.copytree(tiny_folder, tmp_path / "carded")
    card = json.loads((tiny_folder / "encoder.json").read_text("utf-8"))
    (tmp_path / "carded" / "encoder.json").write_text(json.dumps(card | facts), "utf-8")
    return OnnxEncoder(encoder_in(tmp_path / "carded"))


def test_thresholds_of_the_card_are_the_matchers_until_the_settings_name_others(
    tiny_folder: Path, tmp_path: Path
) -> None:
    encoder = with_card(tiny_folder, tmp_path, thresholds={"answer": 0.7, "clarify": 0.3})
    examples = Examples({"a": ["a patient", "my ward"], "b": ["kettle", "how do i"]}, ["friend"], {})
    assert build_matcher(examples, VectorCache(encoder, None)).thresholds == Thresholds(0.7, 0.3)
    plain = OnnxEncoder(encoder_in(tiny_folder))
    assert plain.thresholds is None
    assert build_matcher(examples, VectorCache(plain, None)).thresholds == SEMANTIC


def test_a_text_is_cut_where_the_card_says_and_the_vectors_count_as_others(tiny_folder: Path, tmp_path: Path) -> None:
    short, whole = with_card(tiny_folder, tmp_path, max_tokens=8), OnnxEncoder(encoder_in(tiny_folder))
    text, beginning = "a patient sent me a friend request photo of my ward", "a patient sent me a friend"
    assert np.allclose(short.encode([text]), short.encode([beginning]), atol=1e-6)
    assert not np.allclose(whole.encode([text]), whole.encode([beginning]), atol=1e-3)
    assert short.identity != whole.identity


def test_a_model_that_also_gives_a_sentence_vector_is_read_by_its_tokens(tiny_folder: Path, tmp_path: Path) -> None:
    """Some exports name both; only the one with a vector a token is pooled here."""
    model = onnx.load(str(tiny_folder / "model.onnx"))
    model.graph.node.append(
        onnx.helper.make_node("ReduceMax", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0)
    )
    model.graph.output.insert(
        0, onnx.helper.make_tensor_value_info("sentence_embedding", onnx.TensorProto.FLOAT, ["texts", tiny.WIDTH])
    )
    shutil.copytree(tiny_folder, tmp_path / "both")
    onnx.save(model, str(tmp_path / "both" / MODEL_FILE))
    (tmp_path / "both" / "encoder.json").unlink()
    texts = ["a patient sent me", "kettle"]
    expected = OnnxEncoder(encoder_in(tiny_folder)).encode(texts)
    assert np.allclose(OnnxEncoder(encoder_in(tmp_path / "both")).encode(texts), expected, atol=1e-6)


def test_the_boxed_encoder_is_small_carries_its_licence_and_is_what_its_card_says(encoder: OnnxEncoder) -> None:
    files = boxed_minilm()
    assert files.model.stat().st_size < 25_000_000
    for layers in (files.reading, files.drafts):
        assert layers is not None
        assert layers.stat().st_size < 6_000_000
    assert (files.card.licence, files.card.precision) == ("Apache-2.0", "int8-product")
    assert set(files.card.sha256) == {MODEL_FILE, READING_FILE, DRAFTS_FILE, TOKENIZER_FILE}
    assert "Apache License" in (files.model.parent / "LICENSE").read_text("utf-8")


def test_the_boxed_encoder_stays_near_the_published_model_that_it_was_adapted_from(encoder: OnnxEncoder) -> None:
    texts = ["a patient sent me a friend request", "can i post a selfie on the ward", "kettle", "so it was late " * 9]
    cosines = np.einsum("td,td->t", encoder.encode(texts), OnnxEncoder(published_minilm()).encode(texts))
    assert cosines.min() > 0.9


@given(st.lists(st.integers(1, 3 * PACK), max_size=30))
def test_packs_hold_every_text_once_in_order_and_only_a_long_text_overfills_one(lengths: list[int]) -> None:
    packs = _packs([[0] * length for length in lengths])
    assert [row for pack in packs for row in pack] == list(range(len(lengths)))
    assert all(len(pack) == 1 or sum(lengths[row] for row in pack) <= PACK for pack in packs)


@given(st.lists(st.integers(1, 128), max_size=80))
def test_padding_never_doubles_a_text(lengths: list[int]) -> None:
    batches = _batches([[0] * length for length in lengths])
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) <= BATCH
        assert max(lengths[row] for row in batch) <= 2 * min(lengths[row] for row in batch)

"""Reading layers on an encoder's trunk: what they give, and what is refused before use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest

from bot.encoders.build import save_encoder
from bot.encoders.built import load_built, split
from bot.encoders.calibrating import inputs_of
from bot.encoders.graph import Precision, build_graph, build_upper_graph
from bot.encoders.transformer import read_transformer
from bot.matching.encoder import OnnxEncoder, encoder_in
from bot.matching.encoder_card import DRAFTS_FILE, READING_FILE, EncoderCard, EncoderUnusable
from bot.matching.reading_layers import TRUNK
from tests.encoders import tiny

TEXTS = ("a patient sent me a friend request", "kettle", "how do i photo of my ward", "", "a " * 300, "my ward")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder whose reading layers are its own last layer, not taught: so they must read what the encoder gives."""
    made = tmp_path_factory.mktemp("reading")
    original = tiny.original(made / "original")
    transformer = read_transformer(original, 128)
    model = build_graph(transformer, Precision.INT8_PRODUCT)
    split(model, 1, tiny.WIDTH)
    upper = build_upper_graph(transformer, 1, {})
    save_encoder(
        model, original / "tokenizer.json", made / "built", EncoderCard(), lambda _: None, {READING_FILE: upper}
    )
    return made / "built"


def test_layers_that_were_not_taught_read_what_the_encoder_gives(folder: Path) -> None:
    encoder = OnnxEncoder(encoder_in(folder))
    read = encoder.read(TEXTS)
    assert np.allclose(read, encoder.encode(TEXTS), atol=2e-3)
    assert np.allclose(np.linalg.norm(read, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("first", [0, 1, 4])
def test_only_the_first_texts_are_read_and_all_vectors_are_those_of_encode(folder: Path, first: int) -> None:
    encoder = OnnxEncoder(encoder_in(folder))
    vectors, read = encoder.encode_and_read(TEXTS, first)
    assert read.shape == (first, encoder.dimensions)
    assert np.array_equal(vectors, encoder.encode(TEXTS))
    assert np.allclose(read, encoder.read(TEXTS)[:first], atol=2e-3)


def test_without_reading_layers_the_vectors_themselves_are_read(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "plain")
    (tmp_path / "plain" / "encoder.json").unlink()
    encoder = OnnxEncoder(encoder_in(tmp_path / "plain"))
    vectors, read = encoder.encode_and_read(TEXTS, 2)
    assert np.array_equal(read, vectors[:2])
    assert np.array_equal(encoder.read(TEXTS), vectors)
    assert np.array_equal(encoder.read_drafts(TEXTS), vectors)
    assert encoder.drafts_identity == encoder.reading_identity == encoder.identity


def test_drafts_are_read_by_layers_of_their_own_and_without_them_as_all_else_is(folder: Path, tmp_path: Path) -> None:
    before = OnnxEncoder(encoder_in(folder))
    assert np.array_equal(before.read_drafts(TEXTS), before.read(TEXTS))
    assert before.drafts_identity == before.reading_identity
    other = read_transformer(tiny.original(tmp_path / "other", seed=2), 128)
    onnx.save(build_upper_graph(other, 1, {}), str(tmp_path / DRAFTS_FILE))
    after = OnnxEncoder(encoder_in(carded(folder, tmp_path, {DRAFTS_FILE: (tmp_path / DRAFTS_FILE).read_bytes()})))
    assert (after.identity, after.reading_identity) == (before.identity, before.reading_identity)
    assert after.drafts_identity != before.drafts_identity
    assert np.array_equal(after.read(TEXTS), before.read(TEXTS))
    assert not np.allclose(after.read_drafts(TEXTS), before.read_drafts(TEXTS), atol=0.05)
    assert np.allclose(np.linalg.norm(after.read_drafts(TEXTS), axis=1), 1, atol=1e-5)


def test_layers_with_one_scale_for_all_tokens_read_nearly_the_same(folder: Path, tmp_path: Path) -> None:
    transformer = read_transformer(tiny.original(tmp_path / "original"), 128)
    encoder = OnnxEncoder(encoder_in(folder))
    inputs = inputs_of(transformer, [encoding.ids for encoding in encoder._tokenizer.encode_batch(list(TEXTS))])
    spread, largest = ({name: getattr(of, what) for name, of in inputs.items()} for what in ("spread", "largest"))
    quick = build_upper_graph(transformer, 1, spread, largest)
    kinds = [node.op_type for node in quick.graph.node]
    assert kinds.count("ReduceMax") == kinds.count("Div") - kinds.count("Erf") == 0
    onnx.save(quick, str(tmp_path / DRAFTS_FILE))
    after = OnnxEncoder(encoder_in(carded(folder, tmp_path, {DRAFTS_FILE: (tmp_path / DRAFTS_FILE).read_bytes()})))
    cosines = np.einsum("td,td->t", after.read_drafts(TEXTS), after.read(TEXTS))
    assert 0.98 < cosines.min() < 1 - 1e-9


def test_other_reading_layers_change_what_is_read_and_leave_the_vectors_known(folder: Path, tmp_path: Path) -> None:
    before = OnnxEncoder(encoder_in(folder))
    other = read_transformer(tiny.original(tmp_path / "other", seed=2), 128)
    onnx.save(build_upper_graph(other, 1, {}), str(tmp_path / READING_FILE))
    after = OnnxEncoder(encoder_in(carded(folder, tmp_path, {READING_FILE: (tmp_path / READING_FILE).read_bytes()})))
    assert after.identity == before.identity
    assert after.reading_identity != before.reading_identity
    assert np.array_equal(after.encode(TEXTS), before.encode(TEXTS))
    assert not np.allclose(after.read(TEXTS), before.read(TEXTS), atol=0.05)


def test_layers_that_are_missing_changed_or_of_another_width_are_refused(folder: Path, tmp_path: Path) -> None:
    gone = carded(folder, tmp_path / "gone", {})
    (gone / READING_FILE).unlink()
    with pytest.raises(EncoderUnusable, match=r"no reading\.onnx"):
        encoder_in(gone)
    changed = carded(folder, tmp_path / "changed", {})
    (changed / READING_FILE).write_bytes((changed / READING_FILE).read_bytes() + b" ")
    with pytest.raises(EncoderUnusable, match="SHA-256"):
        OnnxEncoder(encoder_in(changed))
    broken = carded(folder, tmp_path / "broken", {READING_FILE: b"not a model"})
    with pytest.raises(EncoderUnusable, match="does not load"):
        OnnxEncoder(encoder_in(broken))
    whole = carded(folder, tmp_path / "whole", {READING_FILE: (folder / "model.onnx").read_bytes()})
    with pytest.raises(EncoderUnusable, match="does not go on"):
        OnnxEncoder(encoder_in(whole))


def test_an_encoder_that_was_not_split_reads_as_one_that_was(folder: Path, tmp_path: Path) -> None:
    """So did encoders whose reading layers were taught before splitting."""
    model = load_built(folder)
    graph = model.graph
    trunk = next(node.output[0] for node in graph.node if list(node.input[1:2]) == ["layer0.fed.scale"])
    graph.node.append(onnx.helper.make_node("Identity", [trunk], [TRUNK]))
    graph.output.append(onnx.helper.make_tensor_value_info(TRUNK, onnx.TensorProto.FLOAT, [1, "tokens", tiny.WIDTH]))
    before, after = OnnxEncoder(encoder_in(folder)), carded(folder, tmp_path, {"model.onnx": model.SerializeToString()})
    assert np.array_equal(OnnxEncoder(encoder_in(after)).read(TEXTS), before.read(TEXTS))
    assert np.array_equal(OnnxEncoder(encoder_in(after)).encode(TEXTS), before.encode(TEXTS))


def test_layers_beside_an_encoder_that_gives_no_trunk_are_refused(folder: Path, tmp_path: Path) -> None:
    model = onnx.load(str(folder / "model.onnx"))
    del model.graph.output[1]
    with pytest.raises(EncoderUnusable, match="nothing that"):
        OnnxEncoder(encoder_in(carded(folder, tmp_path, {"model.onnx": model.SerializeToString()})))


def carded(folder: Path, tmp_path: Path, files: dict[str, bytes]) -> Path:
    """A copy of the folder in which some files are others, and the card says so."""
    import hashlib

    made = tmp_path / "carded"
    shutil.copytree(folder, made)
    card = json.loads((made / "encoder.json").read_text("utf-8"))
    for name, content in files.items():
        (made / name).write_bytes(content)
        card["sha256"][name] = hashlib.sha256(content).hexdigest()
    (made / "encoder.json").write_text(json.dumps(card), "utf-8")
    return made

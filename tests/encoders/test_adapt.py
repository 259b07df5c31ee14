from __future__ import annotations

import numpy as np
import onnx
import pytest

from bot.encoders import adapt as adapting
from bot.encoders.adapt import adapt, material
from bot.encoders.boxed import published_minilm, read_published
from bot.encoders.build import ExtraMissing
from bot.encoders.graph import Precision, build_graph
from bot.knowledge.model import KnowledgeBase
from bot.matching.encoder import EncoderFiles, OnnxEncoder

TEXTS = ["a patient sent me a friend request", "how do i descale a kettle", "", "dancing in scrubs " * 40]


@pytest.fixture(scope="module")
def published() -> OnnxEncoder:
    return OnnxEncoder(published_minilm())


def test_the_published_weights_are_read_back_whole(
    published: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = published_minilm()
    path = tmp_path_factory.mktemp("again") / "model.onnx"
    onnx.save(build_graph(read_published(files.model, 128), Precision.INT8_WEIGHTS), str(path))
    again = OnnxEncoder(EncoderFiles(path, files.tokenizer))
    assert np.einsum("td,td->t", again.encode(TEXTS), published.encode(TEXTS)).min() > 0.9999
    assert path.stat().st_size < 25_000_000


def test_the_material_holds_every_phrasing_with_its_entry_and_no_golden_question(
    knowledge: KnowledgeBase, published: OnnxEncoder
) -> None:
    found = material(knowledge, published)
    assert len(found.texts) == len(found.entries)
    counted = {entry: found.entries.count(entry) for entry in knowledge.entries}
    assert counted == {entry: len(knowledge.asked_as(entry)) for entry in knowledge.entries}
    assert found.entries.count(None) > len([line for lines in knowledge.out_of_scope.values() for line in lines])
    assert material(knowledge, published) == found


def test_without_the_extra_the_command_that_installs_it_is_told(
    knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(adapting, "import_module", absent)
    with pytest.raises(ExtraMissing, match=r"pip install 'doctors-lounge\[train\]'"):
        adapt(knowledge, tmp_path_factory.mktemp("out") / "adapted", None, seed=1, progress=lambda *_: None)

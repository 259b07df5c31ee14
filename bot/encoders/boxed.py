"""The weights of the boxed MiniLM, read back from its ONNX file: where adaptation starts, with no download."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.transformer import Transformer, from_tensors

if TYPE_CHECKING:
    from pathlib import Path

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


def read_boxed(model: Path, most_tokens: int) -> Transformer:
    """The transformer in the boxed file, its int8 tables multiplied out.

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

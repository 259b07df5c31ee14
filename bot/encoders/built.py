"""A built encoder read back: its weights for further training, and its graph with one more thing to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.transformer import Layer, Linear, Norm, Transformer, WeightsUnusable
from bot.matching.encoder_card import MODEL_FILE
from bot.matching.reading_layers import TRUNK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from onnx import GraphProto, ModelProto

    Constants = Mapping[str, NDArray[np.generic]]

# What each map of a layer reads, as graph.py names it.
_READERS = {
    "query": "attention",
    "key": "attention",
    "value": "attention",
    "out": "out",
    "up": "up",
    "down": "down",
}


def load_built(folder: Path) -> ModelProto:
    """The model of an encoder's folder. Raises WeightsUnusable where there is none that can be read."""
    from google.protobuf.message import DecodeError  # noqa: PLC0415 - comes with onnx, an extra; see transformer.py
    from onnx import load  # noqa: PLC0415

    try:
        return load(str(folder / MODEL_FILE))
    except FileNotFoundError:
        raise WeightsUnusable(folder, f"there is no {MODEL_FILE} in it") from None
    except (OSError, DecodeError):
        raise WeightsUnusable(folder, f"{MODEL_FILE} cannot be read") from None


def read_built(model: ModelProto, folder: Path) -> Transformer:
    """The weights of a model that ``build_graph`` made in INT8_PRODUCT, multiplied out; for families that know no distances.

    ``folder`` is where it came from. Raises WeightsUnusable where it is of another kind.
    """
    from onnx import helper, numpy_helper  # noqa: PLC0415

    graph = model.graph
    constants: Constants = {item.name: np.asarray(numpy_helper.to_array(item)) for item in graph.initializer}
    attention = [node for node in graph.node if node.op_type == "MultiHeadAttention"]
    norms = [node for node in graph.node if node.op_type == "LayerNormalization"]
    try:
        if "distances" in constants:
            raise KeyError
        heads = {item.name: helper.get_attribute_value(item) for item in attention[0].attribute}["num_heads"]
        epsilon = {item.name: helper.get_attribute_value(item) for item in norms[0].attribute}["epsilon"]
        return Transformer(
            heads=int(str(heads)),
            epsilon=float(str(epsilon)),
            words=_float(constants["words.int8"]) * _float(constants["words.scale"]),
            positions=_float(constants["positions"]),
            embedded=_norm(constants, "embedded"),
            layers=tuple(_layer(constants, f"layer{index}") for index in range(len(attention))),
        )
    except (KeyError, IndexError):
        raise WeightsUnusable(folder, "it was not built in int8-product from a BERT") from None


def _layer(constants: Constants, name: str) -> Layer:
    def linear(part: str) -> Linear:
        whole, scale = _float(constants[f"{name}.{part}.int8"]), _float(constants[f"{name}.{part}.scale"])
        # The graph multiplies inputs by ``smooth``, and its weights were divided by it.
        smooth = _float(constants[f"{name}.{_READERS[part]}.smooth"])
        return Linear(whole * scale * smooth[:, None], _float(constants[f"{name}.{part}.bias"]))

    maps = {part: linear(part) for part in _READERS}
    return Layer(**maps, attended=_norm(constants, f"{name}.attended"), fed=_norm(constants, f"{name}.fed"))


def _norm(constants: Constants, name: str) -> Norm:
    return Norm(_float(constants[f"{name}.scale"]), _float(constants[f"{name}.shift"]))


def _float(value: NDArray[np.generic]) -> NDArray[np.float32]:
    return np.asarray(value, np.float32)


def give_trunk(model: ModelProto, layers: int, width: int) -> None:
    """Let the model also give the tokens' vectors after its first ``layers``, as the output TRUNK; all else stays as it is."""
    from onnx import TensorProto, checker, helper  # noqa: PLC0415

    graph: GraphProto = model.graph
    for node in [node for node in graph.node if TRUNK in node.output]:
        graph.node.remove(node)
    for output in [output for output in graph.output if output.name == TRUNK]:
        graph.output.remove(output)
    place = next(
        place
        for place, node in enumerate(graph.node)
        if node.op_type == "LayerNormalization" and node.input[1] == f"layer{layers - 1}.fed.scale"
    )
    graph.node.insert(place + 1, helper.make_node("Identity", [graph.node[place].output[0]], [TRUNK]))
    graph.output.append(helper.make_tensor_value_info(TRUNK, TensorProto.FLOAT, [1, "tokens", width]))
    checker.check_model(model)

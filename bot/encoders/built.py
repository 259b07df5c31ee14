"""A built encoder read back: its weights for further training, and its graph split where other layers can go on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.transformer import Layer, Linear, Norm, Transformer, WeightsUnusable
from bot.matching.encoder_card import MODEL_FILE
from bot.matching.reading_layers import TRUNK, UPPER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnx import GraphProto, ModelProto, ValueInfoProto

    Constants = Mapping[str, NDArray[np.generic]]

_OUTPUT, _READ_ON, _STOPPED = "last_hidden_state", "read_on", "stopped"
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
    """The model of an encoder's folder, as one chain of nodes even where it was split. Raises WeightsUnusable where there is none that can
    be read.
    """
    from google.protobuf.message import DecodeError  # noqa: PLC0415 - comes with onnx, an extra; see transformer.py
    from onnx import load  # noqa: PLC0415

    try:
        model = load(str(folder / MODEL_FILE))
    except FileNotFoundError:
        raise WeightsUnusable(folder, f"there is no {MODEL_FILE} in it") from None
    except (OSError, DecodeError):
        raise WeightsUnusable(folder, f"{MODEL_FILE} cannot be read") from None
    _join(model)
    return model


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


def split(model: ModelProto, layers: int, width: int) -> None:
    """Let the model also give the tokens' vectors after its first ``layers``, as the output TRUNK, and run the others only where the new
    input UPPER is true: without them ``last_hidden_state`` is the trunk. A model that is split already is split anew.

    Nothing that it gives with all its layers changes by a bit.
    """
    from onnx import TensorProto, checker, helper  # noqa: PLC0415

    _join(model)
    graph: GraphProto = model.graph
    end = 1 + next(
        place
        for place, node in enumerate(graph.node)
        if node.op_type == "LayerNormalization" and node.input[1] == f"layer{layers - 1}.fed.scale"
    )
    below, above = list(graph.node[:end]), list(graph.node[end:])
    trunk, shape = below[-1].output[0], [1, "tokens", width]
    shared = {name for node in below for name in node.input}
    own = [item for item in graph.initializer if item.name not in shared]
    above[-1].output[0] = _READ_ON
    read_on = helper.make_graph(above, _READ_ON, [], [_given(_READ_ON, shape)], own)
    stop = helper.make_graph(
        [helper.make_node("Identity", [trunk], [_STOPPED])], _STOPPED, [], [_given(_STOPPED, shape)]
    )
    kept = [item for item in graph.initializer if item.name in shared]
    del graph.node[:], graph.initializer[:]
    graph.initializer.extend(kept)
    graph.node.extend(below)
    graph.node.append(helper.make_node("Identity", [trunk], [TRUNK]))
    graph.node.append(helper.make_node("If", [UPPER], [_OUTPUT], then_branch=read_on, else_branch=stop))
    graph.input.append(helper.make_tensor_value_info(UPPER, TensorProto.BOOL, []))
    graph.output.append(_given(TRUNK, shape))
    checker.check_model(model)


def _join(model: ModelProto) -> None:
    """Make a model that ``split`` split one chain of nodes again; one that is none already stays as it is."""
    graph: GraphProto = model.graph
    branch = next((node for node in graph.node if node.op_type == "If"), None)
    if branch is not None:
        read_on = next(item.g for item in branch.attribute if item.name == "then_branch")
        above, own = list(read_on.node), list(read_on.initializer)
        above[-1].output[0] = _OUTPUT
        graph.node.remove(branch)
        graph.node.extend(above)
        graph.initializer.extend(own)
    for items, named in ((graph.input, UPPER), (graph.output, TRUNK)):
        for item in [item for item in items if item.name == named]:
            items.remove(item)
    for node in [node for node in graph.node if TRUNK in node.output]:
        graph.node.remove(node)


def _given(name: str, shape: Sequence[int | str]) -> ValueInfoProto:
    from onnx import TensorProto, helper  # noqa: PLC0415

    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

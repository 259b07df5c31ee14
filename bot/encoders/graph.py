"""From weights to an ONNX graph that onnxruntime runs, with weights kept as exactly or as small as asked for.

The graph reads several texts in one row of tokens, each looking at its own alone: nothing is padded, and weights are read once for all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto

    from bot.encoders.transformer import Layer, Linear, Norm, Transformer

OPSET = 17
IR_VERSION = 8
# Inputs of a matrix that share one scale; 32 keeps vectors nearest to the original's, and costs 4 bytes in 36.
BLOCK = 32
_RUNTIME = "com.microsoft"
# MatMulNBits, accuracy level 4: inputs become int8 too, one scale a block of each token, as the product is taken.
_INT8_PRODUCT = 4
# A token's input becomes a whole number of 8 bits: as many for either sign, or most for the positive ones, as what comes of a GELU needs.
_EVEN, _POSITIVE = (127.0, 128), (180.0, 75)
# How far the spread of the inputs, rather than the size of the weights, decides where a channel's scale goes between the two.
_TO_INPUTS = {"attention": 0.8, "out": 0.55, "up": 0.6, "down": 0.55}


class Precision(StrEnum):
    """How matrices are kept, and what is multiplied."""

    FP32 = "fp32"
    """As they are."""
    FP16 = "fp16"
    """Half the size on disk; multiplied as fp32."""
    INT8_WEIGHTS = "int8-weights"
    """A quarter of the size on disk, one scale an output; multiplied as fp32. For small models: onnxruntime folds all back to fp32."""
    INT8 = "int8"
    """A quarter of the size on disk and in memory, one scale a block of weights; short texts take half the time. Needs onnxruntime 1.22."""
    INT8_PRODUCT = "int8-product"
    """As small; multiplied as whole numbers, one scale an output and one a token. The fastest, a third of fp32's time; for small models."""


INPUTS = ("input_ids", "position_ids", "text_ids")


UPPER_INPUT = "hidden"


def build_graph(
    transformer: Transformer,
    precision: Precision,
    exact_layers: Sequence[int] = (),
    spread: Mapping[str, NDArray[np.float32]] | None = None,
) -> ModelProto:
    """A model with ``input_ids``, ``position_ids`` and ``text_ids``, (1, tokens) each, giving ``last_hidden_state`` (1, tokens, width).

    ``position_ids`` count from 0 in each text, ``text_ids`` say which tokens belong together. Matrices are kept in ``precision``; norms,
    biases and the layers numbered in ``exact_layers`` in fp32. ``spread`` is what ``spread_of`` in calibrating.py gives; INT8_PRODUCT
    is coarse without it.
    """
    return _Builder(transformer, precision, frozenset(exact_layers), spread or {}).model()


def build_upper_graph(
    transformer: Transformer,
    first: int,
    spread: Mapping[str, NDArray[np.float32]],
    largest: Mapping[str, NDArray[np.float32]] | None = None,
) -> ModelProto:
    """The layers from number ``first`` on alone: from ``hidden`` (1, tokens, width), one text's, to ``last_hidden_state`` of that shape.

    For INT8_PRODUCT and for families that know no distances; ``spread`` as for ``build_graph``. Where ``largest`` tells what each input of
    each map is at most, all tokens share one scale, which takes a fifth less time and is a little coarser.
    """
    assert transformer.distances is None
    return _Builder(transformer, Precision.INT8_PRODUCT, frozenset(), spread, largest).upper_model(first)


def observing_graph(transformer: Transformer) -> tuple[ModelProto, tuple[str, ...]]:
    """The exact graph that also gives what each map reads, (1, tokens, inputs), and the maps' names in the order of these outputs."""
    builder = _Builder(transformer, Precision.FP32, frozenset(), {})
    return builder.model(observed=True), tuple(builder.read)


class _Builder:
    def __init__(
        self,
        transformer: Transformer,
        precision: Precision,
        exact_layers: frozenset[int],
        spread: Mapping[str, NDArray[np.float32]],
        largest: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> None:
        self._weights = transformer
        self._precision = precision
        self._exact_layers = exact_layers
        self._spread = spread
        self._largest = largest
        self.read: dict[str, str] = {}
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}
        self._count = 0

    def model(self, *, observed: bool = False) -> ModelProto:
        """The whole model, checked."""
        from onnx import TensorProto, helper  # noqa: PLC0415 - an extra; see transformer.py

        bias = self._attention_bias()
        hidden = self._layers(self._embedded(), bias, 0)
        self._nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in INPUTS]
        seen = list(self.read.values()) if observed else []
        return self._checked(inputs, [("last_hidden_state", self._weights.width), *((value, None) for value in seen)])

    def upper_model(self, first: int) -> ModelProto:
        """The model of the layers from ``first`` on, checked. One text is read at a time, so that no token is hidden from another."""
        from onnx import TensorProto, helper  # noqa: PLC0415

        shape = [1, "tokens", self._weights.width]
        hidden = self._layers(UPPER_INPUT, "", first)
        self._nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
        inputs = [helper.make_tensor_value_info(UPPER_INPUT, TensorProto.FLOAT, shape)]
        return self._checked(inputs, [("last_hidden_state", self._weights.width)])

    def _layers(self, hidden: str, bias: str, first: int) -> str:
        for index, layer in enumerate(self._weights.layers[first:], start=first):
            precision = Precision.FP32 if index in self._exact_layers else self._precision
            hidden = self._block(hidden, bias, layer, f"layer{index}", precision)
        return hidden

    def _checked(self, inputs: list[ValueInfoProto], outputs: Sequence[tuple[str, int | None]]) -> ModelProto:
        """The model of the nodes made so far; outputs are (1, tokens, width), by name with their width."""
        from onnx import TensorProto, checker, helper  # noqa: PLC0415

        domains = {"": OPSET} | ({_RUNTIME: 1} if any(node.domain for node in self._nodes) else {})
        shaped = [(name, [1, "tokens", width]) for name, width in outputs]
        graph = helper.make_graph(
            self._nodes,
            "sentence-encoder",
            inputs,
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shaped],
            list(self._constants.values()),
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid(domain, version) for domain, version in domains.items()],
            ir_version=IR_VERSION,
            producer_name="doctors-lounge",
        )
        checker.check_model(model)
        return model

    def _embedded(self) -> str:
        weights = self._weights
        words = self._rows_of(weights.words, "words", "input_ids")
        positions = self._node("Gather", [self._constant("positions", weights.positions), "position_ids"], axis=0)
        return self._norm(self._node("Add", [words, positions]), weights.embedded, "embedded")

    def _rows_of(self, table: NDArray[np.float32], name: str, ids: str) -> str:
        """Rows of a table by id. Only the rows taken become fp32: the table stays small in memory."""
        if self._precision is Precision.FP16:
            return self._float(self._node("Gather", [self._constant(name, table.astype(np.float16)), ids], axis=0))
        if self._precision in (Precision.INT8_WEIGHTS, Precision.INT8, Precision.INT8_PRODUCT):
            whole, scale = _quantised(table, axis=1)
            rows = self._node("Gather", [self._constant(f"{name}.int8", whole), ids], axis=0)
            scales = self._node("Gather", [self._constant(f"{name}.scale", scale), ids], axis=0)
            return self._node("Mul", [self._float(rows), scales])
        return self._node("Gather", [self._constant(name, table), ids], axis=0)

    def _attention_bias(self) -> str:
        """What is added to every attention score: far below zero between texts, and the distances where the family has them."""
        same = self._float(self._node("Equal", list(self._crossed("text_ids", 1))))
        away = self._node("Sub", [same, self._constant("one.float", np.array(1, np.float32))])
        bias = self._node("Mul", [away, self._constant("far.below", np.array(1e9, np.float32))])
        distances = self._weights.distances
        if distances is None:
            return bias
        # One table for all texts, hence no axis for them.
        row = self._node("Squeeze", ["position_ids", self._constant("first", np.array([0], np.int64))])
        query, key = self._crossed(row, 0)
        start = self._constant("distance.zero", _int(len(distances) // 2))
        place = self._node("Add", [self._node("Sub", [key, query]), start])
        table = self._constant("distances", np.ascontiguousarray(distances.T))
        return self._node("Add", [self._node("Gather", [table, place], axis=1), bias])

    def _crossed(self, value: str, axis: int) -> tuple[str, str]:
        """A value of each token as that of the one that looks and of the one that is looked at; ``axis`` stands before both."""
        first = np.array([1, 3] if axis else [1], np.int64)
        second = np.array([1, 2] if axis else [0], np.int64)
        looks = self._node("Unsqueeze", [value, self._constant(f"looks{axis}", first)])
        return looks, self._node("Unsqueeze", [value, self._constant(f"looked.at{axis}", second)])

    def _block(self, hidden: str, bias: str, layer: Layer, name: str, precision: Precision) -> str:
        maps = {"query": layer.query, "key": layer.key, "value": layer.value}
        looked = self._linear(hidden, maps, name, "attention", precision)
        mixed = self._node(
            "MultiHeadAttention",
            [*looked, "", "", bias] if bias else looked,
            domain=_RUNTIME,
            num_heads=self._weights.heads,
        )
        (out,) = self._linear(mixed, {"out": layer.out}, name, "out", precision)
        attended = self._norm(self._node("Add", [out, hidden]), layer.attended, f"{name}.attended")
        (raised,) = self._linear(attended, {"up": layer.up}, name, "up", precision)
        (down,) = self._linear(self._gelu(raised), {"down": layer.down}, name, "down", precision)
        return self._norm(self._node("Add", [down, attended]), layer.fed, f"{name}.fed")

    def _gelu(self, value: str) -> str:
        """Exact GELU in the order of operations that onnxruntime recognises and runs as one."""
        turned = self._node("Erf", [self._node("Div", [value, self._constant("root", np.array(2**0.5, np.float32))])])
        raised = self._node("Add", [turned, self._constant("one.float", np.array(1, np.float32))])
        whole = self._node("Mul", [value, raised])
        return self._node("Mul", [whole, self._constant("half", np.array(0.5, np.float32))])

    def _linear(
        self, value: str, maps: Mapping[str, Linear], layer: str, reader: str, precision: Precision
    ) -> list[str]:
        """The maps that read ``value``; ``reader`` names what they are together."""
        self.read[f"{layer}.{reader}"] = value
        if precision is Precision.INT8_PRODUCT:
            return self._whole_products(value, maps, layer, reader)
        made: list[str] = []
        for part, linear in maps.items():
            name = f"{layer}.{part}"
            if precision is Precision.INT8:
                mapped = self._int8_product(value, linear.weight, f"{name}.weight")
            else:
                mapped = self._node("MatMul", [value, self._matrix(linear.weight, f"{name}.weight", precision)])
            made.append(self._node("Add", [mapped, self._constant(f"{name}.bias", linear.bias)]))
        return made

    def _whole_products(self, value: str, maps: Mapping[str, Linear], layer: str, reader: str) -> list[str]:
        """Products of whole numbers: each token's inputs with one scale of its own, or all tokens with one that was fixed before, so that a
        text's vector is its own in any company.

        A channel whose inputs spread widely gives some of that to its weights (SmoothQuant: Xiao et al., ICML 2023).
        """
        name = f"{layer}.{reader}"
        heaviest = np.max([np.abs(linear.weight).max(axis=1) for linear in maps.values()], axis=0)
        share = _TO_INPUTS[reader]
        spread = self._spread.get(name, np.ones_like(heaviest))
        smooth = np.maximum(spread, 1e-4) ** share / np.maximum(heaviest, 1e-6) ** (1 - share)
        evened = self._node("Mul", [value, self._constant(f"{name}.smooth", (1 / smooth).astype(np.float32))])
        signed = reader != "down"
        steps, zero = _EVEN if signed else _POSITIVE
        whole_zero = np.array(zero, np.uint8)
        most = None
        if self._largest is None:
            most = self._most(evened, signed=signed)
            evened = self._node("Div", [evened, most])
            step = self._constant(f"{reader}.step", np.array(1 / steps, np.float32))
            origin = self._constant(f"{reader}.zero", whole_zero)
        else:
            reach = max(float((self._largest[name] / smooth).max()), 1e-6)
            origin = self._constant(f"{reader}.zero", whole_zero)
            step = self._constant(f"{name}.step", np.array(reach / steps, np.float32))
        inputs = self._node("QuantizeLinear", [evened, step, origin])
        made: list[str] = []
        for part, linear in maps.items():
            weight, place = linear.weight * smooth[:, None].astype(np.float32), f"{layer}.{part}"
            whole, scale = _quantised(weight, axis=0)
            weights = self._constant(f"{place}.int8", whole), self._constant(f"{place}.scale", scale[0])
            bias = self._constant(f"{place}.bias", linear.bias)
            taken = [inputs, weights[0], step, weights[1], origin]
            if most is None:
                made.append(self._node("MatMulIntegerToFloat", [*taken, "", bias], domain=_RUNTIME))
            else:
                product = self._node("MatMulIntegerToFloat", taken, domain=_RUNTIME)
                made.append(self._node("Add", [self._node("Mul", [product, most]), bias]))
        return made

    def _most(self, value: str, *, signed: bool) -> str:
        """The size of the largest input of each token; where all are nothing, or less, any will do."""
        most = self._node("ReduceMax", [self._node("Abs", [value]) if signed else value], axes=[-1], keepdims=1)
        return self._node("Max", [most, self._constant("least", np.array(1e-6, np.float32))])

    def _int8_product(self, value: str, matrix: NDArray[np.float32], name: str) -> str:
        """The product with a matrix kept in blocks of int8, which onnxruntime multiplies as they are."""
        inputs, outputs = matrix.shape
        missing = -inputs % BLOCK
        blocks = np.pad(matrix.T, ((0, 0), (0, missing))).reshape(outputs, -1, BLOCK)
        whole, scale = _quantised(blocks, axis=2)
        # The operator takes whole numbers from 128 up as positive.
        stored = (whole.astype(np.int16) + 128).astype(np.uint8)
        return self._node(
            "MatMulNBits",
            [value, self._constant(f"{name}.int8", stored), self._constant(f"{name}.scale", scale.reshape(-1))],
            domain=_RUNTIME,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=_INT8_PRODUCT,
        )

    def _matrix(self, matrix: NDArray[np.float32], name: str, precision: Precision) -> str:
        """A matrix of shape (inputs, outputs); onnxruntime folds the casts into fp32 when it loads the model."""
        if precision is Precision.FP16:
            return self._float(self._constant(name, matrix.astype(np.float16)))
        if precision is Precision.INT8_WEIGHTS:
            whole, scale = _quantised(matrix, axis=0)
            return self._node(
                "Mul", [self._float(self._constant(f"{name}.int8", whole)), self._constant(f"{name}.scale", scale)]
            )
        return self._constant(name, matrix)

    def _norm(self, value: str, norm: Norm, name: str) -> str:
        scale, shift = self._constant(f"{name}.scale", norm.scale), self._constant(f"{name}.shift", norm.shift)
        return self._node("LayerNormalization", [value, scale, shift], axis=-1, epsilon=self._weights.epsilon)

    def _float(self, value: str) -> str:
        return self._node("Cast", [value], to=1)

    def _node(self, kind: str, inputs: Sequence[str], **attributes: object) -> str:
        from onnx import helper  # noqa: PLC0415

        self._count += 1
        output = f"v{self._count}"
        make: Callable[..., NodeProto] = helper.make_node
        self._nodes.append(make(kind, list(inputs), [output], **attributes))
        return output

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        from onnx import numpy_helper  # noqa: PLC0415

        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value) if value.ndim else value, name)
        return name


def _int(value: int) -> NDArray[np.int64]:
    return np.array(value, np.int64)


def _quantised(matrix: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Symmetric int8 with one scale for all that lies along ``axis``: whole numbers and scales that multiply back to the matrix."""
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-12) / 127
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)

"""From weights to an ONNX graph that onnxruntime runs, with weights kept as exactly or as small as asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from onnx import ModelProto, NodeProto, TensorProto

    from bot.encoders.transformer import Layer, Linear, Norm, Transformer

OPSET = 17
IR_VERSION = 8
# Inputs of a matrix that share one scale; 32 keeps vectors nearest to the original's, and costs 4 bytes in 36.
BLOCK = 32
_RUNTIME = "com.microsoft"
# MatMulNBits, accuracy level 4: inputs become int8 too, one scale a block of each token, as the product is taken.
_INT8_PRODUCT = 4


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


def build_graph(transformer: Transformer, precision: Precision, exact_layers: Sequence[int] = ()) -> ModelProto:
    """A model with ``input_ids`` and ``attention_mask``, (texts, tokens) each, giving ``last_hidden_state`` (texts, tokens, width).

    Matrices are kept in ``precision``; norms, biases and the layers numbered in ``exact_layers`` in fp32.
    """
    return _Builder(transformer, precision, frozenset(exact_layers)).model()


class _Builder:
    def __init__(self, transformer: Transformer, precision: Precision, exact_layers: frozenset[int]) -> None:
        self._weights = transformer
        self._precision = precision
        self._exact_layers = exact_layers
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}
        self._count = 0

    def model(self) -> ModelProto:
        """The whole model, checked."""
        from onnx import TensorProto, checker, helper  # noqa: PLC0415 - an extra; see transformer.py

        hidden = self._embedded()
        bias = self._attention_bias()
        for index, layer in enumerate(self._weights.layers):
            precision = Precision.FP32 if index in self._exact_layers else self._precision
            hidden = self._block(hidden, bias, layer, f"layer{index}", precision)
        self._nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
        shape = ["texts", "tokens"]
        domains = {"": OPSET} | ({_RUNTIME: 1} if any(node.domain for node in self._nodes) else {})
        graph = helper.make_graph(
            self._nodes,
            "sentence-encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, self._weights.width])],
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
        count = self._node("Gather", [self._node("Shape", ["input_ids"]), self._constant("one", _int(1))], axis=0)
        spot = self._node("Range", [self._constant("zero", _int(0)), count, self._constant("one", _int(1))])
        positions = self._node("Gather", [self._constant("positions", weights.positions), spot], axis=0)
        return self._norm(self._node("Add", [words, positions]), weights.embedded, "embedded")

    def _rows_of(self, table: NDArray[np.float32], name: str, ids: str) -> str:
        """Rows of a table by id. Only the rows taken become fp32: the table stays small in memory."""
        if self._precision is Precision.FP16:
            return self._float(self._node("Gather", [self._constant(name, table.astype(np.float16)), ids], axis=0))
        if self._precision in (Precision.INT8_WEIGHTS, Precision.INT8):
            whole, scale = _quantised(table, axis=1)
            rows = self._node("Gather", [self._constant(f"{name}.int8", whole), ids], axis=0)
            scales = self._node("Gather", [self._constant(f"{name}.scale", scale), ids], axis=0)
            return self._node("Mul", [self._float(rows), scales])
        return self._node("Gather", [self._constant(name, table), ids], axis=0)

    def _attention_bias(self) -> str:
        """What is added to every attention score: far below zero for padding, and the distances where the family has them."""
        mask = self._float(
            self._node("Unsqueeze", ["attention_mask", self._constant("middle", np.array([1, 2], np.int64))])
        )
        away = self._node("Sub", [mask, self._constant("one.float", np.array(1, np.float32))])
        bias = self._node("Mul", [away, self._constant("far.below", np.array(1e9, np.float32))])
        distances = self._weights.distances
        if distances is None:
            return bias
        count = self._node("Gather", [self._node("Shape", ["input_ids"]), self._constant("one", _int(1))], axis=0)
        spot = self._node("Range", [self._constant("zero", _int(0)), count, self._constant("one", _int(1))])
        query = self._node("Unsqueeze", [spot, self._constant("last", np.array([1], np.int64))])
        key = self._node("Unsqueeze", [spot, self._constant("first", np.array([0], np.int64))])
        start = self._constant("distance.zero", _int(len(distances) // 2))
        place = self._node("Add", [self._node("Sub", [key, query]), start])
        table = self._constant("distances", np.ascontiguousarray(distances.T))
        return self._node("Add", [self._node("Gather", [table, place], axis=1), bias])

    def _block(self, hidden: str, bias: str, layer: Layer, name: str, precision: Precision) -> str:
        heads, each = self._weights.heads, self._weights.width // self._weights.heads

        def split(linear: Linear, part: str, order: Sequence[int]) -> str:
            mapped = self._linear(hidden, linear, f"{name}.{part}", precision)
            cut = self._node("Reshape", [mapped, self._constant("heads", np.array([0, 0, heads, each], np.int64))])
            return self._node("Transpose", [cut], perm=list(order))

        query = split(layer.query, "query", (0, 2, 1, 3))
        key = split(layer.key, "key", (0, 2, 3, 1))
        value = split(layer.value, "value", (0, 2, 1, 3))
        scale = self._constant("scale", np.array(each**-0.5, np.float32))
        scores = self._node("Mul", [self._node("MatMul", [query, key]), scale])
        shares = self._node("Softmax", [self._node("Add", [scores, bias])], axis=-1)
        mixed = self._node("Transpose", [self._node("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        joined = self._node("Reshape", [mixed, self._constant("joined", np.array([0, 0, heads * each], np.int64))])
        out = self._linear(joined, layer.out, f"{name}.out", precision)
        attended = self._norm(self._node("Add", [out, hidden]), layer.attended, f"{name}.attended")
        raised = self._gelu(self._linear(attended, layer.up, f"{name}.up", precision))
        down = self._linear(raised, layer.down, f"{name}.down", precision)
        return self._norm(self._node("Add", [down, attended]), layer.fed, f"{name}.fed")

    def _gelu(self, value: str) -> str:
        """Exact GELU in the order of operations that onnxruntime recognises and runs as one."""
        turned = self._node("Erf", [self._node("Div", [value, self._constant("root", np.array(2**0.5, np.float32))])])
        raised = self._node("Add", [turned, self._constant("one.float", np.array(1, np.float32))])
        whole = self._node("Mul", [value, raised])
        return self._node("Mul", [whole, self._constant("half", np.array(0.5, np.float32))])

    def _linear(self, value: str, linear: Linear, name: str, precision: Precision) -> str:
        if precision is Precision.INT8:
            mapped = self._int8_product(value, linear.weight, f"{name}.weight")
        else:
            mapped = self._node("MatMul", [value, self._matrix(linear.weight, f"{name}.weight", precision)])
        return self._node("Add", [mapped, self._constant(f"{name}.bias", linear.bias)])

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

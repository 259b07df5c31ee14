"""What an encoder's maps read of real texts: by it, whole-number products choose their scales."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.encoders.graph import observing_graph
from bot.matching.encoder_card import MAX_TOKENS
from bot.matching.reading_layers import UPPER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnx import ModelProto

    from bot.encoders.transformer import Transformer


# So many texts are enough: scales move by a hundredth with twice as many.
CALIBRATED_ON = 1_500


def token_ids(tokenizer: Path, texts: Sequence[str]) -> list[list[int]]:
    """The token ids of texts, cut as encoders cut them."""
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_padding()
    reader.enable_truncation(MAX_TOKENS)
    return [encoding.ids for encoding in reader.encode_batch(list(texts))]


class Inputs(NamedTuple):
    """What the inputs of one map are over many tokens: the root mean square and the largest size of each, (inputs,)."""

    spread: NDArray[np.float32]
    largest: NDArray[np.float32]


def inputs_of(
    transformer: Transformer, texts: Sequence[Sequence[int]], progress: Callable[[int, int], None] | None = None
) -> Mapping[str, Inputs]:
    """What the inputs of each map, by its name, are over the tokens of ``texts``, given as token ids."""
    model, names = observing_graph(transformer)
    sums: dict[str, NDArray[np.float64]] = {}
    largest: dict[str, NDArray[np.float32]] = {}
    for _, *found in outputs_of(model, texts, progress):
        for name, value in zip(names, found, strict=True):
            sums[name] = sums.get(name, 0) + np.square(np.asarray(value, np.float64)).sum(axis=0)
            largest[name] = np.maximum(largest.get(name, np.float32(0)), np.abs(value).max(axis=0))
    tokens = max(1, sum(map(len, texts)))
    return {
        name: Inputs(np.sqrt(total / tokens).astype(np.float32), largest[name].astype(np.float32))
        for name, total in sums.items()
    }


def spread_of(
    transformer: Transformer, texts: Sequence[Sequence[int]], progress: Callable[[int, int], None] | None = None
) -> Mapping[str, NDArray[np.float32]]:
    """The root mean square of each input of each map over the tokens of ``texts``, given as token ids: shape (inputs,) by map."""
    return {name: inputs.spread for name, inputs in inputs_of(transformer, texts, progress).items()}


def outputs_of(
    model: ModelProto,
    texts: Sequence[Sequence[int]],
    progress: Callable[[int, int], None] | None = None,
    wanted: Sequence[str] | None = None,
) -> Iterator[list[NDArray[np.float32]]]:
    """What a model gives for each text, given as token ids: its outputs, or those ``wanted``, (tokens, numbers) each. A split one runs its
    trunk alone.

    ``progress`` hears (texts done, texts).
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    is_split = any(item.name == UPPER for item in session.get_inputs())
    for done, ids in enumerate(texts, start=1):
        feeds = {
            "input_ids": np.array([ids], np.int64),
            "position_ids": np.arange(len(ids))[None],
            "text_ids": np.zeros((1, len(ids)), np.int64),
            **({UPPER: np.array(False)} if is_split else {}),  # noqa: FBT003
        }
        yield [np.asarray(output)[0] for output in session.run(wanted, feeds)]
        if progress is not None:
            progress(done, len(texts))

"""The weights of a sentence transformer, whatever family it comes from, in the one form that the graph is built from."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import LoungeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

WEIGHTS_FILE = "model.safetensors"
CONFIG_FILE = "config.json"
FAMILIES = ("bert", "mpnet")
# MPNet looks back and forth with relative positions in logarithmic buckets up to this distance (Song et al., NeurIPS 2020, as T5).
_FARTHEST = 128


class WeightsUnusable(LoungeError):
    """A folder does not hold the original weights of a sentence transformer that can be built."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        super().__init__(f"No encoder can be built from {folder}: {reason}.")


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation: scale and shift, each of shape (width,)."""

    scale: Array
    shift: Array


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear map: ``weight`` of shape (inputs, outputs), ``bias`` of shape (outputs,)."""

    weight: Array
    bias: Array


@dataclass(frozen=True, slots=True)
class Layer:
    """One block: attention over query, key and value, then a feed-forward network, each followed by a norm."""

    query: Linear
    key: Linear
    value: Linear
    out: Linear
    attended: Norm
    up: Linear
    down: Linear
    fed: Norm


@dataclass(frozen=True, slots=True)
class Transformer:
    """An encoder of the BERT kind (post-norm, exact GELU).

    ``words`` is (vocabulary, width); ``positions`` is (most tokens, width) and begins at the first real position; ``distances``, where the
    family has them, is (2 x most tokens - 1, heads): what attention adds for each distance between two tokens.
    """

    heads: int
    epsilon: float
    words: Array
    positions: Array
    embedded: Norm
    layers: tuple[Layer, ...]
    distances: Array | None = None

    @property
    def width(self) -> int:
        """Length of a token's vector."""
        return int(self.words.shape[1])


def read_transformer(folder: Path, most_tokens: int) -> Transformer:
    """The weights of a folder as its publisher gives it (config.json, model.safetensors), for texts of up to ``most_tokens``.

    Raises WeightsUnusable where a file is missing or damaged or the family is not known.
    """
    # safetensors belongs to an extra: whoever only asks the lounge does not need it.
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415

    config = read_json(folder, CONFIG_FILE)
    family = config.get("model_type")
    if family not in FAMILIES:
        raise WeightsUnusable(folder, f"its family is {str(family)[:40]!r}; {' and '.join(FAMILIES)} are known")
    if config.get("hidden_act") != "gelu":
        raise WeightsUnusable(folder, "its activation is not gelu")
    path = folder / WEIGHTS_FILE
    if not path.is_file():
        raise WeightsUnusable(folder, f"there is no {WEIGHTS_FILE} in it")
    try:
        with safe_open(str(path), "numpy") as file:
            tensors = {name: np.asarray(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
        return from_tensors(tensors, config, most_tokens)
    except KeyError as error:
        raise WeightsUnusable(folder, f"{WEIGHTS_FILE} lacks {error.args[0]}") from None
    except (OSError, SafetensorError, TypeError, ValueError, IndexError):
        raise WeightsUnusable(folder, f"{WEIGHTS_FILE} is damaged or does not fit {CONFIG_FILE}") from None


def read_json(folder: Path, name: str) -> dict[str, object]:
    """A JSON object of the folder. Raises WeightsUnusable where it is missing or no object."""
    try:
        data = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WeightsUnusable(folder, f"there is no {name} in it") from None
    except (OSError, ValueError):
        raise WeightsUnusable(folder, f"{name} cannot be read as JSON") from None
    if not isinstance(data, dict):
        raise WeightsUnusable(folder, f"{name} is not a JSON object")
    return data


def from_tensors(
    tensors: Mapping[str, NDArray[np.generic]], config: Mapping[str, object], most_tokens: int
) -> Transformer:
    """The transformer from tensors under their publisher's names. Raises KeyError for one that is missing."""
    mpnet = config["model_type"] == "mpnet"
    names = _MPNET if mpnet else _BERT

    def take(name: str) -> Array:
        return np.asarray(tensors[name], np.float32)

    def linear(name: str) -> Linear:
        return Linear(np.ascontiguousarray(take(f"{name}.weight").T), take(f"{name}.bias"))

    def norm(name: str) -> Norm:
        return Norm(take(f"{name}.weight"), take(f"{name}.bias"))

    positions = take("embeddings.position_embeddings.weight")
    if mpnet:
        # Row 0 and the padding's row 1 stand for no position.
        positions = positions[int(str(config["pad_token_id"])) + 1 :]
    else:
        positions = positions + take("embeddings.token_type_embeddings.weight")[0]
    if most_tokens > len(positions):
        raise ValueError(most_tokens)
    heads = int(str(config["num_attention_heads"]))
    return Transformer(
        heads=heads,
        epsilon=float(str(config["layer_norm_eps"])),
        words=take("embeddings.word_embeddings.weight"),
        positions=positions[:most_tokens],
        embedded=norm("embeddings.LayerNorm"),
        layers=tuple(
            _layer(f"encoder.layer.{index}.", names, linear, norm)
            for index in range(int(str(config["num_hidden_layers"])))
        ),
        distances=_distances(take("encoder.relative_attention_bias.weight"), most_tokens) if mpnet else None,
    )


_BERT = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
}
_MPNET = {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "out": "attention.attn.o",
    "attended": "attention.LayerNorm",
}


def _layer(
    prefix: str, names: Mapping[str, str], linear: Callable[[str], Linear], norm: Callable[[str], Norm]
) -> Layer:
    return Layer(
        query=linear(prefix + names["query"]),
        key=linear(prefix + names["key"]),
        value=linear(prefix + names["value"]),
        out=linear(prefix + names["out"]),
        attended=norm(prefix + names["attended"]),
        up=linear(prefix + "intermediate.dense"),
        down=linear(prefix + "output.dense"),
        fed=norm(prefix + "output.LayerNorm"),
    )


def _distances(table: Array, most_tokens: int) -> Array:
    """Row ``most_tokens - 1 + d`` is what each head adds where the key stands ``d`` tokens after the query."""
    half = len(table) // 2
    exact = half // 2
    rows = np.empty((2 * most_tokens - 1, table.shape[1]), np.float32)
    for distance in range(-most_tokens + 1, most_tokens):
        far = abs(distance)
        nth = exact + int(math.log(max(far, 1) / exact) / math.log(_FARTHEST / exact) * (half - exact))
        bucket = far if far < exact else min(half - 1, nth)
        rows[most_tokens - 1 + distance] = table[bucket + (half if distance > 0 else 0)]
    return rows

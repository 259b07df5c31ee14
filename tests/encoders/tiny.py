"""A sentence transformer with a few thousand made-up weights: the same files and names as a real one, in milliseconds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WIDTH, HEADS, LAYERS, INNER, POSITIONS, BUCKETS = 16, 2, 2, 32, 140, 8
WORDS = [
    "[UNK]",
    "a",
    "patient",
    "sent",
    "me",
    "friend",
    "request",
    "photo",
    "of",
    "my",
    "ward",
    "how",
    "do",
    "i",
    "kettle",
]


def original(folder: Path, family: str = "bert", seed: int = 1) -> Path:
    """A folder as a publisher gives it, filled with made-up weights."""
    folder.mkdir(parents=True, exist_ok=True)
    specials = {"bert": ["[PAD]", "[CLS]", "[SEP]"], "mpnet": ["<s>", "<pad>", "</s>"]}[family]
    vocabulary = {word: place for place, word in enumerate([*specials, *WORDS])}
    _tokenizer(vocabulary, *(("[CLS]", "[SEP]") if family == "bert" else ("<s>", "</s>"))).save(
        str(folder / "tokenizer.json")
    )
    config = {
        "model_type": family,
        "hidden_act": "gelu",
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "layer_norm_eps": 1e-5,
        "pad_token_id": vocabulary[{"bert": "[PAD]", "mpnet": "<pad>"}[family]],
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}), "utf-8"
    )
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Made up\n", "utf-8")
    save_file(weights(family, len(vocabulary), seed), str(folder / "model.safetensors"))
    return folder


def weights(family: str, vocabulary: int, seed: int) -> dict[str, NDArray[np.float32]]:
    """Tensors under the names that the family's publisher gives them."""
    random = np.random.default_rng(seed)
    tensors: dict[str, NDArray[np.float32]] = {}

    def tensor(name: str, *shape: int) -> None:
        tensors[name] = random.normal(0, 0.4, shape).astype(np.float32)

    def linear(name: str, inputs: int, outputs: int) -> None:
        tensor(f"{name}.weight", outputs, inputs)
        tensor(f"{name}.bias", outputs)

    def norm(name: str) -> None:
        tensors[f"{name}.weight"] = random.uniform(0.5, 1.5, WIDTH).astype(np.float32)
        tensor(f"{name}.bias", WIDTH)

    tensor("embeddings.word_embeddings.weight", vocabulary, WIDTH)
    tensor("embeddings.position_embeddings.weight", POSITIONS, WIDTH)
    norm("embeddings.LayerNorm")
    if family == "bert":
        tensor("embeddings.token_type_embeddings.weight", 2, WIDTH)
        attention = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
        attended = "attention.output.LayerNorm"
    else:
        tensor("encoder.relative_attention_bias.weight", BUCKETS, HEADS)
        attention = ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o")
        attended = "attention.LayerNorm"
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        for name in attention:
            linear(prefix + name, WIDTH, WIDTH)
        norm(prefix + attended)
        linear(prefix + "intermediate.dense", WIDTH, INNER)
        linear(prefix + "output.dense", INNER, WIDTH)
        norm(prefix + "output.LayerNorm")
    return tensors


def _tokenizer(vocabulary: dict[str, int], start: str, end: str) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing((end, vocabulary[end]), (start, vocabulary[start]))
    return tokenizer

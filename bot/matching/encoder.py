"""Sentence encoders: a text becomes a unit vector. One interface, whatever model stands behind it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from tokenizers import Tokenizer

from bot.matching.decision import Thresholds
from bot.matching.encoder_card import (
    DRAFTS_FILE,
    MODEL_FILE,
    READING_FILE,
    TOKENIZER_FILE,
    EncoderCard,
    EncoderUnusable,
    read_card,
)
from bot.matching.reading_layers import TRUNK, UPPER, ReadingLayers, open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BOXED = Path(__file__).resolve().parent.parent / "shipped_encoder"
BATCH = 32
# Tokens that one run of a packed model reads: more would cost attention more than it saves in reading the weights.
PACK = 96

# What BERT and MPNet call the token that fills up a shorter text.
_PADDING = ("<pad>", "[PAD]")
_PACKED = {"input_ids", "position_ids", "text_ids"}
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

    @property
    def reading_identity(self) -> str:
        """A hash of everything that decides what ``read`` gives."""
        ...

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the encoder reads in each text, for other ends than matching: unit rows, shape (len(texts), dimensions)."""
        ...

    def encode_and_read(self, texts: Sequence[str], first: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What ``encode`` gives for all texts and ``read`` for the ``first`` of them, in one run."""
        ...

    @property
    def drafts_identity(self) -> str:
        """A hash of everything that decides what ``read_drafts`` gives."""
        ...

    def read_drafts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the encoder reads in each passage of a draft: unit rows, shape (len(texts), dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """Where an encoder's files lie, and the card that says what they are and what their SHA-256 must be.

    ``reading`` are upper layers of their own for what the screen reads; None: it reads in the vectors themselves. ``drafts`` are others for
    what the draft check reads; None: it reads what the screen does.
    """

    model: Path
    tokenizer: Path
    card: EncoderCard = _NO_CARD
    reading: Path | None = None
    drafts: Path | None = None


def boxed_minilm() -> EncoderFiles:
    """all-MiniLM-L6-v2 (Apache-2.0), adapted, as it travels with the program; `lounge encoder adapt` makes it.

    Raises EncoderUnusable where it is not there.
    """
    return encoder_in(BOXED)


def encoder_in(folder: Path) -> EncoderFiles:
    """The encoder of a folder that holds ``model.onnx`` and ``tokenizer.json``, and maybe the card ``encoder.json``.

    Raises EncoderUnusable where a file is missing or the card cannot be understood.
    """
    for name in (MODEL_FILE, TOKENIZER_FILE):
        if not (folder / name).is_file():
            raise EncoderUnusable(folder, f"there is no {name} in it")
    card = read_card(folder)
    reading, drafts = (folder / name if name in card.sha256 else None for name in (READING_FILE, DRAFTS_FILE))
    for layers in (reading, drafts):
        if layers is not None and not layers.is_file():
            raise EncoderUnusable(folder, f"there is no {layers.name} in it")
    return EncoderFiles(folder / MODEL_FILE, folder / TOKENIZER_FILE, card, reading, drafts)


class OnnxEncoder:
    """A transformer in ONNX with mean pooling, run by onnxruntime on one core a call; safe to call from many threads.

    Mean pooling over the tokens and unit length: Reimers and Gurevych, Sentence-BERT, EMNLP 2019. A model with ``position_ids`` and
    ``text_ids`` reads several texts in one row of tokens, each looking at its own alone, so that none is padded to another's length
    (packing: Krell et al., arXiv 2107.02027).
    """

    def __init__(self, files: EncoderFiles) -> None:
        """Verify the files' hashes and load them. Raises EncoderUnusable."""
        self.card = files.card
        model = _verified(files.model, self.card.sha256.get(MODEL_FILE))
        tokenizer = _verified(files.tokenizer, self.card.sha256.get(TOKENIZER_FILE))
        self._identity = hashlib.sha256(f"{model} {tokenizer} {self.card.max_tokens}".encode()).hexdigest()
        try:
            self._session = open_session(files.model)
            self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        except Exception as error:  # noqa: BLE001 - both libraries raise bare exceptions of their own
            raise EncoderUnusable(files.model, f"it does not load ({type(error).__name__})") from None
        self._inputs = {item.name for item in self._session.get_inputs()}
        outputs = [item for item in self._session.get_outputs() if len(item.shape) == 3]
        if "input_ids" not in self._inputs or not outputs or not isinstance(outputs[0].shape[-1], int):
            raise EncoderUnusable(files.model, "it is not a sentence encoder with input_ids and one vector a token")
        self._packs = self._inputs >= _PACKED
        self._output = outputs[0].name
        self._dimensions = int(outputs[0].shape[-1])
        self._gives_trunk = self._packs and any(item.name == TRUNK for item in outputs)
        reading = self._layers(files, files.reading, self.card.sha256.get(READING_FILE))
        drafts = self._layers(files, files.drafts, self.card.sha256.get(DRAFTS_FILE))
        self._reading, self._reading_identity = reading or (None, self._identity)
        self._drafts, self._drafts_identity = drafts or (self._reading, self._reading_identity)
        self._padding = next(
            (found for name in _PADDING if (found := self._tokenizer.token_to_id(name)) is not None), 0
        )
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.card.max_tokens)

    def _layers(self, files: EncoderFiles, path: Path | None, expected: str | None) -> tuple[ReadingLayers, str] | None:
        """Layers that go on from the trunk, and a hash of all that decides what they give; None where there are none."""
        if path is None:
            return None
        verified = _verified(path, expected)
        if not self._gives_trunk:
            raise EncoderUnusable(files.model, f"it gives nothing that {path.name} could go on from")
        identity = hashlib.sha256(f"{self._identity} {verified}".encode()).hexdigest()
        return ReadingLayers(path, self._dimensions), identity

    @property
    def identity(self) -> str:
        """A hash of the model file, the tokenizer file and the length limit."""
        return self._identity

    @property
    def reading_identity(self) -> str:
        """A hash of what ``identity`` is a hash of, and of the reading layers where there are any."""
        return self._reading_identity

    @property
    def drafts_identity(self) -> str:
        """The same for what ``read_drafts`` gives."""
        return self._drafts_identity

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
        return self._run(texts, 0, None, upper=True)[0]

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the reading layers make of each text, shape (len(texts), dimensions); without such layers the vectors themselves."""
        return self._read_by(self._reading, texts)

    def read_drafts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the layers for drafts make of each text, shape (len(texts), dimensions); without such layers what ``read`` gives."""
        return self._read_by(self._drafts, texts)

    def _read_by(self, layers: ReadingLayers | None, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(texts) if layers is None else self._run(texts, len(texts), layers, upper=False)[1]

    def encode_and_read(self, texts: Sequence[str], first: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What ``encode`` gives for all texts and ``read`` for the ``first`` of them; the lower layers run once."""
        vectors, told = self._run(texts, first, self._reading, upper=True)
        return vectors, vectors[:first] if self._reading is None else told

    def _run(
        self, texts: Sequence[str], first: int, layers: ReadingLayers | None, *, upper: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The vectors of all texts, where ``upper`` asks for them, and what ``layers`` read in the ``first``, where there are any."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        told = np.zeros((first, self._dimensions), np.float32)
        for rows in _packs(ids) if self._packs else _batches(ids):
            chosen = [ids[row] for row in rows]
            if not self._packs:
                vectors[rows] = self._padded(chosen)
                continue
            hidden, trunk = self._packed(chosen, upper=upper, trunk=layers is not None and rows[0] < first)
            starts = np.cumsum([0, *(len(text) for text in chosen)])
            if hidden is not None:
                vectors[rows] = _unit(np.add.reduceat(hidden, starts[:-1], axis=0))
            if layers is not None and trunk is not None:
                for place, row in enumerate(rows):
                    if row < first:
                        told[row] = layers.vector(trunk[starts[place] : starts[place + 1]])
        return vectors, told

    def _packed(
        self, texts: Sequence[Sequence[int]], *, upper: bool, trunk: bool
    ) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
        """The last layer's tokens of all texts, one after another, (tokens, width), and the trunk's: each where it is wished for."""
        lengths = [len(ids) for ids in texts]
        feeds: dict[str, NDArray[np.generic]] = {
            "input_ids": np.concatenate([np.array(ids, np.int64) for ids in texts])[None],
            "position_ids": np.concatenate([np.arange(length) for length in lengths])[None],
            "text_ids": np.repeat(np.arange(len(texts)), lengths)[None],
        }
        if UPPER in self._inputs:
            feeds[UPPER] = np.array(upper)
        wanted = [name for name, wished in ((self._output, upper), (TRUNK, trunk)) if wished]
        found = {
            name: np.asarray(value)[0] for name, value in zip(wanted, self._session.run(wanted, feeds), strict=True)
        }
        return found.get(self._output), found.get(TRUNK)

    def _padded(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
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
        return _unit((np.asarray(hidden) * weights).sum(axis=1))


def _packs(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """Row numbers of the texts of each run, in their order, of up to ``PACK`` tokens together; a longer text stands alone."""
    packs: list[list[int]] = []
    room = 0
    for row, text in enumerate(ids):
        if not packs or len(text) > room:
            packs.append([])
            room = PACK
        packs[-1].append(row)
        room -= len(text)
    return packs


def _batches(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """Row numbers of the texts of each run of a model that pads: of like length, and never a text padded to twice its own."""
    batches: list[list[int]] = []
    for row in sorted(range(len(ids)), key=lambda row: len(ids[row])):
        if not batches or len(batches[-1]) == BATCH or len(ids[row]) > 2 * len(ids[batches[-1][0]]):
            batches.append([])
        batches[-1].append(row)
    return batches


def _unit(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)).astype(np.float32)


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

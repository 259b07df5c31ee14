"""Give a built encoder layers that read: what they are taught, and the folder that comes of it. The teaching is in reading_training.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.build import ExtraMissing, save_encoder
from bot.encoders.built import load_built, read_built, split
from bot.encoders.graph import build_upper_graph
from bot.matching.encoder import encoder_in
from bot.matching.encoder_card import DRAFTS_FILE, READING_FILE
from bot.matching.reading_layers import TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnx import ModelProto

    from bot.encoders.transformer import Transformer
    from bot.matching.encoder_card import EncoderCard, HashedFile

FIRST_LAYER = 2
"""The layers before it are shared with the matcher's. Some from it on are copied, and the copies taught; what lies above is left out."""


@dataclass(frozen=True, slots=True)
class ReadingCourse:
    """How to teach. Of the ``batch`` texts of a batch ``ordinary`` are of those that are many; heads learn at ``head_rate``."""

    steps: int = 1800
    batch: int = 64
    ordinary: int = 20
    rate: float = 1e-4
    head_rate: float = 2e-3
    warm_up: float = 0.1
    dropout: float = 0.1
    smoothing: float = 0.02
    seed: int = 1


@dataclass(frozen=True, slots=True)
class ReadingLesson:
    """What is taught: texts as they will be read; by head, rows of texts with their class and weight; which rows are ordinary ones, of
    which there are so many that others would hardly be seen beside them.
    """

    texts: Sequence[str]
    heads: Mapping[str, Sequence[tuple[int, int, float]]]
    ordinary: frozenset[int]


@dataclass(frozen=True, slots=True)
class Layers:
    """Layers of an encoder that read: their ``file``, how many, and how they are taught; ``quick`` ones have one scale for all tokens."""

    file: HashedFile
    count: int
    course: ReadingCourse
    quick: bool = False


LAYERS = {
    "reading": Layers(READING_FILE, 2, ReadingCourse()),
    # A draft is read in several stretches: one layer tells its kinds as well as two do, and distress it need not tell.
    "drafts": Layers(DRAFTS_FILE, 1, ReadingCourse(steps=1400, ordinary=16), quick=True),
}
"""All that an encoder may have, by the field of its card that tells what they were taught."""


def teach_reading(
    folder: Path,
    into: Path,
    lessons: Mapping[str, ReadingLesson],
    *,
    seed: int,
    steps: int | None = None,
    progress: Callable[[str, int, int], None],
) -> EncoderCard:
    """Teach the encoder in ``folder`` those of LAYERS that there are ``lessons`` for and put all into the folder ``into``. What the encoder
    itself gives stays, and so do its other layers.

    ``progress`` hears (what is done, done, all). Raises ExtraMissing, EncoderUnusable, WeightsUnusable or DiskFailed.
    """
    try:
        # Extras: whoever only asks the lounge needs neither torch nor onnx.
        onnx = import_module("onnx")
        import_module("torch")
    except ModuleNotFoundError as error:
        raise ExtraMissing(str(error.name), "train") from None
    files = encoder_in(folder)
    model = load_built(folder)
    transformer = read_built(model, folder)
    split(model, FIRST_LAYER, transformer.width)
    card = files.card
    made: dict[HashedFile, ModelProto] = {}
    for name, layers in LAYERS.items():
        lesson = lessons.get(name)
        if lesson is None:
            if layers.file in card.sha256:
                made[layers.file] = onnx.load(str(folder / layers.file))
            continue
        course = replace(layers.course, seed=seed, steps=layers.course.steps if steps is None else steps)
        told = f"{len(lesson.texts)} texts, {course.steps} steps, seed {seed}"
        last = min(FIRST_LAYER + layers.count, len(transformer.layers)) - 1
        card = card.model_copy(update={name: f"layers {FIRST_LAYER} to {last}: {told}"})
        made[layers.file] = _taught(
            model, transformer, files.tokenizer, lesson, replace(layers, course=course), progress
        )
    return save_encoder(model, files.tokenizer, into, card, lambda _: None, made)


def _taught(
    model: ModelProto,
    transformer: Transformer,
    tokenizer: Path,
    lesson: ReadingLesson,
    layers: Layers,
    progress: Callable[[str, int, int], None],
) -> ModelProto:
    """The graph of layers that were taught a lesson, on the trunk of ``model``."""
    from bot.encoders.calibrating import CALIBRATED_ON, inputs_of, outputs_of, token_ids  # noqa: PLC0415
    from bot.encoders.reading_training import teach  # noqa: PLC0415

    ids = token_ids(tokenizer, lesson.texts)
    # As the encoder will give it: in whole numbers, not in the exact weights.
    read = outputs_of(model, ids, lambda done, of: progress("Reading texts", done, of), [TRUNK])
    trunk: list[NDArray[np.float16]] = [tokens.astype(np.float16) for (tokens,) in read]
    shallow = replace(transformer, layers=transformer.layers[: FIRST_LAYER + layers.count])
    taught = teach(shallow, trunk, lesson, FIRST_LAYER, layers.course, lambda done, of: progress("Teaching", done, of))
    inputs = inputs_of(taught, ids[:: max(1, len(ids) // CALIBRATED_ON)])
    return build_upper_graph(
        taught,
        FIRST_LAYER,
        {name: of.spread for name, of in inputs.items()},
        {name: of.largest for name, of in inputs.items()} if layers.quick else None,
    )

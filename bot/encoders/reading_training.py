"""Teaching an encoder's reading layers with torch: upper layers of their own learn to tell the classes of labelled texts apart.

Several heads learn on the same layers at once (multi-task learning: Caruana, 1997), each a linear map of the text's unit vector; only the
layers are kept, and the reader learns its own heads on what they give.
"""

# torch belongs to the extra `train` and is not there where types are checked.
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from bot.encoders.training import Model, rate_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bot.encoders.reading import ReadingCourse, ReadingLesson
    from bot.encoders.transformer import Transformer

# Of texts of like length are made that many batches at once, so that few tokens are padding.
_BATCHES_TOGETHER = 8
# Heads read a unit vector of some 400 numbers: scaled, they need no large weights.
_VECTOR_SCALE = 12.0


def teach(
    transformer: Transformer,
    trunk: Sequence[NDArray[np.float16]],
    lesson: ReadingLesson,
    first_layer: int,
    course: ReadingCourse,
    progress: Callable[[int, int], None],
) -> Transformer:
    """The transformer with taught layers from number ``first_layer`` on; the same for the same lesson, course, machine and torch.

    ``trunk`` holds, for each text of the lesson, the tokens' vectors before that layer, (tokens, width). ``progress`` hears (done, all).
    """
    torch.manual_seed(course.seed)
    torch.use_deterministic_algorithms(mode=True)
    draw = random.Random(course.seed)  # noqa: S311 - reproducible, not secret
    model = Model(transformer, course.dropout)
    width = transformer.width
    heads: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}
    for name, rows in lesson.heads.items():
        classes = 1 + max(label for _, label, _ in rows)
        weight = (torch.randn(width, classes) * 0.02).requires_grad_()
        heads[name] = weight, torch.zeros(classes, requires_grad=True)
    labels = {name: {row: (label, weight) for row, label, weight in rows} for name, rows in lesson.heads.items()}
    layers, maps = model.from_layer(first_layer), [tensor for pair in heads.values() for tensor in pair]
    optimiser = torch.optim.AdamW(
        [{"params": layers, "lr": course.rate}, {"params": maps, "lr": course.head_rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_of(step, course.steps, course.warm_up))
    batches = _Batches(lesson, [len(tokens) for tokens in trunk], draw, course)
    for step in range(course.steps):
        rows = batches.draw()
        # Numbers of half the length are multiplied in a quarter less time where the processor knows them.
        with torch.autocast("cpu", torch.bfloat16):
            read = model.upper([torch.tensor(trunk[row]).float() for row in rows], first_layer)
        vectors = _VECTOR_SCALE * read.float()
        loss = torch.zeros(())
        for name, (weight, bias) in heads.items():
            chosen = [(place, *labels[name][row]) for place, row in enumerate(rows) if row in labels[name]]
            if chosen:
                places, classes, weights = zip(*chosen, strict=True)
                scores = vectors[list(places)] @ weight + bias
                each = functional.cross_entropy(
                    scores, torch.tensor(classes), reduction="none", label_smoothing=course.smoothing
                )
                loss = loss + (each * torch.tensor(weights)).sum() / sum(weights)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*layers, *maps], 1.0)
        optimiser.step()
        schedule.step()
        progress(step + 1, course.steps)
    return model.weights()


class _Batches:
    """Written examples and ordinary questions, each text once before any comes again, with texts of like length together."""

    def __init__(
        self, lesson: ReadingLesson, lengths: Sequence[int], draw: random.Random, course: ReadingCourse
    ) -> None:
        self._lengths, self._random, self._course = lengths, draw, course
        self._ordinary = sorted(lesson.ordinary)
        self._written = [row for row in range(len(lesson.texts)) if row not in lesson.ordinary]
        self._left: dict[bool, list[int]] = {True: [], False: []}
        self._ready: list[list[int]] = []

    def draw(self) -> list[int]:
        """Row numbers of one batch."""
        if not self._ready:
            size = self._course.batch
            ordinary = self._course.ordinary if self._ordinary else 0
            rows = self._take(_BATCHES_TOGETHER * (size - ordinary), ordinary=False)
            rows += self._take(_BATCHES_TOGETHER * ordinary, ordinary=True)
            rows.sort(key=lambda row: self._lengths[row])
            self._ready = [rows[at : at + size] for at in range(0, len(rows), size)]
            self._random.shuffle(self._ready)
        return self._ready.pop()

    def _take(self, count: int, *, ordinary: bool) -> list[int]:
        pool, left = self._ordinary if ordinary else self._written, self._left[ordinary]
        while len(left) < count:
            left += self._random.sample(pool, len(pool))
        taken, self._left[ordinary] = left[:count], left[count:]
        return taken

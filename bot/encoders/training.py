"""Adapt an encoder's space to the knowledge's own phrasings, with torch. Imported by adapt.py alone, when it is asked for.

Three pulls at once, on batches of phrasings, out-of-scope lines and other sentences of the knowledge:

- distillation: in each batch, every text's likeness to the others is drawn towards what a larger encoder says of it (relational
  distillation after Park et al., CVPR 2019, with a softmax over the batch);
- supervised contrast (Khosla et al., NeurIPS 2020): phrasings of one entry together, and every out-of-scope line apart from all;
- the anchor: no vector goes far from where it was, so that what the texts do not speak of keeps its place.
"""

# torch belongs to the extra `train` and is not there where types are checked.
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from bot.encoders.transformer import Layer, Linear, Norm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from bot.encoders.transformer import Transformer


@dataclass(frozen=True, slots=True)
class Course:
    """How to train. ``contrast``, ``distil`` and ``anchor`` weigh the three pulls; layers before ``first_layer`` stay as they are."""

    steps: int = 600
    topics: int = 24
    each: int = 3
    others: int = 40
    rate: float = 5e-5
    warm_up: float = 0.1
    contrast: float = 0.1
    distil: float = 1.0
    anchor: float = 0.5
    contrast_temperature: float = 0.1
    distil_temperature: float = 0.05
    first_layer: int = 2
    max_tokens: int = 64
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned from: texts with their entry (None: of no entry), and a larger encoder's vectors where there is one."""

    texts: Sequence[str]
    entries: Sequence[str | None]
    teacher: NDArray[np.float32] | None


def train(
    transformer: Transformer,
    tokenizer: Tokenizer,
    lesson: Lesson,
    course: Course,
    progress: Callable[[int, int], None] | None = None,
) -> Transformer:
    """The adapted weights; the same for the same lesson, course, machine and version of torch. ``progress`` hears (steps done, steps).

    The tokenizer is set to cut at ``course.max_tokens`` and left so.
    """
    torch.manual_seed(course.seed)
    torch.use_deterministic_algorithms(mode=True)
    draw = random.Random(course.seed)  # noqa: S311 - reproducible, not secret
    tokenizer.no_padding()
    tokenizer.enable_truncation(course.max_tokens)
    ids = [item.ids for item in tokenizer.encode_batch(list(lesson.texts))]
    model = Model(transformer)
    frozen = model.lower(ids, course.first_layer)
    with torch.no_grad():
        before = torch.cat([model.upper(frozen[at : at + 64], course.first_layer) for at in range(0, len(ids), 64)])
    teacher = None if lesson.teacher is None else torch.tensor(lesson.teacher)
    numbers = {entry: place for place, entry in enumerate(sorted({entry for entry in lesson.entries if entry}))}
    classes = torch.tensor([-1 if entry is None else numbers[entry] for entry in lesson.entries])
    learned = model.from_layer(course.first_layer)
    optimiser = torch.optim.AdamW(learned, lr=course.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_of(step, course.steps, course.warm_up))
    batches = _Batches(lesson.entries, draw, course)
    for step in range(course.steps):
        rows = batches.draw()
        vectors = model.upper([frozen[row] for row in rows], course.first_layer)
        loss = course.anchor * (1 - (vectors * before[rows]).sum(1)).mean()
        if course.contrast:
            loss = loss + course.contrast * _contrast(vectors, classes[rows], course.contrast_temperature)
        if teacher is not None:
            loss = loss + course.distil * _distil(vectors, teacher[rows], course.distil_temperature)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        schedule.step()
        if progress is not None:
            progress(step + 1, course.steps)
    return model.weights()


def rate_of(step: int, steps: int, warm_up: float) -> float:
    """What the rate of learning is multiplied with: up in a line for a share ``warm_up`` of the steps, then down in a line."""
    warm = max(1, int(warm_up * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


class _Batches:
    """Some phrasings of some entries, and some texts of none."""

    def __init__(self, entries: Sequence[str | None], draw: random.Random, course: Course) -> None:
        self._draw, self._course = draw, course
        self._inside: dict[str, list[int]] = {}
        self._outside: list[int] = []
        for row, entry in enumerate(entries):
            (self._outside if entry is None else self._inside.setdefault(entry, [])).append(row)

    def draw(self) -> list[int]:
        """Row numbers of one batch."""
        course = self._course
        chosen = self._draw.sample(sorted(self._inside), min(course.topics, len(self._inside)))
        rows = [
            row
            for entry in chosen
            for row in self._draw.sample(self._inside[entry], min(course.each, len(self._inside[entry])))
        ]
        return rows + self._draw.sample(self._outside, min(course.others, len(self._outside)))


def _contrast(vectors: torch.Tensor, classes: torch.Tensor, temperature: float) -> torch.Tensor:
    itself = torch.eye(len(vectors), dtype=torch.bool)
    shares = functional.log_softmax((vectors @ vectors.T / temperature).masked_fill(itself, -1e9), dim=1)
    alike = (classes[:, None] == classes[None, :]) & (classes[:, None] >= 0) & ~itself
    counted = alike.sum(1)
    has = counted > 0
    return -((shares * alike).sum(1)[has] / counted[has]).mean()


def _distil(vectors: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    itself = torch.eye(len(vectors), dtype=torch.bool)
    ours, theirs = vectors @ vectors.T, teacher @ teacher.T
    near = functional.kl_div(
        functional.log_softmax((ours / temperature).masked_fill(itself, -1e9), dim=1),
        functional.log_softmax((theirs / temperature).masked_fill(itself, -1e9), dim=1),
        reduction="batchmean",
        log_target=True,
    )
    return near + 10 * functional.mse_loss(ours, theirs)


class Model:
    """The transformer with weights that can learn; its mathematics is that of graph.py, without families that know distances."""

    def __init__(self, transformer: Transformer, dropout: float = 0.0) -> None:
        """``dropout`` is the share of what a block adds that is left out of ``upper``, another each time; 0 for none."""
        self._shape = transformer
        self._dropout = dropout
        self._layers: list[dict[str, tuple[torch.Tensor, torch.Tensor]]] = [
            {part.name: _learnable(getattr(layer, part.name)) for part in fields(layer)} for layer in transformer.layers
        ]

    def from_layer(self, first: int) -> list[torch.Tensor]:
        """What learns: every weight from layer ``first`` on."""
        return [tensor for layer in self._layers[first:] for pair in layer.values() for tensor in pair]

    def lower(self, ids: Sequence[Sequence[int]], layers: int) -> list[torch.Tensor]:
        """What stays the same, once for each text: the tokens' vectors before layer ``layers``, (tokens, width) each."""
        shape = self._shape
        words, positions = torch.tensor(shape.words), torch.tensor(shape.positions)
        embedded = (torch.tensor(shape.embedded.scale), torch.tensor(shape.embedded.shift))
        result: list[torch.Tensor] = []
        with torch.no_grad():
            for text in ids:
                hidden = self._norm(words[torch.tensor(text)] + positions[: len(text)], embedded)[None]
                mask = torch.ones(1, len(text))
                for layer in self._layers[:layers]:
                    hidden = self._block(hidden, mask, layer)
                result.append(hidden[0])
        return result

    def upper(self, lower: Sequence[torch.Tensor], first: int) -> torch.Tensor:
        """Unit vectors (texts, width) from what ``lower`` gave."""
        hidden = torch.nn.utils.rnn.pad_sequence(list(lower), batch_first=True)
        mask = torch.zeros(hidden.shape[:2])
        for row, tokens in enumerate(lower):
            mask[row, : len(tokens)] = 1
        for layer in self._layers[first:]:
            hidden = self._block(hidden, mask, layer)
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled)

    def weights(self) -> Transformer:
        """The weights as they are now."""
        layers = tuple(
            Layer(**{name: _kept(getattr(kept, name), pair) for name, pair in layer.items()})
            for kept, layer in zip(self._shape.layers, self._layers, strict=True)
        )
        return replace(self._shape, layers=layers)

    def _block(
        self, hidden: torch.Tensor, mask: torch.Tensor, layer: dict[str, tuple[torch.Tensor, torch.Tensor]]
    ) -> torch.Tensor:
        heads = self._shape.heads

        def split(part: str) -> torch.Tensor:
            return self._linear(hidden, layer[part]).unflatten(2, (heads, -1)).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split("query"), split("key"), split("value"), attn_mask=(mask[:, None, None, :] - 1) * 1e9
        )
        out = self._linear(mixed.transpose(1, 2).flatten(2), layer["out"])
        attended = self._norm(self._dropped(out) + hidden, layer["attended"])
        down = self._linear(functional.gelu(self._linear(attended, layer["up"])), layer["down"])
        return self._norm(self._dropped(down) + attended, layer["fed"])

    def _dropped(self, value: torch.Tensor) -> torch.Tensor:
        return functional.dropout(value, self._dropout) if self._dropout else value

    def _linear(self, value: torch.Tensor, pair: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return value @ pair[0] + pair[1]

    def _norm(self, value: torch.Tensor, pair: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return functional.layer_norm(value, (self._shape.width,), pair[0], pair[1], self._shape.epsilon)


def _learnable(part: Linear | Norm) -> tuple[torch.Tensor, torch.Tensor]:
    first, second = (getattr(part, field.name) for field in fields(part))
    return torch.tensor(first, requires_grad=True), torch.tensor(second, requires_grad=True)


def _kept(part: Linear | Norm, pair: tuple[torch.Tensor, torch.Tensor]) -> Any:  # noqa: ANN401 - the kind that came in goes out
    return type(part)(*(tensor.detach().numpy() for tensor in pair))

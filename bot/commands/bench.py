"""``lounge bench``: what a reply costs and how often it is right, beside other methods, as the knowledge grows."""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.assembly import examples_of, open_encoder
from bot.commands import rivals
from bot.commands.progress import first_build
from bot.knowledge.loading import load_golden, load_knowledge
from bot.matching.matcher import Examples, build
from bot.matching.text import Vocabulary, words
from bot.matching.vectors import VectorCache
from bot.settings import cache_folder, shipped_vectors

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.knowledge.model import GoldenQuestion
    from bot.matching.encoder import Encoder
    from bot.settings import Settings

SIZES = (1_000, 10_000, 100_000)
SYNTHETIC_ENTRY = 20
QUESTIONS = {1_000: 250, 10_000: 250, 100_000: 60}
SEED = 1
MATCHER = "Doctors' Lounge"
HONEST = (
    "1,000: the first phrasings of each entry. Above the {real:,} real phrasings, entries of {each} synthetic phrasings are added: real "
    "phrasings with every third word exchanged, whose vectors are mixtures of real ones with noise. They show what size costs, and that "
    "rivals do not drown the right entry; they are no questions that people ask."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One method at one size: how often the right entry came first, and milliseconds a question."""

    method: str
    phrasings: int
    entries: int
    questions: int
    first: float
    p50_ms: float
    p99_ms: float
    build_s: float


@dataclass(frozen=True, slots=True)
class Grown:
    """Phrasings by entry at one size, with a unit row each."""

    texts: list[str]
    entries: list[str]
    vectors: NDArray[np.float32]


class _Known(VectorCache):
    """The vectors of grown phrasings, of which most belong to no text that was ever encoded."""

    def __init__(self, encoder: Encoder, cache: VectorCache, grown: Grown) -> None:
        super().__init__(encoder, None)
        self._cache = cache
        self._rows = grown.vectors
        self._grown = {text: row for row, text in enumerate(grown.texts)}

    def vectors(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Unit rows for ``texts``, shape (len(texts), dimensions)."""
        missing = [text for text in texts if text not in self._grown]
        found = dict(zip(missing, self._cache.vectors(missing, progress), strict=True)) if missing else {}
        result = np.empty((len(texts), self._rows.shape[1]), np.float32)
        for row, text in enumerate(texts):
            result[row] = self._rows[self._grown[text]] if text in self._grown else found[text]
        return result


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the table, or JSON; with --picture also draw it. 1 without a sentence encoder."""
    encoder = open_encoder(settings)
    if encoder is None:
        print("Without a sentence encoder there is nothing to compare.", file=sys.stderr)
        return 1
    knowledge = load_knowledge(settings.knowledge_dir)
    examples = examples_of(knowledge)
    asked = [item for item in load_golden(settings.knowledge_dir / "golden.yaml") if item.entry is not None]
    cache = VectorCache(encoder, cache_folder(), shipped_vectors())
    rows: list[Row] = []
    for size in arguments.sizes or SIZES:
        with first_build() as progress:
            rows += _measure(examples, cache, size, asked, progress)
        if not arguments.json:
            _print([row for row in rows if row.phrasings == rows[-1].phrasings], header=len(rows) < len(SIZES) * 2)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        real = sum(map(len, examples.phrasings.values()))
        print("\n" + HONEST.format(real=real, each=SYNTHETIC_ENTRY))
        if not any(row.method == "BM25" for row in rows):
            print('BM25 is left out: it needs the package bm25s (`pip install "doctors-lounge[dev]"`).')
    return _draw(rows, Path(arguments.picture)) if arguments.picture else 0


def _measure(
    examples: Examples,
    cache: VectorCache,
    size: int,
    asked: Sequence[GoldenQuestion],
    progress: Callable[[int, int], None],
) -> list[Row]:
    grown = grow(examples, cache, size)
    sample = random.Random(SEED).sample(list(asked), min(len(asked), QUESTIONS.get(size, 250)))  # noqa: S311
    phrasings: dict[str, list[str]] = {}
    for entry, text in zip(grown.entries, grown.texts, strict=True):
        phrasings.setdefault(entry, []).append(text)

    def matcher() -> Callable[[str], str]:
        built = build(
            Examples(phrasings, examples.out_of_scope, examples.vocabulary),
            _Known(cache.encoder, cache, grown),
            progress=progress,
        )

        def find(question: str) -> str:
            ranked = built.rank(question).candidates
            return ranked[0].id if ranked else ""

        return find

    methods: list[tuple[str, Callable[[], Callable[[str], str] | None]]] = [
        (MATCHER, matcher),
        ("nearest phrasing, same encoder", lambda: rivals.nearest(grown.vectors, grown.entries, cache.encoder)),
        ("BM25", lambda: rivals.bm25(grown.texts, grown.entries)),
        ("rapidfuzz token_set_ratio", lambda: rivals.token_set(grown.texts, grown.entries)),
        ("rapidfuzz WRatio", lambda: rivals.wratio(grown.texts, grown.entries)),
    ]
    rows: list[Row] = []
    for name, make in methods:
        began = time.perf_counter()
        find = make()
        took = time.perf_counter() - began
        if find is None:
            continue
        hits, times = 0, list[float]()
        find(sample[0].q)
        for item in sample:
            began = time.perf_counter()
            hits += find(item.q) == item.entry
            times.append((time.perf_counter() - began) * 1_000)
        p50, p99 = (float(value) for value in np.percentile(times, [50, 99]))
        rows.append(
            Row(name, len(grown.texts), len(phrasings), len(sample), round(hits / len(sample), 4), p50, p99, took)
        )
    return rows


def grow(examples: Examples, cache: VectorCache, size: int) -> Grown:
    """The knowledge cut or grown to about ``size`` phrasings, deterministic; synthetic entries are named ``synthetic-N``."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed sample, no secret
    each = max(1, size // len(examples.phrasings))
    # Prepared as the matcher prepares them: these are the texts whose vectors travel with the program.
    every = [line for _, lines in sorted(examples.phrasings.items()) for line in lines]
    vocabulary = Vocabulary(examples.vocabulary, every, cache.encoder.known_words)
    kept = {
        entry: [vocabulary.write_out(line) for line in list(lines)[:each]]
        for entry, lines in sorted(examples.phrasings.items())
    }
    texts = [text for lines in kept.values() for text in lines]
    entries = [entry for entry, lines in kept.items() for _ in lines]
    real = cache.vectors(texts)
    known = sorted({word for text in texts for word in words(text)})
    noise = np.random.default_rng(SEED)
    rows = [real]
    everything = len(texts) == sum(map(len, examples.phrasings.values()))
    for number in range(max(0, size - len(texts)) // SYNTHETIC_ENTRY if everything else 0):
        models = chance.sample(range(len(real)), SYNTHETIC_ENTRY)
        centre = real[models[0]] + real[models[1]] + noise.normal(0, 0.03, real.shape[1])
        mixed = (
            centre / np.linalg.norm(centre) + 0.5 * real[models] + noise.normal(0, 0.02, (len(models), real.shape[1]))
        )
        rows.append((mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32))
        for model in models:
            line = texts[model].split()
            line[::3] = chance.choices(known, k=len(line[::3]))
            texts.append(" ".join([*line, f"n{number}"]))
            entries.append(f"synthetic-{number}")
    return Grown(texts, entries, np.concatenate(rows))


def _print(rows: Sequence[Row], *, header: bool) -> None:
    if header:
        print(f"{'':32}{'phrasings':>10}{'entries':>9}{'first':>8}{'p50 ms':>9}{'p99 ms':>9}{'build s':>9}")
    for row in rows:
        figures = f"{row.first:8.1%}{row.p50_ms:9.1f}{row.p99_ms:9.1f}{row.build_s:9.1f}"
        print(f"{row.method:32}{row.phrasings:10,}{row.entries:9,}{figures}", flush=True)


def _draw(rows: Sequence[Row], path: Path) -> int:
    try:
        matplotlib: Any = import_module("matplotlib")
        matplotlib.use("Agg")
        plots: Any = import_module("matplotlib.pyplot")
    except ImportError:
        print('The picture needs matplotlib (`pip install "doctors-lounge[dev]"`).', file=sys.stderr)
        return 1
    matplotlib.rcParams["svg.hashsalt"] = "lounge"
    figure, axes = plots.subplots(figsize=(7.2, 4.2))
    for name in dict.fromkeys(row.method for row in rows):
        mine = [row for row in rows if row.method == name]
        axes.plot(
            [row.p50_ms for row in mine],
            [100 * row.first for row in mine],
            marker="o",
            linewidth=1.2,
            label=name,
        )
        for row in mine:
            axes.annotate(
                f"{row.phrasings:,}",
                (row.p50_ms, 100 * row.first),
                textcoords="offset points",
                xytext=(4, 5),
                fontsize=7,
            )
    axes.set_xscale("log")
    axes.set_ylim(0, 100)
    axes.set_xlabel("milliseconds a question, median (logarithmic); labels: phrasings")
    axes.set_ylabel("right entry ranked first, % of golden questions")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=8, loc="lower left")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    print(f"Drawn: {path}", file=sys.stderr)
    return 0

"""``lounge encoder list|use|install|build|adapt|box|teach``: which sentence encoder the lounge understands questions with."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from bot.encoders.adapt import adapt, vocabulary_of
from bot.encoders.box import box
from bot.encoders.build import build
from bot.encoders.catalogue import ADAPTED, LARGE, SMALL, Catalogue, is_name
from bot.encoders.graph import Precision
from bot.encoders.reading import ReadingLesson, teach_reading
from bot.encoders.reference import shipped_reference
from bot.knowledge.loading import load_knowledge
from bot.matching.encoder import BOXED, OnnxEncoder, encoder_in
from bot.matching.vectors import VectorCache
from bot.reading.examples import examples_of
from bot.screening.drafts_likeness import FILE as DRAFT_EXAMPLES
from bot.screening.drafts_likeness import KINDS, passages_of, read_labelled
from bot.screening.normalise import normalise
from bot.screening.screen import screening_folder
from bot.settings import cache_folder, encoders_folder, shipped_knowledge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator, Mapping, Sequence

    from rich.progress import ProgressColumn, TaskID

    from bot.reading.examples import Labelled
    from bot.screening.drafts_likeness import LabelledDraft
    from bot.settings import Settings

# A draft of a kind stands against several that are not.
_TELLING = 3.0
_RECOGNISABLE = "recognisable"


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one action on the encoders of this machine."""
    return _ACTIONS[arguments.action](arguments, settings)


def _list(_: argparse.Namespace, settings: Settings) -> int:
    catalogue = Catalogue(encoders_folder())
    in_force = None if settings.lounge_encoder_dir else catalogue.chosen()
    listed = catalogue.listed()
    for item in listed:
        mark = "*" if item.name == in_force else " "
        if item.files is None:
            print(f"{mark} {item.name:20} {item.fault}")
            continue
        card = item.files.card
        reading = None if card.reading is None else "with reading layers"
        size = f"{item.megabytes:.0f} MB"
        facts = [card.title or "(no name)", card.precision, reading, size, card.licence, card.source]
        print(f"{mark} {item.name:20} {', '.join(fact for fact in facts if fact)}")
    if not any(item.name == LARGE for item in listed):
        print(f"  {LARGE:20} not installed: `lounge encoder install large` fetches it (436 MB)")
    if settings.lounge_encoder_dir:
        print(f"* {settings.lounge_encoder_dir} (LOUNGE_ENCODER_DIR wins over the choice)")
    elif in_force not in [item.name for item in listed]:
        print(f"* {in_force:20} was chosen and is not there any more; `lounge encoder use {SMALL}` goes back")
    return 0


def _use(arguments: argparse.Namespace, settings: Settings) -> int:
    catalogue = Catalogue(encoders_folder())
    OnnxEncoder(catalogue.files(arguments.name))
    catalogue.choose(arguments.name)
    print(f"The encoder {arguments.name} is in force from the next start on.")
    if settings.lounge_encoder_dir:
        print(f"But LOUNGE_ENCODER_DIR is set and wins: {settings.lounge_encoder_dir}", file=sys.stderr)
    return 0


def _install(arguments: argparse.Namespace, _: Settings) -> int:
    # The Hub's client takes a third of a second to import.
    from bot.encoders.install import MPNET, install  # noqa: PLC0415

    with _bars(BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()) as progress:
        worst = install(MPNET, encoders_folder() / LARGE, shipped_reference(MPNET.title), progress, arguments.endpoint)
    print(f"{MPNET.title} ({MPNET.licence}) is installed; worst cosine to the reference vectors {worst:.6f}.")
    print(f"`lounge encoder use {LARGE}` puts it in force.")
    return 0


def _build(arguments: argparse.Namespace, _: Settings) -> int:
    into = Path(arguments.into) if arguments.into else encoders_folder() / LARGE
    built = build(Path(arguments.folder), into, Precision(arguments.precision), arguments.exact_layers)
    checked = "" if built.worst is None else f"; worst cosine to the reference vectors {built.worst:.6f}"
    print(f"{built.card.title} ({built.card.precision}) is built in {into}{checked}.")
    if into.parent == encoders_folder() and is_name(into.name):
        print(f"`lounge encoder use {into.name}` puts it in force.")
    else:
        print(f"LOUNGE_ENCODER_DIR={into} puts it in force.")
    return 0


def _adapt(arguments: argparse.Namespace, settings: Settings) -> int:
    teacher = None
    if arguments.teacher:
        teacher = VectorCache(OnnxEncoder(encoder_in(Path(arguments.teacher))), cache_folder())
    into = Path(arguments.into) if arguments.into else encoders_folder() / ADAPTED
    with _bars(BarColumn(), TimeRemainingColumn()) as progress:
        card = adapt(
            load_knowledge(settings.knowledge_dir),
            into,
            teacher,
            seed=arguments.seed,
            steps=arguments.steps,
            progress=progress,
        )
    print(f"{card.title} is in {into}: {card.source}.")
    print("Measure before you use it: `lounge evaluate` with LOUNGE_ENCODER_DIR set to that folder.")
    return 0


def _box(arguments: argparse.Namespace, settings: Settings) -> int:
    with _bars(BarColumn(), TimeRemainingColumn()) as progress:
        card, likeness = box(load_knowledge(settings.knowledge_dir), Path(arguments.into), progress)
    print(f"{card.title} ({card.precision}) is in {arguments.into}; mean cosine to the published model {likeness:.5f}.")
    print("In a checkout, `lounge knowledge vectors` encodes the knowledge with it.")
    return 0


def _teach(arguments: argparse.Namespace, settings: Settings) -> int:
    folder = BOXED if arguments.encoder is None else Path(arguments.encoder)
    knowledge = load_knowledge(settings.knowledge_dir)
    screening = screening_folder(settings.knowledge_dir, shipped_knowledge())
    prepare = vocabulary_of(knowledge, OnnxEncoder(encoder_in(folder))).write_out
    examples, drafts = examples_of(screening, knowledge), read_labelled(screening / DRAFT_EXAMPLES)
    lessons = {
        "reading": reading_lesson(examples, drafts, prepare),
        "drafts": drafts_lesson(examples[_RECOGNISABLE], drafts),
    }
    with _bars(BarColumn(), TimeRemainingColumn()) as progress:
        card = teach_reading(
            folder,
            Path(arguments.into),
            {name: lesson for name, lesson in lessons.items() if arguments.only in (None, name)},
            seed=arguments.seed,
            steps=arguments.steps,
            progress=progress,
        )
    none = "no layers of its own"
    print(f"{card.title} is in {arguments.into}. Reading: {card.reading or none}. Drafts: {card.drafts or none}.")
    print("Measure before you use it: `lounge evaluate --screen` with LOUNGE_ENCODER_DIR set to that folder.")
    return 0


def reading_lesson(
    examples: Mapping[str, Sequence[Labelled]], drafts: Sequence[LabelledDraft], prepare: Callable[[str], str]
) -> ReadingLesson:
    """The screen's examples as a lesson for reading layers, and the labelled drafts, whose every kind is a head of its own.

    ``prepare`` makes a question ready as the reader does; drafts are read as they are.
    """
    rows = {text: row for row, text in enumerate(sorted({item.text for head in examples.values() for item in head}))}
    written = {item.text for head in examples.values() for item in head if item.written}
    heads: dict[str, Sequence[tuple[int, int, float]]] = {
        name: [(rows[item.text], item.label, item.weight) for item in head] for name, head in examples.items()
    }
    heads |= _kinds_as_heads([(len(rows) + place, draft) for place, draft in enumerate(drafts)])
    return ReadingLesson(
        texts=[*(prepare(text) for text in rows), *(draft.draft for draft in drafts)],
        heads=heads,
        ordinary=frozenset(row for text, row in rows.items() if text not in written),
    )


def drafts_lesson(recognisable: Sequence[Labelled], drafts: Sequence[LabelledDraft]) -> ReadingLesson:
    """The labelled drafts as a lesson for the layers that read drafts: passages, as the draft check learns from them. Beside them, as what
    there is plenty of, the screen's examples of recognisable patients, which are told of in more ways than in drafts alone.
    """
    passages = [(text, draft) for draft in drafts for text in passages_of(draft)]
    written = [item for item in recognisable if item.written]
    rows = range(len(passages), len(passages) + len(written))
    heads = _kinds_as_heads([(row, draft) for row, (_, draft) in enumerate(passages)])
    heads[_RECOGNISABLE] = [(row, item.label, item.weight) for row, item in zip(rows, written, strict=True)]
    return ReadingLesson(
        texts=[*(text for text, _ in passages), *(normalise(item.text).folded for item in written)],
        heads=heads,
        ordinary=frozenset(rows),
    )


def _kinds_as_heads(drafts: Sequence[tuple[int, LabelledDraft]]) -> dict[str, Sequence[tuple[int, int, float]]]:
    """Drafts by row as a head for each kind. Kinds that readers differ on count on neither side."""
    return {
        kind.value: [
            (row, int(kind in draft.kinds), _TELLING if kind in draft.kinds else 1.0)
            for row, draft in drafts
            if kind in draft.kinds or kind not in draft.may
        ]
        for kind in KINDS
    }


@contextmanager
def _bars(*columns: ProgressColumn) -> Generator[Callable[[str, int, int], None]]:
    """A progress callback (what, done, all) that draws bars on standard error, and nothing where that is no terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), *columns, console=console, disable=not sys.stderr.isatty(), transient=True
    ) as progress:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=of)
            progress.update(tasks[what], completed=done, total=of)

        yield show


_ACTIONS = {
    "list": _list,
    "use": _use,
    "install": _install,
    "build": _build,
    "adapt": _adapt,
    "box": _box,
    "teach": _teach,
}

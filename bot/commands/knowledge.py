"""``lounge knowledge lint|list|show|due|schema|vectors``."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.assembly import examples_of, open_draft_check, open_encoder, open_reader, open_screen, reading_encoder
from bot.commands.browse import find
from bot.commands.progress import first_build
from bot.knowledge.due import due_reviews
from bot.knowledge.lint import lint
from bot.knowledge.loading import load_knowledge
from bot.knowledge.schema import entry_schema
from bot.matching.matcher import build
from bot.matching.vectors import VectorCache, vectors_file
from bot.plain_text import answer_text
from bot.screening.examples import screening_faults
from bot.screening.screen import FOLDER
from bot.settings import shipped_vectors
from bot.views import view_of

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from bot.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one action on the knowledge folder in force."""
    return _ACTIONS[arguments.action](arguments, settings)


def _lint(arguments: argparse.Namespace, settings: Settings) -> int:
    own = settings.knowledge_dir / FOLDER
    faults = lint(settings.knowledge_dir, _today()) + (screening_faults(own, _today()) if own.is_dir() else [])
    for fault in faults:
        print(fault)
    errors = sum(not fault.warning for fault in faults)
    print(f"{errors} errors, {len(faults) - errors} warnings in {settings.knowledge_dir}")
    return 1 if errors or (arguments.strict and faults) else 0


def _list(_: argparse.Namespace, settings: Settings) -> int:
    knowledge = load_knowledge(settings.knowledge_dir)
    for section in knowledge.guide.sections:
        print(f"\n{section.heading}")
        for entry in knowledge.entries_in(section.id):
            count = len(knowledge.phrasings.get(entry.id, ()))
            print(f"  {entry.id:30} {entry.basis.value:10} {count:4} phrasings  {entry.title}")
    return 0


def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    knowledge = load_knowledge(settings.knowledge_dir)
    entry = find(knowledge.entries, arguments.id)
    if entry is None:
        near = [key for key in knowledge.entries if arguments.id.lower() in key]
        hint = f"Did you mean: {', '.join(near)}" if near else "`lounge knowledge list` shows them all."
        print(f"There is no entry {arguments.id[:60]!r}. {hint}", file=sys.stderr)
        return 1
    print(answer_text(view_of(knowledge, entry.id)))
    print("\nAsked as:")
    print("\n".join(f"- {line}" for line in entry.asked_as))
    return 0


def _due(arguments: argparse.Namespace, settings: Settings) -> int:
    knowledge = load_knowledge(settings.knowledge_dir)
    horizon = _today() + timedelta(days=arguments.days)
    found = due_reviews(knowledge, horizon)
    for item in found:
        late = "overdue" if item.review_by < _today() else "due"
        print(f"{item.review_by.isoformat()}  {late:8} {item.kind:10} {item.id:32} {item.title}")
    print(f"{len(found)} to be reviewed by {horizon.isoformat()}")
    return 0


def _schema(_: argparse.Namespace, __: Settings) -> int:
    print(json.dumps(entry_schema(), indent=2))
    return 0


def _today() -> date:
    return datetime.now().astimezone().date()


def _vectors(_: argparse.Namespace, settings: Settings) -> int:
    encoder = open_encoder(settings)
    if encoder is None:
        print("Without a sentence encoder there are no vectors to make.", file=sys.stderr)
        return 1
    folder = shipped_vectors()
    for old in folder.glob("*.npz"):
        if old.name != vectors_file(encoder):
            old.unlink()
    vectors = VectorCache(encoder, folder)
    with first_build() as progress:
        knowledge = load_knowledge(settings.knowledge_dir)
        reading = reading_encoder(encoder)
        matcher = build(examples_of(knowledge), vectors, reading=reading, cache=folder, progress=progress)
    vectors.prune()
    screen = open_screen(settings)[0]
    for one in (matcher, build(examples_of(knowledge), None)):
        open_reader(settings, knowledge, one, screen, folder)
    for reads in (reading, None):
        open_draft_check(settings, screen, reads, folder)
    for path in sorted(folder.glob("*.npz")):
        print(f"{path.name}  {path.stat().st_size:,} bytes")
    return 0


_ACTIONS = {
    "lint": _lint,
    "list": _list,
    "show": _show,
    "due": _due,
    "schema": _schema,
    "vectors": _vectors,
}

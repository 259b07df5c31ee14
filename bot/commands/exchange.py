"""``lounge knowledge export`` and ``import``: a server's knowledge as files, for a pull request or an editor of one's own."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assembly import build_edited
from bot.commands.files import write_folder
from bot.concierge import Concierge
from bot.knowledge.archive import MAX_ARCHIVE_BYTES, ArchiveInvalid, pack, read_files, read_folder, unpack
from bot.knowledge.loading import load_golden, load_knowledge
from bot.lounges import Lounges
from bot.matching.decision import Thresholds
from bot.moderation.answering import ImpactMeter
from bot.moderation.exchange import Exchange, ImportPreview
from bot.moderation.measuring import Measuring
from bot.store.database import Database

if TYPE_CHECKING:
    import argparse

    from bot.knowledge.model import GoldenQuestion, KnowledgeBase
    from bot.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one of the two on the database and the knowledge folder in force."""
    return asyncio.run(_ACTIONS[arguments.action](arguments, settings))


async def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    target = Path(arguments.target)
    # Contacts nothing as long as no server is asked for.
    database = Database(settings.lounge_database_url)
    try:
        files = await _exchange(database, settings).export(arguments.server)
    finally:
        await database.close()
    if target.suffix == ".zip":
        await asyncio.to_thread(target.write_bytes, pack(files))
        print(f"{len(files)} files in {target}")
    else:
        written, removed = write_folder(target, files)
        print(f"{len(files)} files in {target}: {written} written, {removed} removed, the others were the same")
    return 0


async def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    imported = _read(Path(arguments.source))
    database = await Database.open(settings.lounge_database_url)
    try:
        exchange = _exchange(database, settings)
        preview = await exchange.preview(arguments.server, imported, by=None)
        _show(preview)
        if arguments.dry_run:
            print("Nothing was published (--dry-run).")
            return 0
        made = await exchange.publish(preview, by=None)
    finally:
        await database.close()
    print(f"{len(made)} entries published." if made else "Nothing differs, so nothing was published.")
    return 0


def _exchange(database: Database, settings: Settings) -> Exchange:
    knowledge = load_knowledge(settings.knowledge_dir)
    golden_file = settings.knowledge_dir / "golden.yaml"
    golden: tuple[GoldenQuestion, ...] = load_golden(golden_file) if golden_file.is_file() else ()
    # Neither export nor import asks a question, so no matcher is built.
    base = Concierge(knowledge, _NoMatcher(), Thresholds(1, 1))  # pyright: ignore[reportArgumentType]
    lounges = Lounges(base, build_edited)
    return Exchange(
        database,
        lounges,
        Measuring(lounges, ImpactMeter(build_edited)),
        settings.knowledge_dir,
        None,
        lambda: datetime.now(UTC),
        golden,
    )


class _NoMatcher:
    """Stands where no question is asked."""


def _read(source: Path) -> KnowledgeBase:
    if source.is_dir():
        return read_folder(source)
    try:
        with source.open("rb") as file:
            data = file.read(MAX_ARCHIVE_BYTES + 1)
    except OSError as error:
        raise ArchiveInvalid(f"{source} cannot be read ({error.strerror}).") from None
    return read_files(unpack(data))


def _show(preview: ImportPreview) -> None:
    for change in preview.changes:
        difference = preview.differences[change.entry]
        words = "retired" if change.overlay.retired else ", ".join(item.field for item in difference.fields)
        lines = f"+{len(difference.phrasings_added)} -{len(difference.phrasings_removed)} phrasings"
        print(f"{change.entry:32} {words or 'text as it was'}; {lines}")
    for name in preview.ignored:
        print(f"ignored: {name} differs, but a server changes entries and phrasings only", file=sys.stderr)


_ACTIONS = {"export": _export, "import": _import}

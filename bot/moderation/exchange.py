"""A server's knowledge as files, and files as a server's knowledge: export, and import as one publication, all or nothing."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import LoungeError
from bot.knowledge.archive import ArchiveInvalid, pack, read_files, unpack
from bot.knowledge.checking import check_entry
from bot.knowledge.loading import Fault
from bot.knowledge.overlay import EntryOverlay, apply, overlay_of
from bot.knowledge.writing import files_of
from bot.moderation.preview import Difference, difference
from bot.screening.model import Level
from bot.store import revisions
from bot.store.actions import Action
from bot.store.revisions import Change, Revision
from bot.store.server_settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from bot.concierge import Screener
    from bot.knowledge.impact import Impact
    from bot.knowledge.model import GoldenQuestion, KnowledgeBase
    from bot.lounges import Lounges
    from bot.moderation.measuring import Measuring
    from bot.store.database import Database


SOME_FILE = "a file"
REAL_PERSON = "a text looks like details of a real person"
NOT_REPEATED = Fault(SOME_FILE, 0, f"{REAL_PERSON}, in a name, an id or a key, so the fault there is not repeated")


class SecondModeratorNeeded(LoungeError):
    """With four-eyes, who imported does not publish."""

    def __init__(self) -> None:
        super().__init__("This server asks for two pairs of eyes: another moderator has to press Publish.")


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do.

    ``differences`` by entry id; ``ignored`` are files that differ from the shipped ones and that no server can change; ``impact`` is
    None as long as it was not measured.
    """

    server: int
    author: int | None
    changes: tuple[Change, ...]
    differences: Mapping[str, Difference]
    ignored: tuple[str, ...]
    impact: Impact | None


class Exchange:
    """Export and import for every server. Every async method may raise StoreUnavailable."""

    def __init__(
        self,
        database: Database,
        lounges: Lounges,
        measuring: Measuring,
        folder: Path,
        screen: Screener | None,
        clock: Callable[[], datetime],
        golden: Sequence[GoldenQuestion] = (),
    ) -> None:
        """``folder`` holds the knowledge that the lounges share."""
        self._database = database
        self._lounges = lounges
        self._measuring = measuring
        self._folder = folder
        self._screen = screen
        self._clock = clock
        self._golden = tuple(golden)

    async def export(self, server: int | None) -> dict[str, bytes]:
        """Every file of the knowledge folder, as it is with a server's edits (None: as shipped), by relative path."""
        base = self._lounges.base.knowledge
        knowledge = base if server is None else (await self._standing(server))[0]
        return await asyncio.to_thread(files_of, self._folder, base, knowledge)

    async def export_zip(self, server: int | None) -> bytes:
        """The export as one zip."""
        return await asyncio.to_thread(pack, await self.export(server))

    async def preview_zip(self, server: int, data: bytes, *, by: int) -> ImportPreview:
        """What the import of an uploaded zip would do. Raises ArchiveInvalid with every fault."""
        files = await asyncio.to_thread(unpack, data)
        return await self.preview(server, await asyncio.to_thread(self._read, files), by=by)

    async def preview(self, server: int, imported: KnowledgeBase, *, by: int | None) -> ImportPreview:
        """What an import would do, but for its impact. ``by`` is None for the operator.

        Raises ArchiveInvalid with every fault of a changed entry.
        """
        base = self._lounges.base.knowledge
        standing, heads = await self._standing(server)
        today = self._clock().date()
        gone = {
            key: overlay_of(base, key, None, ()) for key in sorted(standing.entries.keys() - imported.entries.keys())
        }
        # What only stops to refer to an entry that goes is not changed by hand.
        standing_then = await asyncio.to_thread(apply, base, {**_overlays(heads), **gone})
        overlays = gone | await asyncio.to_thread(self._changed, base, standing_then, imported, today)
        changes = tuple(
            Change(key, overlay, heads[key].number if key in heads else 0, Action.IMPORT)
            for key, overlay in overlays.items()
        )
        edited = await asyncio.to_thread(apply, base, {**_overlays(heads), **overlays})
        return ImportPreview(
            server=server,
            author=by,
            changes=changes,
            differences={
                key: difference(
                    standing.entries.get(key),
                    edited.entries.get(key),
                    standing.phrasings.get(key, ()),
                    edited.phrasings.get(key, ()),
                )
                for key in overlays
            },
            ignored=_ignored(standing, imported),
            impact=None,
        )

    async def measured(self, preview: ImportPreview, *, patience: float | None = None) -> ImportPreview:
        """The preview with its impact on what stands now; as it was where that takes longer than ``patience`` seconds.

        The work goes on then for the next who asks.
        """
        standing, heads = await self._standing(preview.server)
        overlays = {change.entry: change.overlay for change in preview.changes}
        edited = await asyncio.to_thread(apply, self._lounges.base.knowledge, {**_overlays(heads), **overlays})
        return replace(preview, impact=await self._measuring.impact(standing, edited, patience))

    async def publish(self, preview: ImportPreview, *, by: int | None) -> tuple[Revision, ...]:
        """Publishes an import that was previewed, all or nothing. ``by`` is None for the operator, whom four-eyes does not bind.

        Raises RevisionConflict where somebody published one of its entries since the preview, SecondModeratorNeeded.
        """
        settings = await settings_of(self._database, preview.server)
        four_eyes = settings.four_eyes and by is not None
        if four_eyes and by == preview.author:
            raise SecondModeratorNeeded
        made = await revisions.publish(
            self._database,
            preview.server,
            preview.changes,
            author=preview.author if four_eyes else by,
            approver=by if four_eyes else None,
            at=self._clock(),
        )
        await self._lounges.refresh(self._database, preview.server)
        return made

    async def _standing(self, server: int) -> tuple[KnowledgeBase, Mapping[str, Revision]]:
        heads = await revisions.heads(self._database, server)
        return await asyncio.to_thread(apply, self._lounges.base.knowledge, _overlays(heads)), heads

    def _read(self, files: Mapping[str, bytes]) -> KnowledgeBase:
        """The knowledge of files. Raises ArchiveInvalid, whose faults repeat nothing that the screen stops."""
        try:
            return read_files(files)
        except ArchiveInvalid as invalid:
            if not invalid.faults:
                raise
            faults = invalid.faults
        raise _invalid([fault if self._repeatable(fault) else NOT_REPEATED for fault in faults])

    def _repeatable(self, fault: Fault) -> bool:
        # Ids, keys and names of files are words that somebody typed too, joined by what no sentence has.
        said = f"{fault.path} {fault.message}"
        spaced = re.sub(r"[-_./]+", " ", said)
        return self._screen is None or all(
            self._screen.examine(text).level is not Level.BLOCK for text in (said, spaced)
        )

    def _changed(
        self, base: KnowledgeBase, standing: KnowledgeBase, imported: KnowledgeBase, today: date
    ) -> dict[str, EntryOverlay]:
        overlays: dict[str, EntryOverlay] = {}
        for key, entry in imported.entries.items():
            lines = imported.phrasings.get(key, ())
            same_lines = set(lines) == set(standing.phrasings.get(key, ()))
            if entry == standing.entries.get(key) and same_lines:
                continue
            overlays[key] = overlay_of(base, key, entry, lines)
        # Where the screen stops a text, no rule is asked: its fault may name a title.
        faults = [fault for key in overlays for fault in self._stopped(standing, imported, key)]
        faults = faults or [fault for key in overlays for fault in self._faults(standing, imported, key, today)]
        if faults:
            raise _invalid(faults)
        return overlays

    def _stopped(self, standing: KnowledgeBase, imported: KnowledgeBase, key: str) -> list[Fault]:
        if self._screen is None:
            return []
        known = {*_texts(standing, key)}
        fresh = (text for text in _texts(imported, key) if text not in known)
        if any(self._screen.examine(text).level is Level.BLOCK for text in fresh):
            file = _file(imported, key)
            return [Fault(file if self._repeatable(Fault(file, 0, "")) else SOME_FILE, 0, REAL_PERSON)]
        return []

    def _faults(self, standing: KnowledgeBase, imported: KnowledgeBase, key: str, today: date) -> list[Fault]:
        fields = imported.entries[key].model_dump(mode="json")
        lines = imported.phrasings.get(key, ())
        golden = [item.q for item in self._golden]
        checked = check_entry(imported, fields, lines, today=today, standing=standing, golden=golden)
        return [Fault(_file(imported, key), 0, str(fault)) for fault in checked.errors]


def _invalid(faults: Sequence[Fault]) -> ArchiveInvalid:
    told = tuple(dict.fromkeys(faults))
    shown = "\n".join(f"  {fault}" for fault in told[:10])
    return ArchiveInvalid(f"This import has {len(told)} fault(s), so nothing was changed:\n{shown}", told)


def _file(knowledge: KnowledgeBase, key: str) -> str:
    return f"entries/{knowledge.entries[key].section}/{key}.yaml"


def _overlays(heads: Mapping[str, Revision]) -> dict[str, EntryOverlay]:
    return {key: head.overlay for key, head in heads.items()}


def _texts(knowledge: KnowledgeBase, key: str) -> tuple[str, ...]:
    entry = knowledge.entries.get(key)
    if entry is None:
        return ()
    says = (view.says for view in entry.authorities)
    return (entry.title, entry.answer, entry.differ or "", *entry.do, *entry.avoid, *says, *knowledge.asked_as(key))


def _ignored(standing: KnowledgeBase, imported: KnowledgeBase) -> tuple[str, ...]:
    compared = {
        "guide.yaml": (standing.guide, imported.guide),
        "sources.yaml": (standing.sources, imported.sources),
        "checklists": (standing.checklists, imported.checklists),
        "vocabulary.yaml": (standing.vocabulary, imported.vocabulary),
        "out_of_scope.yaml": (standing.out_of_scope, imported.out_of_scope),
    }
    return tuple(name for name, (mine, theirs) in compared.items() if mine != theirs)

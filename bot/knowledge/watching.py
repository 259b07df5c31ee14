"""Noticing that the files of a knowledge folder changed, without taking over what is half written or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.loading import load_knowledge
from bot.knowledge.writing import SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.model import KnowledgeBase

_Stamp = tuple[tuple[str, int, int], ...]


class FolderWatch:
    """Watches one folder; for one thread at a time."""

    def __init__(self, folder: Path, version: str) -> None:
        """``version`` of the knowledge that is in use."""
        self._folder = folder
        self._version = version
        self._known = self._last = _stamp(folder)

    def poll(self) -> KnowledgeBase | None:
        """The knowledge of the folder, where it is another one than before; None as long as there is nothing new. Blocks.

        Files are read once they have stood still from one call to the next. Raises KnowledgeInvalid, once for each state of the
        files; until they change again, what was in use before stands.
        """
        now = _stamp(self._folder)
        still, self._last = now == self._last, now
        if now == self._known or not still:
            return None
        self._known = now
        found = load_knowledge(self._folder)
        if found.version == self._version:
            return None
        self._version = found.version
        return found


def _stamp(folder: Path) -> _Stamp:
    found: list[tuple[str, int, int]] = []
    for path in folder.rglob("*"):
        if path.suffix in SUFFIXES:
            try:
                status = path.stat()
            except OSError:
                continue
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))

"""A server's own knowledge: the shipped one with that server's edits laid over it.

The shipped knowledge is never changed. An edit names one entry and says what the server makes of it, together with the shipped text
that it was made from, so that a later release that changes that text can be noticed and compared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints, model_validator

from bot.knowledge.model import PHRASING_LENGTH, Entry, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.knowledge.model import Checklist, KnowledgeBase

Phrasing = Annotated[str, StringConstraints(min_length=1, max_length=PHRASING_LENGTH)]


class EntryOverlay(Record):
    """What a server makes of one entry; all defaults: the shipped entry as it is.

    ``entry`` is the server's own text, in the place of the shipped one or beside the others; ``retired`` takes the entry away;
    ``added`` and ``removed`` are phrasings; ``base`` is the shipped entry that stood when this was made (None: there was none).
    """

    entry: Entry | None = None
    retired: bool = False
    added: tuple[Phrasing, ...] = ()
    removed: tuple[Phrasing, ...] = ()
    base: Entry | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> EntryOverlay:
        if self.retired and (self.entry is not None or self.added or self.removed):
            raise ValueError("a retired entry has no text and no phrasings of its own")
        return self

    @property
    def is_shipped(self) -> bool:
        """Whether this leaves the shipped entry as it is."""
        return self.entry is None and not (self.retired or self.added or self.removed)


SHIPPED = EntryOverlay()
"""The shipped entry as it is."""


@dataclass(frozen=True, slots=True)
class ShippedChange:
    """A shipped entry that a release changed after a server had edited it: the text then, the text now, the server's own."""

    entry_id: str
    then: Entry | None
    now: Entry | None
    own: EntryOverlay


def apply(base: KnowledgeBase, overlays: Mapping[str, EntryOverlay]) -> KnowledgeBase:
    """The knowledge of a server with these overlays by entry id; ``base`` itself where they change nothing.

    References to what is not there (a retired entry, a source that a release took away) are left out, so that every id in the result
    can be looked up.
    """
    overlays = {key: overlay for key, overlay in sorted(overlays.items()) if not overlay.is_shipped}
    if not overlays:
        return base
    entries, phrasings = dict(base.entries), dict(base.phrasings)
    for key, overlay in overlays.items():
        if overlay.retired:
            entries.pop(key, None)
            phrasings.pop(key, None)
            continue
        if overlay.entry is not None:
            entries[key] = overlay.entry
        if key in entries:
            phrasings[key] = _phrasings(base.phrasings.get(key, ()), overlay)
    checklists = dict(_checklists(base.checklists, entries))
    known = replace(
        base,
        entries=MappingProxyType(dict(sorted(entries.items()))),
        phrasings=MappingProxyType(dict(sorted(phrasings.items()))),
        checklists=MappingProxyType(checklists),
        version=_version(base, overlays),
    )
    sound = {key: _sound(entry, known) for key, entry in known.entries.items()}
    return replace(known, entries=MappingProxyType(sound))


def overlay_of(base: KnowledgeBase, entry_id: str, entry: Entry | None, phrasings: Iterable[str]) -> EntryOverlay:
    """The overlay that makes of an entry of ``base`` this text (None: retired) and exactly these phrasings."""
    shipped = base.entries.get(entry_id)
    if entry is None:
        return SHIPPED if shipped is None else EntryOverlay(retired=True, base=shipped)
    wanted = tuple(dict.fromkeys(phrasings))
    old = base.phrasings.get(entry_id, ())
    added, removed = set(wanted) - set(old), set(old) - set(wanted)
    own = None if entry == shipped else entry
    overlay = EntryOverlay(
        entry=own,
        added=tuple(line for line in wanted if line in added),
        removed=tuple(line for line in old if line in removed),
        base=shipped,
    )
    return SHIPPED if overlay.is_shipped else overlay


def shipped_changes(base: KnowledgeBase, overlays: Mapping[str, EntryOverlay]) -> tuple[ShippedChange, ...]:
    """The entries that were edited here and whose shipped text is another one now than when they were edited, by id.

    A server that only added or removed phrasings gets the new text with the release, so there is nothing to compare.
    """
    return tuple(
        ShippedChange(key, overlay.base, base.entries.get(key), overlay)
        for key, overlay in sorted(overlays.items())
        if (overlay.entry is not None or overlay.retired)
        and fingerprint(overlay.base) != fingerprint(base.entries.get(key))
    )


def fingerprint(entry: Entry | None) -> str:
    """A hash of an entry's whole text; empty where there is no entry. A review that changed nothing but its date does not count."""
    if entry is None:
        return ""
    return hashlib.sha256(entry.model_dump_json(exclude={"reviewed"}).encode()).hexdigest()


def _phrasings(shipped: tuple[str, ...], overlay: EntryOverlay) -> tuple[str, ...]:
    gone = set(overlay.removed)
    return tuple(dict.fromkeys((*(line for line in shipped if line not in gone), *overlay.added)))


def _checklists(checklists: Mapping[str, Checklist], entries: Mapping[str, Entry]) -> Iterable[tuple[str, Checklist]]:
    for key, checklist in checklists.items():
        kept = tuple(item for item in checklist.entries if item in entries)
        if kept == checklist.entries:
            yield key, checklist
        elif kept:
            yield key, checklist.model_copy(update={"entries": kept})


def _sound(entry: Entry, knowledge: KnowledgeBase) -> Entry:
    update: dict[str, object] = {}
    related = tuple(key for key in entry.related if key in knowledge.entries)
    authorities = tuple(view for view in entry.authorities if view.source in knowledge.sources)
    points = tuple(point for point in entry.guide if point in knowledge.points)
    if related != entry.related:
        update["related"] = related
    if authorities != entry.authorities:
        update["authorities"] = authorities
    if points != entry.guide:
        update["guide"] = points
    if entry.checklist is not None and entry.checklist not in knowledge.checklists:
        update["checklist"] = None
    return entry.model_copy(update=update) if update else entry


def _version(base: KnowledgeBase, overlays: Mapping[str, EntryOverlay]) -> str:
    digest = hashlib.sha256(base.version.encode())
    for key, overlay in overlays.items():
        digest.update(f"\0{key}\0{overlay.model_dump_json(exclude={'base'})}".encode())
    return digest.hexdigest()

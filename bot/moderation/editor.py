"""Editing a server's knowledge: drafts, previews, publishing, undoing. Rights are the caller's to check; text is screened here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.knowledge.checking import Checked, FieldFault, check_entry
from bot.knowledge.forms import fields_of, with_text
from bot.knowledge.overlay import SHIPPED, EntryOverlay, apply, overlay_of, shipped_changes
from bot.moderation.errors import EditInvalid, TextScreened, UnknownEntry
from bot.moderation.preview import Difference, Preview, difference
from bot.screening.model import Kind, Level
from bot.store import drafts, revisions
from bot.store.actions import Action
from bot.store.drafts import Draft, Proposal
from bot.store.revisions import Change, Revision
from bot.store.server_settings import settings_of
from bot.views import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from pydantic import JsonValue

    from bot.concierge import Screener
    from bot.knowledge.model import Entry, GoldenQuestion, KnowledgeBase
    from bot.knowledge.overlay import ShippedChange
    from bot.lounges import Lounges
    from bot.moderation.measuring import Measuring
    from bot.store.database import Database

REVIEW_AFTER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Published:
    """An edit that is live in this process, and in every other within seconds."""

    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edit that waits for a second moderator."""

    draft: Draft


class Editor:
    """The use cases of editing, over one database and the lounges of this process.

    ``by`` is always the Discord id of the moderator who acts. Every method may raise StoreUnavailable, whose sentence is for a person.
    """

    def __init__(
        self,
        database: Database,
        lounges: Lounges,
        measuring: Measuring,
        screen: Screener | None,
        clock: Callable[[], datetime],
        golden: Sequence[GoldenQuestion] = (),
    ) -> None:
        """``clock`` gives the time with its zone; ``golden`` are questions that must not be learned."""
        self._database = database
        self._lounges = lounges
        self._measuring = measuring
        self._screen = screen
        self._clock = clock
        self._golden = tuple(golden)

    async def edit(self, server: int, entry: str, *, by: int, add_phrasings: Iterable[str] = ()) -> Draft:
        """A draft of an entry as it stands, with phrasings beside its own. Raises UnknownEntry, TextScreened (then there is none)."""
        knowledge, heads = await self._standing(server)
        if entry not in knowledge.entries:
            raise UnknownEntry
        standing = Proposal(fields=fields_of(knowledge.entries[entry]), phrasings=knowledge.phrasings.get(entry, ()))
        proposal = standing.model_copy(update={"phrasings": _lines((*standing.phrasings, *add_phrasings))})
        await asyncio.to_thread(self._screened, proposal, standing)
        return await self._begin(server, entry, proposal, heads, by)

    async def add(
        self, server: int, *, by: int, fields: Mapping[str, JsonValue] | None = None, phrasings: Iterable[str] = ()
    ) -> Draft:
        """A draft of a new entry, with what is known of it already. Raises TextScreened."""
        today = self._clock().date()
        review: JsonValue = {"on": today.isoformat(), "review_by": (today + REVIEW_AFTER).isoformat()}
        proposal = Proposal(fields={"reviewed": review, **(fields or {})}, phrasings=tuple(phrasings))
        await asyncio.to_thread(self._screened, proposal, Proposal())
        self._measuring.make_ready({})
        return await drafts.begin(self._database, server, "", proposal, opened_at=0, author=by, at=self._clock())

    async def retire(self, server: int, entry: str, *, by: int) -> Draft:
        """A draft that takes an entry away. Raises UnknownEntry."""
        knowledge, heads = await self._standing(server)
        if entry not in knowledge.entries:
            raise UnknownEntry
        return await self._begin(server, entry, Proposal(action=Action.RETIRE), heads, by)

    async def back_to_shipped(self, server: int, entry: str, *, by: int) -> Draft:
        """A draft that undoes everything the server made of an entry. Raises UnknownEntry where it made nothing of it."""
        _, heads = await self._standing(server)
        if entry not in heads:
            raise UnknownEntry
        return await self._begin(server, entry, Proposal(action=Action.SHIP), heads, by)

    async def keep_own(self, server: int, entry: str, *, by: int) -> Draft:
        """A draft that keeps the server's own text after a release changed the shipped one. Raises UnknownEntry."""
        _, heads = await self._standing(server)
        if entry not in heads:
            raise UnknownEntry
        return await self._begin(server, entry, Proposal(action=Action.KEEP), heads, by)

    async def restore(self, server: int, number: int, *, by: int) -> Draft:
        """A draft that brings back a revision. Raises UnknownRevision."""
        wanted = await revisions.revision(self._database, server, number)
        _, heads = await self._standing(server)
        return await self._begin(server, wanted.entry, Proposal(action=Action.RESTORE, restored=number), heads, by)

    async def draft(self, server: int, number: int) -> Draft:
        """A draft. Raises DraftGone."""
        return await drafts.draft(self._database, server, number)

    async def drafts(self, server: int, *, waiting: bool | None = None) -> tuple[Draft, ...]:
        """A server's drafts, oldest first; ``waiting`` True: those that a second moderator may publish."""
        return await drafts.drafts_of(self._database, server, waiting=waiting)

    async def save(
        self,
        draft: Draft,
        *,
        by: int,
        texts: Mapping[str, str] | None = None,
        add_phrasings: Iterable[str] = (),
        remove_phrasings: Iterable[str] = (),
    ) -> Draft:
        """Saves one part of an edit: ``texts`` are fields as typed (names as in ``forms.PARTS``), phrasings are lines.

        Who changes something becomes the author: what they made of it is for another to look at. Faults do not keep a draft from being
        saved; the preview names them. Raises TextScreened (then nothing was kept), DraftChanged, DraftGone.
        """
        now = self._clock()
        fields = dict(draft.proposal.fields)
        for name, text in (texts or {}).items():
            fields = with_text(fields, name, text, today=now.date().isoformat())
        lines = _lines((*draft.proposal.phrasings, *add_phrasings), without=_lines(remove_phrasings))
        proposal = Proposal(fields=fields, phrasings=lines)
        await asyncio.to_thread(self._screened, proposal, draft.proposal)
        author = by if proposal != draft.proposal else draft.author
        return await drafts.save(self._database, draft, at=now, proposal=proposal, author=author)

    async def copy(self, draft: Draft) -> Draft:
        """A second draft that begins where another stands, for texts that were typed while that one was saved from elsewhere.

        Its author is who wrote what stands there.
        """
        same = draft.server, draft.entry, draft.proposal
        return await drafts.begin(
            self._database, *same, opened_at=draft.opened_at, author=draft.author, at=self._clock()
        )

    async def discard(self, draft: Draft) -> bool:
        """Throws a draft away as it was seen; gives whether it was still there. Raises DraftChanged."""
        return await drafts.discard(self._database, draft)

    async def rebase(self, draft: Draft) -> Draft:
        """Takes a draft up to the newest revision after somebody has seen both texts: publishing then replaces the other's.

        Its author stays who wrote it, so that with four-eyes it takes another to publish it. Raises DraftChanged, DraftGone.
        """
        head = await revisions.head(self._database, draft.server, _entry_of(draft))
        return await drafts.save(self._database, draft, at=self._clock(), opened_at=head.number if head else 0)

    async def preview(self, draft: Draft, *, impact: bool = True, patience: float | None = None) -> Preview:
        """The draft as it would be published. Faults are named, not raised. Raises UnknownRevision, StoreUnavailable.

        The first measurement of impact in a process takes long. After ``patience`` seconds the preview comes without it (None), and the
        work goes on for the next one. Where the edit changes nothing, nothing is asked again.
        """
        knowledge, heads = await self._standing(draft.server)
        entry_id = _entry_of(draft)
        overlay, checked = await self._overlay(draft, knowledge, heads)
        head = heads.get(entry_id)
        edited = None
        if overlay is not None:
            edited = await asyncio.to_thread(
                apply, self._lounges.base.knowledge, {**_overlays(heads), entry_id: overlay}
            )
        before = knowledge.entries.get(entry_id)
        after = checked.entry if edited is None else edited.entries.get(entry_id)
        lines_after = checked.phrasings if edited is None else edited.phrasings.get(entry_id, ())
        return Preview(
            draft=draft,
            before=before,
            after=after,
            card=None if edited is None or after is None else view_of(edited, entry_id),
            difference=difference(before, after, knowledge.phrasings.get(entry_id, ()), lines_after),
            faults=checked.faults,
            impact=await self._measuring.impact(knowledge, edited, patience) if impact and edited is not None else None,
            conflict=head if head is not None and head.number != draft.opened_at else None,
        )

    async def publish(self, draft: Draft, *, by: int) -> Published | Waiting:
        """Publishes a draft; with four-eyes, a press of the author, or on a draft without one, only puts it before another.

        Raises EditInvalid, RevisionConflict (both texts in it), DraftGone, DraftChanged, UnknownRevision.
        """
        knowledge, heads = await self._standing(draft.server)
        overlay, checked = await self._overlay(draft, knowledge, heads)
        if overlay is None:
            raise EditInvalid(checked.errors)
        entry_id = _entry_of(draft)
        settings = await settings_of(self._database, draft.server)
        head = heads.get(entry_id)
        change = Change(entry_id, overlay, draft.opened_at, draft.proposal.action, draft.proposal.restored)
        if head is not None and head.number != draft.opened_at:
            raise revisions.RevisionConflict(change, head)
        # A draft whose author was forgotten has nobody to stand for it but who presses: it may be the same person.
        if settings.four_eyes and draft.author in (None, by):
            saved = await drafts.save(self._database, draft, at=self._clock(), waiting=True, author=by)
            return Waiting(saved)
        made = await revisions.publish(
            self._database,
            draft.server,
            [change],
            author=draft.author if settings.four_eyes else by,
            approver=by if settings.four_eyes else None,
            at=self._clock(),
            draft=draft,
        )
        await self._lounges.refresh(self._database, draft.server)
        return Published(made)

    async def history(
        self, server: int, entry: str | None = None, *, before: int | None = None
    ) -> tuple[Revision, ...]:
        """Revisions of a server, or of one entry, newest first, a page at a time from below the number ``before``."""
        return await revisions.history(self._database, server, entry, before=before)

    async def compare(self, revision: Revision) -> Difference:
        """What a revision changed against the one before it; against the shipped text where it is the first."""
        earlier = SHIPPED
        if revision.previous:
            earlier = (await revisions.revision(self._database, revision.server, revision.previous)).overlay
        states = [self._state(revision.entry, overlay) for overlay in (earlier, revision.overlay)]
        return difference(states[0][0], states[1][0], states[0][1], states[1][1])

    async def release_changes(self, server: int) -> tuple[ShippedChange, ...]:
        """Entries whose shipped text a release changed after this server had edited them."""
        _, heads = await self._standing(server)
        return shipped_changes(self._lounges.base.knowledge, _overlays(heads))

    def _state(self, entry_id: str, overlay: EntryOverlay) -> tuple[Entry | None, tuple[str, ...]]:
        knowledge = apply(self._lounges.base.knowledge, {entry_id: overlay})
        return knowledge.entries.get(entry_id), knowledge.phrasings.get(entry_id, ())

    async def _standing(self, server: int) -> tuple[KnowledgeBase, Mapping[str, Revision]]:
        """What stands in the database, which may be newer than what this process has noticed."""
        heads = await revisions.heads(self._database, server)
        knowledge = await asyncio.to_thread(apply, self._lounges.base.knowledge, _overlays(heads))
        return knowledge, heads

    async def _begin(
        self, server: int, entry: str, proposal: Proposal, heads: Mapping[str, Revision], by: int
    ) -> Draft:
        opened_at = heads[entry].number if entry in heads else 0
        self._measuring.make_ready(_overlays(heads))
        return await drafts.begin(
            self._database, server, entry, proposal, opened_at=opened_at, author=by, at=self._clock()
        )

    def make_ready(self, server: int) -> None:
        """What stands in a server is worked out while the moderator types, so that a preview has only the edit left to measure."""
        self._measuring.make_ready(self._lounges.overlays(server))

    async def _overlay(
        self, draft: Draft, knowledge: KnowledgeBase, heads: Mapping[str, Revision]
    ) -> tuple[EntryOverlay | None, Checked]:
        """What a draft makes of its entry; None where it breaks a rule."""
        base, entry_id, action = self._lounges.base.knowledge, _entry_of(draft), draft.proposal.action
        nothing = Checked(None, (), ())
        if action is Action.SHIP:
            return SHIPPED, nothing
        if action is Action.RETIRE:
            return overlay_of(base, entry_id, None, ()), nothing
        if action is Action.KEEP:
            own = heads[entry_id].overlay if entry_id in heads else SHIPPED
            return own.model_copy(update={"base": base.entries.get(entry_id)}), nothing
        if action is Action.RESTORE and draft.proposal.restored is not None:
            return (await revisions.revision(self._database, draft.server, draft.proposal.restored)).overlay, nothing
        now = self._clock().date()
        checked = await asyncio.to_thread(
            check_entry,
            knowledge,
            draft.proposal.fields,
            draft.proposal.phrasings,
            today=now,
            new=not draft.entry,
            golden=[item.q for item in self._golden],
        )
        if checked.entry is not None and checked.entry.id != entry_id:
            moved = FieldFault("id", "an entry keeps its id; retire it and add another instead")
            checked = Checked(checked.entry, checked.phrasings, (moved, *checked.faults))
        if checked.entry is None or checked.errors:
            return None, checked
        return overlay_of(base, entry_id, checked.entry, checked.phrasings), checked

    def _screened(self, proposal: Proposal, old: Proposal) -> None:
        """Raises TextScreened where a text that was not there before would identify somebody."""
        if self._screen is None:
            return
        known = {*_texts(old.fields), *(("phrasings", line) for line in old.phrasings)}
        kinds: dict[Kind, None] = {}
        fields: dict[str, None] = {}
        for name, text in (*_texts(proposal.fields), *(("phrasings", line) for line in proposal.phrasings)):
            if (name, text) in known:
                continue
            found = self._screen.examine(text)
            if found.level is Level.BLOCK:
                kinds |= dict.fromkeys(found.kinds)
                fields[name] = None
        if fields:
            raise TextScreened(tuple(kinds), tuple(fields))


def _lines(typed: Iterable[str], *, without: Collection[str] = ()) -> tuple[str, ...]:
    """Phrasings as they are kept: each once, with single spaces."""
    bare = (" ".join(line.split()) for line in typed)
    return tuple(dict.fromkeys(line for line in bare if line and line not in without))


def _entry_of(draft: Draft) -> str:
    return draft.entry or str(draft.proposal.fields.get("id", ""))


def _overlays(heads: Mapping[str, Revision]) -> dict[str, EntryOverlay]:
    return {key: head.overlay for key, head in heads.items()}


def _texts(fields: Mapping[str, JsonValue]) -> list[tuple[str, str]]:
    """Every free text in raw fields, with the name of its field."""
    found: list[tuple[str, str]] = []
    for name, value in fields.items():
        if name == "reviewed":
            continue
        pending: list[JsonValue] = [value]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                found.append((name, item))
            elif isinstance(item, dict):
                pending.extend(item.values())
            elif isinstance(item, list):
                pending.extend(item)
    return found

"""Questions for the moderators: what exactly would be kept, and what came in, the most frequent first."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from rapidfuzz import fuzz, process

from bot.errors import LoungeError
from bot.moderation.errors import TextScreened
from bot.screening.model import Distress, Level
from bot.screening.redaction import Redactor
from bot.store import inbox as store
from bot.store.tables import QUESTION_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime

    from numpy.typing import NDArray

    from bot.concierge import Screener
    from bot.knowledge.model import KnowledgeBase
    from bot.lounges import Lounges
    from bot.store.database import Database
    from bot.store.inbox import Question

ALIKE_BY_MEANING = 0.8
ALIKE_BY_WORDS = 75.0
SERVERS_READ = 20
"""How many servers' questions stay encoded in memory: about 1.5 kB each, at most ``bot.store.inbox.MOST_KEPT`` a server."""


class Reads(Protocol):
    """What turns texts into vectors of length 1."""

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """One row a text."""
        ...


class _Reader:
    """Encodes what was not encoded before; ``read`` is everything that was asked for."""

    def __init__(self, encoder: Reads, before: Mapping[str, NDArray[np.float32]]) -> None:
        self._encoder = encoder
        self._before = before
        self.read: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._before]
        rows = dict(zip(new, self._encoder.encode(new), strict=True)) if new else {}
        self.read = {text: rows[text] if text in rows else self._before[text] for text in texts}
        return np.stack([self.read[text] for text in texts])


class InboxOff(LoungeError):
    """The server's moderators take no questions, or did not turn this on."""

    def __init__(self) -> None:
        super().__init__("The moderators of this server do not take questions here, so nothing was sent.")


class TooLong(LoungeError):
    """A question that is too long to be kept."""

    def __init__(self) -> None:
        super().__init__(
            f"At most {QUESTION_LENGTH} characters can be sent. Shorten your question, and nothing else is kept."
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same: ``text`` is the one most like the others, ``texts`` all that differ, ``ids`` all of them."""

    id: int
    text: str
    texts: tuple[str, ...]
    ids: tuple[int, ...]
    nearest: str | None
    first: date
    last: date

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.ids)


class Inbox:
    """The inbox of every server, over one database. Every async method may raise StoreUnavailable."""

    def __init__(
        self, database: Database, lounges: Lounges, screen: Screener | None, clock: Callable[[], datetime]
    ) -> None:
        """``clock`` gives the time with its zone."""
        self._database = database
        self._lounges = lounges
        self._screen = screen
        self._clock = clock
        self._redactor = redactor_for(lounges.base.knowledge)
        self._read: OrderedDict[int, dict[str, NDArray[np.float32]]] = OrderedDict()

    def redact(self, text: str) -> str:
        """A text with numbers, addresses and unknown capitalised words masked. Raises TextScreened."""
        self._examine(text)
        redacted = self._redactor.redact(text)
        self._examine(redacted)
        return redacted

    def prepare(self, server: int, text: str) -> str:
        """Exactly what would be kept of a question; show it before asking for consent. Raises TextScreened, TooLong, InboxOff."""
        if not self._lounges.settings(server).inbox:
            raise InboxOff
        redacted = self.redact(text)
        if len(redacted) > QUESTION_LENGTH:
            raise TooLong
        return redacted

    async def send(self, server: int, prepared: str, *, nearest: str | None = None) -> None:
        """Keeps what was prepared, shown and agreed to. ``nearest`` is the first option of the reply.

        Raises TextScreened, TooLong, InboxOff; then nothing is kept. What would not be kept as it was shown is not kept at all.
        """
        if await asyncio.to_thread(self.prepare, server, prepared) != prepared:
            raise TextScreened(())
        known = nearest if nearest in self._lounges.knowledge(server).entries else None
        await store.keep(self._database, server, prepared, nearest=known, on=self._clock().date())

    async def groups(self, server: int) -> tuple[Group, ...]:
        """What came in within the server's time, grouped by what it asks, the most frequent first."""
        found = await self.questions(server)
        vectors = self._lounges.base.matcher.vectors
        if vectors is None:
            return await asyncio.to_thread(grouped, found, None)
        # Where moderators go from group to group, only what came in since is encoded; what is gone is forgotten.
        before = self._read.pop(server, {})
        reader = _Reader(vectors.encoder, before)
        groups = await asyncio.to_thread(grouped, found, reader)
        self._read[server] = reader.read
        while len(self._read) > SERVERS_READ:
            self._read.popitem(last=False)
        return groups

    async def group(self, server: int, number: int) -> Group | None:
        """The group that holds the question of a number; None where it was dismissed or purged."""
        return next((group for group in await self.groups(server) if number in group.ids), None)

    async def questions(self, server: int) -> tuple[Question, ...]:
        """What came in within the server's time, one by one, oldest first."""
        days = self._lounges.settings(server).retention_days
        return await store.kept(self._database, server, today=self._clock().date(), days=days)

    async def dismiss(self, server: int, group: Group) -> int:
        """Erases a group's questions, and gives how many were still there."""
        return await store.dismiss(self._database, server, group.ids)

    async def dismiss_known(self, server: int, entries: Collection[str]) -> int:
        """Erases the groups whose texts are all phrasings of one of these entries now; gives how many questions that were.

        Call it when the entries were published: what they know is answered, so nobody need look at it again.
        """
        knowledge = self._lounges.knowledge(server)
        known = [frozenset(map(_line, knowledge.phrasings.get(entry, ()))) for entry in entries]
        # Grouping encodes every question, which an edit that has nothing to do with the inbox need not wait for.
        found = {_line(question.text) for question in await self.questions(server)} if any(known) else set[str]()
        if not any(lines & found for lines in known):
            return 0
        erased = 0
        for group in await self.groups(server):
            texts = frozenset(map(_line, group.texts))
            if any(texts <= lines for lines in known):
                erased += await self.dismiss(server, group)
        return erased

    def _examine(self, text: str) -> None:
        if self._screen is None:
            return
        found = self._screen.examine(text)
        if found.level is not Level.CLEAR or found.advice or found.distress is not Distress.NONE:
            raise TextScreened(found.kinds)


def _line(text: str) -> str:
    return " ".join(text.split())


def redactor_for(knowledge: KnowledgeBase) -> Redactor:
    """A redactor that knows the words of a knowledge."""
    texts = [line for key in knowledge.entries for line in knowledge.asked_as(key)]
    texts += [text for entry in knowledge.entries.values() for text in (entry.title, entry.answer, *entry.do)]
    texts += [line for lines in knowledge.out_of_scope.values() for line in lines]
    return Redactor(texts, knowledge.vocabulary)


def grouped(questions: Sequence[Question], encoder: Reads | None) -> tuple[Group, ...]:
    """Questions grouped by meaning (cosine of vectors) or, without an encoder, by shared words; most frequent first, then newest.

    The question with most neighbours leads a group and takes them along, then the next of those that are left. The texts are encoded
    here.
    """
    if not questions:
        return ()
    alike = _alike([question.text for question in questions], encoder)
    left = np.ones(len(questions), bool)
    groups: list[Group] = []
    while left.any():
        neighbours = (alike & left).sum(axis=1)
        neighbours[~left] = 0
        leader = int(neighbours.argmax())
        members = [questions[int(place)] for place in np.flatnonzero(alike[leader] & left)]
        left &= ~alike[leader]
        text = questions[leader].text
        nearest = [question.nearest for question in members if question.nearest is not None]
        groups.append(
            Group(
                id=members[0].id,
                text=text,
                texts=tuple(dict.fromkeys((text, *(question.text for question in members)))),
                ids=tuple(question.id for question in members),
                nearest=max(nearest, key=nearest.count, default=None),
                first=min(question.on for question in members),
                last=max(question.on for question in members),
            )
        )
    return tuple(sorted(groups, key=lambda group: (-group.count, -group.last.toordinal(), group.id)))


def _alike(texts: Sequence[str], encoder: Reads | None) -> NDArray[np.bool_]:
    if encoder is None:
        scores = process.cdist(
            [text.lower() for text in texts], [text.lower() for text in texts], scorer=fuzz.token_sort_ratio
        )
        alike = scores >= ALIKE_BY_WORDS
    else:
        rows = encoder.encode(texts)
        alike = rows @ rows.T >= ALIKE_BY_MEANING
    np.fill_diagonal(alike, val=True)
    return alike

"""What the Discord bot needs of the rest of the house, as interfaces: which concierge serves a server, and where votes go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.concierge import Concierge
    from bot.drafting import DraftReply
    from bot.knowledge.model import KnowledgeBase
    from bot.moderation.desk import Desk


class Concierges(Protocol):
    """Which concierge answers where, over which knowledge."""

    async def concierge_for(self, server: int | None, /) -> Concierge:
        """The concierge of a server, or of direct messages for None; the first time in a server with edits it may have to be built."""
        ...

    def knowledge(self, server: int | None, /) -> KnowledgeBase:
        """The knowledge of a server, at once."""
        ...


class Votes(Protocol):
    """Where votes on answers go. Ids are Discord's; what is kept of them is the store's matter. Each raises LoungeError where it cannot."""

    @property
    def kept_days(self) -> int:
        """After how many days votes are erased, at the latest."""
        ...

    async def cast(self, *, message: int, user: int, entry: str, server: int | None, helpful: bool) -> None:
        """Record a person's vote on the answer of a message, in the place of an earlier one."""
        ...

    async def give_reason(self, *, message: int, user: int, reason: str) -> bool:
        """Say why an answer was not helpful; False where the person has no such vote on it."""
        ...

    async def forget(self, user: int) -> Mapping[str, int]:
        """Erase every row of a person; how many, by kind."""
        ...


class Housekeeping(Protocol):
    """What erases everything whose time is over."""

    async def __call__(self, present: Collection[int], /) -> Mapping[str, int]:
        """Erase it; how many rows, by kind. ``present`` are the servers that the lounge is on. Raises LoungeError where it cannot."""
        ...


class AfterPublish(Protocol):
    """What follows once a moderator's draft was published, besides that it is live."""

    async def __call__(self, desk: Desk, server: int, draft: int, entry: str, /) -> None:
        """``draft`` is the number that the draft had, ``entry`` the id that it was published under. What it raises goes on record only."""
        ...


class DraftReviewer(Protocol):
    """What reviews a draft."""

    def __call__(self, draft: str, /) -> DraftReply:
        """The report on a draft of any content; it holds no text of it. Safe from any thread."""
        ...


class OneConcierge:
    """The same concierge everywhere."""

    def __init__(self, concierge: Concierge) -> None:
        self._concierge = concierge

    async def concierge_for(self, server: int | None, /) -> Concierge:  # noqa: ARG002 - the interface's
        """The one concierge."""
        return self._concierge

    def knowledge(self, server: int | None, /) -> KnowledgeBase:  # noqa: ARG002 - the interface's
        """Its knowledge."""
        return self._concierge.knowledge

"""What is erased when its time is over. Run it at the start and once a day; every step stands for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import audit, departures, discussions, drafts, inbox, leases, outcomes, sessions, votes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.store.database import Database

DRAFTS = timedelta(days=14)
AUDIT = timedelta(days=90)
CANDIDATES = timedelta(days=90)
SESSIONS = timedelta(days=90)
ASKERS = timedelta(days=90)
"""After this long nobody is known as the asker of a discussion any more, whether or not its thread is still there."""
CALLS = timedelta(days=2)
COUNTS = timedelta(days=396)
"""Votes and counts: thirteen months, so that a month can be compared with the same one a year before."""


async def purge(database: Database, now: datetime, *, present: Collection[int] = ()) -> Mapping[str, int]:
    """Erases what is due at ``now``, and gives the number of rows by table (of servers: ``servers``). Raises StoreUnavailable.

    ``present`` are the servers that the lounge is on.
    """
    today = now.date()
    return {
        "questions": await inbox.purge(database, today=today),
        "drafts": await drafts.purge(database, before=now - DRAFTS),
        "audit": await audit.purge(database, before=now - AUDIT),
        "votes": await votes.purge(database, before=today - COUNTS),
        "outcomes": await outcomes.purge(database, before=today - COUNTS),
        "candidates": await discussions.purge(database, before=now - CANDIDATES),
        "discussions": await discussions.forget_askers(database, before=now - ASKERS),
        "calls": await discussions.forget_calls(database, before=now - CALLS),
        "sessions": await sessions.purge(database, before=now - SESSIONS),
        "leases": await leases.purge(database, before=now - CALLS),
        "servers": len(await departures.erase_departed(database, today=today, present=present)),
    }

"""The moderators' desk: everything that editing, the inbox and the lounge of colleagues work with, over one database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.knowledge.loading import load_golden
from bot.moderation.answering import ImpactMeter
from bot.moderation.editor import Editor
from bot.moderation.exchange import Exchange
from bot.moderation.inbox import Inbox
from bot.moderation.measuring import Measuring
from bot.store.outcomes import OutcomeCounter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.concierge import Screener
    from bot.lounges import Builder, Lounges
    from bot.store.database import Database
    from bot.store.members import Members


@dataclass(frozen=True, slots=True)
class Desk:
    """What one process holds of it.

    ``clock`` gives the time with its zone; ``holder`` names this process where one of several does a thing; ``screen`` is the one that
    questions pass, for words that are to be shown to others.
    """

    database: Database
    members: Members
    lounges: Lounges
    screen: Screener
    measuring: Measuring
    editor: Editor
    exchange: Exchange
    inbox: Inbox
    outcomes: OutcomeCounter
    clock: Callable[[], datetime]
    holder: str


def open_desk(
    database: Database,
    members: Members,
    lounges: Lounges,
    screen: Screener,
    build: Builder,
    knowledge: Path,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    *,
    rules: Screener | None = None,
) -> Desk:
    """The desk of one process; contacts nothing yet. ``build`` as the lounges use it; ``knowledge`` is the folder in force.

    ``rules`` examines what moderators write into the knowledge, where what was learned from people's questions has no say;
    without it, ``screen`` does.
    Raises KnowledgeInvalid where the golden questions cannot be read.
    """
    questions = knowledge / "golden.yaml"
    golden = load_golden(questions) if questions.is_file() else ()
    measuring = Measuring(lounges, ImpactMeter(build, golden))
    return Desk(
        database=database,
        members=members,
        lounges=lounges,
        screen=screen,
        measuring=measuring,
        editor=Editor(database, lounges, measuring, rules or screen, clock, golden),
        exchange=Exchange(database, lounges, measuring, knowledge, rules or screen, clock, golden),
        inbox=Inbox(database, lounges, screen, clock),
        outcomes=OutcomeCounter(),
        clock=clock,
        holder=secrets.token_hex(8),
    )

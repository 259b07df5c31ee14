"""Stand-ins for the store and the draft check, and longest texts to fill cards with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.discord_app.client import LoungeBot, build_bot
from bot.discord_app.offers import Offers
from bot.discord_app.ports import OneConcierge
from bot.drafting import DraftReviewer
from bot.knowledge.model import KnowledgeBase
from bot.screening.drafts import DraftReview, Finding, Reviewed
from bot.screening.drafts_rules import DraftKind, Severity
from bot.screening.model import Distress, Kind, Level, Screening, Span
from bot.settings import load_settings
from tests.lounge_parts import NOTICES, ToldMatcher, ToldScreen, concierge

BLOCKED = Screening(Level.BLOCK, (Span(Kind.NAME, Level.BLOCK, 0, 4, "told"),))
CAUTIOUS = Screening(Level.CAUTION, (Span(Kind.AGE, Level.CAUTION, 0, 4, "told"),))
SCREENED = {
    "Jamison": BLOCKED,
    "ninety-four": CAUTIOUS,
    "amoxicillin": Screening(Level.CLEAR, advice=True),
    "exhausted": Screening(Level.CLEAR, distress=Distress.STRAIN),
    "overdose": Screening(Level.CLEAR, distress=Distress.SOMEONE_ELSE),
}


@dataclass
class KeptVotes:
    """Votes in memory, as the store keeps them: one for a person and a message."""

    kept_days: int = 180
    cast_votes: dict[tuple[int, int], tuple[str, int | None, bool, str | None]] = field(default_factory=dict)

    async def cast(self, *, message: int, user: int, entry: str, server: int | None, helpful: bool) -> None:
        self.cast_votes[message, user] = (entry, server, helpful, None)

    async def give_reason(self, *, message: int, user: int, reason: str) -> bool:
        if (message, user) not in self.cast_votes or self.cast_votes[message, user][2]:
            return False
        self.cast_votes[message, user] = (*self.cast_votes[message, user][:3], reason)
        return True

    async def forget(self, user: int) -> Mapping[str, int]:
        mine = [key for key in self.cast_votes if key[1] == user]
        for key in mine:
            del self.cast_votes[key]
        return {"votes": len(mine)}


def finding(severity: Severity = Severity.HIGH, **changes: object) -> Finding:
    values: dict[str, object] = {
        "kind": DraftKind.IDENTIFIABLE_PATIENT,
        "severity": severity,
        "start": 0,
        "end": 4,
        "guide": ("G59",),
        "where": "Word 1",
        "detail": "a name",
        "why": "It may point to one person.",
        "suggestion": "Leave it out.",
        "rule": "told",
    }
    return Finding(**{**values, **changes})  # type: ignore[arg-type]


class ToldCheck:
    """Finds a name where it was told of one, and nothing else."""

    def review(self, draft: str) -> DraftReview:
        if not draft.strip():
            return DraftReview(reviewed=Reviewed.EMPTY)
        distress = Distress.STRAIN if "exhausted" in draft else Distress.NONE
        return DraftReview((finding(),) if "Jamison" in draft else (), distress)


def bot_of(
    knowledge: KnowledgeBase,
    *,
    votes: KeptVotes | None = None,
    offers: Offers | None = None,
    matcher: ToldMatcher | None = None,
) -> LoungeBot:
    """The bot over the shipped knowledge, with stand-ins for matcher, screen, store and draft check."""
    lounge = concierge(knowledge, matcher, ToldScreen(SCREENED))
    reviewer = DraftReviewer(ToldCheck(), NOTICES)  # type: ignore[arg-type]
    return build_bot(load_settings(), OneConcierge(lounge), votes=votes, review_draft=reviewer.review, offers=offers)


def with_long_points(knowledge: KnowledgeBase, text: str = "point ") -> KnowledgeBase:
    """The knowledge with points as long as points may be."""
    points = tuple(
        point.model_copy(update={"text": (text * 400)[:400], "note": (text * 400)[:400]})
        for point in knowledge.guide.points
    )
    guide = knowledge.guide.model_copy(update={"points": points})
    return replace(knowledge, guide=guide, points={point.id: point for point in points})

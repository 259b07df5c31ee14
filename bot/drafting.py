"""The door for drafts: a draft goes in, a review comes out, with the fixed text that comes before it where the writer needs one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import texts
from bot.screening.drafts import Reviewed
from bot.screening.model import Distress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reply import Notice
    from bot.screening.drafts import DraftCheck, DraftReview


@dataclass(frozen=True, slots=True)
class DraftReply:
    """A review, ready to show. ``notice`` comes first: people to talk to, or why nothing was reviewed. It holds no text of the draft."""

    review: DraftReview
    notice: Notice | None = None


class DraftReviewer:
    """Reviews drafts. Immutable and safe to share between threads."""

    def __init__(self, check: DraftCheck, notices: Mapping[str, Notice]) -> None:
        """``notices`` are the screen's fixed texts by key, of which those for distress are used."""
        self._check = check
        self._notices = notices

    def review(self, draft: str) -> DraftReply:
        """The reply to a draft of any content. Never raises for what it holds, never keeps it."""
        review = self._check.review(draft)
        if review.reviewed is Reviewed.EMPTY:
            return DraftReply(review, texts.DRAFT_EMPTY)
        if review.reviewed is Reviewed.TOO_LONG:
            return DraftReply(review, texts.DRAFT_TOO_LONG)
        if review.distress is Distress.NONE:
            return DraftReply(review)
        return DraftReply(review, self._notices.get(review.distress.value))

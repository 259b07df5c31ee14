"""What the lounge of colleagues declines on purpose."""

from __future__ import annotations

from bot.discord_app.refusals import Refusal


class LoungeClosed(Refusal):
    """The server has set no lounge channel."""

    key = "lounge.refused.closed"


class LoungeChannelGone(Refusal):
    """The lounge channel was deleted, or discussions cannot be opened in its kind."""

    key = "lounge.refused.gone"


class LoungeLacks(Refusal):
    """The bot lacks permissions in the lounge ``channel``; ``missing`` names them."""

    key = "lounge.refused.lacks"


class NotThere(Refusal):
    """The person cannot write in the lounge ``channel``."""

    key = "lounge.refused.not_there"


class DiscussedEnough(Refusal):
    """The person opened as many discussions as one can in a day; ``again`` is a timestamp of Discord's."""

    key = "lounge.refused.enough"


class BeingPosted(Refusal):
    """The same preview is being posted, or was."""

    key = "lounge.refused.being_posted"


class NotDiscussion(Refusal):
    """Something that belongs to a discussion, asked for elsewhere."""

    key = "lounge.refused.not_discussion"


class NotAsker(Refusal):
    """Something that only who opened the discussion, or a moderator, can do."""

    key = "lounge.refused.not_asker"


class NothingToKeep(Refusal):
    """A message without words, or one of the lounge's own."""

    key = "lounge.refused.nothing"


class MarkedTooLong(Refusal):
    """A message that is too long to be shown as it would be kept."""

    key = "lounge.refused.too_long"


class CandidateGone(Refusal):
    """The candidate was dismissed, used, or expired."""

    key = "lounge.refused.candidate_gone"


class RoleUnfit(Refusal):
    """A role that cannot be a specialty."""

    key = "lounge.refused.role"


class LimitUnreadable(Refusal):
    """A limit that is no number, or out of bounds."""

    key = "lounge.refused.limit"

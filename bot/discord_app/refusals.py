"""What the lounge declines on purpose: each says so in a clear sentence of the catalogue, and needs no incident."""

from __future__ import annotations

from typing import ClassVar

from bot.discord_app.translation import Words
from bot.errors import LoungeError


class Refusal(LoungeError):
    """Something that a person asked for and does not get.

    ``key`` is a key of the catalogue and ``fields`` fill it, so that it can be said in the person's language.
    """

    key: ClassVar[str]

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(Words()(self.key, **fields))


class ControlStale(Refusal):
    """A control points to an entry, checklist or section that is no longer there."""

    key = "stale.control"


class ControlForeign(Refusal):
    """A control carries an id that the lounge never gave it."""

    key = "stale.foreign"


class TooSoon(Refusal):
    """Somebody asks faster than one reads; ``seconds`` says when they can go on."""

    key = "trouble.cooldown"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)


class ShareRefused(Refusal):
    """A reply that is not a plain answer cannot be shown to others."""

    key = "answer.share_refused"


class ChannelClosed(Refusal):
    """The lounge, or the person, cannot post in this channel."""

    key = "trouble.access"


class NotModerator(Refusal):
    """Something that only moderators do."""

    key = "right.not_moderator"


class NotManager(Refusal):
    """Something that only people with Manage Server do."""

    key = "right.not_manager"


class ServerOnly(Refusal):
    """Something that belongs to a server, asked for elsewhere."""

    key = "right.server_only"


class NotOffered(Refusal):
    """A control leads to something that this lounge does not offer now."""

    key = "trouble.not_offered"


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

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


class SentTooOften(Refusal):
    """Somebody sends more to the moderators than one person asks; ``minutes`` says when they can go on."""

    key = "send.too_often"

    def __init__(self, seconds: int) -> None:
        super().__init__(minutes=-(-seconds // 60))


class GroupGone(Refusal):
    """Questions of the inbox that were dismissed, or whose time was over."""

    key = "inbox.gone"


class ImportGone(Refusal):
    """The preview of an import that is no longer held, or never was in this server."""

    key = "import.gone"


class UploadTooLarge(Refusal):
    """A file that is larger than any knowledge folder."""

    key = "import.too_large"

    def __init__(self, most: int) -> None:
        super().__init__(most=most // 1_000_000)


class UploadUnread(Refusal):
    """A file that Discord does not hand out."""

    key = "import.unread"


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


class RoleOfEverybody(Refusal):
    """A role that cannot be the moderators': everybody's, or one of another server."""

    key = "settings.role_refused"


class ChannelUnusable(Refusal):
    """A channel that cannot be the audit channel: gone, or closed to the lounge."""

    key = "settings.audit_refused"


class NothingToAdd(Refusal):
    """A message without text."""

    key = "edit.no_text"

"""Controls of editing: drafts by their number and version, revisions by their number, settings of a server.

A draft's button carries the version it was shown with, so that nobody publishes a text that he has not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot.discord_app import limits
from bot.discord_app.controls.control import NUMBER, SLUG, Control, optional
from bot.discord_app.markdown import shorten
from bot.knowledge.forms import PARTS
from bot.store.server_settings import LONGEST_RETENTION_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_app.translation import Words
    from bot.store.drafts import Draft
    from bot.store.server_settings import ServerSettings

ROW_ID = r"[0-9]{1,18}"
VERSION = r"[0-9]{1,6}"
DRAFT: Final = {"draft": ROW_ID, "version": VERSION}
RETENTION_CHOICES: Final = (7, 14, 30, 60, LONGEST_RETENTION_DAYS)


class Publish(Control, action="publish", fields=DRAFT):
    """Publish a draft."""


class Discard(Control, action="discard", fields=DRAFT):
    """Ask whether a draft is to be thrown away."""


class DiscardForGood(Control, action="discard-now", fields=DRAFT):
    """Throw a draft away."""


class Rebase(Control, action="rebase", fields=DRAFT):
    """Hold on to one's own text although somebody published another meanwhile."""


class EditPart(Control, action="part", fields={"part": "|".join(PARTS), **DRAFT}):
    """Edit a part of a draft in a form."""


class Phrasings(Control, action="lines", fields={**DRAFT, "page": NUMBER}):
    """The phrasings of a draft, page by page."""


class ChangePhrasings(Control, action="relines", fields=DRAFT):
    """Add phrasings to a draft, or take some away, in a form."""


class ShowDraft(Control, action="preview", fields={"draft": ROW_ID}):
    """The preview of a draft as it is now."""


class AsSeen(Control, action="as-seen", fields={"draft": ROW_ID}):
    """The answer of a draft exactly as people would see it."""


class Standing(Control, action="standing", fields={"draft": ROW_ID}):
    """What stands now in the place of a draft."""


class Changes(Control, action="changes", fields={"draft": ROW_ID, "page": NUMBER}):
    """Everything that a draft changes, page by page."""


class OpenDraft(Control, action="drafts"):
    """A menu of drafts."""


class History(Control, action="history", fields={"entry": optional(SLUG), "before": optional(ROW_ID)}):
    """Revisions of a server or an entry, those below a number."""


class OpenRevision(Control, action="revisions"):
    """A menu of revisions."""


class Compare(Control, action="compare", fields={"number": ROW_ID, "page": NUMBER}):
    """What a revision changed, page by page."""


class Restore(Control, action="restore", fields={"number": ROW_ID}):
    """Bring a revision back, as a draft to be published."""


class OpenRelease(Control, action="releases"):
    """A menu of entries whose shipped text a release changed."""


class CompareRelease(Control, action="release", fields={"entry": SLUG, "page": NUMBER}):
    """What a release changed in an entry, page by page."""


class CompareOwn(Control, action="own", fields={"entry": SLUG, "page": NUMBER}):
    """How the server's own text of an entry differs from the shipped one, page by page."""


class BackToShipped(Control, action="ship", fields={"entry": SLUG}):
    """Go back to the shipped text of an entry, as a draft to be published."""


class KeepOwn(Control, action="keep", fields={"entry": SLUG}):
    """Hold on to the server's own text of an entry, as a draft to be published."""


class SetRole(Control, action="set-role"):
    """The role of the moderators."""


class SetAuditChannel(Control, action="set-audit"):
    """The channel that is told of what moderators did."""


class SetFourEyes(Control, action="set-eyes", fields={"on": "[01]"}):
    """Whether a second moderator publishes."""


class SetInbox(Control, action="set-inbox", fields={"on": "[01]"}):
    """Whether moderators take questions."""


class SetRetention(Control, action="set-days"):
    """How long questions are kept."""


def of(draft: Draft) -> tuple[int, int]:
    """The fields that a draft's control carries."""
    return draft.id, draft.version


def role_menu(words: Words, settings: ServerSettings) -> Control:
    """A menu of the server's roles; choosing none is possible."""
    item: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=SetRole.id_for(),
        placeholder=shorten(words("menu.moderator_role"), limits.SELECT_PLACEHOLDER),
        min_values=0,
        default_values=(
            []
            if settings.moderator_role is None
            else [discord.SelectDefaultValue.from_role(discord.Object(settings.moderator_role))]
        ),
    )
    return SetRole(item)


def channel_menu(words: Words, settings: ServerSettings) -> Control:
    """A menu of the server's text channels; choosing none is possible."""
    item: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=SetAuditChannel.id_for(),
        placeholder=shorten(words("menu.audit_channel"), limits.SELECT_PLACEHOLDER),
        channel_types=[discord.ChannelType.text],
        min_values=0,
        default_values=(
            []
            if settings.audit_channel is None
            else [discord.SelectDefaultValue.from_channel(discord.Object(settings.audit_channel))]
        ),
    )
    return SetAuditChannel(item)


def retention_menu(words: Words, settings: ServerSettings) -> Control:
    """A menu of times to keep questions."""
    days = sorted({*RETENTION_CHOICES, settings.retention_days})
    return SetRetention(
        ui.Select(
            custom_id=SetRetention.id_for(),
            placeholder=shorten(words("menu.retention"), limits.SELECT_PLACEHOLDER),
            options=[
                discord.SelectOption(
                    label=words("settings.days", days=number),
                    value=str(number),
                    default=number == settings.retention_days,
                )
                for number in days
            ],
        )
    )


def menu_of(
    kind: type[Control], placeholder: str, options: Sequence[tuple[str, str, str]], *values: str | int
) -> Control | None:
    """A menu over things with a value, a label and a line about each; None where there are none."""
    if not options:
        return None
    return kind(
        ui.Select(
            custom_id=kind.id_for(*values),
            placeholder=shorten(placeholder, limits.SELECT_PLACEHOLDER),
            options=[
                discord.SelectOption(
                    label=shorten(label, limits.SELECT_TEXT) or value,
                    value=value,
                    description=shorten(about, limits.SELECT_TEXT) or None,
                )
                for value, label, about in options[: limits.SELECT_OPTIONS]
            ],
        )
    )

"""Controls and forms of discussions, candidates for entries, and the settings of the lounge."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Self

import discord
from discord import ui

from bot.discord_app import limits
from bot.discord_app.controls.control import SNOWFLAKE, Control, optional
from bot.discord_app.controls.form import Form, text_box
from bot.discord_app.markdown import shorten

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.discord_app.translation import Words
    from bot.store.lounge_settings import LoungeSettings

TEXT: Final = "text"
ZONE: Final = "zone"
PER_MEMBER: Final = "per-member"
PER_SERVER: Final = "per-server"
QUESTION_LENGTH: Final = 1_000
"""Characters of a question to colleagues: as much as one reads before answering."""
QUESTION: Final = 700
"""The number of the text on a message that holds somebody's words, by which they are read back."""
MOST_CALLS_PER_MEMBER: Final = 10
MOST_CALLS_PER_SERVER: Final = 50
NOBODY: Final = "0"


class Shown(StrEnum):
    """How the asker of a discussion is shown."""

    ANONYMOUS = "anonymous"
    NAMED = "named"


class Discuss(Control, action="discuss"):
    """The form for a question to colleagues."""


class PostDiscussion(
    Control,
    action="discuss-post",
    fields={"shown": "|".join(Shown), "channel": SNOWFLAKE, "role": optional(SNOWFLAKE)},
):
    """Open the discussion that the message previews; ``channel`` is where the preview says it would be, ``role`` the one called."""


class CallSpecialty(Control, action="discuss-call"):
    """A menu of the specialties that can be called."""


class DiscardDiscussion(Control, action="discuss-discard"):
    """Post nothing."""


class KeepHelpful(Control, action="helpful-keep", fields={"message": SNOWFLAKE}):
    """Keep the text that the message shows, for the moderators; ``message`` is the one it was drawn from."""


class DropHelpful(Control, action="helpful-drop"):
    """Keep nothing."""


class Candidates(Control, action="candidates"):
    """The messages that helped, for the moderators."""


class ChooseCandidate(Control, action="candidate"):
    """A menu of them."""


class DraftCandidate(Control, action="candidate-draft", fields={"candidate": SNOWFLAKE}):
    """Draft an entry from one."""


class DismissCandidate(Control, action="candidate-dismiss", fields={"candidate": SNOWFLAKE}):
    """Erase one."""


class OpenSettings(Control, action="lounge-settings"):
    """The settings of the lounge, with permissions looked at anew."""


class EditLimits(Control, action="lounge-limits"):
    """The form for time zone and limits."""


class RemoveLeaks(Control, action="lounge-leaks", fields={"on": "[01]"}):
    """Whether messages with identifying details are deleted; ``on`` is what a press makes of it."""


class ChooseChannel(Control, action="lounge-channel"):
    """A menu of channels, for the lounge's."""

    @classmethod
    def of(cls, placeholder: str, channel: int | None) -> Self:
        """The menu; ``channel`` is the one in use."""
        menu: ui.ChannelSelect[Any] = ui.ChannelSelect(
            custom_id=cls.id_for(),
            placeholder=shorten(placeholder, limits.SELECT_PLACEHOLDER),
            channel_types=[discord.ChannelType.text, discord.ChannelType.forum],
            min_values=0,
            default_values=[]
            if channel is None
            else [discord.SelectDefaultValue(id=channel, type=discord.SelectDefaultValueType.channel)],
        )
        return cls(menu)


class ChooseSpecialties(Control, action="lounge-specialties"):
    """A menu of roles, for those that discussions can call."""

    @classmethod
    def of(cls, placeholder: str, roles: Collection[int]) -> Self:
        """The menu; ``roles`` are those in use."""
        menu: ui.RoleSelect[Any] = ui.RoleSelect(
            custom_id=cls.id_for(),
            placeholder=shorten(placeholder, limits.SELECT_PLACEHOLDER),
            min_values=0,
            max_values=limits.SELECT_OPTIONS,
            default_values=[
                discord.SelectDefaultValue(id=role, type=discord.SelectDefaultValueType.role) for role in sorted(roles)
            ],
        )
        return cls(menu)


class DiscussForm(Form, action="discuss"):
    """A question to colleagues."""


class LimitsForm(Form, action="lounge-limits"):
    """Time zone and limits of a server."""


def discuss_form(words: Words) -> ui.Modal:
    """A form for a question to colleagues."""
    modal = DiscussForm.modal(words("form.discuss.title"))
    modal.add_item(ui.TextDisplay(words("form.discuss.note")))
    return modal.add_item(
        text_box(TEXT, words("form.discuss.label"), hint=words("form.discuss.hint"), most=QUESTION_LENGTH, least=1)
    )


def limits_form(words: Words, settings: LoungeSettings) -> ui.Modal:
    """A form for time zone and limits, as they are."""
    modal = LimitsForm.modal(words("form.limits.title"))
    modal.add_item(
        text_box(
            ZONE,
            words("form.limits.zone"),
            description=words("form.limits.zone_note"),
            value=settings.zone,
            most=60,
            long=False,
        )
    )
    modal.add_item(
        text_box(
            PER_MEMBER,
            words("form.limits.per_member"),
            description=words("form.limits.per_member_note", most=MOST_CALLS_PER_MEMBER),
            value=str(settings.calls_per_member),
            most=2,
            long=False,
        )
    )
    return modal.add_item(
        text_box(
            PER_SERVER,
            words("form.limits.per_server"),
            description=words("form.limits.per_server_note", most=MOST_CALLS_PER_SERVER),
            value=str(settings.calls_per_server),
            most=2,
            long=False,
        )
    )

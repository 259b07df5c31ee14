"""The base of every button and menu that the lounge sends.

All of them are discord.py ``DynamicItem``: they hold ids in their custom_id and nothing in memory, so that they work after a restart and on
messages years old. (An ordinary item beside them would unregister them for the whole bot when its view ends, in discord.py 2.7.1.)
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

import discord
from discord import ui

from bot.discord_app import limits
from bot.discord_app.failures import answer_failure
from bot.discord_app.markdown import shorten
from bot.discord_app.refusals import ControlStale
from bot.discord_app.translation import words_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.translation import Words
    from bot.knowledge.model import KnowledgeBase
    from bot.reply import Option

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
DIGIT = r"[0-9]"
NUMBER = r"[0-9]{1,3}"
SNOWFLAKE = r"[0-9]{1,20}"
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
NEVER = r"(?!)"


def optional(pattern: str) -> str:
    """A field that can be empty."""
    return f"(?:{pattern})?"


class Control(ui.DynamicItem[ui.Item[Any]], template=NEVER):
    """A control known by an action and fields, as in ``open:patient-images``.

    Subclasses name both as class arguments. What happens when one is used stands in ``presses``; errors are answered here, in one place.
    """

    action: ClassVar[str] = ""

    def __init_subclass__(cls, *, action: str, fields: Mapping[str, str] = NO_FIELDS) -> None:
        cls.action = action
        shape = "".join(f":(?P<{name}>{pattern})" for name, pattern in fields.items())
        super().__init_subclass__(template=rf"(?=.{{1,{limits.CUSTOM_ID}}}\Z){re.escape(action)}{shape}\Z")

    def __init__(self, item: ui.Item[Any]) -> None:
        """``item``: the button or menu, with a custom_id of this control's shape. Raises ValueError for another."""
        super().__init__(item)
        found = self.template.fullmatch(self.custom_id)
        self.fields: Mapping[str, str] = {} if found is None else found.groupdict(default="")

    @classmethod
    def id_for(cls, *values: str | int) -> str:
        """The custom_id with these fields."""
        return ":".join((cls.action, *map(str, values)))

    @classmethod
    def button(
        cls,
        label: str,
        *values: str | int,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        emoji: str | None = None,
    ) -> Self:
        """A button with these fields."""
        item: ui.Button[Any] = ui.Button(
            label=shorten(label, limits.BUTTON_LABEL), style=style, custom_id=cls.id_for(*values), emoji=emoji
        )
        return cls(item)

    @classmethod
    def menu(cls, placeholder: str, options: Sequence[Option], *values: str | int) -> Self | None:
        """A menu over things with an id and a title; None where there are none."""
        if not options:
            return None
        item: ui.Select[Any] = ui.Select(
            custom_id=cls.id_for(*values),
            placeholder=shorten(placeholder, limits.SELECT_PLACEHOLDER),
            options=[
                discord.SelectOption(label=shorten(option.title, limits.SELECT_TEXT), value=option.id)
                for option in options[: limits.SELECT_OPTIONS]
            ],
        )
        return cls(item)

    @classmethod
    def parse(cls, custom_id: str) -> re.Match[str] | None:
        """The fields of a custom_id, where it is one of this control's."""
        return cls.__discord_ui_compiled_template__.fullmatch(custom_id)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The control that somebody used, from the message it stands on."""
        del interaction, match
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the control is for; whatever goes wrong is answered, never thrown at discord.py, which would only log it."""
        try:
            await interaction.client.presses[type(self)](interaction, self)
        except Exception as error:  # noqa: BLE001 - the one place for failures tells them apart
            await answer_failure(interaction, error)


Press: TypeAlias = Callable[["discord.Interaction[LoungeBot]", Any], Awaitable[None]]
"""What happens when a control is used: the interaction, and the control with its fields. May raise; the person is told."""


def chosen(interaction: discord.Interaction[Any]) -> str:
    """The value chosen in a menu. Raises ControlStale where there is none."""
    data: Any = interaction.data or {}
    values = data.get("values") or ()
    if not values:
        raise ControlStale
    return str(values[0])


def knowledge_of(interaction: discord.Interaction[LoungeBot]) -> KnowledgeBase:
    """The knowledge of the server that an interaction comes from."""
    return interaction.client.concierges.knowledge(interaction.guild_id)


def words_of(interaction: discord.Interaction[Any]) -> Words:
    """The words in the language of the person who interacts."""
    return words_for(interaction.locale)


def sibling_ids(interaction: discord.Interaction[Any]) -> tuple[str, ...]:
    """The custom_ids on the message of an interaction, top to bottom: what a message remembers of itself."""
    if interaction.message is None:
        return ()
    view = ui.LayoutView.from_message(interaction.message, timeout=None)
    return tuple(str(custom_id) for item in view.walk_children() if (custom_id := getattr(item, "custom_id", None)))


def shown_text(interaction: discord.Interaction[Any], number: int) -> str:
    """The text that stands on the message of an interaction under a number, as it was sent. Raises ControlStale where there is none."""
    if interaction.message is not None:
        view = ui.LayoutView.from_message(interaction.message, timeout=None)
        for item in view.walk_children():
            if isinstance(item, ui.TextDisplay) and item.id == number:
                return item.content
    raise ControlStale

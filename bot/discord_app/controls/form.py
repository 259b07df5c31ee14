"""The base of every form. Like controls, forms hold ids in their custom_id and are answered by it, so that an open one outlives a restart.

discord.py keeps every form that it shows until its time is over (for ever, without one), so each has one. A form that is dismissed sends
nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import discord
from discord import ui

from bot.discord_app import limits
from bot.discord_app.controls.control import NO_FIELDS
from bot.discord_app.markdown import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.discord_app.client import LoungeBot


class Form:
    """A form known by an action and fields, as in ``form:ask:patient-images:0a1b2c3d``. What is done with it stands in ``presses``."""

    action: ClassVar[str] = ""
    shape: ClassVar[re.Pattern[str]]

    def __init_subclass__(cls, *, action: str, fields: Mapping[str, str] = NO_FIELDS) -> None:
        cls.action = action
        groups = "".join(f":(?P<{name}>{pattern})" for name, pattern in fields.items())
        cls.shape = re.compile(rf"form:{re.escape(action)}{groups}:[0-9a-f]{{8}}\Z")

    @classmethod
    def modal(cls, title: str, *values: str | int) -> ui.Modal:
        """An empty form with these fields."""
        # Two open forms of one kind differ by their last part: discord.py tells forms apart by the whole id.
        custom_id = ":".join(("form", cls.action, *map(str, values), secrets.token_hex(4)))
        return ui.Modal(title=shorten(title, limits.MODAL_TITLE), timeout=limits.MODAL_SECONDS, custom_id=custom_id)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: the fields of its id, what was typed by box, what was chosen by menu. The words are a person's: never kept."""

    kind: type[Form]
    fields: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


Submit: TypeAlias = Callable[["discord.Interaction[LoungeBot]", Sent], Awaitable[None]]
"""What happens when a form is sent. May raise; the person is told."""


def text_box(
    name: str,
    label: str,
    *,
    most: int,
    description: str = "",
    hint: str = "",
    value: str = "",
    least: int = 0,
    required: bool = True,
    long: bool = True,
) -> ui.Label[Any]:
    """A box to type in, with its label. ``most``, ``least``: characters; a ``value`` to begin with is cut to what the box holds."""
    most = min(most, limits.INPUT_CHARACTERS)
    typed: ui.TextInput[Any] = ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        placeholder=shorten(hint, limits.INPUT_PLACEHOLDER) or None,
        default=value[:most] or None,
        required=required,
        min_length=least or None,
        max_length=most,
    )
    return ui.Label(
        text=shorten(label, limits.MODAL_LABEL),
        description=shorten(description, limits.MODAL_DESCRIPTION) or None,
        component=typed,
    )


def sent(interaction: discord.Interaction[Any], kinds: Iterable[type[Form]]) -> Sent | None:
    """The form that an interaction sends; None where it is none of these kinds."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    for kind in kinds:
        found = kind.shape.match(custom_id)
        if found is not None:
            texts: dict[str, str] = {}
            chosen: dict[str, tuple[str, ...]] = {}
            _collect(data.get("components", ()), texts, chosen)
            return Sent(kind, found.groupdict(default=""), texts, chosen)
    return None


def _collect(components: Iterable[Any], texts: dict[str, str], chosen: dict[str, tuple[str, ...]]) -> None:
    """The values of a form's fields by name, wherever they stand."""
    for component in components:
        name = str(component.get("custom_id", ""))
        if component.get("value") is not None:
            texts[name] = str(component["value"])
        if component.get("values") is not None:
            chosen[name] = tuple(map(str, component["values"]))
        inner = component.get("component")
        _collect([*component.get("components", ()), *([inner] if inner else [])], texts, chosen)

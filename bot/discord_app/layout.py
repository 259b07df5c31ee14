"""One message as a layout that fits: texts share Discord's budget, the least important give way first, controls never do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from discord import MediaGalleryItem, SeparatorSpacing, ui

from bot.discord_app import limits
from bot.discord_app.markdown import length, shorten, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_app.controls.control import Control

LEAST_LINE = 40


@dataclass(slots=True)
class Text:
    """Lines shown as one text. ``gives_way``: 0 stays whole while anything else can shrink; higher numbers shrink earlier.

    ``more`` is the line that stands for dropped ones, with ``{count}``. ``number`` is the component's id in the message, by which the
    text can be read back from it (``controls.control.shown_text``); Discord numbers the others itself.
    """

    lines: list[str]
    gives_way: int = 0
    more: str = ""
    control: Control | None = None
    number: int | None = None
    dropped: int = 0

    @property
    def content(self) -> str:
        """The text as sent."""
        tail = [self.more.format(count=self.dropped)] if self.dropped and self.more else []
        return "\n".join((*self.lines, *tail))


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that is sent with the message, by its name: shown as a picture where ``alt`` says what is on it, else to be fetched."""

    name: str
    alt: str = ""


class Sheet:
    """Collects what a card shows, top to bottom, and lays it out as one view."""

    def __init__(self, accent: int | None = None) -> None:
        self._accent = accent
        self._parts: list[Text | Enclosed | Sequence[Control] | None] = []

    def text(
        self,
        *lines: str,
        gives_way: int = 0,
        more: str = "",
        control: Control | None = None,
        number: int | None = None,
    ) -> Sheet:
        """Add lines as one text, with a control at its side where one is given; without lines, nothing.

        ``number`` is what the text is found by on the message (Discord's id of a component).
        """
        if lines:
            self._parts.append(Text(list(lines), gives_way, more, control, number))
        return self

    def enclose(self, name: str, alt: str = "") -> Sheet:
        """Add a file that is sent with the card; with ``alt``, as the picture that it describes."""
        self._parts.append(Enclosed(name, alt))
        return self

    def rule(self) -> Sheet:
        """Add a dividing line."""
        self._parts.append(None)
        return self

    def row(self, *controls: Control | None) -> Sheet:
        """Add a row of controls (five buttons, or one menu); without controls, nothing."""
        present = [control for control in controls if control is not None]
        if present:
            self._parts.append(present)
        return self

    def view(self) -> ui.LayoutView:
        """The layout, within every limit whatever the texts are. Fresh each time: a view is sent once."""
        fit([part for part in self._parts if isinstance(part, Text)])
        view = ui.LayoutView(timeout=None)
        box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=self._accent)
        for part in self._parts:
            if part is None:
                box.add_item(ui.Separator(spacing=SeparatorSpacing.small))
            elif isinstance(part, Enclosed):
                box.add_item(_enclosed(part))
            elif not isinstance(part, Text):
                row: ui.ActionRow[Any] = ui.ActionRow()
                for control in part:
                    row.add_item(control)
                box.add_item(row)
            elif part.control is not None:
                section: ui.Section[Any] = ui.Section(part.content, accessory=cast("ui.Item[Any]", part.control))
                box.add_item(section)
            elif part.content:
                box.add_item(ui.TextDisplay(part.content, id=part.number))
        view.add_item(box)
        return view


def _enclosed(part: Enclosed) -> ui.Item[ui.LayoutView]:
    where = f"attachment://{part.name}"
    if not part.alt:
        return ui.File(where)
    return ui.MediaGallery(MediaGalleryItem(where, description=shorten(part.alt, limits.ALT_TEXT)))


def fit(texts: Sequence[Text]) -> None:
    """Shrink texts until together they fit a message: whole lines from the end first, then within a line."""
    order = sorted(range(len(texts)), key=lambda place: (-texts[place].gives_way, -place))
    measures = [_measure(text.content) for text in texts]
    for place in order:
        text = texts[place]
        while len(text.lines) > 1 and text.gives_way and not _within(measures):
            text.lines.pop()
            text.dropped += 1
            measures[place] = _measure(text.content)
    for place in order:
        if _within(measures):
            return
        _cut(texts[place], [measure for other, measure in enumerate(measures) if other != place])
        measures[place] = _measure(texts[place].content)


def _measure(content: str) -> tuple[int, int]:
    """What a text takes of a message: characters and bytes."""
    return length(content), size(content) + limits.DISPLAY_BYTES


def _within(measures: Sequence[tuple[int, int]]) -> bool:
    characters, weight = (sum(measure) for measure in zip((0, 0), *measures, strict=True))
    return characters <= limits.MESSAGE_CHARACTERS and weight <= limits.MESSAGE_BYTES


def _cut(text: Text, others: Sequence[tuple[int, int]]) -> None:
    tail = text.more.format(count=text.dropped) if text.dropped and text.more else ""
    characters = limits.MESSAGE_CHARACTERS - sum(measure[0] for measure in others) - length(tail) - 1
    weight = limits.MESSAGE_BYTES - sum(measure[1] for measure in others) - limits.DISPLAY_BYTES - size(tail) - 1
    joined = "\n".join(text.lines)
    text.lines = shorten(joined, max(characters, LEAST_LINE), max(weight, LEAST_LINE * 3)).split("\n")

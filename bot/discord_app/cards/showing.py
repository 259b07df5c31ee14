"""What a card needs to know of the place it is shown in, and the small things that every card is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.discord_app.markdown import length, plain
from bot.discord_app.translation import Words
from bot.views import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.reply import Option

CALM: Final = 0x2F7F79
CARE: Final = 0xC27C1A
PARAGRAPH: Final = 260
"""About six lines on a phone."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Where a card is shown, and what can be done with it there.

    ``votes``: votes are kept. ``share``: there are others to show an answer to. ``private``: only the person sees it.
    ``colleagues`` and ``moderators``: they take questions on. ``back``: the id of the topic to come back to, or nothing.
    ``instead``: other topics that the question may have meant.
    """

    words: Words = field(default_factory=Words)
    private: bool = True
    share: bool = False
    votes: bool = False
    colleagues: bool = False
    moderators: bool = False
    back: str = ""
    instead: tuple[Option, ...] = ()


def heading(text: str) -> str:
    """The heading of a card."""
    return f"### {plain(text)}"


def bold(text: str) -> str:
    """A line that stands out."""
    return f"**{plain(text)}**"


def small(text: str) -> str:
    """A line in small print."""
    return f"-# {text}"


def bullets(lines: Iterable[str]) -> list[str]:
    """Lines of a list."""
    return [f"- {plain(line)}" for line in lines]


def paragraphs(text: str) -> list[str]:
    """A long text as short paragraphs of whole sentences, so that a tired eye finds its place again."""
    made: list[str] = []
    for sentence in sentences(text):
        if made and length(made[-1]) + length(sentence) < PARAGRAPH:
            made[-1] = f"{made[-1]} {sentence}"
        else:
            made.append(sentence)
    return [plain(paragraph) for paragraph in made]


def long_date(day: date) -> str:
    """A date as in 22 November 2026."""
    return f"{day.day} {day:%B %Y}"

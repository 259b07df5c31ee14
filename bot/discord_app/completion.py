"""Completing what somebody types: the nearest titles, ranked word by word, as many as Discord shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from discord import app_commands
from rapidfuzz import fuzz

from bot.discord_app import limits
from bot.discord_app.markdown import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

NEAR: Final = 72.0
"""Below this a title has too little to do with what was typed to be worth a line on a phone."""
WORDS_READ: Final = 10
"""The last words of what was typed; more would take longer than a keystroke allows."""
PICKED: Final = "topic:"
_WORD = re.compile(r"[^\W_]+")
# Little words say nothing about which title is meant.
_LITTLE: Final = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "by",
            "can",
            "do",
            "for",
            "from",
            "how",
            "i",
            "in",
            "is",
            "it",
            "me",
            "my",
        ),
        *("of", "on", "or", "should", "the", "to", "what", "with", "you", "your"),
    )
)


def nearest(titles: Mapping[str, str], typed: str) -> list[str]:
    """The keys of the titles nearest to what was typed, best first; every key in order where nothing was.

    A typed word counts as much as it resembles the best word of a title, and fully where it begins one.
    """
    said = (word for word in _words(typed[-limits.COMPLETED_CHARACTERS :]) if word not in _LITTLE)
    words = list(dict.fromkeys(said))[-WORDS_READ:]
    if not words:
        return [] if typed.strip() else list(titles)
    scored = [(_score(words, _words(title)), key) for key, title in titles.items()]
    # The sort is stable: titles that are equally near keep the order of the knowledge.
    return [key for score, key in sorted(scored, key=lambda pair: -pair[0]) if score >= NEAR]


def choices(titles: Mapping[str, str], keys: list[str], prefix: str = "") -> list[app_commands.Choice[str]]:
    """Keys as choices that fit."""
    return [
        app_commands.Choice(
            name=shorten(titles[key], limits.CHOICE_NAME), value=f"{prefix}{key}"[: limits.CHOICE_VALUE]
        )
        for key in keys[: limits.CHOICES]
    ]


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _score(typed: list[str], title: list[str]) -> float:
    return sum(max((_likeness(word, other) for other in title), default=0.0) for word in typed) / len(typed)


def _likeness(word: str, other: str) -> float:
    return 100.0 if other.startswith(word) else fuzz.ratio(word, other)

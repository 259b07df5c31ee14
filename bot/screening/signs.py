"""Signs: what the rules found in a text, as short names that a learned reading weighs beside the words. They hold no word of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screening.identifiers import level_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.screening.model import Signs, Span
    from bot.screening.story import StoryScore


_NO_RULES = frozenset({"golden.yaml", "notices.yaml"})


def rule_files(folder: Path) -> list[Path]:
    """The files of a screening folder that decide which signs a text has."""
    return [
        path for path in sorted(folder.glob("*.yaml")) if path.name not in _NO_RULES and "_examples" not in path.stem
    ]


def detail_signs(spans: tuple[Span, ...], story: StoryScore, hints: frozenset[str]) -> Signs:
    """The rules that found a detail, each with its level, what a story tells, and coarse sums of both."""
    return frozenset(
        (
            *(f"detail {span.rule} {span.level}" for span in spans),
            *(f"detail {group} told" for group in story.groups),
            *(f"detail story above {half / 2}" for half in range(min(10, int(2 * story.score)))),
            *(f"detail {hint} somewhere" for hint in hints),
            f"detail {level_of(spans)}",
        )
    )

"""What differs between two states of an entry, as lines for a phone: a text word by word, a list line by line."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from bot.discord_app.cards.showing import bold
from bot.discord_app.markdown import length, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.discord_app.translation import Words
    from bot.moderation.preview import Difference, FieldChange

PAGE: Final = 3_000
LONGEST_COMPARED: Final = 1_200
"""Characters of a text that is compared word by word; a longer one is shown before and after."""
AROUND: Final = 5
"""Words that are kept on either side of a change."""
_PROSE: Final = frozenset(("title", "answer", "differ", "guide", "related"))


def difference_lines(difference: Difference, words: Words) -> list[str]:
    """Every difference, field by field."""
    lines: list[str] = []
    for change in difference.fields:
        lines += [bold(words(f"edit.field.{change.field}")), *_change(change)]
    if difference.phrasings_added or difference.phrasings_removed:
        lines.append(bold(words("edit.field.phrasings")))
        lines += _added(difference.phrasings_added) + _removed(difference.phrasings_removed)
    return lines


def pages_of(lines: Iterable[str], most: int = PAGE) -> list[list[str]]:
    """Lines on pages of at most ``most`` characters; at least one page, which may be empty."""
    pages: list[list[str]] = [[]]
    room = most
    for line in lines:
        if pages[-1] and length(line) > room:
            pages.append([])
            room = most
        pages[-1].append(line)
        room -= length(line) + 1
    return pages


def _change(change: FieldChange) -> list[str]:
    before, after = change.before, change.after
    if change.field in _PROSE and before and after and max(len(before), len(after)) <= LONGEST_COMPARED:
        return [_compared(before.split(), after.split())]
    if change.field in _PROSE:
        return _removed([before] if before else []) + _added([after] if after else [])
    removed = [text for sign, text in change.lines if sign == "-"]
    return _removed(removed) + _added(text for sign, text in change.lines if sign == "+")


def _added(texts: Iterable[str]) -> list[str]:
    return [f"`+` {plain(piece)}" for text in texts for piece in _pieces(text)]


def _removed(texts: Iterable[str]) -> list[str]:
    return [f"`−` ~~{plain(piece)}~~" for text in texts for piece in _pieces(text)]


def _pieces(text: str) -> list[str]:
    """A text in pieces that fit a page, cut between words where it has any."""
    pieces: list[str] = [""]
    most = LONGEST_COMPARED // 2
    for word in (whole[at : at + most] for whole in text.split() for at in range(0, len(whole), most)):
        if pieces[-1] and length(pieces[-1]) + length(word) > LONGEST_COMPARED:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces


def _compared(before: list[str], after: list[str]) -> str:
    """One text: words that go struck out, words that come in bold, and of what stays the neighbours."""
    parts: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            parts.append(_kept(before[start:end], first=start == 0, last=end == len(before)))
            continue
        if end > start:
            parts.append(f"~~{plain(' '.join(before[start:end]))}~~")
        if new_end > new_start:
            parts.append(f"**{plain(' '.join(after[new_start:new_end]))}**")
    return " ".join(parts)


def _kept(same: list[str], *, first: bool, last: bool) -> str:
    head = [] if first else same[:AROUND]
    tail = [] if last else same[-AROUND:]
    if len(head) + len(tail) + 1 >= len(same):
        return plain(" ".join(same))
    return " ".join(filter(None, (plain(" ".join(head)), "…", plain(" ".join(tail)))))

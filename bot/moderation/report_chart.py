"""A report as a picture: a bar for each week and topic, large enough for a phone, on a ground that reads in dark and light mode."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.moderation.report import Counts, Report

WIDTH: Final = 1_080
"""Pixels: three to a point on a phone that shows the picture as wide as its screen."""
MARGIN: Final = 48
TEXT: Final = 36
HEADING: Final = 46
SMALL: Final = 30
WEEKS_DRAWN: Final = 12
TOPICS_DRAWN: Final = 8
BAR: Final = 36
WEEK_STEP: Final = 62
TOPIC_STEP: Final = 108
WEEK_LABEL: Final = 150
COLUMN: Final = 66
BETWEEN: Final = 24
GAP: Final = 4
NOT_SHOWN: Final = "-"
"""The font has no dash."""

GROUND: Final = "#1f2430"
INK: Final = "#f2f3f5"
FAINT: Final = "#b8bcc6"
# Told apart by eyes that see fewer colours (Okabe and Ito, "Color Universal Design", 2008), and by their order.
COLOURS: Final = ("#56b4e9", "#e69f00", "#e59cc4")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words on the picture: two headings, what the three counts are called, and a line at the end."""

    weeks: str
    topics: str
    answer: str
    clarify: str
    nothing: str
    note: str


def draw(found: Report, titles: Mapping[str, str], labels: Labels) -> bytes | None:
    """A PNG of a report; None where there is nothing to draw. Blocks for about 0.2 s, most of it without holding the interpreter.

    ``titles`` are the entries' by id; one that the font cannot write is drawn as its id.
    """
    weeks = found.weeks[-WEEKS_DRAWN:]
    topics = busiest(found.topics)[:TOPICS_DRAWN]
    if not weeks and not topics:
        return None
    height = _height(len(weeks), len(topics))
    image = Image.new("RGB", (WIDTH, height), GROUND)
    page = _Page(ImageDraw.Draw(image), [counts for _, counts in (*weeks, *topics)])
    page.legend((labels.answer, labels.clarify, labels.nothing))
    if weeks:
        page.heading(labels.weeks)
        most = _most(counts for _, counts in weeks)
        for week, counts in weeks:
            page.bar(counts, most, f"{week.day} {week:%b}")
    if topics:
        page.heading(labels.topics)
        most = _most(counts for _, counts in topics)
        for entry, counts in topics:
            page.titled_bar(counts, most, drawable(titles.get(entry, entry), entry))
    page.note(labels.note)
    written = io.BytesIO()
    # A palette is enough for flat colours and smoothed letters, and a third of the bytes.
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def busiest(topics: Sequence[tuple[str, Counts]]) -> list[tuple[str, Counts]]:
    """Topics by how often they were asked for, as far as that is shown, the most first."""
    return sorted(topics, key=lambda topic: (-sum(_values(topic[1])), topic[0]))


def drawable(text: str, otherwise: str) -> str:
    """The text where the font has every letter of it, with or without its accents; otherwise the other one."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return next((each for each in (text, bare) if all(map(_has, each))), otherwise)


class _Page:
    """Draws from top to bottom."""

    def __init__(self, pen: ImageDraw.ImageDraw, counted: Sequence[Counts]) -> None:
        """``counted`` is everything that will be drawn: the columns of numbers are as wide as the longest."""
        self._pen = pen
        self._top = float(MARGIN)
        rows = [_shown(counts) for counts in counted]
        self._columns = [
            max(COLUMN, *(pen.textlength(row[place], _font(TEXT)) + BETWEEN for row in rows)) for place in range(3)
        ]

    def legend(self, names: Sequence[str]) -> None:
        left = float(MARGIN)
        for name, colour in zip(names, COLOURS, strict=True):
            self._pen.rounded_rectangle((left, self._top + 4, left + 32, self._top + 36), 6, fill=colour)
            self._pen.text((left + 46, self._top - 2), name, INK, _font(TEXT))
            left += 46 + self._pen.textlength(name, _font(TEXT)) + 48
        self._top += 62

    def heading(self, text: str) -> None:
        self._pen.text((MARGIN, self._top + 18), text, INK, _font(HEADING))
        self._top += 92

    def bar(self, counts: Counts, most: int, label: str) -> None:
        self._pen.text((MARGIN, self._top - 4), label, INK, _font(TEXT))
        self._segments(counts, most, MARGIN + WEEK_LABEL)
        self._top += WEEK_STEP

    def titled_bar(self, counts: Counts, most: int, title: str) -> None:
        self._pen.text((MARGIN, self._top - 4), self._fitted(title), INK, _font(TEXT))
        self._top += TOPIC_STEP - WEEK_STEP
        self._segments(counts, most, MARGIN)
        self._top += WEEK_STEP

    def note(self, text: str) -> None:
        self._pen.text((MARGIN, self._top + 8), text, FAINT, _font(SMALL))

    def _segments(self, counts: Counts, most: int, left: float) -> None:
        numbers = WIDTH - MARGIN - sum(self._columns)
        room = numbers - BETWEEN - left
        for value, shown, colour, column in zip(_values(counts), _shown(counts), COLOURS, self._columns, strict=True):
            if value:
                width = max(room * value / most, GAP * 2)
                self._pen.rectangle((left, self._top, left + width - GAP, self._top + BAR), fill=colour)
                left += width
            self._pen.text((numbers, self._top - 4), shown, colour if value else FAINT, _font(TEXT))
            numbers += column

    def _fitted(self, text: str) -> str:
        room = WIDTH - 2 * MARGIN
        if self._pen.textlength(text, _font(TEXT)) <= room:
            return text
        while text and self._pen.textlength(f"{text}...", _font(TEXT)) > room:
            text = text[:-1].rstrip()
        return f"{text}..."


def _height(weeks: int, topics: int) -> int:
    bars = weeks * WEEK_STEP + topics * TOPIC_STEP
    return 2 * MARGIN + 62 + 92 * (bool(weeks) + bool(topics)) + bars + 44


def _values(counts: Counts) -> tuple[int, int, int]:
    return counts.answer or 0, counts.clarify or 0, counts.nothing or 0


def _shown(counts: Counts) -> tuple[str, ...]:
    return tuple(str(value) if value else NOT_SHOWN for value in _values(counts))


def _most(counts: Iterable[Counts]) -> int:
    return max(1, *(sum(_values(each)) for each in counts))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # The font that Pillow brings along: one file less to ship, and the same picture everywhere.
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@cache
def _has(letter: str) -> bool:
    """Whether the font has a letter: one that it lacks is drawn as the box that stands for all of those."""
    return letter.isspace() or _drawn(letter) != _drawn("\uffff")


def _drawn(letter: str) -> bytes:
    image = Image.new("L", (2 * SMALL, 2 * SMALL))
    ImageDraw.Draw(image).text((0, 0), letter, 255, _font(SMALL))
    return image.tobytes()

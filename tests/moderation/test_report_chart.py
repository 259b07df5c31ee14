from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.moderation import report_chart
from bot.moderation.report import Counts, Report
from bot.moderation.report_chart import COLOURS, GROUND, WIDTH, Labels, busiest, draw, drawable

LABELS = Labels("Questions by week", "Topics asked most", "answered", "clarified", "not found", "A dash: fewer than 5.")
MONDAY = date(2026, 8, 31)
COUNT = st.none() | st.integers(5, 10_000_000)
COUNTS = st.builds(Counts, COUNT, COUNT, COUNT)


def found(weeks: list[Counts], topics: list[Counts] = []) -> Report:  # noqa: B006
    return Report(
        MONDAY,
        date(2026, 12, 1),
        tuple((MONDAY + timedelta(weeks=place), counts) for place, counts in enumerate(weeks)),
        tuple((f"entry-{place}", counts) for place, counts in enumerate(topics)),
        None,
        (),
        (),
    )


def drawn(report: Report, titles: dict[str, str] | None = None) -> Image.Image:
    data = draw(report, titles or {}, LABELS)
    assert data is not None
    return Image.open(io.BytesIO(data)).convert("RGB")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def luminance(colour: str) -> float:
    parts = [value / 255 for value in rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pixels(image: Image.Image, colour: str) -> int:
    wanted = rgb(colour)
    return sum(
        number
        for number, seen in image.getcolors(image.width * image.height) or []
        if max(abs(one - other) for one, other in zip(seen, wanted, strict=True)) <= 6
    )


def test_there_is_no_picture_of_nothing() -> None:
    assert draw(found([]), {}, LABELS) is None


def test_bars_are_as_long_as_their_counts() -> None:
    one, two, three = (pixels(drawn(found([Counts(value, 300, None)])), COLOURS[0]) for value in (100, 200, 300))
    assert one < two < three


def test_what_is_not_shown_has_no_bar_and_a_dash() -> None:
    legend = pixels(drawn(found([Counts(10, None, None)])), COLOURS[1])
    assert pixels(drawn(found([Counts(10, 10, None)])), COLOURS[1]) > legend * 2


@pytest.mark.parametrize("colour", [*COLOURS, report_chart.INK, report_chart.FAINT])
def test_everything_stands_out_from_the_ground(colour: str) -> None:
    light, dark = sorted((luminance(colour), luminance(GROUND)), reverse=True)
    # Contrast as WCAG 2 measures it; 4.5 is asked of small text.
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@settings(max_examples=6, deadline=None)
@given(st.lists(COUNTS, max_size=52), st.lists(COUNTS, max_size=64), st.text(max_size=80))
def test_whatever_the_counts_nothing_runs_over_the_edge(weeks: list[Counts], topics: list[Counts], title: str) -> None:
    report = found(weeks, topics)
    if not weeks and not topics:
        return
    image = drawn(report, {f"entry-{place}": title for place in range(len(topics))})
    assert image.width == WIDTH
    ground = image.getpixel((1, 1))
    edge = report_chart.MARGIN // 2
    for strip in (
        (image.width - edge, 0, image.width, image.height),
        (0, image.height - edge, image.width, image.height),
    ):
        assert [colour for _, colour in image.crop(strip).getcolors(10_000_000) or []] == [ground]


def test_topics_are_drawn_the_most_asked_first() -> None:
    topics = (("few", Counts(5, None, None)), ("many", Counts(90, None, None)), ("some", Counts(20, 30, 5)))
    assert [key for key, _ in busiest(topics)] == ["many", "some", "few"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Jokes: “dark” ones", "Jokes: “dark” ones"),
        ("Blagues d’été", "Blagues d’ete"),
        ("医生", "jokes"),
        ("استشارة", "jokes"),
    ],
)
def test_a_title_that_the_font_cannot_write_is_drawn_as_its_id(title: str, shown: str) -> None:
    assert drawable(title, "jokes") == shown

from __future__ import annotations

import json

import pytest

from bot.assembly import open_concierge
from bot.cli import main
from bot.commands.screen_figures import ScreenSet, evaluate_screen, figures_text
from bot.screening.model import CLEAR, Distress, Level, Screening
from bot.screening.screen import Screen
from bot.settings import load_settings
from tests.lounge_parts import ToldScreen

TOLD = ToldScreen(
    {
        "name": Screening(Level.BLOCK),
        "hint": Screening(Level.CAUTION),
        "dose": Screening(Level.CLEAR, advice=True),
        "sad": Screening(Level.CLEAR, distress=Distress.STRAIN),
        "post": CLEAR,
    }
)
CASES = ScreenSet.model_validate(
    {
        "identifiers": [
            {"text": "a name", "level": "block"},
            {"text": "a hint", "level": "block"},
            {"text": "a post", "level": "block"},
            {"text": "a post", "level": "clear"},
        ],
        "advice": [{"text": "a dose", "asked": True}, {"text": "a dose post", "asked": False}],
        "distress": [{"text": "sad", "distress": "crisis"}, {"text": "post", "distress": "none"}],
    }
)


def test_each_share_is_counted_over_its_own_texts() -> None:
    figures = evaluate_screen(TOLD, CASES, ["a post", "a name"])  # type: ignore[arg-type]
    shares = {measure.name: (measure.share.hits, measure.share.total) for measure in figures.measures}
    assert shares == {
        "leaking texts blocked": (1, 3),
        "leaking texts blocked or cautioned": (2, 3),
        "clean hard texts blocked": (0, 1),
        "clean hard texts cautioned": (0, 1),
        "advice requests redirected": (1, 1),
        "questions about advice redirected": (1, 1),
        "distress caught": (1, 1),
        "distress caught as its kind": (0, 1),
        "other texts taken for distress": (0, 1),
        "ordinary questions blocked": (1, 2),
        "ordinary questions taken for distress": (0, 2),
        "ordinary questions taken for advice": (0, 2),
    }
    text = figures_text(figures)
    assert "not reached" in text
    assert "[" in text


def test_the_command_prints_the_figures_with_their_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--screen", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    by_name = {measure["name"]: measure for measure in figures["measures"]}
    assert by_name["leaking texts blocked"]["of"] >= 50
    low, high = by_name["leaking texts blocked"]["interval"]
    assert low < by_name["leaking texts blocked"]["share"] <= high


def test_the_screen_keeps_what_it_has_reached(screen: Screen) -> None:
    """Floors well under what was measured: they notice a rule that broke, and are no proof of how good the screen is."""
    from bot.commands.screen_figures import load_screen_set
    from tests.conftest import KNOWLEDGE

    figures = evaluate_screen(screen, load_screen_set(KNOWLEDGE / "screening" / "golden.yaml"))
    shares = {measure.name: measure.share.value for measure in figures.measures}
    assert shares["leaking texts blocked"] >= 0.85
    assert shares["clean hard texts blocked"] <= 0.04
    assert shares["advice requests redirected"] >= 0.88
    assert shares["distress caught"] >= 0.85


@pytest.fixture(scope="module")
def screen() -> Screen:
    from tests.conftest import KNOWLEDGE

    return open_concierge(load_settings()).screen or Screen.load(KNOWLEDGE / "screening")

"""The draft check measured: each kind over its own drafts, and what is said in passing in a long one."""

from __future__ import annotations

from types import SimpleNamespace

from bot.commands.draft_figures import evaluate_drafts, evaluate_long_drafts
from bot.screening.drafts_likeness import LabelledDraft
from bot.screening.drafts_rules import DraftKind

RUDE, ADVICE = DraftKind.DISRESPECT, DraftKind.INDIVIDUAL_ADVICE


class SeesFirstWords:
    """Finds an insult where a draft holds the word idiots, and advice where it begins with take."""

    def review(self, draft: str) -> SimpleNamespace:
        kinds = {kind for kind, seen in ((RUDE, "idiots" in draft), (ADVICE, draft.startswith("take"))) if seen}
        return SimpleNamespace(review=SimpleNamespace(kinds=frozenset(kinds)))


CASES = [
    LabelledDraft(draft="those idiots again", kinds=(RUDE,)),
    LabelledDraft(draft="take two a day", kinds=(ADVICE,)),
    LabelledDraft(draft="a lovely day", kinds=()),
    LabelledDraft(draft="a fine conference", kinds=()),
]


def shares(measures: tuple[object, ...]) -> dict[str, tuple[int, int]]:
    return {measure.name: (measure.share.hits, measure.share.total) for measure in measures}  # type: ignore[attr-defined]


def test_a_short_draft_counts_for_its_own_kind() -> None:
    found = shares(evaluate_drafts(SeesFirstWords(), CASES))  # type: ignore[arg-type]
    assert found["drafts, individual_advice: recall"] == (1, 1)
    assert found["drafts, disrespect: precision"] == (1, 1)
    assert found["drafts with nothing wrong flagged"] == (0, 2)


def test_what_only_the_beginning_of_a_draft_shows_is_missed_in_the_middle_of_a_long_one() -> None:
    found = shares(evaluate_long_drafts(SeesFirstWords(), CASES))  # type: ignore[arg-type]
    assert found == {
        "long drafts, findings of every kind: recall": (1, 2),
        "long drafts, findings of every kind: precision": (1, 1),
        "long drafts with nothing wrong flagged": (0, 2),
    }


def test_without_two_clean_drafts_there_is_nothing_to_put_a_draft_between() -> None:
    assert evaluate_long_drafts(SeesFirstWords(), CASES[:3]) == ()  # type: ignore[arg-type]

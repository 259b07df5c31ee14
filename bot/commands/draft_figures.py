"""The draft check measured on the drafts of the screen's set, which nothing learns from: precision and recall of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.assembly import open_reviewer
from bot.commands.screen_figures import FILE, Measure, load_screen_set
from bot.matching.evaluation import Share
from bot.screening.drafts_likeness import KINDS, LabelledDraft
from bot.screening.screen import screening_folder
from bot.settings import shipped_knowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.drafting import DraftReviewer
    from bot.settings import Settings

LEAST = 0.85
MOST_FLAGGED = 0.08


def draft_measures(settings: Settings) -> tuple[Measure, ...]:
    """The figures of the draft check in force on its set. Raises ScreeningDataInvalid."""
    folder = screening_folder(settings.knowledge_dir, shipped_knowledge())
    cases = [LabelledDraft.model_validate(case) for case in load_screen_set(folder / FILE).drafts]
    reviewer = open_reviewer(settings)
    return (*evaluate_drafts(reviewer, cases), *evaluate_long_drafts(reviewer, cases))


def evaluate_drafts(reviewer: DraftReviewer, cases: Sequence[LabelledDraft]) -> tuple[Measure, ...]:
    """For each kind its recall and precision; last, how many drafts with nothing to report are flagged above low."""
    found = [reviewer.review(case.draft).review.kinds for case in cases]
    measures: list[Measure] = []
    for kind in KINDS:
        pairs = list(zip(cases, found, strict=True))
        hits = sum(kind in case.kinds and kind in kinds for case, kinds in pairs)
        meant = sum(kind in case.kinds for case in cases)
        said = sum(kind in kinds and kind not in case.may for case, kinds in pairs)
        measures.append(Measure(f"drafts, {kind.value}: recall", Share(hits, meant), least=LEAST))
        measures.append(Measure(f"drafts, {kind.value}: precision", Share(hits, said), least=LEAST))
    clean = [kinds - set(case.may) for case, kinds in zip(cases, found, strict=True) if not case.kinds]
    measures.append(
        Measure("drafts with nothing wrong flagged", Share(sum(map(bool, clean)), len(clean)), most=MOST_FLAGGED)
    )
    return tuple(measures)


def evaluate_long_drafts(reviewer: DraftReviewer, cases: Sequence[LabelledDraft]) -> tuple[Measure, ...]:
    """All kinds together, for each draft between two with nothing wrong: what is said in passing is to be found as well."""
    clean = [case.draft for case in cases if not case.kinds and not case.may]
    if len(clean) < 2:
        return ()
    hits = meant = said = wrong = 0
    for at, case in enumerate(cases):
        text = "\n\n".join((clean[2 * at % len(clean)], case.draft, clean[(2 * at + 1) % len(clean)]))
        kinds = reviewer.review(text).review.kinds
        hits += len(kinds.intersection(case.kinds))
        meant += len(case.kinds)
        said += len(kinds.difference(case.may))
        wrong += not case.kinds and bool(kinds.difference(case.may))
    return (
        Measure("long drafts, findings of every kind: recall", Share(hits, meant)),
        Measure("long drafts, findings of every kind: precision", Share(hits, said)),
        Measure("long drafts with nothing wrong flagged", Share(wrong, sum(not case.kinds for case in cases))),
    )

"""``lounge evaluate``: figures on the golden questions, or on any set of phrasings and questions."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assembly import build_matcher, open_encoder, thresholds
from bot.commands.progress import first_build
from bot.errors import LoungeError
from bot.knowledge.loading import load_golden, load_knowledge
from bot.matching.evaluation import Asked, Figures, Report, Share, evaluate
from bot.matching.matcher import Examples, build
from bot.matching.vectors import VectorCache
from bot.settings import cache_folder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from bot.knowledge.model import GoldenQuestion, KnowledgeBase
    from bot.settings import Settings


class SetUnreadable(LoungeError):
    """A file of questions cannot be used; ``line`` is 1-based."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.line = line


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the figures; 2 where only one of --phrasings and --questions is given."""
    if bool(arguments.phrasings) != bool(arguments.questions):
        print("--phrasings and --questions belong together.", file=sys.stderr)
        return 2
    report = _any_set(arguments, settings) if arguments.phrasings else _golden(arguments, settings)
    print(json.dumps(_as_json(report), indent=2) if arguments.json else _as_text(report))
    return 0


def _golden(arguments: argparse.Namespace, settings: Settings) -> Report:
    knowledge = load_knowledge(settings.knowledge_dir)
    golden = load_golden(Path(arguments.file) if arguments.file else settings.knowledge_dir / "golden.yaml")
    with first_build() as progress:
        matcher = build_matcher(knowledge, open_encoder(settings), progress)
    asked = [Asked(item.q, item.entry, _groups(item, knowledge)) for item in golden]
    return evaluate(matcher, asked, thresholds(settings, matcher))


def _groups(item: GoldenQuestion, knowledge: KnowledgeBase) -> tuple[str, ...]:
    entry = knowledge.entries.get(item.entry or "")
    manner = f"manner: {item.manner}"
    return (manner, f"section: {entry.section}") if entry else (manner,)


def _any_set(arguments: argparse.Namespace, settings: Settings) -> Report:
    phrasings: dict[str, list[str]] = defaultdict(list)
    outside: list[str] = []
    for asked in _lines(Path(arguments.phrasings)):
        (outside if asked.entry is None else phrasings[asked.entry]).append(asked.q)
    questions = _lines(Path(arguments.questions))
    encoder = open_encoder(settings)
    vectors = None if encoder is None else VectorCache(encoder, cache_folder())
    with first_build() as progress:
        matcher = build(
            Examples(phrasings, outside, {}, {key: _as_title(key) for key in phrasings}),
            vectors,
            cache=cache_folder(),
            progress=progress,
        )
    return evaluate(matcher, questions, thresholds(settings, matcher))


def _as_title(entry: str) -> str:
    # An id such as "accept_reservations" or "bad-review" says what the entry is about; one such as "42" does not.
    return " ".join(part for part in re.split(r"[\W_]+", entry.lower()) if part.isalpha() and len(part) > 1)


def _lines(path: Path) -> list[Asked]:
    found: list[Asked] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SetUnreadable(path, 0, "the file cannot be read as UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data: dict[str, object] = json.loads(line)
            q, entry = data["q"], data["entry"]
        except (ValueError, KeyError, TypeError):
            raise SetUnreadable(path, number, 'a JSON object {"q": ..., "entry": ...} is expected') from None
        if not isinstance(q, str) or not (entry is None or isinstance(entry, str)):
            raise SetUnreadable(path, number, '"q" must be text, "entry" text or null')
        found.append(Asked(q, entry))
    return found


def _as_json(report: Report) -> Mapping[str, object]:
    return {
        "overall": _figures_json(report.overall),
        "groups": {name: _figures_json(figures) for name, figures in report.groups.items()},
        "confusions": [{"meant": meant, "first": first, "times": times} for meant, first, times in report.confusions],
    }


def _figures_json(figures: Figures) -> Mapping[str, object]:
    result: dict[str, object] = {}
    for name in asdict(figures):
        value = getattr(figures, name)
        if name == "bins":
            value = [asdict(item) for item in figures.bins]
        result[name] = (
            {"share": round(value.value, 4), "of": value.total, "interval": [round(x, 4) for x in value.interval]}
            if isinstance(value, Share)
            else value
        )
    return result


def _as_text(report: Report) -> str:
    overall = report.overall
    lines = [
        f"In scope ({overall.first.total} questions)",
        f"  ranked first                {overall.first}",
        f"  among the first three       {overall.three}",
        f"  answered right              {overall.right}",
        f"  answered wrong              {overall.wrong}",
        f"  asked back                  {overall.clarified}",
        f"  nothing found               {overall.nothing}",
        f"  right or offered            {overall.reached}",
        f"Out of scope ({overall.answered.total} questions)",
        f"  wrongly answered            {overall.answered}",
        f"  asked back                  {overall.offered}",
        f"  AUROC                       {'-' if overall.auroc is None else f'{overall.auroc:.3f}'}",
        f"Calibration error of the confidence {overall.reliability:.3f} (stated -> right, questions)",
        *(f"  {item.stated:.2f} -> {item.right:.2f}  {item.questions:5}" for item in overall.bins),
        f"Milliseconds a question: p50 {overall.p50_ms:.1f}, p99 {overall.p99_ms:.1f}",
    ]
    if report.groups:
        lines += ["", f"{'':34}{'of':>5} {'first':>7} {'three':>7} {'right':>7} {'wrong':>7} {'reached':>8}"]
        for name, figures in report.groups.items():
            if figures.first.total:
                shares = (figures.first, figures.three, figures.right, figures.wrong)
                cells = " ".join(f"{share.value:7.1%}" for share in shares)
                lines.append(f"{name:34}{figures.first.total:5} {cells} {figures.reached.value:8.1%}")
            if figures.answered.total:
                shares_outside = (
                    f"wrongly answered {figures.answered.value:.1%}, asked back {figures.offered.value:.1%}"
                )
                lines.append(f"{name:34}{figures.answered.total:5} {shares_outside}")
    if report.confusions:
        lines += ["", "Most confused: meant -> ranked first"]
        lines += [f"  {times} x {meant} -> {first}" for meant, first, times in report.confusions]
    return "\n".join(lines)

"""The editorial rules: what a knowledge folder must keep beyond being readable."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.knowledge.entry_rules import CLEARING, MIN_PHRASINGS, NEAR_DUPLICATE, entry_faults, plain
from bot.knowledge.loading import Fault, KnowledgeInvalid, Reading, load_golden, read_knowledge

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def lint(folder: Path, today: date) -> list[Fault]:
    """Every fault of a knowledge folder at once, in the order of files and lines; warnings are marked."""
    reading = read_knowledge(folder)
    for key, entry in reading.entries.items():
        for path, message in entry_faults(entry, reading.sources):
            reading.fault_at(reading.files[key], path, message)
        if len(reading.phrasings.get(key, ())) < MIN_PHRASINGS:
            count = len(reading.phrasings.get(key, ()))
            reading.fault(
                f"phrasings/{key}.txt",
                1,
                f"{count} phrasings; at least {MIN_PHRASINGS} teach the matcher to understand",
                warning=True,
            )
    _unused_points(reading)
    _reviews(reading, today)
    _checklists(reading)
    _repeated_phrasings(reading)
    _golden(reading)
    return sorted(reading.faults)


def _unused_points(reading: Reading) -> None:
    if reading.guide is None:
        return
    used = {point for entry in reading.entries.values() for point in entry.guide}
    for index, point in enumerate(reading.guide.points):
        if point.id not in used:
            reading.fault_at("guide.yaml", ("points", index), f"{point.id} is used by no entry")


def _reviews(reading: Reading, today: date) -> None:
    for key, entry in reading.entries.items():
        if entry.reviewed.review_by < today:
            reading.fault_at(
                reading.files[key], ("reviewed",), f"the review was due on {entry.reviewed.review_by.isoformat()}"
            )
    for key, checklist in reading.checklists.items():
        if checklist.reviewed.review_by < today:
            reading.fault_at(
                f"checklists/{key}.yaml",
                ("reviewed",),
                f"the review was due on {checklist.reviewed.review_by.isoformat()}",
            )
    for key, source in reading.sources.items():
        if source.review_by < today:
            reading.fault_at(
                "sources.yaml", (key, "review_by"), f"{key}: the check was due on {source.review_by.isoformat()}"
            )


def _checklists(reading: Reading) -> None:
    for key, checklist in reading.checklists.items():
        for index, item in enumerate(checklist.items):
            found = CLEARING.search(f"{item.text} {item.stop or ''}")
            if found:
                reading.fault_at(
                    f"checklists/{key}.yaml", ("items", index), f'"{found.group()}" clears; a checklist only asks'
                )


def _repeated_phrasings(reading: Reading) -> None:
    """The same words under two entries teach the matcher nothing, or the wrong thing; both places are named."""
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, lines in reading.phrasings.items():
        for line, number in lines.items():
            places[plain(line)].append((key, number))
    for found in places.values():
        for key, number in found[1:]:
            other, line = found[0]
            level = "the same words" if other != key else "the same words again"
            reading.fault(
                f"phrasings/{key}.txt", number, f"{level} as phrasings/{other}.txt:{line}", warning=other == key
            )
    _near_duplicates(reading, {text: found[0] for text, found in places.items()})


def _golden(reading: Reading) -> None:
    """A golden question that the matcher has learned by heart measures nothing."""
    path = reading.folder / "golden.yaml"
    if not path.is_file():
        return
    try:
        golden = load_golden(path)
    except KnowledgeInvalid as error:
        reading.faults.extend(error.faults)
        return
    learned = {
        plain(line): f"phrasings/{key}.txt:{number}"
        for key, lines in reading.phrasings.items()
        for line, number in lines.items()
    }
    learned |= {plain(line): "out_of_scope.yaml" for lines in reading.out_of_scope.values() for line in lines}
    for question in golden:
        place = learned.get(plain(question.q))
        if place is not None:
            reading.fault("golden.yaml", 1, f'a golden question stands in {place} too: "{question.q[:60]}"')
        if question.entry is not None and question.entry not in reading.entries:
            reading.fault("golden.yaml", 1, f"unknown entry {question.entry}")


def _near_duplicates(reading: Reading, places: dict[str, tuple[str, int]]) -> None:
    """Near-copies across entries, looked for only among lines that share a rare pair of words, which keeps this fast."""
    by_pair: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in places:
        tokens = text.split()
        for pair in set(pairwise(tokens)):
            by_pair[pair].append(text)
    seen: set[tuple[str, str]] = set()
    for texts in by_pair.values():
        if not 2 <= len(texts) <= 12:
            continue
        scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE)
        for row, column in zip(*scores.nonzero(), strict=True):
            first, second = sorted((texts[row], texts[column]))
            if row == column or (first, second) in seen or places[first][0] == places[second][0]:
                continue
            seen.add((first, second))
            key, number = places[second]
            other, line = places[first]
            reading.fault(f"phrasings/{key}.txt", number, f"nearly the same words as phrasings/{other}.txt:{line}")

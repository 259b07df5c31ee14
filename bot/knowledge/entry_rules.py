"""The editorial rules that one entry must keep, wherever its text comes from: a file, or a moderator's edit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.knowledge.model import Basis, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.knowledge.model import Entry, Source
    from bot.knowledge.yaml_files import KeyPath

MIN_PHRASINGS = 45
NEAR_DUPLICATE = 94
STORY_POINT, STORY_CHECKS = "G35", {"G59", "G60"}
OWNERSHIP_POINT = "G57"

# An answer can raise concern, never clear: no permission, no ruling, no promise.
CLEARING = re.compile(
    r"\byou (?:may|can safely|are (?:free|allowed|permitted) to|will be (?:fine|safe|protected)|won't (?:be|get))\b"
    r"|\b(?:is|are|it's|that's) (?:perfectly |completely |quite |entirely )?"
    r"(?:legal|lawful|fine|safe|ok|okay|allowed|permitted|risk-free)\b"
    r"|\bnot (?:a|an) (?:breach|violation|offence)\b|\bno risk\b|\balways safe\b|\bnothing to worry about\b",
    re.IGNORECASE,
)
SILENT = re.compile(r"\bthe guide (?:does not|says nothing|is silent|has nothing|never)\b", re.IGNORECASE)
PAST = re.compile(
    r"\b(?:in \d{4}|since|older|earlier|former|on hold|suspended|replaced|revised|was|were|had|advised|told)\b"
)
_NO_LETTERS = re.compile(r"[^a-z0-9 ]+")


def entry_faults(entry: Entry, sources: Mapping[str, Source]) -> Iterator[tuple[KeyPath, str]]:
    """What an entry breaks of the rules of wording and of sources: where in the entry, and what is wrong."""
    yield from _wording(entry)
    for index, view in enumerate(entry.authorities):
        source = sources.get(view.source)
        if source is not None and source.status is not SourceStatus.CURRENT and not PAST.search(view.says):
            yield ("authorities", index, "says"), f"{view.source} is {source.status.value}: word it as past"


def plain(text: str) -> str:
    """A text's letters and digits in lower case on single spaces: what two lines that say the same have in common."""
    return " ".join(_NO_LETTERS.sub(" ", text.lower()).split())


def _wording(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    for path, text in _prose(entry):
        found = CLEARING.search(text)
        if found:
            yield path, f'"{found.group()}" clears; say what to weigh or who decides instead'
    first = re.split(r"(?<=[.!?])\s", entry.answer, maxsplit=1)[0]
    if entry.basis is not Basis.GUIDE and not SILENT.search(first):
        yield (
            ("answer",),
            'the first sentence must say that the guide does not cover this ("The guide does not ...")',
        )
    if STORY_POINT in entry.guide and not set(entry.guide) >= STORY_CHECKS:
        yield ("guide",), f"{STORY_POINT} never stands without G59 and G60: a day's story can identify a patient"
    if OWNERSHIP_POINT in entry.guide and not re.search(r"licen[cs]", " ".join(text for _, text in _prose(entry))):
        yield (
            ("guide",),
            f"{OWNERSHIP_POINT} needs its accuracy note: in most terms the user keeps ownership and grants a licence",
        )


def _prose(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    yield ("title",), entry.title
    yield ("answer",), entry.answer
    yield ("differ",), entry.differ or ""
    for name in ("do", "avoid"):
        for index, line in enumerate(getattr(entry, name)):
            yield (name, index), line
    for index, view in enumerate(entry.authorities):
        yield ("authorities", index, "says"), view.says

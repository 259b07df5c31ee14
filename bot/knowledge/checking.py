"""Checking one edited entry against a knowledge base by the rules of ``lounge knowledge lint``, each fault beside its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import ValidationError
from rapidfuzz import fuzz, process

from bot.knowledge.entry_rules import MIN_PHRASINGS, NEAR_DUPLICATE, entry_faults, plain
from bot.knowledge.model import PHRASING_LENGTH, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.knowledge.model import KnowledgeBase

PHRASINGS = "phrasings"
MAX_PHRASINGS = 500


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with a field: ``place`` is the number of the line within it, from 1 (None: the field as a whole)."""

    field: str
    message: str
    place: int | None = None
    warning: bool = False

    def __str__(self) -> str:
        where = self.field if self.place is None else f"{self.field}, line {self.place}"
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Checked:
    """An edited entry that was checked: ``entry`` is None where it cannot be read; ``faults`` in the order of the fields."""

    entry: Entry | None
    phrasings: tuple[str, ...]
    faults: tuple[FieldFault, ...]

    @property
    def errors(self) -> tuple[FieldFault, ...]:
        """The faults that keep it from being published; the others only warn."""
        return tuple(fault for fault in self.faults if not fault.warning)


def check_entry(
    knowledge: KnowledgeBase,
    fields: Mapping[str, object],
    phrasings: Iterable[str],
    *,
    today: date,
    new: bool = False,
    standing: KnowledgeBase | None = None,
    golden: Iterable[str] = (),
) -> Checked:
    """Checks raw fields as in an entry's file, with ``section``, and all its phrasings.

    ``knowledge`` is what the entry is to stand in, ``new`` says that it must not be there yet; ``standing`` is what stands now where
    that is another (an import): its phrasings are not looked at again. ``golden`` are questions that must not be learned.
    """
    lines = tuple(dict.fromkeys(" ".join(line.split()) for line in phrasings if line.strip()))
    try:
        entry = Entry.model_validate(fields)
    except ValidationError as error:
        faults = tuple(_structural(error))
        return Checked(None, lines, faults)
    faults = (
        *(FieldFault(*_place(path, message)) for path, message in entry_faults(entry, knowledge.sources)),
        *_references(knowledge, entry, new=new),
        *_review(entry, today),
        *_phrasings(knowledge, standing or knowledge, entry.id, lines, golden),
    )
    return Checked(entry, lines, tuple(sorted(faults, key=_order)))


def _structural(error: ValidationError) -> Iterator[FieldFault]:
    for problem in error.errors(include_url=False, include_input=False):
        message = problem["msg"].removeprefix("Value error, ")
        path = problem["loc"]
        if not path:
            # A rule over several fields says itself which it means.
            field = message.split(" ", 1)[0]
            yield FieldFault(field if field in Entry.model_fields else "basis", message)
        else:
            yield FieldFault(*_place(path, message))


def _place(path: Sequence[str | int], message: str) -> tuple[str, str, int | None]:
    place = path[1] + 1 if len(path) > 1 and isinstance(path[1], int) else None
    return str(path[0]), message, place


def _references(knowledge: KnowledgeBase, entry: Entry, *, new: bool) -> Iterator[FieldFault]:
    if new and entry.id in knowledge.entries:
        yield FieldFault("id", f"there is an entry {entry.id} already; edit it, or choose another id")
    if entry.section not in knowledge.sections:
        yield FieldFault("section", f"{entry.section} is no section of the guide")
    wanted: tuple[tuple[str, Sequence[str], Mapping[str, object]], ...] = (
        ("guide", entry.guide, knowledge.points),
        ("authorities", [view.source for view in entry.authorities], knowledge.sources),
        ("related", entry.related, knowledge.entries),
        ("checklist", [entry.checklist] if entry.checklist else [], knowledge.checklists),
    )
    for field, names, known in wanted:
        for place, name in enumerate(names, start=1):
            if name not in known:
                yield FieldFault(field, f"{name} is not known", place)
            elif field == "related" and name == entry.id:
                yield FieldFault(field, "an entry is not related to itself", place)


def _review(entry: Entry, today: date) -> Iterator[FieldFault]:
    if entry.reviewed.review_by < today:
        yield FieldFault("reviewed", f"the review was due on {entry.reviewed.review_by.isoformat()}")
    if entry.reviewed.on > today:
        yield FieldFault("reviewed", f"{entry.reviewed.on.isoformat()} is still to come")


def _phrasings(
    knowledge: KnowledgeBase,
    standing: KnowledgeBase,
    entry_id: str,
    lines: Sequence[str],
    golden: Iterable[str],
) -> Iterator[FieldFault]:
    if len(lines) > MAX_PHRASINGS:
        yield FieldFault(PHRASINGS, f"{len(lines)} phrasings; at most {MAX_PHRASINGS} are kept for an entry")
        return
    if len(lines) < MIN_PHRASINGS:
        yield FieldFault(
            PHRASINGS,
            f"{len(lines)} phrasings; at least {MIN_PHRASINGS} teach the matcher to understand",
            warning=True,
        )
    asked = {plain(question) for question in golden}
    seen: dict[str, int] = {}
    old = set(standing.phrasings.get(entry_id, ()))
    fresh: list[tuple[int, str]] = []
    for place, line in enumerate(lines, start=1):
        bare = plain(line)
        if len(line) > PHRASING_LENGTH:
            yield FieldFault(PHRASINGS, f"a phrasing of {len(line)} characters; at most {PHRASING_LENGTH}", place)
        elif line.startswith("#"):
            yield FieldFault(PHRASINGS, "a phrasing does not begin with #, which marks a comment in the files", place)
        elif line not in old:
            if bare in asked:
                yield FieldFault(PHRASINGS, "this is a golden question; one that was learned measures nothing", place)
            if bare in seen:
                yield FieldFault(PHRASINGS, f"the same words as line {seen[bare]}", place, warning=True)
            else:
                fresh.append((place, bare))
        seen.setdefault(bare, place)
    yield from _elsewhere(knowledge, entry_id, fresh)


def _elsewhere(knowledge: KnowledgeBase, entry_id: str, fresh: Sequence[tuple[int, str]]) -> Iterator[FieldFault]:
    """New phrasings that stand, in the same or nearly the same words, under another entry."""
    others = [(plain(line), key) for key, known in knowledge.phrasings.items() if key != entry_id for line in known]
    if not fresh or not others:
        return
    scores = process.cdist(
        [bare for _, bare in fresh],
        [bare for bare, _ in others],
        scorer=fuzz.ratio,
        score_cutoff=NEAR_DUPLICATE,
        dtype=np.uint8,
    )
    for (place, bare), row in zip(fresh, scores, strict=True):
        best = int(row.argmax())
        if row[best]:
            text, key = others[best]
            words = "the same words" if text == bare else "nearly the same words"
            yield FieldFault(PHRASINGS, f"{words} stand under {knowledge.entries[key].title}", place)


def _order(fault: FieldFault) -> tuple[int, int]:
    names = [*Entry.model_fields, PHRASINGS]
    return (names.index(fault.field) if fault.field in names else len(names), fault.place or 0)

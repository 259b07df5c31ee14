"""The knowledge as frozen data: the guide, its entries, checklists, sources and examples.

Field limits are the editorial contract: the loader, the linter, the JSON Schema for editors and the cards all read them here.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic resolves annotations at run time
from dataclasses import dataclass
from datetime import date  # noqa: TC003
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

TITLE_LENGTH = 80
ANSWER_LENGTH = 700
LINE_LENGTH = 120
SAYS_LENGTH = 240
DIFFER_LENGTH = 320
PHRASING_LENGTH = 700

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
PointId = Annotated[str, StringConstraints(pattern=r"^G\d{2}$")]
Line = Annotated[str, StringConstraints(min_length=3, max_length=LINE_LENGTH, strip_whitespace=True)]


def _text(max_length: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=max_length, strip_whitespace=True)


class Record(BaseModel):
    """A frozen record read from a file; an unknown key is a fault, so that a misspelt one is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(StrEnum):
    """How far the guide carries an entry."""

    GUIDE = "guide"
    PRINCIPLE = "principle"
    BEYOND = "beyond"


class SourceStatus(StrEnum):
    """Whether an authority's text stands today."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"


class Evidence(StrEnum):
    """How an authority's text was seen: on its own page, in a copy, or as others report it."""

    OFFICIAL = "official"
    COPY = "copy"
    REPORTED = "reported"


class Review(Record):
    """When a text was last read by a reviewer, and by when it must be read again."""

    on: date
    review_by: date

    @model_validator(mode="after")
    def _in_order(self) -> Review:
        if self.review_by <= self.on:
            raise ValueError("review_by must be later than on")
        return self


class AuthorityView(Record):
    """What one named authority says, in our words."""

    source: Slug = Field(description="A key of sources.yaml")
    says: Annotated[str, _text(SAYS_LENGTH)]


class EntryFile(Record):
    """One vetted answer as it stands in its file."""

    id: Slug
    title: Annotated[str, _text(TITLE_LENGTH)]
    basis: Basis
    guide: tuple[PointId, ...] = Field(default=(), description="Points of the guide that the entry rests on")
    answer: Annotated[str, _text(ANSWER_LENGTH)]
    do: tuple[Line, ...] = Field(min_length=2, max_length=4)
    avoid: tuple[Line, ...] = Field(min_length=1, max_length=4)
    authorities: tuple[AuthorityView, ...] = ()
    differ: Annotated[str, _text(DIFFER_LENGTH)] | None = None
    related: tuple[Slug, ...] = Field(default=(), max_length=5)
    checklist: Slug | None = None
    reviewed: Review
    asked_as: tuple[Line, ...] = Field(min_length=3, max_length=6)

    @model_validator(mode="after")
    def _grounded(self) -> EntryFile:
        if self.basis is not Basis.BEYOND and not self.guide:
            raise ValueError("guide must name at least one point, unless basis is beyond")
        if self.basis is not Basis.GUIDE and not self.authorities:
            raise ValueError("authorities are required where basis is not guide")
        return self


class Entry(EntryFile):
    """An entry in its place: ``section`` is the folder that holds its file."""

    section: Slug


class GuidePoint(Record):
    """One distinct point of the guide, in our words; ``note`` warns where the guide overstates or is unclear."""

    id: PointId
    section: Slug
    text: Annotated[str, _text(400)]
    note: Annotated[str, _text(400)] | None = None


class Section(Record):
    """A heading of the guide."""

    id: Slug
    heading: Annotated[str, _text(100)]
    about: Annotated[str, _text(300)]


class OlderArticle(Record):
    """The earlier article whose wording the guide follows."""

    title: str
    publisher: str
    year: int
    url: str


class Guide(Record):
    """The one guide that the knowledge is drawn from."""

    title: str
    author: str
    publisher: str
    date: date
    url: str
    follows: OlderArticle
    provenance: str
    sections: tuple[Section, ...]
    points: tuple[GuidePoint, ...]


class Source(Record):
    """An authority cited beyond the guide."""

    title: Annotated[str, _text(200)]
    publisher: Annotated[str, _text(120)]
    place: Annotated[str, _text(40)]
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]
    year: int | None = Field(description="Year of the text; null where it shows none")
    url: Annotated[str, StringConstraints(pattern=r"^https?://")]
    seen_at: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    evidence: Evidence
    status: SourceStatus
    superseded_by: Slug | None = None
    checked: date
    review_by: date
    note: str | None = None

    @property
    def citation(self) -> str:
        """Publisher, place and year in one line, as a card shows them."""
        return f"{self.publisher}, {self.place}, {self.year or 'undated'}"


class ChecklistItem(Record):
    """One question or action; ``stop`` says which answer means stop."""

    text: Annotated[str, _text(200)]
    stop: Annotated[str, _text(100)] | None = None
    guide: tuple[PointId, ...] = ()
    sources: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _grounded(self) -> ChecklistItem:
        if not self.guide and not self.sources:
            raise ValueError("an item needs a guide point or a source")
        return self


class Checklist(Record):
    """A short list to run through; it never adds up to clearance."""

    id: Slug
    title: Annotated[str, _text(60)]
    when: Annotated[str, _text(160)]
    guide_covers: bool
    items: tuple[ChecklistItem, ...] = Field(min_length=4, max_length=8)
    entries: tuple[Slug, ...] = Field(min_length=1, max_length=5)
    reviewed: Review


class GoldenQuestion(Record):
    """A question with its expected entry (None: out of scope). For measuring only."""

    q: Annotated[str, _text(4000)]
    entry: Slug | None
    manner: Slug


CHECKLIST_CLOSING = "This is a prompt for your own judgement, not clearance."


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything that the lounge knows, read-only.

    ``phrasings`` maps an entry id to how people ask for it; ``vocabulary`` maps slang to plain words;
    ``out_of_scope`` maps a group to examples of what is not answered; ``version`` is a hash of the content.
    """

    guide: Guide
    sections: Mapping[str, Section]
    points: Mapping[str, GuidePoint]
    entries: Mapping[str, Entry]
    phrasings: Mapping[str, tuple[str, ...]]
    checklists: Mapping[str, Checklist]
    sources: Mapping[str, Source]
    vocabulary: Mapping[str, str]
    out_of_scope: Mapping[str, tuple[str, ...]]
    version: str

    def entries_in(self, section_id: str) -> tuple[Entry, ...]:
        """The entries of one section, by title."""
        found = (entry for entry in self.entries.values() if entry.section == section_id)
        return tuple(sorted(found, key=lambda entry: entry.title))

    def asked_as(self, entry_id: str) -> tuple[str, ...]:
        """Every known way to ask for an entry: its typical questions, then its phrasings, without repeats."""
        return tuple(dict.fromkeys((*self.entries[entry_id].asked_as, *self.phrasings.get(entry_id, ()))))

"""What the screen says, read from its folder: fixed texts, and dated signposts to people to talk to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - pydantic resolves annotations at run time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.knowledge.model import Evidence, Record, Slug
from bot.screening.rules import read_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "notices.yaml"

Said = Annotated[str, StringConstraints(min_length=3, max_length=420, strip_whitespace=True)]


class NoticeKey(StrEnum):
    """The occasions on which the screen says something."""

    IDENTIFIERS = "identifiers"
    IDENTIFIERS_TOO = "identifiers_too"
    CAUTION = "caution"
    ADVICE = "advice"
    STRAIN = "strain"
    CRISIS = "crisis"
    SOMEONE_ELSE = "someone_else"


class NoticeRecord(Record):
    """One fixed text. ``{kinds}`` in a paragraph stands for the kinds of details found."""

    heading: Said
    paragraphs: tuple[Said, ...] = Field(min_length=1, max_length=3)


class Signpost(Record):
    """Somebody to talk to, by place. It is dated: a number that has gone out of use is worse than none."""

    id: Slug
    place: Said
    says: Said
    occasions: tuple[NoticeKey, ...] = Field(alias="for", min_length=1)
    seen: Evidence
    checked: date
    review_by: date
    source: str = Field(pattern=r"^https://")

    @model_validator(mode="after")
    def _checked_before_due(self) -> Self:
        if self.review_by <= self.checked:
            raise ValueError(f"signpost {self.id}: review_by must come after checked")
        return self


class NoticesFile(Record):
    """``notices.yaml``: a text for every occasion, and the signposts."""

    notices: dict[NoticeKey, NoticeRecord]
    signposts: tuple[Signpost, ...] = Field(max_length=12)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [key.value for key in NoticeKey if key not in self.notices]
        if missing:
            raise ValueError(f"there is no notice for {', '.join(missing)}")
        return self


@dataclass(frozen=True, slots=True)
class FixedText:
    """A notice with the lines of its signposts."""

    heading: str
    paragraphs: tuple[str, ...]
    signposts: tuple[str, ...]


def read_notices(folder: Path) -> NoticesFile:
    """The records of ``notices.yaml``. Raises ScreeningDataInvalid."""
    return read_record(folder / FILE, NoticesFile)


def load_notices(folder: Path) -> Mapping[str, FixedText]:
    """The fixed texts by occasion. Raises ScreeningDataInvalid."""
    file = read_notices(folder)
    return {
        key.value: FixedText(
            notice.heading,
            notice.paragraphs,
            tuple(f"{post.place}: {post.says}" for post in file.signposts if key in post.occasions),
        )
        for key, notice in file.notices.items()
    }

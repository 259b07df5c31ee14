"""What the terminal shows, as plain data: one kind of page for each thing a line can bring up. No page holds what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.drafting import DraftReply
    from bot.knowledge.model import Checklist, GuidePoint, Section, Source
    from bot.reply import Reply


class Opens(StrEnum):
    """What a number on the screen opens."""

    ENTRY = "entry"
    CHECKLIST = "checklist"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be opened."""

    opens: Opens
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice with the number that opens it."""

    number: int
    choice: Choice

    @property
    def label(self) -> str:
        """The title, with the word Checklist before that of a checklist."""
        return f"Checklist: {self.choice.title}" if self.choice.opens is Opens.CHECKLIST else self.choice.title


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """The reply to a question, or an entry that was opened."""

    reply: Reply
    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The review of a draft, or why there is none."""

    reply: DraftReply


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """A checklist, with the authorities that its items name."""

    checklist: Checklist
    sources: Mapping[str, Source]
    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section of the guide: its points, and the topics under it."""

    section: Section
    points: tuple[GuidePoint, ...]
    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a list; ``heading`` is empty where the list has only one part."""

    heading: str
    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A numbered list to open things from."""

    heading: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class NotePage:
    """A line or two about the conversation itself."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WelcomePage:
    """The opening words."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What can be typed here."""


@dataclass(frozen=True, slots=True)
class FarewellPage:
    """The last words; the conversation ends after them."""


Page: TypeAlias = (
    ReplyPage | DraftPage | ChecklistPage | SectionPage | ListPage | NotePage | WelcomePage | HelpPage | FarewellPage
)

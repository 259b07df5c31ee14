"""What a moderator looks at before publishing: what stands, what would stand, and what the difference does."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.forms import PARTS, fields_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.checking import FieldFault
    from bot.knowledge.impact import Impact
    from bot.knowledge.model import Entry
    from bot.reply import AnswerView
    from bot.store.drafts import Draft
    from bot.store.revisions import Revision

COMPARED = tuple(dict.fromkeys((*(name for part in PARTS.values() for name in part),)))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as the text of a form; empty where there is none."""

    field: str
    before: str
    after: str

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The difference line by line: "-" taken away, "+" added, " " the same."""
        before, after = self.before.splitlines(), self.after.splitlines()
        found = difflib.ndiff(before, after)
        return tuple((line[0], line[2:]) for line in found if line[0] in "+- ")


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two states of an entry."""

    fields: tuple[FieldChange, ...]
    phrasings_added: tuple[str, ...]
    phrasings_removed: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.fields or self.phrasings_added or self.phrasings_removed)


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be published.

    ``card`` is the answer as people would see it (None: the entry is taken away, or cannot be read yet); ``impact`` is None where there
    are errors; ``conflict`` is the revision that somebody published since the draft was begun.
    """

    draft: Draft
    before: Entry | None
    after: Entry | None
    card: AnswerView | None
    difference: Difference
    faults: tuple[FieldFault, ...]
    impact: Impact | None
    conflict: Revision | None

    @property
    def errors(self) -> tuple[FieldFault, ...]:
        """What keeps it from being published."""
        return tuple(fault for fault in self.faults if not fault.warning)


def difference(
    before: Entry | None, after: Entry | None, lines_before: Iterable[str] = (), lines_after: Iterable[str] = ()
) -> Difference:
    """What differs between two states of an entry (None: not there) and its phrasings."""
    old, new = ({} if entry is None else fields_of(entry) for entry in (before, after))
    changes = tuple(FieldChange(name, text_of(old, name), text_of(new, name)) for name in COMPARED)
    then, now = dict.fromkeys(lines_before), dict.fromkeys(lines_after)
    return Difference(
        tuple(change for change in changes if change.before != change.after),
        tuple(line for line in now if line not in then),
        tuple(line for line in then if line not in now),
    )

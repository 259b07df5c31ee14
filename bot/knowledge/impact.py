"""What would an edit change? Every known question, asked of the knowledge as it stands and as it would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.knowledge.model import GoldenQuestion, KnowledgeBase


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a question is answered: ``outcome`` is answer, clarify or nothing; ``options`` are entry ids, best first."""

    outcome: str
    options: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """What the person who asks gets to see: the entry of an answer, or up to three to choose from."""
        shown = {"answer": 1, "clarify": 3}.get(self.outcome, 0)
        return self.options[:shown]


class Answering(Protocol):
    """Answers known questions over one knowledge base, without the screen."""

    def verdicts(self, questions: Sequence[KnownQuestion]) -> Sequence[Verdict]:
        """One verdict a question, in order."""
        ...

    def moved_by(self, edited: Answering, questions: Sequence[KnownQuestion]) -> Sequence[int]:
        """The places of the questions that may be answered otherwise by ``edited``; the others are not, but for rare ties."""
        ...


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A phrasing of an entry, or a golden question; ``entry`` is what it asks for (None: out of scope)."""

    text: str
    entry: str | None
    golden: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A known question that would be answered otherwise; ``before`` is None for a phrasing that the edit adds."""

    question: KnownQuestion
    before: Verdict | None
    after: Verdict

    @property
    def better(self) -> bool | None:
        """Whether it would be answered better (True), worse (False) or merely otherwise (None), by what the question asks for."""
        if self.before is None:
            return None
        ranks = [_rank(self.question.entry, verdict) for verdict in (self.before, self.after)]
        return None if ranks[0] == ranks[1] else ranks[1] > ranks[0]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A phrasing that the edit adds to one entry and that, without it, is answered by another: ``nearer`` and its title."""

    phrasing: str
    entry: str
    nearer: str
    nearer_title: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What an edit would change: how many known questions were looked at, which shift, and which phrasings belong elsewhere."""

    asked: int
    shifts: tuple[Shift, ...]
    misplaced: tuple[Misplaced, ...]

    @property
    def worse(self) -> tuple[Shift, ...]:
        """The known questions that would be answered worse."""
        return tuple(shift for shift in self.shifts if shift.better is False)

    @property
    def improved(self) -> tuple[Shift, ...]:
        """The known questions that would be answered better."""
        return tuple(shift for shift in self.shifts if shift.better)


def known_questions(knowledge: KnowledgeBase, golden: Iterable[GoldenQuestion] = ()) -> tuple[KnownQuestion, ...]:
    """Every phrasing of every entry, then the golden questions."""
    return (
        *(KnownQuestion(line, key) for key in knowledge.entries for line in knowledge.asked_as(key)),
        *(KnownQuestion(item.q, item.entry, golden=True) for item in golden),
    )


def impact_of(
    current: KnowledgeBase,
    edited: KnowledgeBase,
    now: Answering,
    then: Answering,
    *,
    golden: Collection[GoldenQuestion] = (),
) -> Impact:
    """What changes from ``current`` to ``edited``, as ``now`` and ``then`` answer over them.

    A phrasing that the edit adds or takes away is no known question of one of the sides; it is looked at for where it belongs instead.
    """
    lasting = (*_lasting(current, edited), *(KnownQuestion(item.q, item.entry, golden=True) for item in golden))
    places = now.moved_by(then, lasting)
    asked = [lasting[place] for place in places]
    pairs = zip(asked, now.verdicts(asked), then.verdicts(asked), strict=True)
    shifts = [
        Shift(question, before, after)
        for question, before, after in pairs
        # In which order the same entries are offered changes nothing for who chooses.
        if (before.outcome, set(before.given)) != (after.outcome, set(after.given))
    ]
    added = _added(current, edited)
    return Impact(len(lasting) + len(added), tuple(shifts), _misplaced(current, added, now))


def _lasting(current: KnowledgeBase, edited: KnowledgeBase) -> Iterator[KnownQuestion]:
    """The phrasings that stay, and those of entries that go: whoever asks in these words still asks."""
    for key in current.entries:
        lines = current.asked_as(key)
        stay = set(edited.asked_as(key) if key in edited.entries else lines)
        yield from (KnownQuestion(line, key) for line in lines if line in stay)


def _added(current: KnowledgeBase, edited: KnowledgeBase) -> list[KnownQuestion]:
    known = {key: set(current.asked_as(key)) for key in current.entries}
    return [
        KnownQuestion(line, key)
        for key in edited.entries
        for line in edited.asked_as(key)
        if line not in known.get(key, ())
    ]


def _misplaced(current: KnowledgeBase, added: Sequence[KnownQuestion], now: Answering) -> tuple[Misplaced, ...]:
    found: list[Misplaced] = []
    for question, verdict in zip(added, now.verdicts(added), strict=True):
        nearer = verdict.given[:1]
        if (
            question.entry is not None
            and nearer
            and question.entry not in verdict.given
            and nearer[0] in current.entries
        ):
            found.append(Misplaced(question.text, question.entry, nearer[0], current.entries[nearer[0]].title))
    return tuple(found)


def _rank(entry: str | None, verdict: Verdict) -> int:
    """How well a verdict serves who asks for an entry: 3 it is the answer, 2 it can be chosen, 1 nothing was said, 0 misled."""
    if entry is None:
        return {"nothing": 3, "clarify": 2}.get(verdict.outcome, 0)
    if verdict.outcome == "nothing":
        return 1
    if verdict.outcome == "answer":
        return 3 if verdict.options[0] == entry else 0
    return 2 if entry in verdict.given else 1

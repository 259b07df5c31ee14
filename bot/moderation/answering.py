"""Known questions answered in bulk, for the impact of an edit: by a concierge's matcher and thresholds, without its screen."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.impact import Verdict, impact_of, known_questions
from bot.matching.narrowing import movable
from bot.matching.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bot.concierge import Concierge
    from bot.knowledge.impact import Answering, Impact, KnownQuestion
    from bot.knowledge.model import GoldenQuestion, KnowledgeBase
    from bot.lounges import Builder
    from bot.matching.matcher import Matcher, Ranking
    from bot.matching.survey import Survey

REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """One knowledge with its concierge, and how its matcher ranks the known questions of the shipped knowledge."""

    concierge: Concierge
    survey: Survey


class ImpactMeter:
    """Measures impact over one shipped knowledge and every server's edits of it. Blocks; safe to call from several threads.

    All known questions are ranked once over the shipped knowledge; over an edited one only those are ranked again that the edit can
    move. The rankings of the last few knowledges are kept.
    """

    def __init__(
        self,
        build: Builder,
        golden: Sequence[GoldenQuestion] = (),
        survey: Callable[[Matcher, Sequence[str]], Survey] = survey,
    ) -> None:
        """``build`` as the lounges use it; ``golden`` are asked beside the phrasings; ``survey`` ranks many questions at once."""
        self._build = build
        self._survey = survey
        self._golden = tuple(golden)
        self._lock = threading.Lock()
        self._base: tuple[str, _Surveyed, Mapping[str, int]] | None = None
        self._kept: OrderedDict[str, _Surveyed] = OrderedDict()

    def warm(self, base: Concierge) -> None:
        """Ranks the known questions of the shipped knowledge, about a millisecond each; until then the first measurement waits for it."""
        self._surveyed_base(base)

    def measure(self, base: Concierge, current: KnowledgeBase, edited: KnowledgeBase) -> Impact:
        """What changes from ``current`` to ``edited``, both servers' knowledge over the one of ``base``."""
        surveyed, places = self._surveyed_base(base)
        now = self._surveyed(base, surveyed, current)
        then = self._surveyed(base, now, edited)
        return impact_of(current, edited, _Answering(now, places), _Answering(then, places), golden=self._golden)

    def prepare(self, base: Concierge, knowledge: KnowledgeBase) -> None:
        """Ranks the known questions over a server's knowledge, so that the next measurement from there is quick.

        Does nothing before ``warm`` is through.
        """
        ready = self._base
        if ready is not None and ready[0] == base.knowledge.version:
            self._surveyed(base, ready[1], knowledge)

    def _surveyed_base(self, base: Concierge) -> tuple[_Surveyed, Mapping[str, int]]:
        version = base.knowledge.version
        with self._lock:
            if self._base is None or self._base[0] != version:
                texts = list(dict.fromkeys(item.text for item in known_questions(base.knowledge, self._golden)))
                places = {text: place for place, text in enumerate(texts)}
                self._base = version, _Surveyed(base, self._survey(base.matcher, texts)), places
                self._kept.clear()
            return self._base[1], self._base[2]

    def _surveyed(self, base: Concierge, near: _Surveyed, knowledge: KnowledgeBase) -> _Surveyed:
        """A knowledge surveyed, from one that differs in little."""
        if knowledge.version == near.concierge.knowledge.version:
            return near
        with self._lock:
            kept = self._kept.get(knowledge.version)
            if kept is not None:
                self._kept.move_to_end(knowledge.version)
                return kept
        concierge = self._build(base, knowledge)
        made = _Surveyed(concierge, self._edited(near, concierge))
        with self._lock:
            self._kept[knowledge.version] = made
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return made

    @staticmethod
    def _edited(near: _Surveyed, concierge: Concierge) -> Survey:
        edits = changed_entries(near.concierge.knowledge, concierge.knowledge)
        before, after = near.concierge.matcher, concierge.matcher

        def narrow(rows: NDArray[np.int64]) -> NDArray[np.int64]:
            return movable(near.survey, rows, before, after, edits)

        return near.survey.under(after, edits, narrow)[0]


class _Answering:
    """How one surveyed knowledge answers known questions."""

    def __init__(self, surveyed: _Surveyed, places: Mapping[str, int]) -> None:
        self.surveyed = surveyed
        self._places = places

    def verdicts(self, questions: Sequence[KnownQuestion]) -> Sequence[Verdict]:
        """One verdict a question, in order."""
        matcher = self.surveyed.concierge.matcher
        own = [item.text for item in questions if item.text not in self._places]
        ranked = dict(zip(own, matcher.rank_many(matcher.read_known(own)), strict=True))
        return [
            self._verdict(ranked[item.text] if item.text in ranked else self.ranking(self._places[item.text]))
            for item in questions
        ]

    def moved_by(self, edited: Answering, questions: Sequence[KnownQuestion]) -> Sequence[int]:
        """The places of the questions that the edited knowledge may answer otherwise."""
        assert isinstance(edited, _Answering)
        return [
            place
            for place, item in enumerate(questions)
            # A ranking that was not made again is the same object.
            if (known := self._places.get(item.text)) is None or self.ranking(known) is not edited.ranking(known)
        ]

    def ranking(self, place: int) -> Ranking:
        """How a question of the shipped knowledge is ranked."""
        return self.surveyed.survey.rankings[place]

    def _verdict(self, ranking: Ranking) -> Verdict:
        options = tuple(candidate.id for candidate in ranking.candidates[:3])
        return Verdict(self.surveyed.concierge.decide(ranking).value, options)


def changed_entries(before: KnowledgeBase, after: KnowledgeBase) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By the id of each entry that is asked for in other words, is new, or is gone: the phrasings that it lost and that it got."""
    changed: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for key in sorted(before.entries.keys() | after.entries.keys()):
        old = before.asked_as(key) if key in before.entries else ()
        new = after.asked_as(key) if key in after.entries else ()
        if old != new:
            gone, fresh = set(old) - set(new), set(new) - set(old)
            changed[key] = (
                tuple(line for line in old if line in gone),
                tuple(line for line in new if line in fresh),
            )
    return changed

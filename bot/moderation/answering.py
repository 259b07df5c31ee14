"""Known questions answered in bulk, for the impact of an edit: by a concierge's matcher and thresholds, without its screen."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.knowledge.impact import KnownQuestion, Verdict, impact_of, known_questions
from bot.matching.bulk import KnownTexts, moved, ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.concierge import Concierge
    from bot.knowledge.impact import Answering, Impact
    from bot.knowledge.model import GoldenQuestion, KnowledgeBase
    from bot.lounges import Builder
    from bot.matching.matcher import Ranking

REMEMBERED = 8


@dataclass(slots=True)
class _Remembered:
    """Texts made ready for one shipped knowledge, by text."""

    texts: KnownTexts
    places: Mapping[str, int]


@dataclass(slots=True)
class _Verdicts:
    """What one matcher said so far."""

    concierge: Concierge
    found: dict[str, Verdict] = field(default_factory=dict[str, Verdict])


class ImpactMeter:
    """Measures impact over one shipped knowledge and every server's edits of it. Blocks; safe to call from several threads.

    What a measurement had to work out is kept: the vectors of all known questions, and what the last few knowledges answered.
    """

    def __init__(self, build: Builder, golden: Sequence[GoldenQuestion] = ()) -> None:
        self._build = build
        self._golden = tuple(golden)
        self._lock = threading.Lock()
        self._ready: tuple[str, _Remembered] | None = None
        self._verdicts: OrderedDict[str, _Verdicts] = OrderedDict()

    def warm(self, base: Concierge) -> None:
        """Makes the known questions of the shipped knowledge ready, which takes long the first time."""
        self._remembered(base)

    def measure(self, base: Concierge, current: KnowledgeBase, edited: KnowledgeBase) -> Impact:
        """What changes from ``current`` to ``edited``, both servers' knowledge over the one of ``base``."""
        now, then = (self._answering(base, knowledge) for knowledge in (current, edited))
        return impact_of(current, edited, now, then, golden=self._golden)

    def _answering(self, base: Concierge, knowledge: KnowledgeBase) -> _Answering:
        with self._lock:
            known = self._verdicts.get(knowledge.version)
        if known is None:
            known = _Verdicts(base if knowledge is base.knowledge else self._build(base, knowledge))
            with self._lock:
                self._verdicts[knowledge.version] = known
                while len(self._verdicts) > REMEMBERED:
                    self._verdicts.popitem(last=False)
        return _Answering(self, base, known)

    def _remembered(self, base: Concierge) -> _Remembered:
        version = base.knowledge.version
        with self._lock:
            if self._ready is None or self._ready[0] != version:
                texts = list(dict.fromkeys(item.text for item in known_questions(base.knowledge, self._golden)))
                places = {text: place for place, text in enumerate(texts)}
                self._ready = version, _Remembered(ready(base.matcher, texts), places)
            return self._ready[1]

    def moved(
        self, base: Concierge, before: Concierge, after: Concierge, questions: Sequence[KnownQuestion]
    ) -> Sequence[int]:
        """The places of the questions that ``after`` may answer otherwise than ``before``."""
        changed = _changed(before.knowledge, after.knowledge)
        if not changed:
            return ()
        remembered = self._remembered(base)
        hits = {int(place) for place in moved(before.matcher, after.matcher, remembered.texts, changed)}
        places = [remembered.places.get(question.text) for question in questions]
        own = [place for place, known in enumerate(places) if known is None]
        if own:
            texts = ready(before.matcher, [questions[place].text for place in own])
            found = {own[int(place)] for place in moved(before.matcher, after.matcher, texts, changed)}
        else:
            found = set[int]()
        return [place for place, known in enumerate(places) if known in hits or place in found]


class _Answering:
    """How one knowledge answers known questions."""

    def __init__(self, meter: ImpactMeter, base: Concierge, known: _Verdicts) -> None:
        self._meter = meter
        self._base = base
        self._known = known

    def verdicts(self, questions: Sequence[KnownQuestion]) -> Sequence[Verdict]:
        """One verdict a question, in order."""
        found = self._known.found
        for question in questions:
            if question.text not in found:
                found[question.text] = self._verdict(self._known.concierge.matcher.rank_known(question.text))
        return [found[question.text] for question in questions]

    def moved_by(self, edited: Answering, questions: Sequence[KnownQuestion]) -> Sequence[int]:
        """The places of the questions that the edited knowledge may answer otherwise."""
        if not isinstance(edited, _Answering):
            return range(len(questions))
        return self._meter.moved(self._base, self._known.concierge, edited._known.concierge, questions)  # noqa: SLF001

    def _verdict(self, ranking: Ranking) -> Verdict:
        options = tuple(candidate.id for candidate in ranking.candidates[:3])
        return Verdict(self._known.concierge.decide(ranking).value, options)


def _changed(before: KnowledgeBase, after: KnowledgeBase) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By the id of each entry whose phrasings differ: those it lost, and those it got."""
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

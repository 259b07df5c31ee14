"""The one door: a question goes in, a reply comes out. The screen first; only what it lets through is matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot import texts
from bot.matching.decision import Decision, decide
from bot.reply import OPTIONS_KEPT, Notice, Option, Outcome, Reply, ScreenSummary
from bot.screening.model import CLEAR, Distress, Level
from bot.views import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.knowledge.model import Checklist, GuidePoint, KnowledgeBase
    from bot.matching.channels import Question
    from bot.matching.decision import Thresholds
    from bot.matching.matcher import Matcher, Ranking
    from bot.reading.reader import Reader
    from bot.reply import AnswerView
    from bot.screening.model import Kind, Likelihoods, Screening, Signs

QUESTION_LENGTH = 4_000
BLOCKED_ENTRY = "posting-about-patients"
BLOCKED_CHECKLIST = "patient-post"
ADVICE_ENTRIES = ("no-individual-advice", "replying-to-advice-requests")
ADVICE_CHECKLIST = "advice-request"
EMERGENCY_ENTRY = "emergencies-online"
# The points that say how to behave. Others describe what social media is good for, which helps nobody who found no answer.
PRINCIPLES = frozenset({"G05", "G06", "G07", *(f"G{number}" for number in range(44, 61))})


class Screener(Protocol):
    """What the concierge needs of the screen."""

    def examine(self, text: str, read: Callable[[Signs], Likelihoods] | None = None) -> Screening:
        """The screen's report on a text; never raises, never keeps the text. ``read`` reads it for what was learned from examples."""
        ...


class Concierge:
    """Answers questions over one knowledge base. Immutable and safe to share between threads; an edit builds another one."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        matcher: Matcher,
        thresholds: Thresholds,
        screen: Screener | None = None,
        notices: Mapping[str, Notice] | None = None,
        reader: Reader | None = None,
    ) -> None:
        """``reader`` is the screen's own: with it, a question is made ready once for the screen and the matcher.

        ``notices`` are the screen's fixed texts by key: identifiers, identifiers_too, caution, advice, strain, crisis, someone_else.

        ``{kinds}`` in a paragraph of them is filled with the kinds of details found.
        """
        self.knowledge = knowledge
        self._matcher = matcher
        self._screen = screen
        self._notices = notices or {}
        self._thresholds = thresholds
        self._reader = reader

    @property
    def screen(self) -> Screener | None:
        """What examines a text before anything else sees it."""
        return self._screen

    @property
    def matcher(self) -> Matcher:
        """What ranks the entries."""
        return self._matcher

    def over(self, knowledge: KnowledgeBase, matcher: Matcher) -> Concierge:
        """A concierge like this one, over other knowledge."""
        return Concierge(knowledge, matcher, self._thresholds, self._screen, self._notices, self._reader)

    def decide(self, ranking: Ranking) -> Decision:
        """What would be done with a ranking of a text that the screen let through."""
        return decide(ranking, self._thresholds)

    def reply(self, question: str) -> Reply:
        """Reply to a question of any content. Never raises for what it holds, never keeps it."""
        if not question.strip():
            return Reply(Outcome.INVALID, notice=texts.EMPTY)
        if len(question) > QUESTION_LENGTH:
            return Reply(Outcome.INVALID, notice=texts.TOO_LONG)
        screening, ready = self._examined(question)
        summary = ScreenSummary(screening.level, screening.kinds)
        if screening.distress in (Distress.STRAIN, Distress.CRISIS):
            return self._distress(question, ready, screening, summary)
        if screening.distress is Distress.SOMEONE_ELSE:
            return self._emergency(summary)
        if screening.level is Level.BLOCK:
            return self._identifiers(summary)
        if screening.advice:
            return self._advice(summary)
        if not any(char.isalpha() for char in question):
            return Reply(Outcome.INVALID, summary, notice=texts.UNREADABLE)
        return self._matched(self._rank(question, ready), summary)

    def lets_through(self, text: str) -> bool:
        """Whether a text may be used at all, such as to complete it while it is typed: the screen stops nothing in it."""
        if self._screen is None:
            return True
        found = self._screen.examine(text)
        return found.level is not Level.BLOCK and found.distress is Distress.NONE and not found.advice

    def open(self, entry_id: str) -> Reply | None:
        """The reply that shows one entry, as when a person chooses it; None where there is no such entry."""
        entry = self.knowledge.entries.get(entry_id)
        if entry is None:
            return None
        return Reply(Outcome.ANSWER, options=(Option(entry.id, entry.title, 1.0),), answer=self.view(entry_id))

    def view(self, entry_id: str) -> AnswerView:
        """An entry with everything it refers to. Raises KeyError where there is no such entry."""
        return view_of(self.knowledge, entry_id)

    def _examined(self, question: str) -> tuple[Screening, Question | None]:
        """The screen's report, and the question made ready for the matcher where the screen had to read it for that."""
        if self._screen is None:
            return CLEAR, None
        if self._reader is None:
            return self._screen.examine(question), None
        reader, ready = self._reader, self._matcher.read(question)
        whole = ready.whole
        assert whole is not None
        return self._screen.examine(question, lambda signs: reader.of_prepared(whole, signs)), ready

    def _rank(self, question: str, ready: Question | None) -> Ranking:
        return self._matcher.rank(question) if ready is None else self._matcher.rank_read(ready)

    def _matched(self, ranking: Ranking, summary: ScreenSummary) -> Reply:
        options = tuple(
            Option(candidate.id, self.knowledge.entries[candidate.id].title, candidate.probability)
            for candidate in ranking.candidates[:OPTIONS_KEPT]
        )
        caution = self._notices["caution"] if summary.level is Level.CAUTION else None
        decision = decide(ranking, self._thresholds)
        if decision is Decision.ANSWER:
            return Reply(Outcome.ANSWER, summary, options, answer=self.view(options[0].id), notice=caution)
        if decision is Decision.CLARIFY:
            return Reply(Outcome.CLARIFY, summary, options, notice=_joined(texts.CLARIFY, caution))
        return Reply(
            Outcome.NOTHING,
            summary,
            options,
            notice=_joined(texts.NOTHING, caution),
            principle=self._principle(options),
        )

    def _identifiers(self, summary: ScreenSummary) -> Reply:
        return Reply(
            Outcome.IDENTIFIERS,
            summary,
            self._fixed_options(BLOCKED_ENTRY),
            notice=_naming(self._notices["identifiers"], summary.kinds),
            checklist=self._checklist(BLOCKED_CHECKLIST),
        )

    def _advice(self, summary: ScreenSummary) -> Reply:
        return Reply(
            Outcome.ADVICE,
            summary,
            self._fixed_options(*ADVICE_ENTRIES),
            notice=self._notices["advice"],
            checklist=self._checklist(ADVICE_CHECKLIST),
        )

    def _emergency(self, summary: ScreenSummary) -> Reply:
        """Somebody else's danger comes before the details that tell of it; the entry is fixed, so nothing is matched."""
        notice = self._with_details(self._notices["someone_else"], summary)
        if EMERGENCY_ENTRY not in self.knowledge.entries:
            return Reply(Outcome.DISTRESS, summary, notice=notice)
        return Reply(
            Outcome.ANSWER,
            summary,
            self._fixed_options(EMERGENCY_ENTRY),
            answer=self.view(EMERGENCY_ENTRY),
            notice=notice,
        )

    def _distress(self, question: str, ready: Question | None, screening: Screening, summary: ScreenSummary) -> Reply:
        notice = self._notices[screening.distress.value]
        if screening.distress is Distress.STRAIN:
            notice = self._with_details(notice, summary)
        if screening.level is Level.BLOCK or screening.advice:
            return Reply(Outcome.DISTRESS, summary, notice=notice)
        ranking = self._rank(question, ready)
        if decide(ranking, self._thresholds) is Decision.NOTHING:
            return Reply(Outcome.DISTRESS, summary, notice=notice)
        options = tuple(
            Option(candidate.id, self.knowledge.entries[candidate.id].title, candidate.probability)
            for candidate in ranking.candidates[:3]
        )
        return Reply(Outcome.DISTRESS, summary, options, notice=notice)

    def _with_details(self, notice: Notice, summary: ScreenSummary) -> Notice:
        """The notice, and where details of a patient were found as well, a word on them."""
        if summary.level is not Level.BLOCK:
            return notice
        return _joined(notice, _naming(self._notices["identifiers_too"], summary.kinds))

    def _fixed_options(self, *entry_ids: str) -> tuple[Option, ...]:
        entries = self.knowledge.entries
        return tuple(Option(key, entries[key].title, 1.0) for key in entry_ids if key in entries)

    def _checklist(self, checklist_id: str) -> Checklist | None:
        return self.knowledge.checklists.get(checklist_id)

    def _principle(self, options: tuple[Option, ...]) -> GuidePoint | None:
        for option in options:
            for point in self.knowledge.entries[option.id].guide:
                if point in PRINCIPLES:
                    return self.knowledge.points[point]
        return None


def _naming(notice: Notice, kinds: tuple[Kind, ...]) -> Notice:
    """The notice with the kinds of details named, never the details."""
    words = [kind.words for kind in kinds]
    named = " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    return Notice(notice.heading, tuple(line.replace("{kinds}", named) for line in notice.paragraphs), notice.signposts)


def _joined(notice: Notice, addition: Notice | None) -> Notice:
    if addition is None:
        return notice
    return Notice(notice.heading, (*notice.paragraphs, *addition.paragraphs), (*notice.signposts, *addition.signposts))

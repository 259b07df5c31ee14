"""What a typed line brings up: a command, a number that opens something offered, or a question for the concierge."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from bot.reply import Outcome
from bot.screening.drafts import LONGEST_DRAFT
from bot.terminal import wording
from bot.terminal.pages import (
    ChecklistPage,
    Choice,
    DraftPage,
    FarewellPage,
    Group,
    HelpPage,
    ListPage,
    NotePage,
    Offered,
    Opens,
    Page,
    ReplyPage,
    SectionPage,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.concierge import Concierge
    from bot.drafting import DraftReviewer
    from bot.knowledge.model import Checklist, Section
    from bot.reply import Reply

NUMBER = re.compile(r"(\d{1,2})[.)]?")
COMMAND = re.compile(r"/(\w*)\s*(.*)", re.DOTALL)
NONE = frozenset({"0", "0.", "0)", "none", "none of these", "none of them", "neither"})
# Words that people type in any terminal; as questions they would mean nothing.
BARE_COMMANDS = {"help": "/help", "?": "/help", "quit": "/quit", "exit": "/quit", "bye": "/quit"}


class Conversation:
    """Turns lines into pages and remembers, until the next question or list, which number opens what.

    A number keeps its meaning while it can still be read on the screen: what a card adds is counted on from what was
    offered before it. The question itself is passed on and forgotten; so is a draft, whose lines are held until it ends.
    """

    def __init__(self, concierge: Concierge, reviewer: DraftReviewer) -> None:
        """A conversation at its beginning, with nothing offered."""
        self._concierge = concierge
        self._reviewer = reviewer
        self._knowledge = concierge.knowledge
        self._choices: list[Choice] = []
        self._draft: list[str] | None = None

    @property
    def drafting(self) -> bool:
        """Whether the next line belongs to a draft."""
        return self._draft is not None

    def drop_draft(self) -> None:
        """Forget the lines of a draft that has not ended."""
        self._draft = None

    def end_draft(self) -> Page:
        """The review of the lines typed since ``/check``, which are forgotten first."""
        draft = "\n".join(self._draft or ())
        self._draft = None
        return self._review(draft)

    def answer(self, line: str) -> Page | None:
        """The page for a line; None for an empty one and within a draft. Raises what is raised further in, which is a fault there."""
        # A terminal passes bytes that are no text on as lone surrogates, which nothing further in can encode.
        line = line.encode("utf-8", "replace").decode("utf-8")
        if self._draft is not None:
            return self._draft_line(self._draft, line)
        line = line.strip()
        word = line.lower()
        if not line:
            return None
        if line.startswith("/"):
            return self._command(line)
        if word in BARE_COMMANDS:
            return self._command(BARE_COMMANDS[word])
        if self._choices and word in NONE:
            return NotePage(wording.NONE_CHOSEN)
        if number := NUMBER.fullmatch(line):
            return self._numbered(int(number[1]))
        self._choices.clear()
        return self._reply(self._concierge.reply(line))

    def _draft_line(self, draft: list[str], line: str) -> Page | None:
        if not line.strip():
            return self.end_draft()
        # One character too many is enough to know that a draft is too long.
        if sum(map(len, draft)) <= LONGEST_DRAFT:
            draft.append(line[: LONGEST_DRAFT + 1])
        return None

    def _check(self, draft: str) -> Page:
        if draft:
            return self._review(draft)
        self._draft = []
        return NotePage(wording.DRAFT_BEGINS)

    def _review(self, draft: str) -> Page:
        self._choices.clear()
        return DraftPage(self._reviewer.review(draft))

    def _numbered(self, number: int) -> Page:
        if not self._choices:
            return NotePage(wording.NOTHING_NUMBERED)
        if not 1 <= number <= len(self._choices):
            return NotePage(wording.out_of_range(len(self._choices)))
        return self._open(self._choices[number - 1])

    def _open(self, choice: Choice) -> Page:
        if choice.opens is Opens.CHECKLIST:
            return self._checklist(self._knowledge.checklists[choice.id])
        if choice.opens is Opens.SECTION:
            return self._section(self._knowledge.sections[choice.id])
        reply = self._concierge.open(choice.id)
        return NotePage(wording.NO_TOPIC) if reply is None else self._reply(reply)

    def _reply(self, reply: Reply) -> ReplyPage:
        choices: list[Choice] = []
        checklist = reply.checklist
        if reply.answer is not None:
            choices = [Choice(Opens.ENTRY, option.id, option.title) for option in reply.answer.related]
            checklist = checklist or reply.answer.checklist
        elif reply.outcome is not Outcome.NOTHING:
            choices = [Choice(Opens.ENTRY, option.id, option.title) for option in reply.offered]
        if checklist is not None:
            choices.append(_checklist_choice(checklist))
        return ReplyPage(reply, self._offer(choices))

    def _checklist(self, checklist: Checklist) -> ChecklistPage:
        keys = dict.fromkeys(key for item in checklist.items for key in item.sources)
        sources = {key: self._knowledge.sources[key] for key in keys}
        return ChecklistPage(checklist, sources, self._offer(self._entry_choice(key) for key in checklist.entries))

    def _section(self, section: Section) -> SectionPage:
        points = tuple(point for point in self._knowledge.guide.points if point.section == section.id)
        return SectionPage(section, points, self._offer(self._section_entries(section.id)))

    def _command(self, line: str) -> Page:
        parts = COMMAND.fullmatch(line)
        word, rest = (parts[1].lower(), parts[2].strip()) if parts else ("", "")
        begun = [name for name in wording.COMMANDS if word and name.startswith(f"/{word}")]
        # "/check" is a command of its own and the beginning of another.
        names = [name for name in begun if name == f"/{word}"] or begun
        match names:
            case ["/help"]:
                return HelpPage()
            case ["/check"]:
                return self._check(rest)
            case ["/checklist"]:
                return self._browse_checklists(rest)
            case ["/guide"]:
                return self._browse_guide(rest)
            case ["/topics"]:
                return self._browse_topics(rest)
            case ["/quit"]:
                return FarewellPage()
            case [_, _, *_]:
                return NotePage((wording.SEVERAL_COMMANDS.format(commands=" or ".join(names)),))
            case _:
                return _unknown(word)

    def _browse_checklists(self, words: str) -> Page:
        checklists = self._knowledge.checklists
        found = _found({key: checklist.title for key, checklist in checklists.items()}, words)
        if words and not found:
            return NotePage(wording.NO_CHECKLIST)
        if words and len(found) == 1:
            return self._checklist(checklists[found[0]])
        heading = wording.CHECKLISTS_FOUND if words else wording.CHECKLISTS
        return self._list(heading, [("", [_checklist_choice(checklists[key]) for key in found])])

    def _browse_guide(self, words: str) -> Page:
        sections = self._knowledge.sections
        found = _found({key: section.heading for key, section in sections.items()}, words)
        if words and not found:
            return NotePage(wording.NO_SECTION)
        if words and len(found) == 1:
            return self._section(sections[found[0]])
        guide = self._knowledge.guide
        heading = (
            wording.SECTIONS_FOUND if words else f"{guide.title}, {guide.author}, {guide.publisher}, {guide.date.year}"
        )
        return self._list(heading, [("", [Choice(Opens.SECTION, key, sections[key].heading) for key in found])])

    def _browse_topics(self, words: str) -> Page:
        found = _found({key: entry.title for key, entry in self._knowledge.entries.items()}, words)
        if words and not found:
            return NotePage(wording.NO_TOPIC)
        if words and len(found) == 1:
            return self._open(self._entry_choice(found[0]))
        groups = [
            (section.heading, [choice for choice in self._section_entries(section.id) if choice.id in found])
            for section in self._knowledge.sections.values()
        ]
        return self._list(wording.TOPICS_FOUND if words else wording.TOPICS, groups)

    def _list(self, heading: str, groups: Iterable[tuple[str, list[Choice]]]) -> ListPage:
        self._choices.clear()
        return ListPage(heading, tuple(Group(name, self._offer(choices)) for name, choices in groups if choices))

    def _offer(self, choices: Iterable[Choice]) -> tuple[Offered, ...]:
        """Number the choices, on from the last; one that is on offer already keeps its number."""
        offered: list[Offered] = []
        for choice in choices:
            if choice not in self._choices:
                self._choices.append(choice)
            offered.append(Offered(self._choices.index(choice) + 1, choice))
        return tuple(offered)

    def _section_entries(self, section_id: str) -> list[Choice]:
        return [self._entry_choice(entry.id) for entry in self._knowledge.entries_in(section_id)]

    def _entry_choice(self, entry_id: str) -> Choice:
        return Choice(Opens.ENTRY, entry_id, self._knowledge.entries[entry_id].title)


def _checklist_choice(checklist: Checklist) -> Choice:
    return Choice(Opens.CHECKLIST, checklist.id, checklist.title)


def _found(titles: Mapping[str, str], words: str) -> list[str]:
    """The record of that id alone; otherwise those with the words in id or title; all of them where there are no words."""
    wanted = words.casefold()
    if wanted in titles:
        return [wanted]
    return [key for key, title in titles.items() if wanted in key or wanted in title.casefold()]


def _unknown(word: str) -> NotePage:
    # What was typed is not repeated: it may be anything.
    near = difflib.get_close_matches(f"/{word}", wording.COMMANDS, n=1, cutoff=0.6) if word else []
    hint = wording.DID_YOU_MEAN.format(command=near[0]) if near else wording.NOT_A_QUESTION
    return NotePage((wording.UNKNOWN_COMMAND.format(commands=", ".join(wording.COMMANDS)), hint))

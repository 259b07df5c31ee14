"""Every control of the lounge: what it is called inside a message, and which ids it carries. What it does stands in ``presses``."""

from __future__ import annotations

from enum import StrEnum

from bot.discord_app.controls.control import DIGIT, NUMBER, SLUG, SNOWFLAKE, Control, optional

FINGERPRINT = r"[0-9a-f]{4}"


class Reason(StrEnum):
    """Why an answer was not helpful."""

    WRONG_TOPIC = "wrong_topic"
    NOT_ENOUGH = "not_enough"
    OUT_OF_DATE = "out_of_date"
    SOMETHING_ELSE = "something_else"


class Menu(StrEnum):
    """Which list of topics a menu shows."""

    RELATED = "related"
    INSTEAD = "instead"
    NEAREST = "nearest"
    OFFERED = "offered"
    SECTION = "section"
    CHECKLIST = "checklist"


class Choose(Control, action="choose", fields={"entry": SLUG}):
    """One of the topics that a question may have meant."""


class NoneOfThese(Control, action="none", fields={"others": rf"(?:{SLUG}(?:\.{SLUG})*)?"}):
    """None of the topics that were offered; ``others`` are the next best, joined by dots, as far as an id has room for them."""


class Topics(Control, action="topics", fields={"menu": "|".join(Menu), "back": optional(SLUG)}):
    """A menu of topics to open; ``back`` is the topic to come back to."""


class Back(Control, action="back", fields={"entry": SLUG}):
    """Back to a topic."""


class Sources(Control, action="sources", fields={"entry": SLUG}):
    """What the guide and the authorities behind a topic say. Every answer has it: it is how a message knows its topic."""


class Helpful(Control, action="helpful", fields={"entry": SLUG}):
    """A vote for an answer."""


class NotHelpful(Control, action="unhelpful", fields={"entry": SLUG}):
    """A vote against an answer."""


class Why(Control, action="why", fields={"reason": "|".join(Reason), "message": SNOWFLAKE}):
    """The reason for a vote against the answer of a message."""


class Share(Control, action="share", fields={"entry": SLUG}):
    """Show an answer to everyone in the channel."""


class Rephrase(Control, action="rephrase", fields={"back": optional(SLUG)}):
    """Ask again in other words; ``back`` is the topic to come back to."""


class AskPrivately(Control, action="ask"):
    """Ask where nobody else sees it."""


class AskColleagues(Control, action="colleagues"):
    """Bring the question before colleagues."""


class SendToModerators(Control, action="moderators"):
    """Bring the question before the moderators."""


class OpenChecklist(Control, action="list", fields={"checklist": SLUG}):
    """A checklist."""


class Checklists(Control, action="lists"):
    """A menu of every checklist."""


class Tick(
    Control,
    action="tick",
    fields={"checklist": SLUG, "print": FINGERPRINT, "item": DIGIT, "ticked": "[01]"},
):
    """One item of a checklist. ``ticked`` is how it stands now, ``print`` the edition of the checklist."""


class Reset(Control, action="reset", fields={"checklist": SLUG}):
    """Untick every item."""


class Sections(Control, action="sections"):
    """A menu of the guide's sections."""


class Page(Control, action="page", fields={"section": SLUG, "page": NUMBER}):
    """A page of a section of the guide, counted from 0."""


class Contents(Control, action="contents"):
    """The guide's contents."""


class CheckDraft(Control, action="check"):
    """Check a draft."""

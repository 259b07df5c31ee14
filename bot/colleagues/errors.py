"""What cannot be done in the lounge, as sentences for a person."""

from __future__ import annotations

from enum import StrEnum

from bot.errors import LoungeError

EXAMPLES = '"tomorrow 18:00", "fri 7pm" or "2026-12-01 18:00"'


class WhenProblem(StrEnum):
    """What is wrong with a time as it was written."""

    UNREADABLE = "unreadable"
    UNREADABLE_CLOCK = "unreadable_clock"
    AMBIGUOUS_DATE = "ambiguous_date"
    NO_SUCH_DATE = "no_such_date"
    SKIPPED_BY_CLOCKS = "skipped_by_clocks"
    REPEATED_BY_CLOCKS = "repeated_by_clocks"
    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"


_SENTENCES = {
    WhenProblem.UNREADABLE: f"That time cannot be read. Write it like {EXAMPLES}.",
    WhenProblem.UNREADABLE_CLOCK: 'That time of day cannot be read. Write it like "18:30", "6pm" or "noon".',
    WhenProblem.AMBIGUOUS_DATE: "A date such as 03/04 means two days. Write the month as a word, as in 3 April 18:00, or 2026-04-03 18:00.",
    WhenProblem.NO_SUCH_DATE: "There is no such day or time. Please look at the numbers again.",
    WhenProblem.SKIPPED_BY_CLOCKS: (
        "That time does not exist on that day, as the clocks go forward over it. Choose an hour later, as in 02:30 for 01:30, or add "
        "another day, as in tomorrow."
    ),
    WhenProblem.REPEATED_BY_CLOCKS: (
        "The clocks go back on that day and show that time twice. Choose an hour earlier or later, or paste a timestamp of Discord."
    ),
    WhenProblem.PAST: "That time has passed. Choose one that is still to come.",
    WhenProblem.TOO_SOON: "That is too soon for anybody to hear of it. Choose a time at least 15 minutes from now.",
    WhenProblem.TOO_FAR: "That is more than half a year away. Choose an earlier time.",
}


class WhenInvalid(LoungeError):
    """A time that cannot be used; ``problem`` says why."""

    def __init__(self, problem: WhenProblem) -> None:
        self.problem = problem
        super().__init__(_SENTENCES[problem])


class ZoneUnknown(LoungeError):
    """No time zone has this name."""

    def __init__(self) -> None:
        super().__init__("No time zone has that name. Pick one from the list, such as Europe/London or Asia/Dubai.")


class SessionGone(LoungeError):
    """The session is over, was cancelled, or belongs to another server."""

    def __init__(self) -> None:
        super().__init__("This session is over or was cancelled.")


class NotTheHost(LoungeError):
    """Only the host, or a moderator in the host's place, may do this."""

    def __init__(self) -> None:
        super().__init__("Only the host of this session or a moderator can do this.")


class QuestionGone(LoungeError):
    """The prepared question was released, changed or taken out meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "That question was released, changed or taken out meanwhile. Look at the prepared questions again."
        )


class NoQuestionLeft(LoungeError):
    """Every prepared question has been released."""

    def __init__(self) -> None:
        super().__init__("Every prepared question has been asked. Add another one, or end the session.")

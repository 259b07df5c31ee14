"""Controls of the moderators' inbox, the report, export and import."""

from __future__ import annotations

from typing import Final

from bot.discord_app.controls.control import NUMBER, SLUG, Control

ROW: Final = r"[0-9]{1,18}"
HELD: Final = r"[0-9a-f]{16}"


class Send(Control, action="send"):
    """Consent: what stands on the message goes to the moderators."""


class ChangeText(Control, action="send-change"):
    """Put what would be sent in other words."""


class LeaveIt(Control, action="send-leave"):
    """Send nothing."""


class InboxPage(Control, action="inbox", fields={"page": NUMBER}):
    """A page of the inbox, counted from 0."""


class OpenGroup(Control, action="inbox-open", fields={"question": ROW, "page": NUMBER}):
    """The questions that ask the same as one; ``page`` is the page to come back to."""


class AddTo(Control, action="inbox-add", fields={"question": ROW}):
    """A menu of entries that the questions become phrasings of."""


class FindEntry(Control, action="inbox-find", fields={"question": ROW, "page": NUMBER}):
    """Look for an entry that is not among the nearest."""


class DraftEntry(Control, action="inbox-new", fields={"question": ROW}):
    """Begin a new entry that the questions are phrasings of."""


class Dismiss(Control, action="inbox-drop", fields={"question": ROW, "page": NUMBER, "agreed": NUMBER}):
    """Erase the questions; ``agreed`` is how many somebody agreed to erase, 0 before being asked."""


class ReportFile(Control, action="report-csv", fields={"weeks": NUMBER}):
    """The report as a file."""


class OpenImport(Control, action="import-open", fields={"token": HELD}):
    """The preview of an import that is held."""


class ImportPage(Control, action="import-page", fields={"token": HELD, "page": NUMBER}):
    """A page of the entries that an import changes."""


class ChooseChange(Control, action="import-show", fields={"token": HELD}):
    """A menu of the entries that an import changes."""


class ImportChange(Control, action="import-diff", fields={"token": HELD, "entry": SLUG, "page": NUMBER}):
    """A page of what an import changes in an entry."""


class AskSecond(Control, action="import-ask", fields={"token": HELD}):
    """Tell the audit channel that an import waits for another moderator."""


class PublishImport(Control, action="import-do", fields={"token": HELD}):
    """Publish an import that was previewed."""


class DropImport(Control, action="import-drop", fields={"token": HELD}):
    """Let go of an import that was previewed."""

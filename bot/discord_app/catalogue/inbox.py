"""English: the moderators' inbox, the report, export and import."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

INBOX: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Commands.
        "command.knowledge.inbox.name": "inbox",
        "command.knowledge.inbox.description": "Questions that people sent: add them to an entry, write a new one, or dismiss them",
        "command.knowledge.question.name": "question",
        "command.knowledge.question.description": "One of the questions; leave it empty to see them all",
        "command.knowledge.to.name": "entry",
        "command.knowledge.to.description": "With a question: the entry that it is to be a phrasing of",
        "command.knowledge.report.name": "report",
        "command.knowledge.report.description": "How questions were answered, by week and topic; no person, no small count",
        "command.knowledge.weeks.name": "weeks",
        "command.knowledge.weeks.description": "How many whole weeks to look back",
        "command.knowledge.export.name": "export",
        "command.knowledge.export.description": "This server's knowledge as files in a zip, to edit or to keep",
        "command.knowledge.import.name": "import",
        "command.knowledge.import.description": "Put an edited export in force, after a preview; all of it or nothing",
        "command.knowledge.file.name": "file",
        "command.knowledge.file.description": "The zip; leave it empty to see imports that wait for a second moderator",
        # The inbox.
        "button.open": "Open",
        "button.find_entry": "Another entry",
        "button.draft_entry": "Draft a new entry",
        "button.dismiss": "Dismiss",
        "button.dismiss_sure": "Dismiss for good",
        "button.to_inbox": "Back to the inbox",
        "menu.add_phrasing": "Add as phrasing to ...",
        "menu.found_entries": "Entries found: add as phrasing to ...",
        "form.find.title": "Find an entry",
        "form.find.label": "Words of its title",
        "form.find.description": "The questions become phrasings of the entry that you choose then, after a preview",
        "inbox.heading": "Inbox",
        "inbox.summary.one": "1 question, kept for {days} days. Nobody knows who sent it.",
        "inbox.summary.many": "{questions} questions in {groups} groups, each kept for {days} days. Nobody knows who sent them.",
        "inbox.empty": "Nothing here. People can send a question where nothing was found, or where the answer did not help.",
        "inbox.empty_off": "Nothing here, and the inbox is off: people see no button. It is turned on in /knowledge settings.",
        "inbox.off": "The inbox is off, so nothing new comes in. It is turned on in /knowledge settings.",
        "inbox.asked.one": "asked once, {last}",
        "inbox.asked.many": "asked {count} times, last {last}",
        "inbox.nearest": "nearest: {title}",
        "inbox.group_heading.one": "Asked once",
        "inbox.group_heading.many": "Asked {count} times",
        "inbox.between": "{first} to {last}",
        "inbox.more_wordings": "... and {count} more wordings.",
        "inbox.how": (
            "Add them to an entry that answers them, or draft a new one: either way you see the whole effect before anything is published. "
            "Once they are phrasings of an entry, they leave the inbox by themselves."
        ),
        "inbox.not_found": "No title comes near to that. Try other words.",
        "inbox.found": "Choose the entry below.",
        "inbox.sure.one": "Dismiss this question? It is erased, and that cannot be undone.",
        "inbox.sure.many": "Dismiss these {count} questions? They are erased, and that cannot be undone.",
        "inbox.dismissed": "Dismissed: {count}.",
        "inbox.gone": "These questions are no longer in the inbox: somebody dealt with them, or their time was over.",
        # The report.
        "button.report_file": "As a file (CSV)",
        "report.heading": "Report",
        "report.span": "{first} to {last}, whole weeks. Counts are rounded down to multiples of {least}, so that no small count shows.",
        "report.none": "There is nothing to show yet: no whole week has {least} questions or more.",
        "report.weeks": "By week",
        "report.week": "Week of {week}: {counts}",
        "report.answer": "{count} answered",
        "report.clarify": "{count} clarified",
        "report.nothing": "{count} not found",
        "report.topics": "Topics asked most",
        "report.topic": "{title}: {counts}",
        "report.helpful": "Helpful",
        "report.helpful_all": "{share} of {total} or more votes",
        "report.worst": "Least helpful",
        "report.worst_line": "{title}: {share} of {total} or more votes helpful",
        "report.worst_reasons": "{said} (often said: {reasons})",
        "report.due": "Due for review by {by}",
        "report.due_line": "{title} ({kind}), {on}",
        "report.kind.entry": "entry",
        "report.kind.checklist": "checklist",
        "report.kind.source": "source",
        "report.due_none": "Nothing is due for review by {by}.",
        "report.more": "... and {count} more.",
        "report.alt": "Bar chart. {weeks} {topics}",
        "report.file": (
            "The report as a table: a row for each week, topic and entry with votes. Counts are rounded down to multiples of {least}; "
            "a reason is named from {least} on."
        ),
        "report.chart.weeks": "Questions by week",
        "report.chart.topics": "Topics asked most",
        "report.chart.answer": "answered",
        "report.chart.clarify": "clarified",
        "report.chart.nothing": "not found",
        "report.chart.note": "Rounded down to multiples of {least}; a dash: fewer than {least}.",
        # Export and import.
        "export.heading": "Export",
        "export.text": (
            "This server's knowledge as it stands, in the layout of the knowledge folder. Importing it as it is changes nothing. "
            "Edit entries and phrasings; what a server cannot change is left alone."
        ),
        "import.heading": "Import: what it would do",
        "import.private": "Nothing changes before somebody presses Publish all. Then all of it is published at once, or nothing.",
        "import.nothing": "It says what stands already, so there is nothing to publish.",
        "import.ignored": "Left alone, as no server can change it: {names}.",
        "import.counts": "{changed} changed, {added} new, {retired} taken away.",
        "import.changed": "{title}: {what}",
        "import.added": "{title}: new",
        "import.retired": "{title}: taken away",
        "import.phrasings": "phrasings +{added} −{removed}",
        "import.until": "Held in memory only. It is let go {until}, and at a restart; then upload the file again.",
        "import.by": "Uploaded by {who}.",
        "import.second": (
            "This server asks for a second pair of eyes. Another moderator finds this under /knowledge import, without a file, "
            "looks at it and publishes it."
        ),
        "import.announced": "The audit channel was told that this waits for a second moderator, with a button to look at it.",
        "import.unannounced": (
            "This server's audit channel could not be told. Please tell a colleague, who finds this with /knowledge import, without a "
            "file."
        ),
        "import.pending": (
            "Still being measured; the first time after the program started takes a few minutes. The import is held. Press Show the impact "
            "in a while; then it can be published."
        ),
        "import.waiting_heading": "Imports that were previewed",
        "import.waiting": "Open one to look at it, publish it or let go of it.",
        "import.waiting_none": "No import is held here. Choose a zip with the command's option file.",
        "import.waiting_line": "{count} entries, uploaded by {who}",
        "import.published": "Published: {count} entries. /knowledge history shows them, and restores what stood before.",
        "import.dropped": "Let go. Nothing was changed.",
        "import.gone": "That import is no longer held. Upload the file again with /knowledge import.",
        "import.too_large": "The file is too large: at most {most} MB are read. Nothing was downloaded.",
        "import.unread": "Discord did not hand out the file. Please upload it again.",
        "import.faults_heading": "Nothing was changed",
        "import.more_faults": "... and {count} more.",
        "import.conflict": (
            "Somebody published “{title}” since this was uploaded, so nothing of it was published. Export again, put your changes into "
            "that, and upload it: nothing of theirs is lost then."
        ),
        "button.publish_import": "Publish all",
        "button.ask_second": "Ask another moderator",
        "button.drop_import": "Let go",
        "button.back_to_import": "Back to the import",
        "menu.import_changes": "Show the difference in ...",
    }
)

"""English: asking, answers, drafts, the guide, privacy, and what can go wrong."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

GENERAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Commands: names and descriptions as Discord lists them.
        "command.ask.name": "ask",
        "command.ask.description": "Ask about conduct on social media. Never type patient details.",
        "command.ask.question.name": "question",
        "command.ask.question.description": "Your question in your own words, without patient details",
        "command.ask.share.name": "share",
        "command.ask.share.description": "Also post the answer (never your question) in this channel",
        "command.check.name": "check",
        "command.check.description": "Review a draft post before you publish it. Only you see the review.",
        "command.check.draft.name": "draft",
        "command.check.draft.description": "The draft; leave it empty to get a larger box",
        "command.checklist.name": "checklist",
        "command.checklist.description": "Run through a short checklist before you post or reply",
        "command.checklist.name.name": "name",
        "command.checklist.name.description": "Which checklist",
        "command.guide.name": "guide",
        "command.guide.description": "Browse the guide's points and the topics under them",
        "command.guide.section.name": "section",
        "command.guide.section.description": "Which section of the guide",
        "command.privacy.name": "privacy",
        "command.privacy.description": "What the lounge keeps about you, for how long, and how to erase it",
        "command.forget-me.name": "forget-me",
        "command.forget-me.description": "Erase everything that the lounge keeps about you",
        "menu.find.name": "Find guidance",
        "menu.check.name": "Check this draft",
        # Buttons and menus on cards.
        "button.helpful": "Helpful",
        "button.not_helpful": "Not helpful",
        "button.share": "Share in channel",
        "button.rephrase": "Rephrase",
        "button.none": "None of these",
        "button.back_to": "Back to the topic",
        "button.ask_privately": "Ask privately",
        "button.checklist": "Checklist: {title}",
        "button.sources": "What the sources say",
        "button.ask_colleagues": "Ask colleagues",
        "button.send_to_moderators": "Send to moderators",
        "button.tick": "Tick",
        "button.untick": "Untick",
        "button.reset": "Start again",
        "button.previous": "Previous page",
        "button.next": "Next page",
        "button.contents": "Contents",
        "button.check_another": "Check another draft",
        "menu.related": "Related topics",
        "menu.nearest": "Nearest topics",
        "menu.instead": "Or did you mean",
        "menu.sections": "Sections of the guide",
        "menu.topics": "Topics in this section",
        "menu.checklists": "Checklists",
        "menu.checklist_topics": "Topics behind this checklist",
        # Forms.
        "form.ask.title": "Ask the lounge",
        "form.rephrase.title": "Put it in other words",
        "form.ask.note": "Please leave out anything that could identify a patient: names, dates, places, numbers, rare details.",
        "form.ask.label": "Your question",
        "form.ask.hint": "A patient added me on Facebook. Should I accept?",
        "form.check.title": "Check a draft",
        "form.check.note": (
            "Nothing you paste is kept. Even so, leave out anything that could identify a patient. "
            "The review reports what it finds; it never certifies a draft."
        ),
        "form.check.label": "Your draft",
        "form.check.hint": "Paste the post as you would publish it",
        # Answers.
        "answer.do": "Do",
        "answer.avoid": "Avoid",
        "answer.more": "More on this",
        "answer.beyond": "The guide does not cover this.",
        "answer.differ": "Authorities differ: {text}",
        "answer.they_differ": "Authorities differ: see What the sources say.",
        "answer.reviewed": "Reviewed {date}. {foot}",
        "answer.more_sources": "... and {count} more.",
        "answer.shared": "Shared in the channel: the answer, not your question.",
        "answer.share_by_button": "To post the answer here, press Share in channel below it.",
        "answer.share_hidden": "This server shows what I post to you alone, so nobody else has seen it.",
        "answer.share_refused": "This reply cannot be shared: only an answer to a clear question can. It stays with you alone.",
        "answer.nothing_next": "You can put it in other words, or look through the guide with /guide.",
        "answer.none_heading": "None of these",
        "answer.none_text": "Then no entry fits your question closely enough to show, and the lounge does not guess.",
        "answer.neutral": (
            "I cannot take this one here in the open. Please ask me privately: press the button below, use /ask, "
            "or send me a direct message. Leave out anything that could identify a patient."
        ),
        # Where an answer comes from.
        "sources.heading": "Behind: {title}",
        "sources.authorities": "Named authorities",
        "sources.more_points": "... and {count} more points.",
        "sources.note": "In the lounge's own words; the linked texts are what counts.",
        "answer.greeting_heading": "The lounge",
        "answer.greeting": (
            "Ask me about how clinicians conduct themselves on social media: type `/ask` and your question, "
            "without patient details. `/checklist`, `/guide` and `/check` help before you post."
        ),
        # Votes.
        "vote.thanks": "Thank you. Noted as helpful.",
        "vote.why": "Noted as not helpful. What was wrong with it? One tap, or leave it at that.",
        "vote.reason_thanks": "Thank you. Noted: {reason}.",
        "vote.reason.wrong_topic": "Wrong topic",
        "vote.reason.not_enough": "Not enough",
        "vote.reason.out_of_date": "Out of date",
        "vote.reason.something_else": "Something else",
        # Checklists.
        "checklist.how": "Tick what you have thought through. Where a line says stop, stop.",
        "checklist.progress": "{done} of {total} ticked",
        "checklist.beyond": "The guide does not cover this; the list draws on its nearest principles and on named authorities.",
        "checklist.sources": "From: {sources}",
        "checklist.reviewed": "Reviewed {date}.",
        "checklist.changed": "This checklist has changed since it was opened, so it starts again.",
        "checklist.all_heading": "Checklists",
        "checklist.all_text": "Choose the one that fits what you are about to do.",
        # The guide.
        "guide.by": "{author}, {publisher}, {date}",
        "guide.contents": "Choose a section to read its points, in the lounge's own words.",
        "guide.note": "Note: {text}",
        "guide.page": "Page {page} of {pages}",
        # Draft reviews.
        "draft.heading": "Your draft, reviewed",
        "draft.guide": "Guide: {points}",
        "draft.more": "... and {count} more.",
        # Privacy.
        "privacy.heading": "What the lounge keeps",
        "privacy.never": (
            "**Never kept:** your questions, your drafts, what you tick on a checklist, or the text of any message, unless you press a "
            "button under exactly the text that is to be kept. They are read in memory, answered and dropped. They are not in the log."
        ),
        "privacy.votes": (
            "**Kept if you press Helpful or Not helpful:** that vote, the answer, topic and server it was on, the week, and the reason "
            "you tapped, under a code made from your id with a secret key, never your name or id. It shows which entries need work."
        ),
        "privacy.no_votes": "**Kept about you:** nothing. This lounge stores no votes.",
        "privacy.how_long": "**How long:** votes go after {days} days at the latest, or at once when you use `/forget-me`.",
        "privacy.inbox": (
            "**Kept if you press Send this, under Send to moderators:** the text as it was shown to you, the topic nearest to it and the "
            "day, without who you are. The moderators of this server read it. It goes after {days} days, as this server set it; {most} "
            "days is the most that a server can set. As nobody knows who sent it, `/forget-me` cannot find it."
        ),
        "privacy.inbox_off": (
            "**Questions to moderators:** a server can let you send them one. Here that is off. Where it is on, the text is kept as it was "
            "shown to you, without who you are, for {days} days or what the server set, at most {most}."
        ),
        "privacy.counts": (
            "**Counted by server, week and topic:** how many questions were answered, clarified or not found, without any person or text, "
            "for {days} days (13 months). Moderators see no count under five."
        ),
        "privacy.moderators": (
            "**Kept of moderators:** their id with each edit they publish, until they use `/forget-me`; the edit itself stays. Drafts "
            "go {drafts} days after their last change, the record for the audit channel after {audit} days, each within a day."
        ),
        "privacy.leaving": (
            "**When a server removes the lounge:** everything kept of that server is erased {days} days later, within a day. "
            "Until then, adding it again brings everything back."
        ),
        "privacy.memory": (
            "**In memory only:** how many questions you asked in the last minute and sent to moderators in the last hour, to slow floods, "
            "and uploads of moderators for an hour. It goes when the program stops."
        ),
        "privacy.who": (
            "**By whom:** the people who run this copy of the bot, on their own machine. Nothing is sent to anyone else. Discord itself "
            "keeps messages and commands under its own policy, so leave patient details out."
        ),
        "privacy.erase": "**To erase it:** `/forget-me`. To report a problem, tell a moderator of this server or the bot's owner.",
        "forget.heading": "Erased",
        "forget.nothing_heading": "Nothing to erase",
        "forget.erased": "Erased what was kept about you: {what}.",
        "forget.nothing": "Nothing was kept about you, so there was nothing to erase.",
        "forget.inbox": (
            "A question that you sent to moderators has no author, so it cannot be found by who you are. It goes when its server's time "
            "is over, after {most} days at the latest."
        ),
        "forget.edits": "Edits that you published stay, as others rely on them. That they were yours is erased.",
        "forget.item": "{kind}: {count}",
        "forget.kind.votes": "votes",
        "forget.kind.revisions": "your id on published edits",
        "forget.kind.drafts": "your id on drafts of edits",
        "forget.kind.audit": "your id in the record of moderation",
        "forget.kind.calls": "your calls of a specialty",
        "forget.kind.discussions": "that a discussion was yours",
        "forget.kind.sessions": "your id as a host",
        "forget.kind.session_speakers": "your name in a session's recap",
        # Trouble.
        "trouble.unknown": (
            "Something went wrong here, not on your side. Please try again. If it goes on, give a moderator this number: {incident}"
        ),
        "trouble.busy": "Many people are asking just now. Please try again in a minute.",
        "trouble.slow": "That took too long. Please try again in a minute.",
        "trouble.cooldown": "You have asked several times in a short while. You can ask again in {seconds} seconds.",
        "trouble.access": (
            "I cannot post in this channel. A moderator can allow me to view it and send messages, or you can ask me privately."
        ),
        "trouble.direct": "Your settings let me send you no direct message. Ask me with `/ask` instead; only you see the answer.",
        "trouble.archived": "This thread is archived, so I cannot post in it. Reopen it, or ask me privately.",
        "trouble.automod": "A rule of this server stopped my message. You can ask me in a direct message instead.",
        "trouble.refused": "You cannot use this here.",
        "trouble.not_offered": "This lounge does not offer that at present.",
        "trouble.stale_command": "This command has changed. Restart Discord (Ctrl+R on a computer) and try again.",
        "trouble.discord": "Discord did not take my reply. Please try again in a minute.",
        "right.not_moderator": (
            "Only the moderators of this server can do that. They are set with /knowledge settings: the holders of a role, "
            "or, where none is set, everybody with the permission Manage Server."
        ),
        "right.not_manager": "Only people with the permission Manage Server can do that.",
        "right.server_only": "This works only in a server that the lounge was added to.",
        "stale.control": "What it pointed to is no longer here. Ask again with /ask, or browse with /guide.",
        "stale.foreign": "This control is not one of mine, or it was changed on the way. Ask again with /ask.",
    }
)

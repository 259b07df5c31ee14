"""English: discussions among colleagues, what helped in them, and the settings of the lounge."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LOUNGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "command.lounge.name": "lounge",
        "command.lounge.description": "Discussions among colleagues, sessions, prompts and their settings",
        "command.lounge.discuss.name": "discuss",
        "command.lounge.discuss.description": "Ask colleagues in a thread, anonymously or by name. You see it before anybody does.",
        "command.lounge.discuss.question.name": "question",
        "command.lounge.discuss.question.description": "Your question, without patient details; leave it empty to get a larger box",
        "command.lounge.settings.name": "settings",
        "command.lounge.settings.description": "For moderators: where colleagues are asked, whom they can call, what is missing",
        "menu.helpful.name": "Mark as helpful",
        "menu.specialty": "Call a specialty (nobody is called unless you choose)",
        "menu.candidates": "Open one",
        "menu.lounge_channel": "No lounge channel: colleagues cannot be asked",
        "menu.specialties": "No specialties: nobody can be called",
        "button.post_anonymously": "Post anonymously",
        "button.post_by_name": "Post under my name",
        "button.discard_question": "Discard",
        "button.discuss_again": "Put it in other words",
        "button.keep_helpful": "Keep this text",
        "button.drop_helpful": "Keep nothing",
        "button.open_answer": "Open the answer",
        "button.candidates": "Messages that helped ({count})",
        "button.candidates_back": "Back to the list",
        "button.candidate_draft": "Draft an entry",
        "button.candidate_draft_again": "Go on with the draft",
        "button.candidate_dismiss": "Dismiss",
        "button.lounge_settings": "Lounge settings",
        "button.edit_limits": "Time zone and limits",
        "button.leaks_on": "Delete leaks: switch on",
        "button.leaks_off": "Delete leaks: switch off",
        "button.check_again": "Check again",
        # Forms.
        "form.discuss.title": "Ask colleagues",
        "form.discuss.note": (
            "You see exactly what would be posted before anybody else does, and choose whether your name is on it. Please leave out "
            "anything that could identify a patient: names, dates, places, numbers, rare details."
        ),
        "form.discuss.label": "Your question to colleagues",
        "form.discuss.hint": "How do you answer when a relative sends you a friend request?",
        "form.limits.title": "Time zone and limits",
        "form.limits.zone": "Time zone",
        "form.limits.zone_note": "As in Europe/London, or the city alone",
        "form.limits.per_member": "Calls of a specialty, per person and day",
        "form.limits.per_member_note": "0 to {most}; 0 switches calls off",
        "form.limits.per_server": "Calls of a specialty, in all and per day",
        "form.limits.per_server_note": "0 to {most}; 0 switches calls off",
        # The message that a discussion begins with.
        "lounge.a_colleague_asks": "A colleague asks",
        "lounge.asks": "{name} asks",
        "lounge.rules": "House rules",
        "lounge.rules.patients": "No details of a patient, not even changed ones: somebody in the family may be reading (G59).",
        "lounge.rules.advice": "Speak of conduct in general. No medical advice to anybody (G48).",
        "lounge.rules.colleagues": "Answer as you would in the doctors' lounge, to a colleague you would like to know (G26, G27).",
        "lounge.nearest": "Nearest guidance",
        "lounge.called": "Called: {role}",
        "lounge.foot": (
            "Colleagues answer here; the lounge itself stays out. With the message menu Mark as helpful, the asker or a moderator can pass "
            "on an answer's words, without names, for an entry to be written."
        ),
        # The preview.
        "lounge.preview.heading": "Before anybody sees it",
        "lounge.preview.text": "Nothing is posted yet. Below is exactly what would open in {channel}.",
        "lounge.preview.title": "Thread: {title}",
        "lounge.preview.who": "It begins with “{anonymous}” or “{named}”, as you choose below.",
        "lounge.preview.call_nobody": "Call nobody",
        "lounge.changed.channel": "A moderator changed the lounge channel meanwhile. Look at where it would open now.",
        "lounge.changed.role": "That specialty can no longer be called. Look at it once more.",
        "lounge.discarded": "Discarded. Nothing was posted, and nothing of it is kept.",
        "lounge.stopped.heading": "Not before colleagues like this",
        "lounge.stopped.details": "details of a person",
        "lounge.stopped.why": "It seems to hold {kinds}. Among colleagues, that can be enough for somebody to be recognised.",
        "lounge.stopped.how": "Leave it out and ask about the situation in general. Nothing was posted, and nothing of it is kept.",
        "lounge.posted.heading": "Your discussion is open",
        "lounge.posted.text": "It is here: {link}",
        "lounge.posted.helpful": (
            "When an answer helps you, hold or right-click that message, choose Apps, then Mark as helpful. To erase that this discussion "
            "is yours, use `/forget-me`; to have the thread removed, ask a moderator."
        ),
        "lounge.posted.deaf": (
            "The specialty was not called: its role was deleted, or I lack the permission to mention it. Moderators see what is missing "
            "in /lounge settings."
        ),
        "lounge.posted.called_enough": "The specialty was not called: enough calls were made for now. The next is possible {again}.",
        # What is refused.
        "lounge.refused.closed": (
            "Colleagues cannot be asked here yet: this server has set no lounge channel. A moderator can do that with /lounge settings."
        ),
        "lounge.refused.gone": (
            "The lounge channel is gone, or is no text or forum channel, so nothing was posted. A moderator can choose another with "
            "/lounge settings."
        ),
        "lounge.refused.lacks": (
            "I cannot open a discussion in {channel}, so nothing was posted. I lack there: {missing}. A moderator sees with "
            "/lounge settings how to grant it."
        ),
        "lounge.refused.not_there": "You cannot write in {channel} yourself, so nothing was posted there for you.",
        "lounge.refused.enough": "You opened as many discussions as one can in a day. The next is possible {again}.",
        "lounge.refused.being_posted": "This question is being posted, or was already. Look into the lounge channel.",
        "lounge.refused.not_discussion": "This works on a message in a thread that `/lounge discuss` opened.",
        "lounge.refused.not_asker": "Only the colleague who asked here, or a moderator, can mark what helped.",
        "lounge.refused.nothing": "This message holds no colleague's words, so there is nothing to keep.",
        "lounge.refused.too_long": "This message is too long to be kept whole. Mark a shorter one, or ask its writer to put it in short.",
        "lounge.refused.candidate_gone": "This message was dismissed or used meanwhile.",
        "lounge.refused.role": "Everyone's role, and the roles of bots and integrations, cannot be specialties. Nothing was changed.",
        "lounge.refused.limit": "A limit is a whole number: 0 to 10 for a person, 0 to 50 in all. Nothing was changed.",
        # Marking what helped.
        "lounge.mark.heading": "Keep this for an entry?",
        "lounge.mark.text": (
            "These are exactly the words that would be kept. Beside them stands only which message they are from; no name, and not who "
            "marked it."
        ),
        "lounge.mark.how_long": "This server's moderators can draft an entry from it. It goes when it is used, dismissed, or 90 days old.",
        "lounge.mark.kept": "Kept. The moderators find it among the messages that helped.",
        "lounge.mark.kept_before": "This message was marked before, so nothing more was kept.",
        "lounge.mark.dropped": "Nothing was kept.",
        "lounge.answered": "What helped here is now an entry of the lounge: {title}",
        "lounge.nudge.seen": (
            "A message here may hold details that could identify a patient. If it is yours, please delete it and write it again without "
            "them. It is easy to slip; nobody needs to answer to this."
        ),
        "lounge.nudge.removed": (
            "A message here was removed, as it may have held details that could identify a patient. If it was yours, please write it again "
            "without them."
        ),
        # Candidates for entries.
        "candidates.heading": "Messages that helped",
        "candidates.beside": "Messages that helped in discussions, to draft entries from",
        "candidates.none": "None wait. In a discussion, the asker or a moderator can mark a message with its menu Mark as helpful.",
        "candidates.text": "{count} wait, oldest first. They are kept without names, for 90 days at most.",
        "candidates.line": "{number}: {text}",
        "candidates.one_heading": "A message that helped",
        "candidates.one_text": "It is a colleague's view, with names masked. An entry drawn from it needs your own check and a source.",
        "candidates.where": "From {thread}, marked {marked}",
        "candidates.dismissed": "Dismissed, and its text erased.",
        # On the card of `/privacy`.
        "privacy.discussions": (
            "**Kept if you ask colleagues:** which thread was yours, and when you called a specialty, under the same kind of code, never "
            "your name or id. Calls go within 3 days; the thread's code goes with the thread, {askers} days after it was opened at the "
            "latest, or at once when you use `/forget-me`; that somebody called is counted on without the code. The thread itself is a "
            "message like others: Discord keeps it, and moderators can delete it."
        ),
        "privacy.helpful": (
            "**Kept if somebody marks a message as helpful:** its words, with names and numbers masked, exactly as they were shown, for "
            "the moderators, and which message it was; no name, and not who marked it. The words go when they are used or dismissed, "
            "and all of it after 90 days."
        ),
        # The settings of the lounge.
        "lounge.settings.heading": "This server's lounge",
        "lounge.settings.who": (
            "For this server's moderators; a change counts at once. `/lounge discuss` is for everybody. Who sees which command is set "
            "under Server Settings > Integrations; who may use it is checked all the same."
        ),
        "lounge.settings.saved": "Saved.",
        "lounge.settings.open": "Discussions open in {channel}.",
        "lounge.settings.closed": "Discussions are off. Choose a text or forum channel, and they are on.",
        "lounge.settings.specialties": "Specialties that a discussion can call, one at a time:",
        "lounge.settings.zone": "Time zone: {zone}",
        "lounge.settings.limits": "Calls of a specialty: {member} a day per person, {server} a day in all",
        "lounge.settings.leaks_on": "Leaks: deleted, in messages that mention or answer me; Discord shows me no others.",
        "lounge.settings.leaks_off": "Leaks: met with a neutral word, in messages that mention or answer me; Discord shows me no others.",
        "lounge.settings.sessions": "Sessions to come",
        "lounge.settings.session": "{topic}: {when} in {channel}",
        "lounge.settings.prompts": "Discussion prompts",
        "lounge.settings.prompt": "{channel}: {day} at {at} ({zone})",
        "lounge.settings.daily": "every day",
        "lounge.settings.paused": "(paused: nobody answered)",
        "lounge.settings.none": "none",
        "lounge.settings.more": "... and {count} more.",
        "lounge.day.monday": "Mondays",
        "lounge.day.tuesday": "Tuesdays",
        "lounge.day.wednesday": "Wednesdays",
        "lounge.day.thursday": "Thursdays",
        "lounge.day.friday": "Fridays",
        "lounge.day.saturday": "Saturdays",
        "lounge.day.sunday": "Sundays",
        # What permission is missing. The names are those that Discord shows.
        "lounge.check.heading": "Permissions",
        "lounge.check.nothing": "Nothing is missing.",
        "lounge.check.channel": "In {channel} I lack {missing}.",
        "lounge.check.roles": "Calls of {roles} reach nobody: allow everybody to mention the role, or allow me {missing} in {channel}.",
        "lounge.check.server": "In this server I lack {missing}; sessions need it.",
        "lounge.check.gone": "{channel} is gone. Choose another channel.",
        "lounge.check.how": (
            "To grant it in a channel: Edit Channel > Permissions > Advanced permissions, add my role, allow what is named. In the server: "
            "Server Settings > Roles > my role > Permissions."
        ),
        "permission.manage_messages": "Manage Messages",
        "permission.mention_everyone": "Mention @everyone, @here, and All Roles",
    }
)

"""The lounge's fixed words: what it says when it has no entry to show. One place, so that a reviewer can read them all."""

from __future__ import annotations

from bot.knowledge.model import Basis
from bot.reply import Notice

BASIS_LABELS = {
    Basis.GUIDE: "From the guide",
    Basis.PRINCIPLE: "The guide's principle, applied",
    Basis.BEYOND: "Beyond the guide",
}

NEAREST_PRINCIPLE = "If it is about social media, the nearest point of the guide:"
NEAREST_POINTS = "Nearest in the guide:"
GUIDE_POINTS = "Guide:"
OFFERED = "If there was a question in it, these come nearest:"
CHECKLIST_BEYOND = "The guide does not cover this; the list draws on its nearest principles and on named authorities."
FOOT = "General guidance, not legal advice. Your employer's policy, regulator or defence body decides on your case."

MORE = "More on this"

CLARIFY = Notice(
    "Which of these do you mean?",
    ("Your question is close to more than one topic. Choose the one that fits, or put it in other words.",),
)

NOTHING = Notice(
    "The lounge has no answer to that",
    (
        "No entry fits this question well enough to show, and the lounge does not guess.",
        "It answers questions about how clinicians conduct themselves on social media. If yours is one, try other words.",
    ),
)

EMPTY = Notice(
    "Nothing was asked",
    ("Type a question about conduct on social media, in your own words and without patient details.",),
)

TOO_LONG = Notice(
    "That is too long to read",
    ("Please put the question in a few sentences (4,000 characters at most), without patient details.",),
)

UNREADABLE = Notice(
    "There are no words in that",
    ("The lounge reads plain words. Please ask in a sentence, without patient details.",),
)

DRAFT_NOTHING = (
    "The check found nothing to report. Still ask: could the patient or the family recognise this? Is it yours to share? "
    "Online it is kept for ever."
)
DRAFT_FOOT = (
    "This reports what was found; it never certifies that a draft is fit to post. It reads words alone, not pictures, and "
    "keeps nothing of the draft."
)
DRAFT_WAITS = (
    "The draft can wait. Ask for it to be checked whenever you like; what follows is only what cannot be taken back."
)
DRAFT_WAITS_ALONE = "The draft can wait. Ask for it to be checked whenever you like."
DRAFT_REMINDERS = "To keep in mind"
DRAFT_WHY = "Why:"
DRAFT_INSTEAD = "Instead:"

DRAFT_EMPTY = Notice(
    "There is nothing to check",
    ("Type or paste the draft of a post. It is read here, reported on and forgotten.",),
)

DRAFT_TOO_LONG = Notice(
    "That is too long to check",
    ("A draft may have 4,000 characters at most. Please have it checked in parts; nothing of it was read or kept.",),
)

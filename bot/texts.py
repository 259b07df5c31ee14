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

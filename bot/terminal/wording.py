"""The fixed words of the terminal, in one place, so that a reviewer can read them all."""

from __future__ import annotations

WELCOME_TITLE = "Doctors' Lounge"
WELCOME = (
    "Ask how clinicians conduct themselves on social media: reviewed answers, each with its source.",
    "Do not type patient details. Type /help to see what else you can do.",
)
FAREWELL = "Goodbye. The lounge kept nothing of what you typed."

HELP_TITLE = "How to use the lounge"
HELP = (
    "Type a question in your own words and press Enter. A sentence or two is enough; leave patients out of it.",
    "To have a draft post checked, type /check and the draft in one line, or /check alone for a draft of several lines.",
    "Where things are numbered, type a number to open one. Numbers keep working until your next question or list.",
)
HELP_CLOSING = "Ctrl-C clears the line; on an empty line it leaves. Ctrl-D leaves too."
HELP_CLOSING_PLAIN = "Ctrl-C drops the line you are typing; pressed twice it leaves. Ctrl-D leaves too."
COMMANDS = {
    "/help": ("", "this page"),
    "/check": ("[draft]", "what to look at in a draft before it is posted"),
    "/checklist": ("[id]", "the quick checklists, or one of them"),
    "/guide": ("[section]", "the guide, section by section"),
    "/topics": ("[word]", "every topic the lounge answers, or those with a word in them"),
    "/quit": ("", "leave"),
}

RELATED = "Related (type a number to open it):"
OPEN_BY_NUMBER = "Type a number to open it:"
NONE_OF_THESE = "None of these"
NONE_CHOSEN = (
    "Then the lounge may not have it. Put the question in other words,",
    "or type /topics to see everything it answers.",
)
NOTHING_HINT = "Type /topics to see everything it answers."
NOTHING_NUMBERED = ("Nothing is numbered yet. Ask a question first, or type /topics for a list.",)

DRAFT_BEGINS = (
    "Type or paste the draft. An empty line ends it, and it is then checked; nothing of it is kept.",
    "Leave the line empty now if you have none.",
)

UNKNOWN_COMMAND = "That is not a command here. The commands: {commands}."
SEVERAL_COMMANDS = "More than one command begins so. Type {commands}."
NOT_A_QUESTION = "To ask a question, begin it without the slash."
DID_YOU_MEAN = "Did you mean {command}?"

TOPICS = "What the lounge answers"
TOPICS_FOUND = "Topics with that word"
CHECKLISTS = "The quick checklists"
CHECKLISTS_FOUND = "Checklists with that word"
SECTIONS_FOUND = "Sections with that word"
NO_TOPIC = ("There is no topic with that word in its title. Type /topics to see them all.",)
NO_CHECKLIST = ("There is no checklist with that word in its name. Type /checklist to see them all.",)
NO_SECTION = ("There is no section with that word in its name. Type /guide to see them all.",)
TOPICS_HERE = "Topics under it (type a number to open one):"
ACCURACY = "Note:"
DRAWN_FROM = "Where the items come from"

INCIDENT = (
    "Something went wrong with that one, and the lounge could not reply. You can go on.",
    "If it happens again, tell whoever runs the lounge this number: {incident}",
)
INTERRUPTED = ("Stopped; a draft that was being typed is dropped. You can go on, or type /quit to leave.",)
LINE_DROPPED = ("The line was dropped. Press Ctrl-C again to leave, or go on.",)


def out_of_range(highest: int) -> tuple[str, ...]:
    """What is said to a number that nothing on the screen has."""
    span = "Only 1 is" if highest == 1 else f"The numbers 1 to {highest} are"
    return (f"Nothing has that number. {span} open to choose.",)

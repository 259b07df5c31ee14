"""English: question-and-answer sessions, discussion prompts, and what they need of a channel."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SESSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Commands.
        "command.lounge.host.name": "host",
        "command.lounge.host.description": "Plan a question-and-answer session for colleagues",
        "command.lounge.host.topic.name": "topic",
        "command.lounge.host.topic.description": "What it is about; everybody will read this, so no patient details",
        "command.lounge.host.when.name": "when",
        "command.lounge.host.when.description": "When it begins, as in tomorrow 18:00 or fri 7pm, in the server's time zone",
        "command.lounge.host.minutes.name": "minutes",
        "command.lounge.host.minutes.description": "How long it lasts",
        "command.lounge.host.channel.name": "channel",
        "command.lounge.host.channel.description": "Where it takes place; left out, the lounge's own channel",
        "command.lounge.prompt.name": "prompt",
        "command.lounge.prompt.description": "Give a channel a question to discuss, daily or weekly, or switch that off",
        "command.lounge.prompt.channel.name": "channel",
        "command.lounge.prompt.channel.description": "Which channel",
        "command.lounge.prompt.every.name": "every",
        "command.lounge.prompt.every.description": "How often, or off",
        "command.lounge.prompt.at.name": "at",
        "command.lounge.prompt.at.description": "At which time of day, as in 18:30, in the server's time zone",
        "command.lounge.prompt.weekday.name": "weekday",
        "command.lounge.prompt.weekday.description": "On which day, where it is weekly",
        # Buttons.
        "button.release": "Release next question",
        "button.add_question": "Add question",
        "button.prepared": "Prepared questions",
        "button.change_question": "Change it",
        "button.remove_question": "Take it out",
        "menu.prepared": "Change or take out ...",
        "button.end": "End",
        "button.end_now": "End and post the recap",
        "button.cancel_session": "Cancel session",
        "button.name_me": "Name me in the recap",
        "button.unname_me": "Do not name me",
        "button.open_entry": "Open",
        "button.guidance": "See the guidance",
        "button.prompts_off": "Switch off",
        # The form of a question.
        "form.session_question.title": "Add a question",
        "form.session_question.note": (
            "It is kept until 90 days after the session and is shown to everybody once it is released. Leave out anything that "
            "could identify a patient."
        ),
        "form.session_question.label": "The question",
        "form.session_question.hint": "How do you answer a public review that you cannot discuss?",
        # Sessions.
        "session.heading": "Questions and answers: {topic}",
        "session.event": (
            "A question-and-answer session among colleagues, {minutes} minutes, in a thread in this server. No patient details, and no "
            "advice to individuals."
        ),
        "session.when": "{full}, {relative}",
        "session.how_long": "{minutes} minutes",
        "session.where": "It takes place in the thread of this message.",
        "session.house_rules": "No patient details. No advice to individuals.",
        "session.state.open": "It has begun:",
        "session.state.ended": "It is over. The recap is here:",
        "session.state.missed": "It did not take place.",
        "session.state.cancelled": "This session was cancelled.",
        "session.rules": "Before you write, from the guide",
        "session.how": "How it goes",
        "session.how_text": (
            "The host releases numbered questions: Q1, Q2 and so on. Begin an answer with the question's number, A1 for Q1, so that "
            "everybody can follow."
        ),
        "session.until": "Until",
        "session.named_note": "The recap names nobody, but those who press the button below.",
        "session.answer_under": "Begin your answer with A{number}. No patient details.",
        "session.recap": "Recap: {topic}",
        "session.recap_empty": "No question was asked.",
        "session.behind": "Behind it: {title}",
        "session.nothing_behind": "No entry answers it clearly enough to stand behind it.",
        "session.speakers": "With, by their own wish:",
        "session.recap_note": "Entries give general guidance; they are not legal or medical advice.",
        "session.missed": "No question was released within {minutes} minutes, so this session does not take place. The thread stays open.",
        "session.planned": "Planned: {topic}",
        "session.read_in_zone": (
            "Your time was read in the zone {zone}, which is set with /lounge settings. Everybody sees it in their own."
        ),
        "session.announced_in": "Announced in {channel}, with an event of the server.",
        "session.planned_how": (
            "Prepare questions now or during the session, and change them until they are released. At its time a thread opens with the "
            "rules and the buttons for you. If no question is released in the first 15 minutes, it says that it does not take place."
        ),
        "session.added": "Kept as question {number}",
        "session.added_note": "Nobody sees it before you release it.",
        "session.prepared": "Prepared questions",
        "session.prepared_none": "Nothing is prepared that was not released already.",
        "session.removed": "Taken out. Those after it moved up.",
        "session.ending": "End now? The recap is posted in the thread, and no further question can be asked.",
        "session.ended": "The session has ended. The recap stands in its thread.",
        "session.cancelled": "The session was cancelled, and its event with it.",
        "session.named": "You will be named as {name} in the recap. Nothing else is kept of you for it.",
        "session.unnamed": "You will not be named in the recap.",
        "session.caution_heading": "Please put that more generally",
        "session.caution": (
            "Something in it, together with what others know, might point to a person: an age, a date, a place, a rare detail. As "
            "colleagues will read it, it was not kept. Leave that out and try again."
        ),
        "session.no_place": "Choose a channel, or let a moderator set the lounge's own with /lounge settings.",
        "session.place_gone": "The channel or thread of this session is gone.",
        "session.too_many": "There are {count} sessions planned, which is as many as a server can have. Cancel one first.",
        "session.full": "This session has {count} questions, which is as many as it can hold.",
        "session.released_meanwhile": "That question has been released already. The buttons stand under the newest one.",
        "session.under_way": "This session is being moved on at this moment. Please try again.",
        # Prompts.
        "prompt.every_day": "every day",
        "prompt.every_week": "every week",
        "prompt.every_off": "off",
        "prompt.heading": "For discussion",
        "prompt.ask": "How do you handle this where you work?",
        "prompt.rules": "In general terms, please: no patient details, and no advice to individuals.",
        "prompt.paused": (
            "The last {count} questions found no answer and no reaction, so I pause here. A moderator can start again with /lounge prompt."
        ),
        "prompt.on": "Discussion prompts are on",
        "prompt.daily": "Every day at {at} ({zone}) in {channel}.",
        "prompt.weekly": "Every {weekday} at {at} ({zone}) in {channel}.",
        "prompt.next": "The next one: {full}.",
        "prompt.how": (
            "One entry as a question, none again until all were used. After {count} in a row without a reaction or an answer it pauses. "
            "The time zone is set with /lounge settings."
        ),
        "prompt.off": "{channel} gets no more discussion prompts.",
        "prompt.was_off": "{channel} had no discussion prompts.",
        "prompt.time_missing": "Say at which time of day they should come, and for weekly ones also on which day.",
        "weekday.monday": "Monday",
        "weekday.tuesday": "Tuesday",
        "weekday.wednesday": "Wednesday",
        "weekday.thursday": "Thursday",
        "weekday.friday": "Friday",
        "weekday.saturday": "Saturday",
        "weekday.sunday": "Sunday",
        # What is kept.
        "privacy.sessions": (
            "**Kept of question-and-answer sessions:** the topic and the prepared questions, as their host typed them; the host's id; the "
            "name of those who pressed Name me in the recap. It goes 90 days after the session; the id and the names also with "
            "`/forget-me`, but not from a recap that was posted."
        ),
        # What a channel must allow.
        "permission.view_channel": "View Channel",
        "permission.send_messages": "Send Messages (in a forum: Create Posts)",
        "permission.create_public_threads": "Create Public Threads",
        "permission.send_messages_in_threads": "Send Messages in Threads",
        "permission.read_message_history": "Read Message History",
        "permission.create_events": "Create Events",
        "permission.lounge_lacks": (
            "In {channel} I lack: {permissions}. Somebody who manages the server can allow that to my role, in the channel's settings "
            "under Permissions or in the server's settings under Roles. Then try again."
        ),
        "permission.person_lacks": "You cannot post in {channel} yourself, so I do not do it for you.",
    }
)

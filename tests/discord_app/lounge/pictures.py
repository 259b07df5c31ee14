"""The lounge's cards as examples: to look at, and to measure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from discord import ui

from bot.colleagues.prompts import Every, Schedule
from bot.colleagues.sessions import Session
from bot.colleagues.when import zone_of
from bot.discord_app.cards.candidates import candidate_card, candidates_card
from bot.discord_app.cards.discussion import (
    Opening,
    answered_card,
    caution_card,
    mark_card,
    nudge_card,
    opening_card,
    posted_card,
    preview_card,
)
from bot.discord_app.cards.lounge_settings import LoungeState, lounge_settings_card
from bot.discord_app.permissions import NAMES
from bot.discord_app.permissions_check import Lack
from bot.discord_app.quoting import first_line, quoted
from bot.discord_app.translation import Words
from bot.reply import Option
from bot.screening.model import Kind
from bot.store.discussions import Candidate
from bot.store.lounge_settings import LoungeSettings
from bot.store.prompts import PromptChannel

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
QUESTION = (
    "A relative of someone I treated sends me friend requests again and again.\n"
    "How do you decline without hurting them, and would you tell your clinic?"
)
NEAREST = (
    Option("patient-friend-requests", "Friend requests from patients", 0.6),
    Option("messages-from-patients", "Messages from patients", 0.2),
    Option("whose-information", "Whether it is yours to share", 0.1),
)
HELPED = (
    "I thank them, say that I keep this account for family, and tell [name] at the desk so that nobody is surprised."
)


def lounge_cards() -> dict[str, ui.LayoutView]:
    """Each card with what it usually shows."""
    words = Words()
    opening = Opening(first_line(QUESTION), tuple(quoted(QUESTION)), NEAREST, role=11)
    roles = (Option("11", "@Cardiology", 1.0), Option("12", "@Paediatrics", 1.0))
    found = (
        Candidate(1, 5, 100, 200, HELPED, NOW),
        Candidate(2, 5, 100, 201, "We agreed on one sentence that all of us use.", NOW),
    )
    settings = LoungeSettings(9, "Asia/Dubai", specialties=frozenset({11, 12}))
    weekly = Schedule(Every.WEEK, time(18, 30), zone_of("Asia/Dubai"), weekday=3)
    lacking = (
        Lack(9, (NAMES["create_public_threads"], NAMES["send_messages_in_threads"])),
        Lack(9, (NAMES["mention_everyone"],), (12,)),
        Lack(None, (NAMES["create_events"],)),
    )
    prompts = (PromptChannel(8, 5, weekly, NOW), PromptChannel(7, 5, weekly, NOW, paused=True))
    planned = (Session(1, 5, 7, "Saying no to a review", NOW + timedelta(days=3), 60, 9),)
    return {
        "lounge-preview": preview_card(opening, words, words, channel=9, name="Cleo", roles=roles),
        "lounge-changed": preview_card(
            opening, words, words, channel=9, name="Cleo", note=words("lounge.changed.channel")
        ),
        "lounge-discussion": opening_card(opening, words, None),
        "lounge-stopped": caution_card((Kind.AGE, Kind.PLACE_OF_CARE), words),
        "lounge-posted": posted_card(words, "<#100>", [words("lounge.posted.deaf")]),
        "lounge-mark": mark_card(quoted(HELPED), words, 200),
        "lounge-answered": answered_card(NEAREST[0], words),
        "lounge-nudge": nudge_card(words, removed=False),
        "lounge-candidates": candidates_card(found, words),
        "lounge-candidate": candidate_card(found[0], words),
        "lounge-settings": lounge_settings_card(LoungeState(settings, prompts, planned, 2, lacking), words),
        "lounge-settings-new": lounge_settings_card(LoungeState(), words),
    }

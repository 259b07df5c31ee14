"""The cards of the inbox, the report, export and import, for pictures."""

from __future__ import annotations

from datetime import date, timedelta

from discord import ui

from bot.discord_app.cards.exchange import change_card, export_card, import_card
from bot.discord_app.cards.inbox import dismiss_card, group_card, inbox_card
from bot.discord_app.cards.privacy import privacy_card
from bot.discord_app.cards.report import PICTURE, chart_labels, report_card
from bot.discord_app.cards.sending import consent_card
from bot.discord_app.held_imports import HeldImport
from bot.discord_app.translation import Words
from bot.knowledge.due import due_reviews
from bot.knowledge.impact import Impact
from bot.knowledge.model import KnowledgeBase
from bot.moderation.exchange import ImportPreview
from bot.moderation.inbox import Group
from bot.moderation.preview import Difference, FieldChange
from bot.moderation.report import Counts, Report
from bot.moderation.report_chart import draw
from bot.reply import Option
from bot.store.server_settings import ServerSettings
from bot.store.vote_counts import VotesOnEntry


def cards_of_inbox(knowledge: KnowledgeBase) -> tuple[dict[str, ui.LayoutView], dict[str, bytes]]:
    """The cards over the shipped knowledge, and the files that are sent with them, by name."""
    words = Words()
    titles = {key: entry.title for key, entry in knowledge.entries.items()}
    day, keys = date(2026, 11, 24), list(titles)
    asked = ("can i leave [name] off the rota post", "am i allowed to post the rota", "is a rota on a story a problem")
    groups = [
        Group(1, asked[0], asked, (1, 2, 3, 4), "complaining-about-work", date(2026, 11, 3), day),
        Group(9, "who owns the ward's page once the person who runs it leaves", ("x",), (9, 10), keys[5], day, day),
        Group(12, "do likes count as advice", ("do likes count as advice",), (12,), None, day, day),
    ]
    options = [Option(key, titles[key], 1.0) for key in keys[:5]]
    on = ServerSettings(inbox=True)
    weeks = tuple(
        (date(2026, 9, 7) + timedelta(weeks=n), Counts(20 + 5 * (n % 4), None if n % 3 else 5, 5 + 5 * (n % 2)))
        for n in range(11)
    )
    topics = tuple((key, Counts(60 - 5 * n, 5 if n % 2 else None, None)) for n, key in enumerate(keys[::9]))
    helpful = (
        VotesOnEntry(keys[9], 40, 20, 15),
        VotesOnEntry(keys[0], 30, 25, 0),
    )
    report = Report(
        date(2026, 9, 1),
        day,
        weeks,
        topics,
        VotesOnEntry("", 70, 45, 15),
        helpful,
        tuple(due_reviews(knowledge, date(2027, 12, 1)))[:7],
    )
    drawn = draw(report, titles, chart_labels(words))
    assert drawn is not None
    changes = {
        "humour": Difference(
            (FieldChange("title", titles["humour"], "Jokes and memes"),), ("is gallows humour ok",), ()
        ),
        "own-page": Difference((FieldChange("title", "", "The ward's own page"),), ("who runs the ward's page",), ()),
    }
    held = HeldImport("0" * 16, ImportPreview(1, 2, (), changes, ("vocabulary.yaml",), Impact(2_391, (), ())), 1.8e9)
    cards = {
        "consent": consent_card("can i leave [name] off the rota post", 30, words),
        "inbox": inbox_card(groups, 0, titles, on, words),
        "inbox-group": group_card(groups[0], options, 0, words),
        "inbox-dismiss": dismiss_card(groups[0], 0, words),
        "report": report_card(report, titles, 12, date(2026, 12, 24), words, picture=True),
        "export": export_card("knowledge-2026-11-24.zip", words),
        "import": import_card(held, titles, 0, words),
        "import-change": change_card(held, "humour", 0, titles, words),
        "privacy": privacy_card(words, 397, on),
    }
    return cards, {PICTURE: drawn}

"""What moderators see, for the pictures: over the real knowledge, with an impact that is put together rather than measured."""

from __future__ import annotations

from datetime import UTC, date, datetime

from discord import ui

from bot.discord_app.cards.audit import event_card, waiting_card
from bot.discord_app.cards.editing import preview_card
from bot.discord_app.cards.history import Past, history_card, release_card, revision_card
from bot.discord_app.cards.phrasings import phrasings_card
from bot.discord_app.cards.settings import settings_card
from bot.discord_app.translation import Words
from bot.knowledge.checking import check_entry
from bot.knowledge.forms import fields_of, with_text
from bot.knowledge.impact import Impact, KnownQuestion, Misplaced, Shift, Verdict
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.overlay import EntryOverlay, ShippedChange, apply, overlay_of
from bot.moderation.preview import Preview, difference
from bot.store.actions import Action
from bot.store.audit import Event
from bot.store.drafts import Draft, Proposal
from bot.store.revisions import Revision
from bot.store.server_settings import ServerSettings
from bot.views import view_of

WORDS = Words()
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
ANN, BEN = 70, 71
TYPED = {
    "title": "Jokes, memes and dances on the ward",
    "answer": (
        "The guide does not discuss humour; its nearest principle is that a personable tone is welcome. Laugh at yourself, at exams or "
        "at paperwork, and leave out the people who come to you when they are frightened. Sarcasm loses its tone in text, and staffroom "
        "humour sounds different to a grieving family. In our trust, filming in a clinical area needs the agreement of the communications "
        "team, also for a dance. Before you share, picture a relative reading it."
    ),
    "do": "Let people laugh at you, the bleep or the coffee\nAsk communications before you film\nIf it hurts someone, say sorry plainly",
}
IMPACT = Impact(
    9_502,
    (
        Shift(
            KnownQuestion("can we do the hospital dance trend in theatre", "workplace-photos"),
            Verdict("answer", ("workplace-photos",)),
            Verdict("answer", ("humour",)),
        ),
        Shift(
            KnownQuestion("are memes about night shifts all right", "humour"),
            Verdict("clarify", ("humour", "be-professional")),
            Verdict("answer", ("humour",)),
        ),
        Shift(
            KnownQuestion("my joke upset a colleague, what now", "correct-a-mistake"),
            Verdict("answer", ("correct-a-mistake",)),
            Verdict("clarify", ("correct-a-mistake", "humour")),
        ),
    ),
    (Misplaced("filming a dance next to a patient's bed", "humour", "workplace-photos", "Photos and videos at work"),),
)


def draft_of(entry: str, proposal: Proposal, *, waiting: bool = False) -> Draft:
    return Draft(7, 5, entry, 0, 3, waiting, ANN, NOW, proposal)


def preview_of(knowledge: KnowledgeBase, typed: dict[str, str], *, entry: str = "humour") -> Preview:
    before = knowledge.entries.get(entry)
    fields = fields_of(before) if before is not None else {"reviewed": {"on": "2026-11-26", "review_by": "2027-11-26"}}
    for name, text in typed.items():
        fields = with_text(fields, name, text, today="2026-11-26")
    lines = knowledge.phrasings.get(entry, ())
    more = (*lines, "is a dance in scrubs going to be a problem") if lines else ()
    checked = check_entry(knowledge, fields, more, today=date(2026, 11, 26), new=before is None)
    edited = None
    if checked.entry is not None and not checked.errors:
        edited = apply(knowledge, {entry: overlay_of(knowledge, entry, checked.entry, more)})
    return Preview(
        draft=draft_of(entry if before else "", Proposal(fields=fields, phrasings=more)),
        before=before,
        after=checked.entry,
        card=None if edited is None else view_of(edited, entry),
        difference=difference(before, checked.entry, lines, more),
        faults=checked.faults,
        impact=None if edited is None else IMPACT,
        conflict=None,
    )


def cards_of_editing(knowledge: KnowledgeBase) -> dict[str, ui.LayoutView]:
    titles = {key: entry.title for key, entry in knowledge.entries.items()}
    shipped = knowledge.entries["humour"]
    own = shipped.model_copy(update={"title": TYPED["title"], "answer": TYPED["answer"]})
    made = overlay_of(knowledge, "humour", own, knowledge.phrasings["humour"])
    revisions = [
        Revision(5, 3, "humour", 2, Action.RESTORE, ANN, BEN, NOW, made, 1),
        Revision(
            5,
            2,
            "testimonials",
            0,
            Action.RETIRE,
            BEN,
            None,
            NOW,
            EntryOverlay(retired=True, base=knowledge.entries["testimonials"]),
        ),
        Revision(5, 1, "humour", 0, Action.PUBLISH, ANN, None, NOW, made),
    ]
    full = preview_of(knowledge, TYPED)
    faulty = preview_of(
        knowledge, {"title": "Tattoos on display", "answer": TYPED["answer"], "guide": "G43, G99"}, entry="tattoos"
    )
    conflict = Preview(full.draft, own, full.after, full.card, full.difference, full.faults, full.impact, revisions[2])
    draft = draft_of("humour", Proposal(fields=fields_of(own), phrasings=knowledge.phrasings["humour"]), waiting=True)
    change = ShippedChange(
        "humour", shipped, shipped.model_copy(update={"title": "Humour and memes", "do": shipped.do[:3]}), made
    )
    opened = preview_of(knowledge, {})
    unchanged = Preview(
        opened.draft, shipped, shipped, opened.card, difference(shipped, shipped), (), Impact(0, (), ()), None
    )
    return {
        "preview": preview_card(full, titles, WORDS),
        "preview-opened": preview_card(unchanged, titles, WORDS),
        "preview-faults": preview_card(faulty, titles, WORDS),
        "preview-conflict": preview_card(conflict, titles, WORDS),
        "phrasings": phrasings_card(WORDS, draft, 0),
        "history": history_card(Past(None, tuple(revisions), (draft,), (change,)), titles, WORDS),
        "revision": revision_card(revisions[0], difference(shipped, own), 0, titles, WORDS),
        "release": release_card(change, 0, titles, WORDS),
        "settings": settings_card(
            ServerSettings(moderator_role=42, audit_channel=43, four_eyes=True, inbox=True), WORDS
        ),
        "settings-new": settings_card(ServerSettings(), WORDS),
        "audit": event_card(WORDS, Event(5, NOW, ANN, "restore", "humour", 3), TYPED["title"], BEN),
        "audit-waiting": waiting_card(WORDS, draft, TYPED["title"]),
    }

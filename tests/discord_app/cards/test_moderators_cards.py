"""The cards of the inbox, export and import, with the longest texts that there can be."""

from __future__ import annotations

from datetime import date

import pytest

from bot.discord_app.cards.exchange import change_card, export_card, faults_card, held_card, import_card, nothing_card
from bot.discord_app.cards.inbox import Beside, dismiss_card, group_card, inbox_card
from bot.discord_app.cards.sending import consent_card, held_back_card, left_card, sent_card
from bot.discord_app.controls import inbox as controls
from bot.discord_app.held_imports import HeldImport
from bot.discord_app.translation import Words
from bot.knowledge.archive import ArchiveInvalid
from bot.knowledge.impact import Impact, KnownQuestion, Misplaced, Shift, Verdict
from bot.knowledge.loading import Fault
from bot.moderation.exchange import ImportPreview
from bot.moderation.inbox import Group
from bot.moderation.preview import Difference, FieldChange
from bot.reply import Option
from bot.store.server_settings import ServerSettings
from bot.store.tables import QUESTION_LENGTH
from tests.discord_app.cards.limits_check import texts_of, within_limits

WORDS = Words()
SCRIPTS = ["*word* ", "استشارة ", "医生在社交媒体", "👩🏽‍⚕️ ", "\\"]
LONGEST_ID = "-".join(["abcdefghi"] * 6)
DAY = date(2026, 11, 24)
LATE = 10**17


def filled(script: str, most: int) -> str:
    return (script * most)[:most]


def group_of(script: str, count: int, number: int = LATE) -> Group:
    texts = tuple(filled(script, QUESTION_LENGTH - place % 90) for place in range(count))
    return Group(number, texts[0], texts, tuple(range(count)), LONGEST_ID, date(2026, 9, 1), DAY)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_inbox_fits_on_every_page(script: str) -> None:
    groups = [group_of(script, 40, LATE + number) for number in range(23)]
    titles = {LONGEST_ID: filled(script, 80)}
    beside = [Beside(filled("x", 200), controls.InboxPage.button("x", 999))]
    for page in (0, 2, 4, 99):
        for on in (True, False):
            within_limits(
                inbox_card(groups, page, titles, ServerSettings(inbox=on), WORDS, beside=beside, note="n" * 200)
            )
    for count in (0, 1):
        within_limits(inbox_card(groups[:count], 0, titles, ServerSettings(), WORDS))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("count", [1, 2, 60])
def test_a_group_fits(script: str, count: int) -> None:
    group = group_of(script, count)
    options = [Option(f"{LONGEST_ID[:57]}-{number}", filled(script, 80), 1.0) for number in range(30)]
    for found in (None, (), options):
        within_limits(group_card(group, options, 999, WORDS, found=found))
    within_limits(group_card(group, (), 0, WORDS))
    within_limits(dismiss_card(group, 999, WORDS))


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_shown_before_consent_fits_and_is_never_cut(script: str) -> None:
    text = " ".join(filled(script, QUESTION_LENGTH).split())
    for changed in (True, False):
        card = consent_card(text, 90, WORDS, changed=changed)
        within_limits(card)
        assert text in texts_of(card).replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")
    for card in (
        held_back_card(["a name"] * 20, WORDS),
        held_back_card((), WORDS),
        sent_card(90, WORDS),
        left_card(WORDS),
    ):
        within_limits(card)


def preview(script: str, count: int) -> ImportPreview:
    keys = [f"{LONGEST_ID[:56]}-{number}" for number in range(count)]
    title = filled(script, 80)
    each = Difference(
        (FieldChange("title", title, title[::-1]), FieldChange("answer", filled(script, 1_400), filled("new ", 1_400))),
        tuple(filled(script, 200) for _ in range(50)),
        (title,),
    )
    verdict = Verdict("clarify", tuple(keys[:3]))
    question = KnownQuestion(filled(script, 200), keys[0])
    impact = Impact(
        9_999,
        (Shift(question, Verdict("answer", (keys[0],)), verdict),) * 90,
        (Misplaced(filled(script, 200), keys[0], keys[0], title),) * 40,
    )
    return ImportPreview(5, 10**18, (), dict.fromkeys(keys, each), ("vocabulary.yaml", "checklists") * 3, impact)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("count", [1, 26, 70])
def test_an_import_fits_whatever_it_changes(script: str, count: int) -> None:
    held = HeldImport("f" * 16, preview(script, count), 1.8e9)
    for page in (0, 1, 99):
        for second in (True, False):
            within_limits(import_card(held, {}, page, WORDS, second=second))
    first = next(iter(held.preview.differences))
    for page in (0, 1, 99):
        within_limits(change_card(held, first, page, {}, WORDS))
    within_limits(nothing_card(held.preview, WORDS))
    within_limits(held_card([held] * 1, WORDS))
    within_limits(held_card([], WORDS))
    within_limits(export_card("knowledge-2026-11-24.zip", WORDS))


@pytest.mark.parametrize("script", SCRIPTS)
def test_faults_fit(script: str) -> None:
    faults = tuple(Fault(f"entries/{LONGEST_ID}.yaml", line, filled(script, 400)) for line in range(60))
    within_limits(faults_card(ArchiveInvalid("x", faults), WORDS))
    within_limits(faults_card(ArchiveInvalid(filled(script, 9_000)), WORDS))

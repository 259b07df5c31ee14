"""Every card of every entry, checklist and section, and cards of the longest texts that the editorial rules allow."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_app.cards import answer, checklist, draft, guide, notices, privacy
from bot.discord_app.cards.reply import public_part, reply_card
from bot.discord_app.cards.showing import Showing
from bot.discord_app.translation import Words
from bot.drafting import DraftReply
from bot.knowledge import model
from bot.knowledge.model import KnowledgeBase
from bot.reply import AnswerView, Notice, Option, Outcome, Reply, ScreenSummary
from bot.screening.drafts import DraftReview
from bot.screening.drafts_rules import Severity
from bot.screening.model import Distress, Level
from bot.views import lead_and_rest, view_of
from tests.discord_app.cards.limits_check import texts_of, within_limits
from tests.discord_app.parts import finding, with_long_points

LATIN = "unbelievably responsible *clinicians* answer _everything_ [here](x) <@1> "
ARABIC = "استشارة المريض على وسائل التواصل الاجتماعي مسؤولية مهنية كبيرة "
CHINESE = "医生在社交媒体上的行为需要谨慎对待并尊重患者的隐私"
EMOJI = "👩🏽‍⚕️🧑🏿‍🤝‍🧑🏻 "
SCRIPTS = [LATIN, ARABIC, CHINESE, EMOJI]
WORDS = Words()
FULL = Showing(
    share=True, votes=True, colleagues=True, moderators=True, back="humour", instead=(Option("humour", "x" * 80, 1.0),)
)
CAUTION = Notice("Before you go on", ("c" * 420,) * 3, ("s" * 200,) * 5)


def filled(script: str, most: int) -> str:
    """As long as a field may be, in one script."""
    return (script * (most // len(script) + 1))[:most].strip().ljust(most, script[0])


def longest_view(knowledge: KnowledgeBase, script: str) -> AnswerView:
    """An entry whose every field is as long as its rules allow, with as many of everything."""
    view = view_of(knowledge, "patient-friend-requests")
    line = filled(script, model.LINE_LENGTH)
    entry = view.entry.model_copy(
        update={
            "title": filled(script, model.TITLE_LENGTH),
            "answer": filled(script, model.ANSWER_LENGTH),
            "do": (line,) * 4,
            "avoid": (line,) * 4,
            "differ": filled(script, model.DIFFER_LENGTH),
        }
    )
    citation = view.citations[0]
    source = citation.source.model_copy(
        update={
            "publisher": filled(script, 120),
            "place": filled(script, 40),
            "url": "https://example.org/" + "x" * 400,
        }
    )
    citations = (replace(citation, says=filled(script, model.SAYS_LENGTH), source=source),) * 8
    points = tuple(point.model_copy(update={"text": filled(script, 400)}) for point in knowledge.guide.points)
    grounds = tuple(replace(ground, points=points) for ground in view.grounds) * 2
    related = tuple(Option(f"topic-{number}", filled(script, 80), 1.0) for number in range(5))
    return replace(view, entry=entry, citations=citations, grounds=grounds, related=related)


@pytest.mark.parametrize("showing", [Showing(), FULL, Showing(private=False, votes=True)])
def test_every_answer_fits(knowledge: KnowledgeBase, showing: Showing) -> None:
    for key, entry in knowledge.entries.items():
        view = view_of(knowledge, key)
        for caution in (None, CAUTION):
            within_limits(answer.answer_card(view, showing, caution))
        shown = texts_of(answer.answer_card(view, showing)).replace("\\", "")
        assert entry.title in shown
        for part in lead_and_rest(entry.answer):
            assert part in " ".join(shown.split())
        assert all(line in shown for line in (*entry.do, *entry.avoid))
        assert all(citation.source.citation in shown for citation in view.citations)
        within_limits(answer.sources_card(view, showing))


def test_an_answer_begins_with_a_few_sentences_and_the_rest_follows_what_to_do(knowledge: KnowledgeBase) -> None:
    for key, entry in knowledge.entries.items():
        lead, rest = lead_and_rest(entry.answer)
        assert len(lead) < 560, key
        assert f"{lead} {rest}".split() == entry.answer.split()
        shown = texts_of(answer.answer_card(view_of(knowledge, key), Showing()))
        marks = ["###", "**Do**", "**Avoid**", *(["**More on this**"] if rest else [])]
        places = [shown.index(mark) for mark in marks]
        assert places == sorted(places)


def test_every_source_is_told_whole(knowledge: KnowledgeBase) -> None:
    for key in knowledge.entries:
        view = view_of(knowledge, key)
        shown = texts_of(answer.sources_card(view, Showing())).replace("\\", "")
        assert all(" ".join(citation.says.split()) in shown for citation in view.citations)
        assert all(point.text in shown for ground in view.grounds for point in ground.points)
        assert "more points" not in shown


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_longest_answer_fits_in_every_script(knowledge: KnowledgeBase, script: str) -> None:
    view = longest_view(knowledge, script)
    for caution in (None, CAUTION):
        card = answer.answer_card(view, FULL, caution)
        within_limits(card)
        within_limits(answer.sources_card(view, FULL))
    shown = texts_of(answer.answer_card(view, FULL))
    assert "more." in shown, "what was left out is counted"


def test_what_gives_way_is_never_the_answer(knowledge: KnowledgeBase) -> None:
    view = longest_view(knowledge, "word ")
    shown = texts_of(answer.answer_card(view, FULL))
    assert " ".join(view.entry.answer.split()) in " ".join(shown.split())
    assert shown.count(f"- {view.entry.do[0]}") == 8


@pytest.mark.parametrize("script", SCRIPTS)
def test_checklists_fit_whatever_is_ticked(knowledge: KnowledgeBase, script: str) -> None:
    for original in knowledge.checklists.values():
        item = original.items[0].model_copy(update={"text": filled(script, 200), "stop": filled(script, 100)})
        longest = original.model_copy(update={"items": (item,) * 8, "when": filled(script, 160)})
        for shown in (original, longest):
            for ticked in ((), (0,), range(len(shown.items))):
                within_limits(checklist.checklist_card(shown, knowledge, FULL, ticked, "n" * 80))
    within_limits(checklist.checklists_card(knowledge, WORDS))


@pytest.mark.parametrize("script", ["point ", *SCRIPTS])
def test_the_guide_fits_page_by_page(knowledge: KnowledgeBase, script: str) -> None:
    for known in (knowledge, with_long_points(knowledge, script)):
        within_limits(guide.contents_card(known, WORDS))
        for section, page in product(known.sections, range(10)):
            within_limits(guide.section_card(known, section, page, WORDS))


def _reply(outcome: Outcome, knowledge: KnowledgeBase, script: str, **changes: Any) -> Reply:
    options = tuple(Option("-".join(["abcdefghi"] * 6)[:59] + str(n), filled(script, 80), 0.2) for n in range(5))
    values: dict[str, Any] = {
        "options": options,
        "notice": Notice(filled(script, 420), (filled(script, 420),) * 3, (filled(script, 400),) * 12),
        "principle": knowledge.guide.points[0].model_copy(update={"text": filled(script, 400)}),
        "checklist": knowledge.checklists["patient-post"],
    }
    return Reply(outcome, **{**values, **changes})


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ANSWER])
def test_every_other_reply_fits(knowledge: KnowledgeBase, outcome: Outcome, script: str) -> None:
    for showing in (Showing(), FULL, replace(FULL, private=False)):
        within_limits(reply_card(_reply(outcome, knowledge, script), showing))
        within_limits(reply_card(Reply(outcome), showing))


@pytest.mark.parametrize("outcome", [Outcome.ADVICE, Outcome.DISTRESS, Outcome.IDENTIFIERS, Outcome.INVALID])
def test_nothing_of_these_is_shown_to_others(knowledge: KnowledgeBase, outcome: Outcome) -> None:
    reply = _reply(outcome, knowledge, LATIN)
    assert public_part(reply) is None
    card = reply_card(reply, replace(FULL, private=False))
    assert texts_of(card) == texts_of(notices.neutral_card(WORDS))


@pytest.mark.parametrize("level", [Level.CAUTION, Level.BLOCK])
def test_an_answer_to_words_that_set_the_screen_off_is_not_shown_to_others(
    knowledge: KnowledgeBase, level: Level
) -> None:
    answered = Reply(Outcome.ANSWER, ScreenSummary(level), answer=view_of(knowledge, "humour"))
    assert public_part(answered) is None
    assert public_part(Reply(Outcome.ANSWER, answer=view_of(knowledge, "humour"))) is not None


def test_an_answer_about_somebodys_danger_is_not_shown_to_others(knowledge: KnowledgeBase) -> None:
    told = Reply(Outcome.ANSWER, answer=view_of(knowledge, "emergencies-online"), notice=CAUTION)
    assert public_part(told) is None


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("count", [0, 1, 9, 60])
def test_reviews_of_drafts_fit(script: str, count: int) -> None:
    findings = tuple(
        finding(
            list(Severity)[number % 3],
            why=filled(script, 310) + str(number // 2),
            suggestion=filled(script, 320),
            where=f"Words {number}-{number + 3}",
            guide=tuple(f"G{n:02}" for n in range(1, 20)),
        )
        for number in range(count)
    )
    for notice, distress in product((None, CAUTION), Distress):
        within_limits(draft.draft_card(DraftReply(DraftReview(findings, distress), notice), WORDS))
    same = tuple(finding(where=f"Words {number}-{number + 3}") for number in range(count))
    within_limits(draft.draft_card(DraftReply(DraftReview(same)), WORDS))


def test_findings_that_say_the_same_are_told_once() -> None:
    review = DraftReview(
        (finding(where="Word 1"), finding(where="Words 4-5"), finding(Severity.LOW, detail="", why="Other."))
    )
    shown = texts_of(draft.draft_card(DraftReply(review), WORDS))
    assert shown.count("It may point to one person.") == 1
    assert "Word 1: a name; words 4-5: a name." in shown
    assert shown.index("High") < shown.index("To keep in mind")
    assert "1 thing to look at" in shown


def test_a_review_without_findings_is_no_clearance() -> None:
    assert "Still ask" in texts_of(draft.draft_card(DraftReply(DraftReview()), WORDS))


def test_somebody_in_danger_is_met_first_and_not_lectured() -> None:
    review = DraftReview((finding(),), Distress.CRISIS)
    shown = texts_of(draft.draft_card(DraftReply(review, CAUTION), WORDS))
    assert shown.index("The draft can wait") < shown.index("Word 1")
    assert "never certifies" not in shown


def test_small_cards_fit() -> None:
    for card in (
        notices.greeting_card(WORDS),
        notices.neutral_card(WORDS),
        notices.none_card(FULL),
        notices.why_card(WORDS, 2**63),
        notices.said_card("x" * 9_000),
        privacy.privacy_card(WORDS, 180),
        privacy.privacy_card(WORDS, None),
        privacy.forgotten_card(WORDS, {"votes": 3}),
        privacy.forgotten_card(WORDS, {"votes": 0}),
        privacy.forgotten_card(WORDS, {"a table to come": 1}),
    ):
        within_limits(card)


@settings(max_examples=60, deadline=None)
@given(
    title=st.text(min_size=1, max_size=80),
    answer_text=st.text(min_size=1, max_size=700),
    lines=st.lists(st.text(min_size=3, max_size=120), min_size=2, max_size=4),
)
def test_any_text_fits(knowledge: KnowledgeBase, title: str, answer_text: str, lines: list[str]) -> None:
    view = longest_view(knowledge, LATIN)
    entry = view.entry.model_copy(
        update={"title": title, "answer": answer_text, "do": tuple(lines), "avoid": tuple(lines)}
    )
    for shown in (replace(view, entry=entry), replace(view, entry=entry, citations=())):
        within_limits(answer.answer_card(shown, FULL))

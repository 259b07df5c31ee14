"""A session from its first minute to its recap."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bot.colleagues.sessions import Stage
from bot.store import sessions
from bot.store.members import forget
from tests.discord_app.conftest import labels, texts
from tests.discord_app.lounge_sessions.conftest import Evening

UNMATCHED = "Which stethoscope is best for a ward round?"


@pytest.fixture
def known(evening: Evening) -> str:
    """A question that an entry answers, in the entry's own words."""
    return evening.staffed.desk.lounges.base.knowledge.entries["patient-friend-requests"].asked_as[0]


@pytest.fixture
async def planned(evening: Evening, known: str) -> Evening:
    """A session at 18:00 with two questions prepared, one of which an entry answers."""
    shown = await evening.host()
    first = await evening.ask(known, await evening.tap(shown.response, "Add question"))
    assert "Kept as question 1" in texts(first.response.components)
    await evening.ask(UNMATCHED, await evening.tap(first.response, "Add question"))
    return evening


async def kept(evening: Evening) -> Any:
    return await sessions.questions(evening.database, await evening.session())


async def test_at_its_time_a_thread_opens_with_rules_from_the_guide_and_the_hosts_buttons(planned: Evening) -> None:
    await planned.turn(hours=5, minutes=59)
    assert planned.rounds.threads == []
    await planned.turn(minutes=1)
    thread = planned.thread()
    assert thread.name == "Answering public reviews"
    (opening,) = planned.posts(thread)
    said = texts(opening.components)
    assert "Give no medical advice to individuals on social media. (G48)" in said
    assert "see themselves in it. (G59)" in said
    assert labels(opening.components) == [
        "Name me in the recap",
        "Release next question",
        "Add question",
        "Prepared questions",
        "End",
    ]
    assert f"It has begun: <#{thread.id}>" in planned.said()[0]
    assert [event.status for event in planned.events()] == [2]
    session = await planned.session()
    assert (session.stage, session.thread, session.released) == (Stage.OPEN, thread.id, 0)
    await planned.turn(seconds=15)
    assert len(planned.posts(thread)) == 1


async def test_questions_are_released_one_by_one_and_the_buttons_move_down(planned: Evening, known: str) -> None:
    await planned.turn(hours=6)
    thread = planned.thread()
    await planned.press("Release next question")
    opening, first = planned.posts(thread)
    assert labels(opening.components) == ["Name me in the recap"]
    assert labels(first.components) == ["Release next question", "Add question", "Prepared questions", "End"]
    assert texts(first.components).startswith("### Q1\n")
    assert "Begin your answer with A1." in texts(first.components)
    await planned.press("Release next question")
    opening, first, second = planned.posts(thread)
    assert labels(first.components) == []
    assert UNMATCHED in texts(second.components)
    none_left = await planned.press("Release next question")
    assert "Every prepared question has been asked" in none_left.response.content
    await planned.ask("And who reads the reply first?")
    await planned.press("Release next question")
    assert [texts(post.components)[:6] for post in planned.posts(thread)[1:]] == ["### Q1", "### Q2", "### Q3"]


async def test_the_recap_lists_what_was_asked_with_the_entries_behind_it_and_no_names(
    planned: Evening, known: str
) -> None:
    await planned.turn(hours=6)
    await planned.press("Release next question")
    await planned.press("Release next question")
    await planned.ask("Never released, so never told?")
    await planned.turn(minutes=59)
    assert len(planned.posts(planned.thread())) == 3
    await planned.turn(minutes=1)
    recap = planned.posts(planned.thread())[-1]
    said = texts(recap.components)
    assert "Recap: Answering public reviews" in said
    assert "**Q1**" in said
    assert "**Q2**" in said
    assert UNMATCHED in said
    assert "Never released" not in said
    title = planned.staffed.desk.lounges.base.knowledge.entries["patient-friend-requests"].title
    assert f"Behind it: {title}" in said
    assert "by their own wish" not in said
    assert "Ann" not in said
    assert labels(recap.components) == ["Open"]
    opened = await planned.click(recap, "Open", by=planned.staffed.person)
    assert opened.ephemeral
    assert title in texts(opened.response.components)
    assert "The recap is here" in planned.said()[0]
    assert [event.status for event in planned.events()] == [3]
    await planned.turn(minutes=5)
    assert planned.posts(planned.thread())[-1].id == recap.id
    assert (await planned.session()).stage is Stage.ENDED


async def test_only_those_who_ask_for_it_are_named_and_they_can_take_it_back(planned: Evening) -> None:
    staffed = planned.staffed
    other = staffed.guild.add_member(staffed.env.create_user("Dora"))
    await planned.turn(hours=6)
    named = await planned.press("Name me in the recap", by=staffed.person)
    assert named.ephemeral
    assert "You will be named as Cleo" in texts(named.response.components)
    regretted = await planned.press("Name me in the recap", by=other)
    await planned.tap(regretted.response, "Do not name me", by=other)
    assert "will not be named" in texts(regretted.response.components)
    await planned.press("Release next question")
    await planned.turn(hours=1)
    recap = planned.said(planned.thread())[-1]
    assert "With, by their own wish:** Cleo" in recap
    assert "Dora" not in recap


async def test_who_asks_to_be_forgotten_is_not_named_and_a_session_goes_on_without_its_host(planned: Evening) -> None:
    staffed = planned.staffed
    await planned.turn(hours=6)
    await planned.press("Name me in the recap", by=staffed.person)
    await planned.press("Release next question")
    for somebody in (staffed.person, staffed.moderator):
        await forget(planned.database, staffed.desk.members, somebody.id)
    await planned.turn(hours=1)
    assert "Cleo" not in planned.said(planned.thread())[-1]
    assert (await planned.session()).host is None


async def test_the_host_ends_a_session_early_and_is_asked_first(planned: Evening) -> None:
    await planned.turn(hours=6)
    await planned.press("Release next question")
    asked = await planned.press("End")
    assert asked.ephemeral
    assert "End now?" in texts(asked.response.components)
    assert (await planned.session()).stage is Stage.OPEN
    await planned.tap(asked.response, "End and post the recap")
    assert "has ended" in texts(asked.response.components)
    assert "Recap:" in planned.said(planned.thread())[-1]
    assert (await planned.session()).stage is Stage.ENDED
    late = await planned.press("Release next question")
    assert "is over or was cancelled" in late.response.content
    again = await planned.press("Name me in the recap", by=planned.staffed.person)
    assert "is over or was cancelled" in again.response.content


async def test_only_the_host_and_moderators_move_a_session_on(evening: Evening) -> None:
    staffed = evening.staffed
    # A host who is no moderator any more keeps the session; another moderator can help out.
    hosting = staffed.guild.add_member(staffed.env.create_user("Eve"), roles=[staffed.role])
    await evening.host(by=hosting)
    staffed.env.backend.get_guild(staffed.guild.id).members[hosting.id].role_ids = []
    await evening.turn(hours=6)
    for label in ("Release next question", "Add question", "Prepared questions", "End"):
        refused = await evening.press(label, by=staffed.person)
        assert "Only the host of this session or a moderator" in refused.response.content
    await evening.ask("Who answers first?", by=hosting)
    await evening.press("Release next question", by=staffed.moderator)
    assert "Who answers first?" in evening.said(evening.thread())[-1]


async def test_a_question_that_the_screen_stops_is_neither_kept_nor_repeated(evening: Evening) -> None:
    await evening.host()
    await evening.turn(hours=6)
    shown = await evening.ask("What did Jones say to the ward?")
    assert shown.ephemeral
    assert "heading of identifiers" in texts(shown.response.components)
    assert await kept(evening) == ()
    assert "Jones" not in str([entry.json for entry in evening.staffed.env.http_requests])


async def test_a_question_is_shown_to_its_writer_as_it_is_kept_and_to_nobody_else_before_it_is_released(
    evening: Evening,
) -> None:
    await evening.host()
    await evening.turn(hours=6)
    shown = await evening.ask("Do *you* answer\nreviews?")
    assert shown.ephemeral
    assert "> Do \\*you\\* answer reviews?" in texts(shown.response.components)
    assert len(evening.posts(evening.thread())) == 1
    assert [question.text for question in await kept(evening)] == ["Do *you* answer reviews?"]


async def test_a_session_holds_ten_questions(evening: Evening) -> None:
    await evening.host()
    session = await evening.session()
    for place in range(10):
        await sessions.add_question(evening.database, session, f"Question {place}?")
    await evening.turn(hours=6)
    shown = await evening.ask("One more?")
    assert "has 10 questions" in shown.response.content


async def test_a_double_tap_releases_one_question(planned: Evening) -> None:
    await planned.turn(hours=6)
    opening = planned.posts(planned.thread())[0]
    as_first_seen = deepcopy(opening.components)
    await planned.click(opening, "Release next question")
    opening.components = as_first_seen
    stale = await planned.click(opening, "Release next question")
    assert "released already" in stale.response.content
    assert (await planned.session()).released == 1
    assert planned.said(planned.thread())[-1].startswith("### Q1")
    assert len(planned.posts(planned.thread())) == 2


async def test_a_host_who_does_not_come_is_waited_for_and_then_the_thread_says_so(planned: Evening) -> None:
    await planned.turn(hours=6)
    await planned.turn(minutes=14)
    assert len(planned.posts(planned.thread())) == 1
    await planned.turn(minutes=1)
    assert "No question was released within 15 minutes" in planned.said(planned.thread())[-1]
    assert "It did not take place." in planned.said()[0]
    assert (await planned.session()).stage is Stage.MISSED
    assert [event.status for event in planned.events()] == [3]
    await planned.turn(hours=2)
    assert len(planned.posts(planned.thread())) == 2


async def test_a_session_whose_whole_time_passed_while_nobody_ran_the_lounge_is_never_opened_late(
    planned: Evening,
) -> None:
    await planned.turn(hours=9)
    assert planned.rounds.threads == []
    assert "It did not take place." in planned.said()[0]
    assert (await planned.session()).stage is Stage.MISSED

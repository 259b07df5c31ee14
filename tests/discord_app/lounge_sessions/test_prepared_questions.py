"""Prepared questions of a session: looked at, changed and taken out before they are released, by the host and moderators alone."""

from __future__ import annotations

from typing import Any

from bot.store import sessions
from tests.discord_app.conftest import controls, labels, texts
from tests.discord_app.lounge_sessions.conftest import Evening

THREE = ("Do you answer reviews?", "Who signs the answer?", "When is it better to wait?")


async def kept(evening: Evening) -> list[tuple[int, str]]:
    found = await sessions.questions(evening.database, await evening.session())
    return [(question.number, question.text) for question in found]


async def with_three(evening: Evening) -> Any:
    """The list of a session in whose thread nothing is released yet."""
    await evening.host()
    session = await evening.session()
    for text in THREE:
        await sessions.add_question(evening.database, session, text)
    await evening.turn(hours=6)
    return (await evening.press("Prepared questions")).response


async def picked(evening: Evening, listed: Any, number: int, by: Any = None) -> Any:
    menu = next(item["custom_id"] for item in controls(listed.components) if item["type"] == 3)
    await (by or evening.staffed.moderator).select(listed, [str(number)], custom_id=menu)
    await evening.quiet()
    return listed


async def test_the_host_sees_what_is_prepared_and_nobody_else_does(evening: Evening) -> None:
    listed = await with_three(evening)
    assert listed.ephemeral
    assert all(f"**Q{number}** {text}" in texts(listed.components) for number, text in enumerate(THREE, 1))
    refused = await evening.press("Prepared questions", by=evening.staffed.person)
    assert "Only the host of this session or a moderator" in refused.response.content
    await evening.press("Release next question")
    again = (await evening.press("Prepared questions")).response
    assert THREE[0] not in texts(again.components)
    assert THREE[1] in texts(again.components)


async def test_a_question_is_changed_and_released_as_it_is_then(evening: Evening) -> None:
    card = await picked(evening, await with_three(evening), 1)
    form = await evening.tap(card, "Change it")
    (box,) = [item["component"] for item in form.modal["components"] if "component" in item]
    assert box["value"] == THREE[0]
    await evening.ask("Do you answer *bad* reviews?", shown=form)
    assert "Kept as question 1" in texts(card.components)
    assert (await kept(evening))[0] == (1, "Do you answer *bad* reviews?")
    await evening.press("Release next question")
    assert "bad" in evening.said(evening.thread())[-1]


async def test_a_question_is_taken_out_and_those_after_it_move_up(evening: Evening) -> None:
    card = await picked(evening, await with_three(evening), 1)
    await evening.tap(card, "Take it out")
    assert "Those after it moved up" in texts(card.components)
    assert await kept(evening) == [(1, THREE[1]), (2, THREE[2])]
    session = await evening.session()
    added = await sessions.add_question(evening.database, session, "And then?")
    assert added is not None
    assert added.number == 3
    await evening.press("Release next question")
    assert THREE[1] in evening.said(evening.thread())[-1]


async def test_what_was_released_or_became_another_meanwhile_is_left_alone(evening: Evening) -> None:
    listed = await with_three(evening)
    first, second = await picked(evening, listed, 1), (await evening.press("Prepared questions")).response
    await picked(evening, second, 2)
    await evening.press("Release next question")
    refused = await evening.tap(first, "Take it out")
    assert "released, changed or taken out meanwhile" in refused.response.content
    session = await evening.session()
    await sessions.remove_question(evening.database, session, (await sessions.questions(evening.database, session))[1])
    for label in ("Take it out", "Change it"):
        refused = await evening.tap(second, label)
        assert "released, changed or taken out meanwhile" in refused.response.content
    assert await kept(evening) == [(1, THREE[0]), (2, THREE[2])]


async def test_other_words_that_the_screen_stops_change_nothing(evening: Evening) -> None:
    card = await picked(evening, await with_three(evening), 2)
    form = await evening.tap(card, "Change it")
    await evening.ask("What did Jones say to the ward?", shown=form)
    assert await kept(evening) == list(enumerate(THREE, 1))


async def test_a_session_with_nothing_prepared_says_so(evening: Evening) -> None:
    planned = (await evening.host()).response
    assert "Prepared questions" in labels(planned.components)
    await evening.tap(planned, "Prepared questions")
    assert "Nothing is prepared" in texts(planned.components)

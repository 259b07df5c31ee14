from __future__ import annotations

from bot.discord_app.controls.shapes import Reason
from tests.discord_app.conftest import Lounge, labels, texts
from tests.discord_app.parts import bot_of

ENTRY = "patient-friend-requests"


async def answered(lounge: Lounge):
    return (await lounge.person.slash(lounge.channel, "ask", question="may a patient be my friend")).response


async def test_one_vote_for_a_person_and_an_answer_which_can_be_changed(lounge: Lounge) -> None:
    answer = await answered(lounge)
    thanks = await lounge.person.click(answer, label="Helpful")
    assert thanks.ephemeral
    key = (answer.id, lounge.person.id)
    assert lounge.votes.cast_votes == {key: (ENTRY, lounge.guild.id, True, None)}
    await lounge.person.click(answer, label="Not helpful")
    assert lounge.votes.cast_votes == {key: (ENTRY, lounge.guild.id, False, None)}


async def test_the_reason_takes_one_tap(lounge: Lounge) -> None:
    answer = await answered(lounge)
    why = await lounge.person.click(answer, label="Not helpful")
    assert labels(why.response.components) == ["Wrong topic", "Not enough", "Out of date", "Something else"]
    await lounge.restart()
    await lounge.person.click(why.response, label="Out of date")
    assert lounge.votes.cast_votes[answer.id, lounge.person.id][3] == Reason.OUT_OF_DATE
    assert "Out of date" in texts(why.response.components)
    assert labels(why.response.components) == ["Rephrase"]


async def test_a_reason_without_a_vote_is_refused_politely(lounge: Lounge) -> None:
    answer = await answered(lounge)
    why = await lounge.person.click(answer, label="Not helpful")
    await lounge.votes.forget(lounge.person.id)
    pressed = await lounge.person.click(why.response, label="Not enough")
    assert pressed.ephemeral
    assert "no longer here" in pressed.response.content


async def test_without_a_store_no_votes_are_asked_for(lounge: Lounge) -> None:
    before = await answered(lounge)
    lounge.bot = bot_of(lounge.knowledge)
    await lounge.env.restart_bot(lounge.bot)
    assert "Helpful" not in labels((await answered(lounge)).components)
    pressed = await lounge.person.click(before, label="Helpful")
    assert "does not offer that" in pressed.response.content


async def test_everyone_votes_for_themselves_on_a_public_answer(lounge: Lounge) -> None:
    assert lounge.bot.user is not None
    await lounge.person.send(lounge.channel, f"<@{lounge.bot.user.id}> may a patient be my friend")
    public = lounge.channel.last_message
    assert public is not None
    other = lounge.guild.add_member(lounge.env.create_user("Grace"))
    await lounge.person.click(public, label="Helpful")
    assert (await other.click(public, label="Not helpful")).ephemeral
    assert [vote[2] for vote in lounge.votes.cast_votes.values()] == [True, False]


async def test_what_is_kept_can_be_erased(lounge: Lounge) -> None:
    await lounge.person.click(await answered(lounge), label="Helpful")
    erased = await lounge.person.slash(lounge.channel, "forget-me")
    assert erased.ephemeral
    assert "votes: 1" in texts(erased.response.components)
    assert lounge.votes.cast_votes == {}
    again = await lounge.person.slash(lounge.channel, "forget-me")
    assert "nothing to erase" in texts(again.response.components)


async def test_privacy_is_told_in_plain_words(lounge: Lounge) -> None:
    told = await lounge.person.slash(lounge.channel, "privacy")
    assert told.ephemeral
    said = texts(told.response.components)
    assert "180 days" in said
    assert "/forget-me" in said

"""`/forget-me` and `/privacy` cover discussions."""

from __future__ import annotations

from bot.discord_app.kept_votes import KeptVotes
from bot.store import discussions
from tests.discord_app.conftest import texts
from tests.discord_app.lounge.conftest import Open


async def test_forgetting_a_person_unties_them_from_their_discussions(opened: Open) -> None:
    staffed = opened.staffed
    staffed.bot.votes = KeptVotes(staffed.desk.database, staffed.desk.members)
    thread = await opened.discussion()
    key = staffed.desk.members.key(staffed.person.id)
    assert await discussions.asked_by(staffed.desk.database, thread.id, key)
    erased = await staffed.person.slash(staffed.channel, "forget-me")
    assert "that a discussion was yours: 1" in texts(erased.response.components)
    assert not await discussions.asked_by(staffed.desk.database, thread.id, key)
    message = await opened.colleague.send(thread, "I thank them")
    refused = await staffed.person.context_menu(thread, "Mark as helpful", message)
    assert "This works on a message in a thread" in refused.response.content


async def test_the_privacy_card_says_what_is_kept_of_discussions(opened: Open) -> None:
    card = await opened.staffed.person.slash(opened.staffed.channel, "privacy")
    assert "Kept if you ask colleagues" in texts(card.response.components)

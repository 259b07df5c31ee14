from __future__ import annotations

from tests.discord_app.conftest import Lounge, labels, texts

FRIEND = "may a patient be my friend"
TITLE = "Friend requests from patients"


async def test_a_question_is_answered_privately(lounge: Lounge) -> None:
    result = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    assert result.ephemeral
    assert TITLE in texts(result.response.components)
    assert labels(result.response.components) == []

"""A marker put through every way of asking and checking is in no log, no request to Discord and no control."""

from __future__ import annotations

import logging

import pytest

from bot.matching.matcher import Ranking
from tests.discord_app.conftest import Lounge

CANARY = "zebrafinch-7731"
STARTS = [
    "may a patient be my friend",
    "a picture",
    "never heard of it",
    "Jamison",
    "amoxicillin",
    "exhausted",
    "overdose",
]


async def through_every_door(lounge: Lounge, text: str) -> None:
    assert lounge.bot.user is not None
    person, channel = lounge.person, lounge.channel
    await person.slash(channel, "ask", question=text)
    await person.slash(channel, "ask", question=text, share=True)
    await person.autocomplete(channel, "ask", "question", text)
    await person.autocomplete(channel, "checklist", "name", text)
    await person.autocomplete(channel, "guide", "section", text)
    await person.slash(channel, "checklist", name=text)
    await person.slash(channel, "guide", section=text)
    await person.slash(channel, "check", draft=text)
    form = await person.slash(channel, "check")
    await person.submit_modal(form, {"text": text})
    message = await person.send(channel, text)
    await person.context_menu(channel, "Find guidance", message)
    await person.context_menu(channel, "Check this draft", message)
    await person.send(channel, f"<@{lounge.bot.user.id}> {text}")
    await lounge.env.create_user("Mary").send_dm(text)
    asked = await person.slash(channel, "ask", question="a picture")
    form = await person.click(asked.response, label="Rephrase")
    await person.submit_modal(form, {"text": text})


@pytest.mark.parametrize("start", STARTS)
async def test_what_is_typed_is_in_no_log_and_no_request(
    lounge: Lounge, caplog: pytest.LogCaptureFixture, start: str
) -> None:
    lounge.bot.pace._questions = 1_000
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        await through_every_door(lounge, f"{start} {CANARY}")
    assert CANARY not in caplog.text
    assert len(lounge.env.http_requests) >= 18
    assert CANARY not in "".join(f"{entry.path}{entry.params}{entry.json}" for entry in lounge.env.http_requests)


async def test_when_matching_fails_neither(
    lounge: Lounge, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(text: str) -> Ranking:
        raise ValueError(f"cannot rank {text!r}")

    lounge.bot.pace._questions = 1_000
    monkeypatch.setattr(lounge.matcher, "rank", fails)
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        asked = await lounge.person.slash(lounge.channel, "ask", question=CANARY)
        await lounge.env.create_user("Mary").send_dm(CANARY)
    assert "incident" in caplog.text
    assert CANARY not in caplog.text
    assert "give a moderator this number" in asked.response.content
    assert CANARY not in "".join(str(entry.json) for entry in lounge.env.http_requests)
    lounge.env._errors.clear()

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from discord import ui

from bot.discord_app import prompt_reply
from bot.discord_app.prompt_reply import Way, answer


class Response:
    """Remembers the first response, in words."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def is_done(self) -> bool:
        return bool(self.calls)

    async def send_message(self, **options: Any) -> None:
        self.calls.append(("message", options))

    async def edit_message(self, **options: Any) -> None:
        self.calls.append(("edit", options))

    async def defer(self, **options: Any) -> None:
        self.calls.append(("defer", options))


class Interaction:
    def __init__(self, *, crowded: bool = False) -> None:
        self.response = Response()
        self.client = SimpleNamespace(thinking=SimpleNamespace(expected_wait_s=9.0 if crowded else 0.0))
        self.edits: list[dict[str, Any]] = []

    async def edit_original_response(self, **options: Any) -> None:
        self.edits.append(options)


def card(result: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(result))
    return view


async def done(seconds: float = 0.0) -> str:
    await asyncio.sleep(seconds)
    return "done"


@pytest.mark.parametrize(
    ("way", "name", "options"),
    [
        (Way.PRIVATE, "message", {"ephemeral": True}),
        (Way.PUBLIC, "message", {"ephemeral": False}),
        (Way.EDIT, "edit", {}),
    ],
)
async def test_what_is_ready_at_once_is_the_first_response(way: Way, name: str, options: dict[str, Any]) -> None:
    interaction: Any = Interaction()
    assert await answer(interaction, done(), card, way=way) == "done"
    ((called, sent),) = interaction.response.calls
    assert called == name
    assert sent["allowed_mentions"].to_dict() == {"parse": []}
    assert {key: value for key, value in sent.items() if key not in ("view", "allowed_mentions")} == options
    assert interaction.edits == []


@pytest.mark.parametrize(
    ("way", "options"),
    [
        (Way.PRIVATE, {"ephemeral": True, "thinking": True}),
        (Way.PUBLIC, {"ephemeral": False, "thinking": True}),
        (Way.EDIT, {}),
    ],
)
@pytest.mark.parametrize("crowded", [False, True])
async def test_what_takes_longer_is_deferred_and_filled_in(way: Way, options: dict[str, Any], *, crowded: bool) -> None:
    interaction: Any = Interaction(crowded=crowded)
    assert await answer(interaction, done(0 if crowded else 0.05), card, way=way, patience=0.01) == "done"
    assert interaction.response.calls == [("defer", options)]
    (edit,) = interaction.edits
    assert edit["allowed_mentions"].to_dict() == {"parse": []}


async def test_work_that_fails_raises_what_it_raised() -> None:
    async def fail() -> str:
        raise ValueError("as it was raised")

    interaction: Any = Interaction()
    with pytest.raises(ValueError, match="as it was raised"):
        await answer(interaction, fail(), card)
    assert interaction.response.calls == []


async def test_work_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_reply, "WORK_S", 0.02)
    interaction: Any = Interaction()
    with pytest.raises(TimeoutError):
        await answer(interaction, done(10), card, patience=0.01)


async def test_a_deferral_that_discord_refuses_leaves_no_work_behind() -> None:
    interaction: Any = Interaction(crowded=True)

    async def refuse(**_: Any) -> None:
        raise ConnectionResetError

    interaction.response.defer = refuse
    with pytest.raises(ConnectionResetError):
        await answer(interaction, done(), card)
    assert asyncio.all_tasks() == {asyncio.current_task()}

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.discord_app.thinking import Busy, Thinking


async def test_work_is_done_beside_the_event_loop() -> None:
    thinking = Thinking()
    assert await thinking(threading.get_ident) != threading.get_ident()
    thinking.close()


async def test_no_more_is_taken_than_the_queue_holds_and_room_comes_back() -> None:
    thinking = Thinking(threads=1, waiting=2)
    gate = threading.Event()
    first = [asyncio.ensure_future(thinking(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await thinking(gate.wait)
    gate.set()
    await asyncio.gather(*first)
    assert await thinking(int, "3") == 3
    thinking.close()


async def test_an_error_reaches_who_asked_and_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    thinking = Thinking(threads=1)
    with pytest.raises(ValueError, match="invalid literal"):
        await thinking(int, "x")
    abandoned = asyncio.ensure_future(thinking(int, "y"))
    await asyncio.sleep(0)
    abandoned.cancel()
    await asyncio.sleep(0.05)
    assert caplog.text == ""
    assert thinking.under_way == 0
    thinking.close()


async def test_the_wait_to_expect_grows_with_what_is_under_way_and_with_what_work_took() -> None:
    thinking = Thinking(threads=1)
    idle = thinking.expected_wait_s
    for _ in range(3):
        await thinking(time.sleep, 0.05)
    slower = thinking.expected_wait_s
    gate = threading.Event()
    waiting = [asyncio.ensure_future(thinking(gate.wait)) for _ in range(4)]
    await asyncio.sleep(0)
    assert idle < slower < thinking.expected_wait_s
    assert thinking.expected_wait_s == pytest.approx(slower * 5)
    gate.set()
    await asyncio.gather(*waiting)
    thinking.close()


async def test_closing_drops_what_waits() -> None:
    thinking = Thinking(threads=1)
    gate = threading.Event()
    running, waiting = (asyncio.ensure_future(thinking(gate.wait)) for _ in range(2))
    await asyncio.sleep(0.01)
    thinking.close()
    gate.set()
    assert await running is True
    with pytest.raises(asyncio.CancelledError):
        await waiting

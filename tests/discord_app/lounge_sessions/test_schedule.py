"""The lease that a thing is done under, and the rounds."""

from __future__ import annotations

import asyncio

from bot.discord_app.schedule.schedule import Schedule, held
from tests.discord_app.lounge_sessions.conftest import Evening


async def test_a_lease_is_held_against_everybody_else_in_this_process_too(evening: Evening) -> None:
    desk = evening.staffed.desk
    async with held(desk, "session:1") as first, held(desk, "session:1") as second, held(desk, "session:2") as other:
        assert (first, second, other) == (True, False, True)
    async with held(desk, "session:1") as again:
        assert again


async def test_who_has_patience_gets_the_lease_after_the_one_before(evening: Evening) -> None:
    order: list[str] = []

    async def take(name: str) -> None:
        async with held(evening.staffed.desk, "session:1", patience_s=20) as ours:
            assert ours
            order.append(f"{name} begins")
            await asyncio.sleep(0.05)
            order.append(f"{name} ends")

    await asyncio.gather(take("one"), take("other"))
    assert [word.split()[1] for word in order] == ["begins", "ends", "begins", "ends"]


async def test_a_step_that_fails_keeps_no_other_from_being_taken(evening: Evening) -> None:
    taken: list[str] = []

    async def broken(_: Schedule) -> None:
        taken.append("broken")
        raise RuntimeError

    async def sound(_: Schedule) -> None:
        taken.append("sound")

    await Schedule(evening.staffed.bot, evening.staffed.desk, (broken, sound)).round()
    assert taken == ["broken", "sound"]

"""A server in London time with a lounge channel, a schedule to turn by hand, and the marks of Discord's nonce."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType
from simcord.http.routes import messages
from simcord.results import to_discord_message

from bot.discord_app.client import SERVING
from bot.discord_app.schedule.schedule import Schedule
from bot.discord_app.schedule.steps import STEPS
from bot.store import lounge_settings, sessions
from tests.discord_app.conftest import Staffed, texts

NOON = datetime(2027, 1, 5, 12, tzinfo=UTC)
"""A Tuesday; London keeps UTC."""


@dataclass
class Evening:
    """A staffed lounge whose moderators have a role, with a channel for discussions."""

    staffed: Staffed
    rounds: ChannelHandle

    @property
    def clock(self) -> Any:
        return self.staffed.clock

    @property
    def database(self) -> Any:
        return self.staffed.desk.database

    def at(self, moment: datetime) -> None:
        self.clock.now = moment

    async def zone(self, name: str) -> None:
        settings = lounge_settings.LoungeSettings(channel=self.rounds.id, zone=name)
        await lounge_settings.change(self.database, self.staffed.guild.id, settings)

    async def turn(self, **by: float) -> None:
        """Time passes, then the schedule is looked at."""
        self.clock.turn(**by)
        await self.round()

    async def round(self) -> None:
        await Schedule(self.staffed.bot, self.staffed.desk, STEPS).round()
        await self.quiet()

    async def quiet(self) -> None:
        """Waits until everything that Discord told the lounge is dealt with, however busy the machine is."""
        await self.staffed.env.settle()
        while serving := [task for task in asyncio.all_tasks() if task.get_name().startswith(SERVING)]:
            await asyncio.wait(serving, timeout=20)
            await self.staffed.env.settle()

    async def until(self, seen: Callable[[], object]) -> None:
        """Waits for what the lounge does by its own clock."""
        async with asyncio.timeout(20):
            while not seen():  # noqa: ASYNC110 - what is looked for tells nobody that it came
                await asyncio.sleep(0.02)
        await self.quiet()

    async def _seen(self, doing: Awaitable[Any]) -> Any:
        shown = await doing
        await self.quiet()
        return shown

    async def host(self, when: str = "18:00", minutes: int = 60, by: Any = None, **options: Any) -> Any:
        options = {"topic": "Answering public reviews", **options}
        somebody = by or self.staffed.moderator
        return await self._seen(
            somebody.slash(self.staffed.channel, "lounge host", when=when, minutes=minutes, **options)
        )

    async def prompt(self, every: str, by: Any = None, **options: Any) -> Any:
        somebody = by or self.staffed.moderator
        return await self._seen(
            somebody.slash(self.staffed.channel, "lounge prompt", channel=self.rounds, every=every, **options)
        )

    async def session(self) -> Any:
        """The newest session, as it is kept."""
        async with self.database.reading() as connection:
            number = (await connection.exec_driver_sql("SELECT max(id) FROM sessions")).scalar_one()
        return await sessions.session(self.database, self.staffed.guild.id, number)

    def events(self) -> list[Any]:
        return list(self.staffed.env.backend.get_guild(self.staffed.guild.id).scheduled_events.values())

    def thread(self) -> ChannelHandle:
        (found,) = self.rounds.threads
        return found

    def posts(self, place: ChannelHandle | None = None) -> list[Any]:
        """What the lounge posted in a channel, oldest first."""
        found = self.staffed.env.backend.messages[(place or self.rounds).id].values()
        return [message for message in found if message.components and not message.is_ephemeral]

    def said(self, place: ChannelHandle | None = None) -> list[str]:
        return [texts(message.components) for message in self.posts(place)]

    async def press(self, label: str, place: ChannelHandle | None = None, by: Any = None) -> Any:
        """Presses a button on the newest message of a thread that has it."""
        message = next(post for post in reversed(self.posts(place or self.thread())) if label in str(post.components))
        return await self.click(message, label, by)

    async def click(self, post: Any, label: str, by: Any = None) -> Any:
        """Presses a button of a post."""
        return await self.tap(to_discord_message(self.staffed.env, post), label, by)

    async def tap(self, shown: Any, label: str, by: Any = None) -> Any:
        """Presses a button of a card that somebody was shown."""
        return await self._seen((by or self.staffed.moderator).click(shown, label=label))

    async def ask(self, question: str, shown: Any = None, by: Any = None) -> Any:
        """Adds a question through the form."""
        form = shown if shown is not None else await self.press("Add question", by=by)
        return await self._seen((by or self.staffed.moderator).submit_modal(form, {"question": question}))


@pytest.fixture
async def evening(staffed: Staffed) -> Evening:
    staffed.clock.now = NOON
    await staffed.set(moderator_role=staffed.role.id)
    made = Evening(staffed, staffed.guild.create_text_channel("rounds"))
    await staffed.env.settle()
    await made.zone("Europe/London")
    return made


async def allow(evening: Evening, channel: ChannelHandle, **permissions: bool | None) -> None:
    """Sets what the lounge may do in a channel, over whatever its roles say."""
    granted, denied = discord.PermissionOverwrite(**permissions).pair()
    backend = evening.staffed.env.backend
    bot = backend.bot_user.id
    others = [item for item in backend.get_channel(channel.id).overwrites if item.target_id != bot]
    mine = Overwrite(bot, OverwriteType.MEMBER, granted.value, denied.value)
    backend.edit_channel(channel.id, {}, overwrites=[*others, mine])
    await evening.quiet()


def enforce_nonces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord's rule for ``enforce_nonce``, which the Discord of the tests leaves out: the first message is given again."""
    known: dict[tuple[int, str], Any] = {}
    create = messages.bot_message

    def once(ctx: Any, channel_id: int) -> Any:
        key = (channel_id, str(ctx.json.get("nonce")))
        if not ctx.json.get("enforce_nonce"):
            return create(ctx, channel_id)
        if key not in known:
            known[key] = create(ctx, channel_id)
        return known[key]

    monkeypatch.setattr(messages, "bot_message", once)


def second_process(evening: Evening) -> Schedule:
    """Another process over the same database and Discord."""
    desk = replace(evening.staffed.desk, holder="the other process")
    return Schedule(evening.staffed.bot, desk, STEPS)


def later(**by: float) -> datetime:
    return NOON + timedelta(**by)

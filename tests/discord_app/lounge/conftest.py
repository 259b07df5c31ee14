"""A server whose lounge is open: a channel for discussions, a specialty that can be called, and a second member."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import simcord
from simcord.builders import ChannelHandle, RoleHandle

from bot.store import lounge_settings
from bot.store.lounge_settings import LoungeSettings
from tests.discord_app.conftest import Staffed

QUESTION = "may a patient send me friend requests and how do you answer"


@dataclass
class Open:
    """The server of ``staffed`` with an open lounge."""

    staffed: Staffed
    place: ChannelHandle
    specialty: RoleHandle
    colleague: simcord.MemberActor

    async def set(self, **settings: Any) -> None:
        """Changes settings behind the back of the process, as another one would."""
        database = self.staffed.desk.database
        old = await lounge_settings.settings_of(database, self.staffed.guild.id)
        values = {field: getattr(old, field) for field in LoungeSettings.__dataclass_fields__}
        await lounge_settings.change(database, self.staffed.guild.id, LoungeSettings(**{**values, **settings}))

    async def notice(self) -> None:
        """The process looks again, as it does in every round."""
        await self.rounds()

    async def rounds(self) -> None:
        cog: Any = self.staffed.bot.get_cog("LoungeSchedule")
        await asyncio.wait_for(cog.rounds(), 10)

    async def preview(self, question: str = QUESTION, **options: Any) -> Any:
        """The card that the asker sees before anybody else."""
        asked = await self.staffed.person.slash(self.staffed.channel, "lounge discuss", question=question, **options)
        return asked.response

    async def discussion(self, label: str = "Post anonymously", question: str = QUESTION) -> ChannelHandle:
        """A thread that was opened."""
        await self.staffed.person.click(await self.preview(question), label=label)
        (thread,) = self.place.threads
        return thread


@pytest.fixture
async def opened(staffed: Staffed) -> Open:
    place = staffed.guild.create_text_channel("lounge")
    specialty = staffed.guild.create_role("Cardiology", mentionable=True)
    colleague = staffed.guild.add_member(staffed.env.create_user("Dee"))
    found = Open(staffed, place, specialty, colleague)
    await found.set(channel=place.id, specialties=frozenset({specialty.id}))
    await found.notice()
    return found

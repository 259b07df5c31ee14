from __future__ import annotations

import pytest

from tests.discord_app.conftest import Staffed
from tests.discord_app.editing.parts import Moderating, let_use


@pytest.fixture
async def at(staffed: Staffed) -> Moderating:
    await staffed.set(moderator_role=staffed.role.id)
    let_use(staffed, "knowledge", "Add to knowledge base")
    second = staffed.guild.add_member(staffed.env.create_user("Bea"), roles=[staffed.role])
    return Moderating(staffed, second)

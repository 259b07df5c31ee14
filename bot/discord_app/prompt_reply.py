"""A first response in time, whatever the work takes: directly where it is ready at once, otherwise deferred and filled in."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from discord import AllowedMentions

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from discord import File, Interaction, ui

    from bot.discord_app.client import LoungeBot

T = TypeVar("T")

PATIENCE_S: Final = 0.7
"""How long a direct response is waited for. Discord's deadline is 3 s and it counts the way there, so most of it stays in reserve."""
WORK_S: Final = 60.0
"""After this long the work has failed; the person is told rather than left with a spinner until the token dies."""


class Way(Enum):
    """What the reply becomes. Who can see it is fixed by the first response, which may have to be given before the work is done."""

    PRIVATE = "a new message that only the person sees"
    PUBLIC = "a new message for all"
    EDIT = "the message that the control sits on, changed"


async def answer(
    interaction: Interaction[LoungeBot],
    work: Coroutine[Any, Any, T],
    card: Callable[[T], ui.LayoutView],
    *,
    way: Way = Way.PRIVATE,
    patience: float = PATIENCE_S,
    files: Callable[[T], Sequence[File]] | None = None,
) -> T:
    """Do the work, show its card and give its result. The interaction must not have been answered yet.

    ``files`` gives what is sent with the card, which refers to it by name.

    A deferral may say who sees the reply and nothing else (Discord refuses the flag of components there), so the card goes into an
    edit of the original. Raises what the work or Discord raises, and TimeoutError after WORK_S.
    """
    if interaction.client.thinking.expected_wait_s > patience:
        # A direct response is not to be had in time, and first responses go before more work.
        try:
            await _defer(interaction, way)
        except BaseException:
            work.close()
            raise
    task = asyncio.ensure_future(work)
    try:
        if not interaction.response.is_done():
            done, _ = await asyncio.wait({task}, timeout=patience)
            if done:
                result = task.result()
                await _respond(interaction, card(result), way, files(result) if files else ())
                return result
            await _defer(interaction, way)
        result = await asyncio.wait_for(task, WORK_S)
    except BaseException:
        task.cancel()
        raise
    enclosed = _enclosed("attachments", files(result) if files else ())
    await interaction.edit_original_response(view=card(result), allowed_mentions=AllowedMentions.none(), **enclosed)
    return result


async def _respond(
    interaction: Interaction[LoungeBot], view: ui.LayoutView, way: Way, enclosed: Sequence[File] = ()
) -> None:
    if way is Way.EDIT:
        await interaction.response.edit_message(
            view=view, allowed_mentions=AllowedMentions.none(), **_enclosed("attachments", enclosed)
        )
    else:
        await interaction.response.send_message(
            view=view,
            ephemeral=way is Way.PRIVATE,
            allowed_mentions=AllowedMentions.none(),
            **_enclosed("files", enclosed),
        )


def _enclosed(name: str, files: Sequence[File]) -> dict[str, Any]:
    """The files under the name that a call of discord.py takes them by; nothing where there are none."""
    return {name: list(files)} if files else {}


async def _defer(interaction: Interaction[LoungeBot], way: Way) -> None:
    if way is Way.EDIT:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=way is Way.PRIVATE, thinking=True)

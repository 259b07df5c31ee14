"""The report: as a card with a picture, and as a file. For moderators, checked at every command and press."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_app import rights
from bot.discord_app.cards.report import PICTURE, chart_labels, file_card, report_card
from bot.discord_app.controls.control import knowledge_of, words_of
from bot.discord_app.prompt_reply import Way, answer
from bot.moderation.report import Report, as_csv, report
from bot.moderation.report_chart import draw
from bot.store.votes import week_of

if TYPE_CHECKING:
    from datetime import date

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.rights import Acting

WEEKS: Final = 12
MOST_WEEKS: Final = 52
DUE_WITHIN: Final = timedelta(days=30)


async def show_report(interaction: discord.Interaction[LoungeBot], weeks: int = WEEKS) -> None:
    """Show the report of the last whole weeks, with a picture where there is something to draw."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    knowledge = knowledge_of(interaction)
    titles = {key: entry.title for key, entry in knowledge.entries.items()}
    due_by = _today(acting) + DUE_WITHIN

    async def work() -> tuple[Report, bytes | None]:
        found = await _found(interaction, acting, weeks)
        return found, await asyncio.to_thread(draw, found, titles, chart_labels(words))

    await answer(
        interaction,
        work(),
        lambda made: report_card(made[0], titles, weeks, due_by, words, picture=made[1] is not None),
        files=lambda made: [] if made[1] is None else [discord.File(io.BytesIO(made[1]), PICTURE)],
    )


async def send_file(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Give the same report as a CSV file."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    weeks = max(1, min(int(control.fields["weeks"]), MOST_WEEKS))
    name = f"report-{_today(acting).isoformat()}.csv"
    await answer(
        interaction,
        _found(interaction, acting, weeks),
        lambda _found: file_card(name, words),
        way=Way.PRIVATE,
        files=lambda found: [discord.File(io.BytesIO(as_csv(found).encode("utf-8")), name)],
    )


async def _found(interaction: discord.Interaction[LoungeBot], acting: Acting, weeks: int) -> Report:
    today, desk = _today(acting), acting.desk
    return await report(
        desk.database,
        acting.server,
        knowledge_of(interaction),
        since=week_of(today) - timedelta(weeks=weeks),
        today=today,
        due_by=today + DUE_WITHIN,
    )


def _today(acting: Acting) -> date:
    return acting.desk.clock().date()

"""For moderators: `/knowledge inbox`, `report`, `export` and `import`."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord_app.client import LoungeBot  # noqa: TC001 - discord.py reads annotations at run time
from bot.discord_app.cogs.knowledge import complete_entry
from bot.discord_app.completion import choices, nearest
from bot.discord_app.failures import answer_failure
from bot.discord_app.groups import add_to_group
from bot.discord_app.presses import exchanging, inbox_groups, reporting
from bot.discord_app.presses.beginning import entry_of
from bot.discord_app.presses.screened import readable
from bot.discord_app.prompt_reply import Way
from bot.discord_app.refusals import GroupGone
from bot.discord_app.rights import is_moderator, moderator
from bot.discord_app.translation import term

DIGITS = 18


async def complete_question(interaction: discord.Interaction[LoungeBot], typed: str) -> list[app_commands.Choice[str]]:
    """The questions of the inbox that come nearest, each wording once; none for who does not moderate."""
    try:
        if not is_moderator(interaction) or not await readable(interaction, typed):
            return []
        acting = moderator(interaction)
        questions = {question.text: str(question.id) for question in await acting.desk.inbox.questions(acting.server)}
        texts = {number: text for text, number in reversed(questions.items())}
        return choices(texts, nearest(texts, typed))
    except Exception as error:  # noqa: BLE001 - discord.py only logs what is raised here
        await answer_failure(interaction, error)
        return []


@app_commands.rename(question=term("command.knowledge.question.name"), entry=term("command.knowledge.to.name"))
@app_commands.describe(
    question=term("command.knowledge.question.description"), entry=term("command.knowledge.to.description")
)
@app_commands.autocomplete(question=complete_question, entry=complete_entry)
async def inbox(
    interaction: discord.Interaction[LoungeBot], question: str | None = None, entry: str | None = None
) -> None:
    """Show the inbox, one question of it, or the draft that adds it to an entry."""
    moderator(interaction)
    if question is None:
        await inbox_groups.open_inbox(interaction, way=Way.PRIVATE)
    elif not (question.isascii() and question.isdigit() and len(question) <= DIGITS):
        raise GroupGone
    elif entry is None:
        await inbox_groups.open_group(interaction, int(question), way=Way.PRIVATE)
    else:
        await inbox_groups.add_phrasings(interaction, int(question), entry_of(interaction, entry))


@app_commands.rename(weeks=term("command.knowledge.weeks.name"))
@app_commands.describe(weeks=term("command.knowledge.weeks.description"))
async def report(
    interaction: discord.Interaction[LoungeBot], weeks: app_commands.Range[int, 1, reporting.MOST_WEEKS] | None = None
) -> None:
    """Show the report."""
    await reporting.show_report(interaction, weeks or reporting.WEEKS)


async def export(interaction: discord.Interaction[LoungeBot]) -> None:
    """Give the knowledge as files."""
    await exchanging.export(interaction)


@app_commands.rename(file=term("command.knowledge.file.name"))
@app_commands.describe(file=term("command.knowledge.file.description"))
async def import_file(interaction: discord.Interaction[LoungeBot], file: discord.Attachment | None = None) -> None:
    """Preview an upload, or show those that were previewed."""
    if file is None:
        await exchanging.show_held(interaction)
    else:
        await exchanging.preview(interaction, file)


async def setup(bot: LoungeBot) -> None:
    """Add the commands to the group, and see to what a publication answers."""
    bot.after_publish.append(inbox_groups.after_publish)
    add_to_group(bot, "knowledge", inbox=inbox, report=report, export=export, **{"import": import_file})

"""Export and import of a server's knowledge. For moderators, checked at every command and press."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.discord_app import failures, rights
from bot.discord_app.cards.exchange import (
    change_card,
    export_card,
    faults_card,
    held_card,
    import_card,
    nothing_card,
    titles_in,
)
from bot.discord_app.cards.notices import said_card
from bot.discord_app.controls.control import chosen, knowledge_of, words_of
from bot.discord_app.presses.editing import IMPACT_S
from bot.discord_app.presses.opening import show
from bot.discord_app.presses.showing import way_for
from bot.discord_app.presses.told import tell_audit_channel
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import ControlStale, UploadTooLarge, UploadUnread
from bot.knowledge.archive import MAX_ARCHIVE_BYTES, ArchiveInvalid
from bot.moderation.exchange import SecondModeratorNeeded
from bot.store.revisions import RevisionConflict

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.held_imports import HeldImport
    from bot.discord_app.rights import Acting


async def export(interaction: discord.Interaction[LoungeBot]) -> None:
    """Give the server's knowledge as a zip."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    name = f"knowledge-{acting.desk.clock().date().isoformat()}.zip"
    await answer(
        interaction,
        acting.desk.exchange.export_zip(acting.server),
        lambda _data: export_card(name, words),
        files=lambda data: [discord.File(io.BytesIO(data), name)],
    )


async def preview(interaction: discord.Interaction[LoungeBot], file: discord.Attachment) -> None:
    """Show what an uploaded zip would do, and hold it for being published. Raises UploadTooLarge."""
    acting = rights.moderator(interaction)
    if file.size > MAX_ARCHIVE_BYTES:
        raise UploadTooLarge(MAX_ARCHIVE_BYTES)
    await answer(interaction, _previewed(interaction, acting, file), lambda view: view)


async def show_held(interaction: discord.Interaction[LoungeBot]) -> None:
    """Show the imports that wait to be published."""
    acting = rights.moderator(interaction)
    held = interaction.client.held_imports.of(acting.server)
    await show(interaction, held_card(held, words_of(interaction)), Way.PRIVATE)


async def open_import(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show an import that is held."""
    await _show(interaction, _held(interaction, control))


async def turn_page(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show other entries of an import to look at."""
    await _show(interaction, _held(interaction, control), int(control.fields["page"]))


async def choose_change(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show what an import changes in the chosen entry."""
    await _show_change(interaction, _held(interaction, control), chosen(interaction), 0)


async def turn_change(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show another page of what an import changes in an entry."""
    held = _held(interaction, control)
    await _show_change(interaction, held, control.fields["entry"], int(control.fields["page"]))


async def drop(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Let go of an import."""
    interaction.client.held_imports.drop(_held(interaction, control).token)
    await show(interaction, said_card(words_of(interaction)("import.dropped")))


async def ask_second(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Tell the audit channel, once, that an import waits for another moderator."""
    acting, held, words = rights.moderator(interaction), _held(interaction, control), words_of(interaction)

    async def work() -> ui.LayoutView:
        if held.announced or await interaction.client.auditor.announce_import(acting.server, held):
            told = interaction.client.held_imports.announced(held)
            return await _import_view(interaction, told, 0, words("import.announced"))
        return await _import_view(interaction, held, 0, words("import.unannounced"))

    await answer(interaction, work(), lambda view: view, way=way_for(interaction))


async def publish(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Publish an import, all or nothing; with four-eyes, another moderator's press."""
    acting, token = rights.moderator(interaction), control.fields["token"]
    _, published = await answer(interaction, _published(interaction, acting, token), lambda made: made[0], way=Way.EDIT)
    if published:
        await tell_audit_channel(interaction, acting.server)


async def _previewed(
    interaction: discord.Interaction[LoungeBot], acting: Acting, file: discord.Attachment
) -> ui.LayoutView:
    words, held_imports = words_of(interaction), interaction.client.held_imports
    async with held_imports.turn:
        try:
            data = await file.read()
        except discord.HTTPException:
            raise UploadUnread from None
        try:
            found = await acting.desk.exchange.preview_zip(acting.server, data, by=acting.by)
        except ArchiveInvalid as invalid:
            return faults_card(invalid, words)
    if not found.changes:
        return nothing_card(found, words)
    return await _import_view(interaction, held_imports.hold(found), 0)


async def _published(
    interaction: discord.Interaction[LoungeBot], acting: Acting, token: str
) -> tuple[ui.LayoutView, bool]:
    """What the presser is shown, and whether the import was published."""
    words, desk = words_of(interaction), acting.desk
    # Taken, so that of two presses at once the second finds nothing to publish twice; and here, so that what is never begun is not lost.
    held = interaction.client.held_imports.take(acting.server, token)
    try:
        made = await desk.exchange.publish(held.preview, by=acting.by)
    except SecondModeratorNeeded:
        interaction.client.held_imports.put_back(held)
        return said_card(words("import.second")), False
    except RevisionConflict as conflict:
        titles = titles_in(held.preview, _titles(interaction))
        entry = conflict.current.entry
        return said_card(words("import.conflict", title=titles.get(entry, entry))), False
    except BaseException:
        interaction.client.held_imports.put_back(held)
        raise
    try:
        await desk.inbox.dismiss_known(acting.server, [revision.entry for revision in made])
    except Exception as error:  # noqa: BLE001 - the import is published, whatever else fails
        failures.record(error, "what follows a publication")
    return said_card(words("import.published", count=len(made))), True


async def _show(interaction: discord.Interaction[LoungeBot], held: HeldImport, page: int = 0) -> None:
    await answer(interaction, _import_view(interaction, held, page), lambda view: view, way=way_for(interaction))


async def _import_view(
    interaction: discord.Interaction[LoungeBot], held: HeldImport, page: int, note: str = ""
) -> ui.LayoutView:
    acting = rights.moderator(interaction)
    if held.preview.impact is None:
        measured = await acting.desk.exchange.measured(held.preview, patience=IMPACT_S)
        held = interaction.client.held_imports.measured(held, measured)
    second = acting.desk.lounges.settings(acting.server).four_eyes and acting.by == held.preview.author
    return import_card(held, _titles(interaction), page, words_of(interaction), second=second, note=note)


async def _show_change(interaction: discord.Interaction[LoungeBot], held: HeldImport, entry: str, page: int) -> None:
    if entry not in held.preview.differences:
        raise ControlStale
    await show(interaction, change_card(held, entry, page, _titles(interaction), words_of(interaction)), Way.EDIT)


def _held(interaction: discord.Interaction[LoungeBot], control: Control) -> HeldImport:
    """What a control stands for. Raises ImportGone, and what ``rights.moderator`` raises."""
    acting = rights.moderator(interaction)
    return interaction.client.held_imports.get(acting.server, control.fields["token"])


def _titles(interaction: discord.Interaction[LoungeBot]) -> dict[str, str]:
    return {key: entry.title for key, entry in knowledge_of(interaction).entries.items()}

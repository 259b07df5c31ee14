"""What was published, drafts on their way, and what a release changed: looked at, compared, restored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord_app import rights
from bot.discord_app.cards.difference import difference_lines
from bot.discord_app.cards.editing import changes_card
from bot.discord_app.cards.history import Past, history_card, release_card, revision_card
from bot.discord_app.controls import editing
from bot.discord_app.controls.control import chosen, knowledge_of, words_of
from bot.discord_app.presses.editing import show_draft
from bot.discord_app.presses.showing import way_for
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import ControlStale
from bot.moderation.preview import Difference, difference
from bot.store import revisions
from bot.store.revisions import PAGE

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.rights import Acting
    from bot.knowledge.overlay import ShippedChange
    from bot.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class Compared:
    """A revision with what it changed."""

    revision: Revision
    difference: Difference


async def show_history(
    interaction: discord.Interaction[LoungeBot], entry: str | None, before: int | None = None, way: Way = Way.PRIVATE
) -> None:
    """Show a page of revisions; for the whole server with drafts and what a release changed."""
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> Past:
        editor = acting.desk.editor
        found = await editor.history(acting.server, entry, before=before)
        drafts = await editor.drafts(acting.server)
        if entry is not None:
            drafts = tuple(draft for draft in drafts if entry in (draft.entry, draft.proposal.fields.get("id")))
        changed = await editor.release_changes(acting.server)
        return Past(
            entry,
            found,
            drafts,
            tuple(change for change in changed if entry in (None, change.entry_id)),
            more=len(found) == PAGE and bool(await editor.history(acting.server, entry, before=found[-1].number)),
        )

    titles = _titles(interaction, acting)
    await answer(interaction, work(), lambda past: history_card(past, titles, words), way=way)


async def turn(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show the history of an entry or of the server, from below a number."""
    before = control.fields["before"]
    await show_history(
        interaction, control.fields["entry"] or None, int(before) if before else None, way_for(interaction)
    )


async def open_revision(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Show the revision chosen in a menu."""
    number = chosen(interaction)
    if not number.isdecimal():
        raise ControlStale
    await _show_revision(interaction, int(number), 0)


async def compare(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show what a revision changed, a page at a time."""
    await _show_revision(interaction, int(control.fields["number"]), int(control.fields["page"]))


async def _show_revision(interaction: discord.Interaction[LoungeBot], number: int, page: int) -> None:
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> Compared:
        found = await revisions.revision(acting.desk.database, acting.server, number)
        return Compared(found, await acting.desk.editor.compare(found))

    titles = _titles(interaction, acting)
    await answer(
        interaction,
        work(),
        lambda found: revision_card(found.revision, found.difference, page, titles, words),
        way=way_for(interaction),
    )


async def restore(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Draft the return of a revision, and show what that does."""
    acting = rights.moderator(interaction)
    number = int(control.fields["number"])
    await show_draft(
        interaction, acting.desk.editor.restore(acting.server, number, by=acting.by), way=way_for(interaction)
    )


async def open_release(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Compare the entry chosen in a menu with what a release made of it."""
    await _show_release(interaction, chosen(interaction), 0)


async def compare_release(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show what a release changed in an entry, a page at a time."""
    await _show_release(interaction, control.fields["entry"], int(control.fields["page"]))


async def _show_release(interaction: discord.Interaction[LoungeBot], entry: str, page: int) -> None:
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> ShippedChange:
        for change in await acting.desk.editor.release_changes(acting.server):
            if change.entry_id == entry:
                return change
        raise ControlStale

    titles = _titles(interaction, acting)
    await answer(
        interaction, work(), lambda change: release_card(change, page, titles, words), way=way_for(interaction)
    )


async def compare_with_release(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show how the server's own text differs from the shipped one now."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    entry, page = control.fields["entry"], int(control.fields["page"])

    async def work() -> Difference:
        for change in await acting.desk.editor.release_changes(acting.server):
            if change.entry_id == entry:
                return difference(change.now, change.own.entry)
        raise ControlStale

    title = words("release.own", title=_titles(interaction, acting).get(entry, entry))
    following = editing.CompareOwn.button(words("button.next"), entry, page + 1)
    back = editing.CompareRelease.button(words("button.back_to_release"), entry, 0)
    await answer(
        interaction,
        work(),
        lambda found: changes_card(difference_lines(found, words), page, following, back, title, words),
        way=way_for(interaction),
    )


async def back_to_shipped(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Draft the return to the shipped entry, and show what that does."""
    acting = rights.moderator(interaction)
    made = acting.desk.editor.back_to_shipped(acting.server, control.fields["entry"], by=acting.by)
    await show_draft(interaction, made, way=way_for(interaction))


async def keep_own(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Draft that the server keeps its own text."""
    acting = rights.moderator(interaction)
    made = acting.desk.editor.keep_own(acting.server, control.fields["entry"], by=acting.by)
    await show_draft(interaction, made, way=way_for(interaction))


def _titles(interaction: discord.Interaction[LoungeBot], acting: Acting) -> dict[str, str]:
    """Titles by id, also of entries that this server retired."""
    shipped = acting.desk.lounges.base.knowledge.entries
    return {key: entry.title for key, entry in {**shipped, **knowledge_of(interaction).entries}.items()}

"""Drafts: shown, published or thrown away. Rights are checked at every press."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from discord import ui

from bot.discord_app import failures, rights
from bot.discord_app.cards.answer import answer_card
from bot.discord_app.cards.difference import difference_lines
from bot.discord_app.cards.editing import changes_card, preview_card, title_of
from bot.discord_app.cards.notices import said_card
from bot.discord_app.cards.outcomes import discard_card, done_card
from bot.discord_app.cards.showing import Showing
from bot.discord_app.controls import editing
from bot.discord_app.controls.control import chosen, knowledge_of, words_of
from bot.discord_app.presses.opening import show as show_card
from bot.discord_app.presses.showing import way_for
from bot.discord_app.presses.told import tell_audit_channel
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import ControlStale
from bot.moderation.editor import Published
from bot.moderation.errors import EditInvalid
from bot.store.drafts import Draft, DraftChanged
from bot.store.revisions import RevisionConflict
from bot.views import view_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.rights import Acting
    from bot.moderation.preview import Preview

IMPACT_S: Final = 10.0
"""How long a moderator waits for the impact. The first one after the start of the program takes longer, and comes with the next look."""
Card: TypeAlias = Callable[[], ui.LayoutView]


async def show_draft(
    interaction: discord.Interaction[LoungeBot],
    draft: Draft | Coroutine[Any, Any, Draft],
    *,
    way: Way = Way.PRIVATE,
    note: str = "",
) -> Draft:
    """Answer with the preview of a draft and everything that can be done with it; gives the draft.

    A coroutine that makes or fetches the draft is awaited once a first response is certain. ``note`` is a sentence to begin with.
    Raises what ``rights.moderator`` and the coroutine raise, and StoreUnavailable.
    """
    try:
        acting = rights.moderator(interaction)
    except BaseException:
        if not isinstance(draft, Draft):
            draft.close()
        raise
    words = words_of(interaction)

    async def work() -> Preview:
        return await previewed(acting, draft if isinstance(draft, Draft) else await draft)

    preview = await answer(
        interaction,
        work(),
        lambda found: preview_card(found, titles_for(interaction, found), words, note=note),
        way=way,
    )
    return preview.draft


async def previewed(acting: Acting, draft: Draft) -> Preview:
    """The preview of a draft, without its impact where that would keep the moderator waiting. Raises StoreUnavailable."""
    return await acting.desk.editor.preview(draft, patience=IMPACT_S)


def titles_for(interaction: discord.Interaction[LoungeBot], preview: Preview) -> dict[str, str]:
    """The titles of a server's entries by id, with the draft's own."""
    titles = {key: entry.title for key, entry in knowledge_of(interaction).entries.items()}
    for entry in (preview.before, preview.after):
        if entry is not None:
            titles[entry.id] = entry.title
    return titles


async def show(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show a draft as it is now."""
    acting = rights.moderator(interaction)
    number = int(control.fields["draft"])
    await show_draft(interaction, acting.desk.editor.draft(acting.server, number), way=way_for(interaction))


async def open_draft(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Show the draft chosen in a menu."""
    acting = rights.moderator(interaction)
    number = chosen(interaction)
    if not number.isdecimal():
        raise ControlStale
    await show_draft(interaction, acting.desk.editor.draft(acting.server, int(number)), way=way_for(interaction))


async def publish(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Publish what the presser has seen, and nothing else: a draft that was saved since is shown anew."""
    acting = rights.moderator(interaction)
    _, published = await answer(
        interaction, _publish(interaction, acting, control), lambda made: made[0](), way=way_for(interaction)
    )
    if published:
        await tell_audit_channel(interaction, acting.server)


async def _publish(interaction: discord.Interaction[LoungeBot], acting: Acting, control: Control) -> tuple[Card, bool]:
    """What the presser is shown, and whether the draft was published."""
    words, editor = words_of(interaction), acting.desk.editor
    draft = await _seen(acting, control)
    if isinstance(draft, DraftChanged):
        return await _card(interaction, acting, draft.current, words("edit.note.newer")), False
    try:
        found = await editor.publish(draft, by=acting.by)
    except EditInvalid:
        return await _card(interaction, acting, draft, words("edit.note.invalid")), False
    except RevisionConflict:
        return await _card(interaction, acting, draft, ""), False
    except DraftChanged as changed:
        return await _card(interaction, acting, changed.current, words("edit.note.newer")), False
    titles = {key: entry.title for key, entry in knowledge_of(interaction).entries.items()}
    title = title_of(draft, titles, words)
    if not isinstance(found, Published):
        announced = await interaction.client.auditor.announce(acting.server, found.draft, title)
        said = words("edit.note.waits_announced" if announced else "edit.note.waits")
        return await _card(interaction, acting, found.draft, said), False
    entry = found.revisions[0].entry
    for hook in interaction.client.after_publish:
        try:
            await hook(acting.desk, acting.server, draft.id, entry)
        except Exception as error:  # noqa: BLE001 - the entry is published, whatever else fails
            failures.record(error, "what follows a publication")
    gone = entry not in knowledge_of(interaction).entries
    return lambda: done_card(words, draft.proposal.action, title, entry, gone=gone), True


async def _seen(acting: Acting, control: Control) -> Draft | DraftChanged:
    """The draft of a control, or that it is another one than was shown. Raises DraftGone."""
    draft = await acting.desk.editor.draft(acting.server, int(control.fields["draft"]))
    return draft if draft.version == int(control.fields["version"]) else DraftChanged(draft)


async def _card(interaction: discord.Interaction[LoungeBot], acting: Acting, draft: Draft, note: str) -> Card:
    preview = await previewed(acting, draft)
    titles, words = titles_for(interaction, preview), words_of(interaction)
    return lambda: preview_card(preview, titles, words, note=note)


async def rebase(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Take a draft up to what somebody else published, after both were shown."""
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> Card:
        draft = await _seen(acting, control)
        if isinstance(draft, DraftChanged):
            return await _card(interaction, acting, draft.current, words("edit.note.newer"))
        return await _card(interaction, acting, await acting.desk.editor.rebase(draft), words("edit.note.rebased"))

    await answer(interaction, work(), lambda card: card(), way=way_for(interaction))


async def discard(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Ask first: on a phone, a thumb misses at times."""
    rights.moderator(interaction)
    number, version = int(control.fields["draft"]), int(control.fields["version"])
    words = words_of(interaction)
    await show_card(interaction, discard_card(words, number, version))


async def discard_for_good(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Throw a draft away; one that was saved since is shown instead."""
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> Card:
        draft = await _seen(acting, control)
        if isinstance(draft, DraftChanged):
            return await _card(interaction, acting, draft.current, words("edit.note.newer"))
        try:
            await acting.desk.editor.discard(draft)
        except DraftChanged as changed:
            return await _card(interaction, acting, changed.current, words("edit.note.newer"))
        return lambda: said_card(words("edit.discarded"))

    await answer(interaction, work(), lambda card: card(), way=way_for(interaction))


async def as_seen(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show the answer of a draft as people will see it, beside the preview."""
    await _beside(interaction, control, standing=False)


async def standing(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show what stands now in a draft's place, beside the preview."""
    await _beside(interaction, control, standing=True)


async def _beside(interaction: discord.Interaction[LoungeBot], control: Control, *, standing: bool) -> None:
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> Card:
        draft = await acting.desk.editor.draft(acting.server, int(control.fields["draft"]))
        preview = await acting.desk.editor.preview(draft, impact=False)
        view = preview.card
        if standing:
            await acting.desk.lounges.refresh(acting.desk.database, acting.server)
            knowledge = acting.desk.lounges.knowledge(acting.server)
            key = "" if preview.before is None else preview.before.id
            view = view_of(knowledge, key) if key in knowledge.entries else None
        if view is None:
            return lambda: said_card(words("edit.nothing_there"))
        return lambda: without_controls(answer_card(view, Showing(words)))

    await answer(interaction, work(), lambda card: card(), way=Way.PRIVATE)


async def changes(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show everything that a draft changes, a page at a time."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    number, page = int(control.fields["draft"]), int(control.fields["page"])

    async def work() -> Card:
        preview = await acting.desk.editor.preview(await acting.desk.editor.draft(acting.server, number), impact=False)
        lines = difference_lines(preview.difference, words)
        title = words("edit.preview.heading", title=title_of(preview.draft, titles_for(interaction, preview), words))
        turn = editing.Changes.button(words("button.next"), number, page + 1)
        back = editing.ShowDraft.button(words("button.to_preview"), number)
        return lambda: changes_card(lines, page, turn, back, title, words)

    await answer(interaction, work(), lambda card: card(), way=way_for(interaction))


def without_controls(view: ui.LayoutView) -> ui.LayoutView:
    """A card to look at: its controls would open what stands now, not the draft."""
    for box in view.children:
        if isinstance(box, ui.Container):
            for item in list(box.children):
                if isinstance(item, ui.ActionRow):
                    box.remove_item(item)
    return view

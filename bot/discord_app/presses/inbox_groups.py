"""The moderators' inbox: looking through it, and making drafts of it. Rights are checked at every command, form and press."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.discord_app import rights
from bot.discord_app.cards.inbox import dismiss_card, group_card, inbox_card
from bot.discord_app.completion import nearest
from bot.discord_app.controls import inbox_forms
from bot.discord_app.controls.control import chosen, knowledge_of, words_of
from bot.discord_app.presses import candidates
from bot.discord_app.presses.editing import show_draft
from bot.discord_app.presses.showing import way_for
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import GroupGone
from bot.reply import Option

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord
    from discord import ui

    from bot.discord_app.cards.inbox import Beside
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.rights import Acting
    from bot.moderation.desk import Desk
    from bot.moderation.inbox import Group
    from bot.store.drafts import Draft

Waiting: TypeAlias = "Callable[[discord.Interaction[LoungeBot], Acting], Awaitable[Beside | None]]"
"""What says whether something else waits for moderators, to be shown under the questions; None where nothing does."""

BESIDE: tuple[Waiting, ...] = (candidates.waiting,)


async def open_inbox(interaction: discord.Interaction[LoungeBot], page: int = 0, *, way: Way | None = None) -> None:
    """Show a page of the inbox."""
    acting = rights.moderator(interaction)
    await answer(interaction, _page(interaction, acting, page), lambda view: view, way=way or way_for(interaction))


async def turn_page(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show another page."""
    await open_inbox(interaction, int(control.fields["page"]))


async def open_group(
    interaction: discord.Interaction[LoungeBot], number: int, page: int = 0, *, way: Way | None = None
) -> None:
    """Show the group that holds a question. Raises GroupGone."""
    acting = rights.moderator(interaction)
    await answer(
        interaction, _group_view(interaction, acting, number, page), lambda view: view, way=way or way_for(interaction)
    )


async def open_from_list(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show a group of the list."""
    await open_group(interaction, int(control.fields["question"]), int(control.fields["page"]))


async def add_to(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Make a draft that adds the questions to the chosen entry."""
    rights.moderator(interaction)
    await add_phrasings(interaction, int(control.fields["question"]), chosen(interaction))


async def add_phrasings(interaction: discord.Interaction[LoungeBot], number: int, entry: str) -> None:
    """Show the draft of an entry with the questions of a group as phrasings. Raises GroupGone, UnknownEntry, TextScreened."""
    acting = rights.moderator(interaction)

    async def drafted() -> Draft:
        group = await _group(acting, number)
        return await acting.desk.editor.edit(acting.server, entry, by=acting.by, add_phrasings=group.texts)

    # Beside the inbox, which stays to be gone on with.
    await show_draft(interaction, drafted(), way=Way.PRIVATE)


async def draft_entry(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show the draft of a new entry with the questions as phrasings."""
    acting = rights.moderator(interaction)

    async def drafted() -> Draft:
        group = await _group(acting, int(control.fields["question"]))
        return await acting.desk.editor.add(acting.server, by=acting.by, phrasings=group.texts)

    await show_draft(interaction, drafted(), way=Way.PRIVATE)


async def find_entry(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the form to look for an entry."""
    rights.moderator(interaction)
    form = inbox_forms.find_form(words_of(interaction), control.fields["question"], control.fields["page"])
    await interaction.response.send_modal(form)


async def submit_search(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Show the group with the entries that were found."""
    acting, fields = rights.moderator(interaction), form.fields
    work = _group_view(
        interaction, acting, int(fields["question"]), int(fields["page"]), form.texts.get(inbox_forms.TEXT, "")
    )
    await answer(interaction, work, lambda view: view, way=way_for(interaction))


async def dismiss(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Ask whether the questions are to be erased; erase them where that was agreed to."""
    acting = rights.moderator(interaction)
    await answer(interaction, _dismissed(interaction, acting, control), lambda view: view, way=way_for(interaction))


async def after_publish(desk: Desk, server: int, _draft: int, entry: str, /) -> None:
    """Let go of questions that an entry answers, now that it is published with all of their wordings."""
    await desk.inbox.dismiss_known(server, [entry])


async def _dismissed(interaction: discord.Interaction[LoungeBot], acting: Acting, control: Control) -> ui.LayoutView:
    page, words = int(control.fields["page"]), words_of(interaction)
    group = await _group(acting, int(control.fields["question"]))
    if group.count != int(control.fields["agreed"]):
        # Not asked yet, or more came in since.
        return dismiss_card(group, page, words)
    erased = await acting.desk.inbox.dismiss(acting.server, group)
    return await _page(interaction, acting, page, words("inbox.dismissed", count=erased))


async def _page(
    interaction: discord.Interaction[LoungeBot], acting: Acting, page: int, note: str = ""
) -> ui.LayoutView:
    groups = await acting.desk.inbox.groups(acting.server)
    others = [await waiting(interaction, acting) for waiting in BESIDE]
    return inbox_card(
        groups,
        page,
        _titles(interaction),
        acting.desk.lounges.settings(acting.server),
        words_of(interaction),
        beside=[other for other in others if other is not None],
        note=note,
    )


async def _group_view(
    interaction: discord.Interaction[LoungeBot], acting: Acting, number: int, page: int, typed: str | None = None
) -> ui.LayoutView:
    group, words, titles = await _group(acting, number), words_of(interaction), _titles(interaction)
    concierge = await interaction.client.concierges.concierge_for(acting.server)
    if typed is not None:
        readable = await interaction.client.thinking(concierge.lets_through, typed)
        found = nearest(titles, typed) if readable else []
        return group_card(group, (), page, words, found=[Option(key, titles[key], 1.0) for key in found])
    reply = await interaction.client.thinking(concierge.reply, group.text)
    keys = dict.fromkeys([group.nearest or "", *(option.id for option in reply.options)])
    return group_card(group, [Option(key, titles[key], 1.0) for key in keys if key in titles], page, words)


async def _group(acting: Acting, number: int) -> Group:
    group = await acting.desk.inbox.group(acting.server, number)
    if group is None:
        raise GroupGone
    return group


def _titles(interaction: discord.Interaction[LoungeBot]) -> dict[str, str]:
    return {key: entry.title for key, entry in knowledge_of(interaction).entries.items()}

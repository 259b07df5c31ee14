"""What moderators do with the messages that helped: look, draft an entry, dismiss."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.discord_app.cards.candidates import candidate_card, candidates_card
from bot.discord_app.cards.inbox import Beside
from bot.discord_app.controls import lounge
from bot.discord_app.controls.control import chosen, words_of
from bot.discord_app.discussion_refusals import CandidateGone
from bot.discord_app.presses.editing import show_draft
from bot.discord_app.presses.showing import way_for
from bot.discord_app.prompt_reply import answer
from bot.discord_app.rights import moderator
from bot.store import discussions
from bot.store.drafts import DraftGone

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.rights import Acting
    from bot.store.discussions import Candidate
    from bot.store.drafts import Draft


async def open_all(interaction: discord.Interaction[LoungeBot], _control: Control | None = None) -> None:
    """List them."""
    acting, words = moderator(interaction), words_of(interaction)
    await answer(
        interaction,
        discussions.proposed(acting.desk.database, acting.server),
        lambda found: candidates_card(found, words),
        way=way_for(interaction),
    )


async def waiting(interaction: discord.Interaction[LoungeBot], acting: Acting) -> Beside | None:
    """How many wait, for the moderators' inbox; None where none does. Raises StoreUnavailable."""
    count = len(await discussions.proposed(acting.desk.database, acting.server))
    if not count:
        return None
    words = words_of(interaction)
    return Beside(words("candidates.beside"), lounge.Candidates.button(words("button.candidates", count=count)))


async def choose(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Show the one chosen in the menu."""
    acting, words, wanted = moderator(interaction), words_of(interaction), chosen(interaction)
    await answer(
        interaction,
        _candidate(acting, int(wanted) if wanted.isdecimal() else 0),
        lambda item: candidate_card(item, words),
        way=way_for(interaction),
    )


async def dismiss(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Erase one, and list the others."""
    acting, words = moderator(interaction), words_of(interaction)

    async def erase() -> tuple[Candidate, ...]:
        item = await _candidate(acting, int(control.fields["candidate"]))
        await discussions.dismiss(acting.desk.database, acting.server, item.id)
        return await discussions.proposed(acting.desk.database, acting.server)

    note = words("candidates.dismissed")
    await answer(interaction, erase(), lambda found: candidates_card(found, words, note), way=way_for(interaction))


async def draft(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Begin the draft of an entry with the text as its answer, or go on with the one begun. Raises CandidateGone."""
    acting = moderator(interaction)
    await show_draft(interaction, begin(acting, int(control.fields["candidate"])), way=way_for(interaction))


async def begin(acting: Acting, number: int) -> Draft:
    """The draft of a candidate. Raises CandidateGone, DraftGone, TextScreened, StoreUnavailable."""
    item, desk = await _candidate(acting, number), acting.desk
    if item.draft is not None:
        with suppress(DraftGone):
            return await desk.editor.draft(acting.server, item.draft)
    made = await desk.editor.add(acting.server, by=acting.by, fields={"answer": item.text})
    if await discussions.drafted(desk.database, acting.server, item.id, made.id, instead_of=item.draft):
        return made
    # Another moderator was quicker: there is to be one draft of it.
    await desk.editor.discard(made)
    item = await _candidate(acting, number)
    if item.draft is None:
        raise CandidateGone
    return await desk.editor.draft(acting.server, item.draft)


async def _candidate(acting: Acting, number: int) -> Candidate:
    found = await discussions.candidate(acting.desk.database, acting.server, number)
    if found is None or found.entry is not None:
        raise CandidateGone
    return found

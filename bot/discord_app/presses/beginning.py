"""Beginning an edit: which entry is meant, and the form for a new one, empty or with a colleague's words."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from bot.discord_app import rights
from bot.discord_app.controls import editing_forms
from bot.discord_app.controls.control import knowledge_of, words_of
from bot.discord_app.presses.parts import OPENING_S, seed_of
from bot.discord_app.refusals import NothingToAdd
from bot.knowledge.model import ANSWER_LENGTH
from bot.moderation.errors import UnknownEntry
from bot.screening.redaction import NAME

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot

# Mentions of people, roles and channels, commands, emoji of a server, timestamps: none of them means anything in an entry.
_DISCORD: Final = re.compile(r"<(?:@[!&]?|#|/[^:>]*:|a?:\w+:|t:)[^>]*>|@(?:everyone|here)\b")
SHORTEST_NAME: Final = 3


async def open_new(interaction: discord.Interaction[LoungeBot]) -> None:
    """Open the form for a new entry."""
    acting = rights.moderator(interaction)
    acting.desk.editor.make_ready(acting.server)
    form = editing_forms.part_form(words_of(interaction), "answer", (0, 0), {}, knowledge_of(interaction))
    await interaction.response.send_modal(form)


async def open_from_message(interaction: discord.Interaction[LoungeBot], message: discord.Message) -> None:
    """Open the form for a new entry with a message's text, masked. Nothing of it is kept until the moderator sends the form.

    Raises TextScreened where the message points to somebody, NothingToAdd where it has no text, TimeoutError where
    so much is waiting that no form can open in time.
    """
    acting = rights.moderator(interaction)
    people = [message.author, *message.mentions]
    names = {name for person in people for name in (person.name, person.display_name, person.global_name) if name}
    text = without_people(message.content, names)
    if not text:
        raise NothingToAdd
    drafted = await asyncio.wait_for(interaction.client.thinking(acting.desk.inbox.redact, text), OPENING_S)
    acting.desk.editor.make_ready(acting.server)
    drafted = " ".join(drafted.split())[:ANSWER_LENGTH]
    form = editing_forms.part_form(
        words_of(interaction),
        "answer",
        (0, 0),
        {"answer": drafted},
        knowledge_of(interaction),
        seed=seed_of(drafted),
    )
    await interaction.response.send_modal(form)


def without_people(text: str, names: set[str]) -> str:
    """A message without what only Discord understands, and with the names of those in it masked, whole and word by word."""
    bare = _DISCORD.sub(" ", text)
    parts = {part for name in names for part in (name, *name.split()) if len(part) >= SHORTEST_NAME}
    for part in sorted(parts, key=len, reverse=True):
        bare = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", NAME, bare, flags=re.IGNORECASE)
    return " ".join(bare.split())


def titles(interaction: discord.Interaction[LoungeBot], *, retired: bool = False) -> dict[str, str]:
    """The titles of this server's entries by id; ``retired``: also of the shipped ones that it took away."""
    found = {key: entry.title for key, entry in knowledge_of(interaction).entries.items()}
    desk = interaction.client.desk
    if retired and desk is not None:
        shipped = desk.lounges.base.knowledge.entries
        gone = desk.lounges.overlays(interaction.guild_id)
        found |= {key: shipped[key].title for key in gone if key in shipped and key not in found}
    return found


def entry_of(interaction: discord.Interaction[LoungeBot], typed: str, *, retired: bool = False) -> str:
    """The id of the entry that was chosen, or whose id or title was typed.

    Raises UnknownEntry, but for ``retired``, where an id may be one that is gone altogether.
    """
    known = titles(interaction, retired=retired)
    wanted = typed.strip().casefold()
    if wanted in known:
        return wanted
    for key, title in known.items():
        if title.casefold() == wanted:
            return key
    if retired and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", wanted) and len(wanted) <= 60:
        return wanted
    raise UnknownEntry

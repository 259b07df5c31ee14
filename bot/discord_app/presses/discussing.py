"""Bringing a question before colleagues: a form, the screen, a preview, and a thread that opens by the person's own press only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.discord_app import limits
from bot.discord_app.cards.discussion import Opening, caution_card, opening_card, posted_card, preview_card
from bot.discord_app.cards.notices import said_card
from bot.discord_app.cards.reply import public_part, reply_card
from bot.discord_app.controls import lounge
from bot.discord_app.controls.control import chosen, shown_text, words_of
from bot.discord_app.discussion_refusals import BeingPosted, DiscussedEnough, LoungeClosed
from bot.discord_app.discussion_threads import calls_anybody, check_place, lounge_channel, open_thread, take_back
from bot.discord_app.markdown import shorten
from bot.discord_app.presses.opening import show
from bot.discord_app.presses.showing import showing_for, way_for
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.quoting import first_line, quoted, unquoted
from bot.discord_app.refusals import ControlStale
from bot.discord_app.rights import member
from bot.discord_app.schedule.schedule import PATIENCE_S, held
from bot.discord_app.thinking import Busy
from bot.discord_app.translation import words_for
from bot.reply import Option
from bot.screening.model import Distress, Level
from bot.store import discussions, leases
from bot.store.lounge_settings import settings_of

if TYPE_CHECKING:
    from datetime import datetime

    import discord
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.permissions import Place
    from bot.discord_app.rights import Acting
    from bot.discord_app.translation import Words
    from bot.reply import Reply
    from bot.screening.model import Kind
    from bot.store.lounge_settings import LoungeSettings

TITLE: Final = 90
A_DAY: Final = timedelta(days=1)
DISCUSSIONS_A_DAY: Final = 5
"""How many discussions one person opens in a server in 24 hours: more than anybody needs, too few for a flood under no name."""
POSTED_ONCE: Final = timedelta(minutes=30)
"""How long a preview that was posted cannot be posted again; its buttons live for half of that."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """A question as it was looked at: the server's settings, and what the concierge says to it. ``note`` is a key of the catalogue.

    ``reply`` None: details that give away no one person for certain are in it (``kinds``). Shown among colleagues, they stop it too.
    """

    text: str
    settings: LoungeSettings
    reply: Reply | None
    kinds: tuple[Kind, ...] = ()
    role: int | None = None
    note: str = ""

    @property
    def stopped(self) -> bool:
        """Whether anything in it set the screen off: then it goes before nobody."""
        return self.reply is None or public_part(self.reply) is None


@dataclass(frozen=True, slots=True)
class Posted:
    """A discussion that is open; ``notes`` are sentences on what was done otherwise than asked for."""

    link: str
    notes: tuple[str, ...] = ()


async def open_form(interaction: discord.Interaction[LoungeBot], _control: Control | None = None) -> None:
    """Open the form for a question. Raises LoungeClosed."""
    member(interaction)
    if not interaction.client.open_lounges.has(interaction.guild_id):
        raise LoungeClosed
    await interaction.response.send_modal(lounge.discuss_form(words_of(interaction)))


async def submit(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Preview a question that was sent by form."""
    await preview(interaction, form.texts.get(lounge.TEXT, ""), way=way_for(interaction))


async def preview(interaction: discord.Interaction[LoungeBot], text: str, *, way: Way = Way.PRIVATE) -> None:
    """Show what would be posted of a question, or why it cannot be. Raises LoungeClosed, TooSoon, Busy."""
    acting = member(interaction)
    interaction.client.pace.take(interaction.user.id)
    await answer(interaction, _look_at(interaction, acting, text), lambda found: _card(interaction, found), way=way)


async def call(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Preview the same question with another specialty called, or none."""
    acting, text = member(interaction), unquoted(shown_text(interaction, lounge.QUESTION))
    wanted = chosen(interaction)
    role = None if wanted == lounge.NOBODY or not wanted.isdecimal() else int(wanted)
    await answer(
        interaction, _look_at(interaction, acting, text, role), lambda found: _card(interaction, found), way=Way.EDIT
    )


async def discard(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Post nothing, and take the words off the screen."""
    await show(interaction, said_card(words_of(interaction)("lounge.discarded")), Way.EDIT)


async def post(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the discussion that a message previews, screened once more, with everything checked as it stands now.

    Raises LoungeClosed, LoungeChannelGone, LoungeLacks, NotThere, DiscussedEnough, BeingPosted, Busy; then nothing was posted.
    """
    acting, text = member(interaction), unquoted(shown_text(interaction, lounge.QUESTION))
    await answer(
        interaction,
        _post(interaction, acting, text, control),
        lambda found: _card(interaction, found),
        way=Way.EDIT,
    )


async def _look_at(
    interaction: discord.Interaction[LoungeBot], acting: Acting, text: str, role: int | None = None
) -> Previewed:
    settings = await settings_of(acting.desk.database, acting.server)
    if settings.channel is None:
        raise LoungeClosed
    bot, text = interaction.client, text[: lounge.QUESTION_LENGTH]
    found = await bot.thinking(acting.desk.screen.examine, text)
    if found.level is Level.CAUTION and found.distress is Distress.NONE and not found.advice:
        return Previewed(text, settings, None, found.kinds)
    concierge = await bot.concierges.concierge_for(acting.server)
    reply = await bot.thinking(concierge.reply, text)
    if role is not None and role not in settings.specialties:
        return Previewed(text, settings, reply, note="lounge.changed.role")
    return Previewed(text, settings, reply, role=role)


async def _post(
    interaction: discord.Interaction[LoungeBot], acting: Acting, text: str, control: Control
) -> Posted | Previewed:
    fields = control.fields
    found = await _look_at(interaction, acting, text, int(fields["role"]) if fields["role"] else None)
    if found.stopped or found.note:
        return found
    if found.settings.channel != int(fields["channel"]):
        return replace(found, note="lounge.changed.channel")
    channel = lounge_channel(interaction.guild, found.settings.channel)
    check_place(channel, interaction.user)
    # One after the other in a server, so that of several previews posted at once none is one too many.
    async with held(acting.desk, f"discussing:{acting.server}", patience_s=PATIENCE_S) as ours:
        if not ours:
            raise Busy
        return await _opened(interaction, acting, found, control, channel)


async def _opened(
    interaction: discord.Interaction[LoungeBot], acting: Acting, found: Previewed, control: Control, channel: Place
) -> Posted:
    database, fields = acting.desk.database, control.fields
    key, now = acting.desk.members.key(acting.by), acting.desk.clock()
    lately = await discussions.opened_since(database, acting.server, key, now - A_DAY)
    if len(lately) >= DISCUSSIONS_A_DAY:
        raise DiscussedEnough(again=_stamp(lately[-DISCUSSIONS_A_DAY] + A_DAY))
    if interaction.message is None:
        raise ControlStale
    # Of two presses one opens the thread, and after a crash the same preview opens none for a while.
    lease, holder = f"post:{interaction.message.id}", f"{acting.desk.holder}:{interaction.id}"
    if not await leases.take(database, lease, holder=holder, now=now, length=POSTED_ONCE):
        raise BeingPosted
    role = None
    try:
        role, notes = await _called(interaction, acting, found, channel, now)
        name = interaction.user.display_name if fields["shown"] == lounge.Shown.NAMED else None
        card = opening_card(_opening(found, None if role is None else role.id), _posted_words(interaction), name)
        thread = await open_thread(channel, _title(found.text), card, role=role, nonce=interaction.message.id)
        try:
            await discussions.opened(database, thread.id, server=acting.server, member=key, at=now)
        except BaseException:
            await take_back(channel, thread)
            raise
    except BaseException:
        if role is not None:
            await discussions.uncalled(database, acting.server, key, at=now)
        await leases.give_back(database, lease, holder=holder)
        raise
    return Posted(thread.mention, notes)


async def _called(
    interaction: discord.Interaction[LoungeBot],
    acting: Acting,
    found: Previewed,
    channel: Place,
    now: datetime,
) -> tuple[discord.Role | None, tuple[str, ...]]:
    """The role that the discussion calls, and what to say where it calls none after all."""
    if found.role is None:
        return None, ()
    words = words_of(interaction)
    role = channel.guild.get_role(found.role)
    if role is None or not calls_anybody(channel, role):
        return None, (words("lounge.posted.deaf"),)
    desk = acting.desk
    again = await discussions.call(
        desk.database, acting.server, desk.members.key(acting.by), limits=found.settings, now=now
    )
    if again is not None:
        return None, (words("lounge.posted.called_enough", again=_stamp(again)),)
    return role, ()


def _card(interaction: discord.Interaction[LoungeBot], found: Previewed | Posted) -> ui.LayoutView:
    words = words_of(interaction)
    if isinstance(found, Posted):
        return posted_card(words, found.link, found.notes)
    if found.reply is None:
        return caution_card(found.kinds, words)
    if found.stopped:
        return reply_card(found.reply, showing_for(interaction))
    roles = _roles(interaction.guild, found.settings)
    return preview_card(
        _opening(found, found.role if str(found.role) in {role.id for role in roles} else None),
        words,
        _posted_words(interaction),
        channel=found.settings.channel or 0,
        name=interaction.user.display_name,
        roles=roles,
        note=words(found.note) if found.note else "",
    )


def _opening(found: Previewed, role: int | None) -> Opening:
    nearest = () if found.reply is None else found.reply.offered
    return Opening(_title(found.text), tuple(quoted(found.text)), nearest, role)


def _roles(guild: discord.Guild | None, settings: LoungeSettings) -> tuple[Option, ...]:
    """The specialties to choose from; a role that was deleted is none."""
    if guild is None:
        return ()
    present = [role for number in settings.specialties if (role := guild.get_role(number)) is not None]
    named = sorted(present, key=lambda role: role.name.casefold())
    return tuple(Option(str(role.id), f"@{role.name}", 1.0) for role in named[: limits.SELECT_OPTIONS - 1])


def _title(text: str) -> str:
    return shorten(first_line(text), TITLE)


def _posted_words(interaction: discord.Interaction[LoungeBot]) -> Words:
    """The words of what all see, in the server's language."""
    return words_for(interaction.guild_locale or interaction.locale)


def _stamp(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:R>"

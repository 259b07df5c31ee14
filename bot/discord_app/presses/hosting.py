"""Question-and-answer sessions: planning one, and what its buttons do. Only the host and moderators move a session on."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord

from bot.colleagues.errors import NoQuestionLeft, NotTheHost, SessionGone
from bot.colleagues.sessions import MOST_QUESTIONS, Session, Stage
from bot.colleagues.when import read, suggestions, zone_of
from bot.discord_app import permissions, rights
from bot.discord_app.cards import session as cards
from bot.discord_app.cards.notices import said_card
from bot.discord_app.controls import sessions as controls
from bot.discord_app.controls.control import words_of
from bot.discord_app.permissions import Place
from bot.discord_app.presses.screened import stopped
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import NotOffered, Refusal
from bot.discord_app.schedule import places
from bot.discord_app.schedule import sessions as steps
from bot.discord_app.schedule.posting import marked, post_once
from bot.discord_app.schedule.schedule import PATIENCE_S, held
from bot.reply import Outcome
from bot.store import lounge_settings, sessions

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from discord import ui

    from bot.colleagues.when import Suggestion
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.rights import Acting

SHORTEST_TOPIC: Final = 5
LONGEST_TOPIC: Final = 100
"""Discord takes as many for an event and for a thread."""
MOST_COMING: Final = 20
"""Sessions of a server that are planned or open at once; Discord takes 100 events."""


class NoPlace(Refusal):
    """A session has no channel to be announced in."""

    key = "session.no_place"


class TooMany(Refusal):
    """More is planned, or prepared, than there is room for."""

    key = "session.too_many"


class NoRoomForQuestions(Refusal):
    """A session has as many questions as it holds."""

    key = "session.full"


class ReleasedMeanwhile(Refusal):
    """The question that a button stands for was released already, by somebody else or by a first tap."""

    key = "session.released_meanwhile"


class UnderWay(Refusal):
    """Another press, or the clock, moves this session on at this moment."""

    key = "session.under_way"


async def suggest(interaction: discord.Interaction[LoungeBot], typed: str) -> tuple[Suggestion, ...]:
    """Times to offer while a moderator types. Raises what ``rights.moderator`` raises, StoreUnavailable."""
    acting = rights.moderator(interaction)
    settings = await lounge_settings.settings_of(acting.desk.database, acting.server)
    return suggestions(typed, now=acting.desk.clock(), zone=zone_of(settings.zone))


async def plan(
    interaction: discord.Interaction[LoungeBot], topic: str, when: str, minutes: int, channel: Place | None
) -> None:
    """Plan a session: its event, its announcement and its record."""
    acting = rights.moderator(interaction)
    await answer(interaction, _plan(interaction, acting, " ".join(topic.split()), when, minutes, channel), _as_it_is)


async def add_question(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the form for a question."""
    _, session = await hosted(interaction, control.fields["session"])
    await interaction.response.send_modal(controls.question_form(session, words_of(interaction)))


async def submit_question(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Keep a question that was sent by form, if the screen finds nothing in it."""
    text = " ".join(form.texts.get(controls.QUESTION, "").split())
    await answer(interaction, _add(interaction, form.fields["session"], text), _as_it_is)


async def release(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Post the next question; the buttons move down to it."""
    work = _release(interaction, control.fields["session"], int(control.fields["released"]))
    await answer(interaction, work, _as_it_is, way=Way.EDIT)


async def end(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Ask whether to end."""

    async def ask() -> ui.LayoutView:
        _, session = await hosted(interaction, control.fields["session"])
        return cards.ending_card(session, words_of(interaction))

    await answer(interaction, ask(), _as_it_is)


async def end_now(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Post the recap and end."""

    async def finish() -> ui.LayoutView:
        acting, session = await hosted(interaction, control.fields["session"])
        guild = _guild(interaction)
        async with moving(acting, session) as current:
            if current.stage is not Stage.OPEN:
                raise SessionGone
            await steps.finish(interaction.client, acting.desk, guild, current)
        return said_card(words_of(interaction)("session.ended"))

    await answer(interaction, finish(), _as_it_is, way=Way.EDIT)


async def cancel(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Cancel a session that has not begun."""

    async def drop() -> ui.LayoutView:
        acting, session = await hosted(interaction, control.fields["session"])
        guild = _guild(interaction)
        async with moving(acting, session) as current:
            await steps.cancel(interaction.client, acting.desk, guild, current)
        return said_card(words_of(interaction)("session.cancelled"))

    await answer(interaction, drop(), _as_it_is, way=Way.EDIT)


async def name_me(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Note that somebody agrees to be named in the recap, under the name that others see here."""
    await _name(interaction, control, interaction.user.display_name)


async def unname_me(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Take that back."""
    await _name(interaction, control, None)


async def _name(interaction: discord.Interaction[LoungeBot], control: Control, name: str | None) -> None:
    acting, words = rights.member(interaction), words_of(interaction)

    async def keep() -> ui.LayoutView:
        session = await sessions.session(acting.desk.database, acting.server, int(control.fields["session"]))
        if session.stage.over:
            raise SessionGone
        await sessions.name_speaker(acting.desk.database, session, acting.desk.members.key(acting.by), name)
        return cards.unnamed_card(session, words) if name is None else cards.named_card(session, name, words)

    private = interaction.message is not None and interaction.message.flags.ephemeral
    await answer(interaction, keep(), _as_it_is, way=Way.EDIT if private else Way.PRIVATE)


async def _plan(
    interaction: discord.Interaction[LoungeBot],
    acting: Acting,
    topic: str,
    when: str,
    minutes: int,
    channel: Place | None,
) -> ui.LayoutView:
    bot, desk, words, guild = interaction.client, acting.desk, words_of(interaction), _guild(interaction)
    settings = await lounge_settings.settings_of(desk.database, acting.server)
    starts_at = read(when, now=desk.clock(), zone=zone_of(settings.zone))
    place = channel or guild.get_channel(settings.channel or 0)
    if not isinstance(place, Place) or not isinstance(interaction.user, discord.Member):
        raise NoPlace
    permissions.require(place, interaction.user, permissions.SESSIONS, words)
    refused = await stopped(interaction, acting, topic)
    if refused is not None:
        return refused
    if len(await sessions.coming(desk.database, acting.server)) >= MOST_COMING:
        raise TooMany(count=MOST_COMING)
    # Kept before anything is posted, so that what breaks off here is taken up at its time rather than forgotten.
    new = Session(0, acting.server, acting.by, topic, starts_at, minutes, place.id)
    session = await sessions.plan(desk.database, new)
    try:
        announced = await places.announce(bot, guild, session)
    except BaseException:
        # Refused, or given up for taking too long: the person is told, and nothing is to begin by itself.
        await sessions.save(desk.database, session, replace(session, stage=Stage.CANCELLED))
        raise
    await sessions.save(desk.database, session, announced)
    return cards.planned_card(announced, settings.zone, words)


async def _add(interaction: discord.Interaction[LoungeBot], number: str, text: str) -> ui.LayoutView:
    acting, session = await hosted(interaction, number)
    words = words_of(interaction)
    refused = await stopped(interaction, acting, text)
    if refused is not None:
        return refused
    entry, title = await behind(interaction, acting, text)
    question = await sessions.add_question(acting.desk.database, session, text, entry)
    if question is None:
        raise NoRoomForQuestions(count=MOST_QUESTIONS)
    return cards.added_card(session, question, title, words)


async def behind(interaction: discord.Interaction[LoungeBot], acting: Acting, text: str) -> tuple[str | None, str]:
    """The id and title of the entry that stands behind a question; None and nothing where none is clear enough to be an answer."""
    concierge = await interaction.client.concierges.concierge_for(acting.server)
    reply = await interaction.client.thinking(concierge.reply, text)
    # Nobody is there to choose among several.
    found = reply.answer.entry if reply.outcome is Outcome.ANSWER and reply.answer is not None else None
    return (None, "") if found is None else (found.id, found.title)


async def _release(interaction: discord.Interaction[LoungeBot], number: str, released: int) -> ui.LayoutView:
    acting, session = await hosted(interaction, number)
    bot, desk, guild = interaction.client, acting.desk, _guild(interaction)
    words = places.words_in(guild)
    async with moving(acting, session) as found:
        current = found
        if current.stage is not Stage.OPEN:
            raise SessionGone
        if released == current.released + 1:
            # The button stands on a question that was posted, but the record of it broke off.
            current = replace(found, released=released)
            await sessions.save(desk.database, found, current)
        if current.released != released:
            raise ReleasedMeanwhile
        prepared = await sessions.questions(desk.database, current)
        if len(prepared) <= released:
            raise NoQuestionLeft
        question, moved = prepared[released], replace(current, released=released + 1)
        thread = await places.thread_of(bot, guild, current)
        # Posted before it is noted: a press that breaks off is repeated, and finds the question standing there.
        await post_once(bot, thread, _key(moved), cards.question_card(moved, question, words))
        await sessions.save(desk.database, current, moved)
    if released == 0:
        knowledge = bot.concierges.knowledge(acting.server)
        pressed, key = cards.opening_card(moved, knowledge, words, panel=False), places.key_of(moved, "opening")
    else:
        pressed = cards.question_card(current, prepared[released - 1], words, panel=False)
        key = _key(current)
    return marked(pressed, key)


def _key(session: Session) -> str:
    return places.key_of(session, f"question:{session.released}")


async def hosted(interaction: discord.Interaction[LoungeBot], number: str) -> tuple[Acting, Session]:
    """A session for its host, or for a moderator in the host's place. Raises NotTheHost, SessionGone, StoreUnavailable."""
    acting = rights.member(interaction)
    session = await sessions.session(acting.desk.database, acting.server, int(number))
    if session.host != acting.by and not rights.is_moderator(interaction):
        raise NotTheHost
    if session.stage.over:
        raise SessionGone
    return acting, session


@asynccontextmanager
async def moving(acting: Acting, session: Session) -> AsyncGenerator[Session]:
    """The session as it is now, held so that nobody else moves it on. Raises UnderWay, SessionGone, StoreUnavailable."""
    async with held(acting.desk, steps.lease_of(session.id), patience_s=PATIENCE_S) as ours:
        if not ours:
            raise UnderWay
        current = await sessions.session(acting.desk.database, acting.server, session.id)
        if current.stage.over:
            raise SessionGone
        yield current


def _guild(interaction: discord.Interaction[LoungeBot]) -> discord.Guild:
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None:
        raise NotOffered
    return guild


def _as_it_is(view: ui.LayoutView) -> ui.LayoutView:
    return view

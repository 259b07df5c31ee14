"""The prepared questions of a session before they are released: looked at, changed, taken out. For the host and moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.colleagues.errors import QuestionGone
from bot.discord_app.cards import session as cards
from bot.discord_app.controls import sessions as controls
from bot.discord_app.controls.control import chosen, words_of
from bot.discord_app.presses.hosting import behind, hosted, moving
from bot.discord_app.presses.screened import stopped
from bot.discord_app.presses.showing import way_for
from bot.discord_app.prompt_reply import answer
from bot.store import sessions

if TYPE_CHECKING:
    import discord
    from discord import ui

    from bot.colleagues.sessions import Question, Session
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.rights import Acting


async def show(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """List what is prepared and not released yet."""

    async def listed() -> ui.LayoutView:
        acting, session = await hosted(interaction, control.fields["session"])
        return await _list(interaction, acting, session)

    await answer(interaction, listed(), lambda view: view, way=way_for(interaction))


async def choose(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show the question chosen in the menu, with what can be done with it."""
    wanted = chosen(interaction)

    async def picked() -> ui.LayoutView:
        acting, session = await hosted(interaction, control.fields["session"])
        prepared = await _prepared(acting, session)
        found = next((each for each in prepared if str(each.number) == wanted), None)
        if found is None:
            raise QuestionGone
        return cards.prepared_card(session, found, words_of(interaction))

    await answer(interaction, picked(), lambda view: view, way=way_for(interaction))


async def change(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the form for a question, with its words as they are. Raises QuestionGone."""
    acting, session = await hosted(interaction, control.fields["session"])
    question = await _marked(acting, session, int(control.fields["number"]), control.fields["mark"])
    await interaction.response.send_modal(controls.change_form(session, question, words_of(interaction)))


async def submit_change(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Keep other words for a question, if the screen finds nothing in them."""
    text, words = " ".join(form.texts.get(controls.QUESTION, "").split()), words_of(interaction)

    async def changed() -> ui.LayoutView:
        acting, session = await hosted(interaction, form.fields["session"])
        refused = await stopped(interaction, acting, text)
        if refused is not None:
            return refused
        entry, title = await behind(interaction, acting, text)
        async with moving(acting, session) as current:
            question = await _marked(acting, current, int(form.fields["number"]), form.fields["mark"])
            kept = await sessions.change_question(acting.desk.database, current, question, text, entry)
        return cards.added_card(session, kept, title, words)

    await answer(interaction, changed(), lambda view: view, way=way_for(interaction))


async def remove(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Take a question out, and list the others."""

    async def removed() -> ui.LayoutView:
        acting, session = await hosted(interaction, control.fields["session"])
        async with moving(acting, session) as current:
            question = await _marked(acting, current, int(control.fields["number"]), control.fields["mark"])
            await sessions.remove_question(acting.desk.database, current, question)
        return await _list(interaction, acting, current, words_of(interaction)("session.removed"))

    await answer(interaction, removed(), lambda view: view, way=way_for(interaction))


async def _list(
    interaction: discord.Interaction[LoungeBot], acting: Acting, session: Session, note: str = ""
) -> ui.LayoutView:
    return cards.questions_card(session, await _prepared(acting, session), words_of(interaction), note)


async def _prepared(acting: Acting, session: Session) -> tuple[Question, ...]:
    every = await sessions.questions(acting.desk.database, session)
    return tuple(question for question in every if question.number > session.released)


async def _marked(acting: Acting, session: Session, number: int, mark: str) -> Question:
    """The question that a control or form was made for: under its number another may stand by now. Raises QuestionGone."""
    for question in await _prepared(acting, session):
        if question.number == number and controls.mark_of(question) == mark:
            return question
    raise QuestionGone

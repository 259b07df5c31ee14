"""Editing a draft part by part. What somebody typed is never lost: it is saved, becomes a second draft, or is given back as a file."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord
from discord import AllowedMentions

from bot.discord_app import rights
from bot.discord_app.cards.editing import PART_OF, preview_card
from bot.discord_app.cards.phrasings import phrasings_card
from bot.discord_app.controls import editing_forms
from bot.discord_app.controls.control import knowledge_of, words_of
from bot.discord_app.failures import answer_failure
from bot.discord_app.presses.editing import previewed, titles_for
from bot.discord_app.presses.showing import way_for
from bot.discord_app.prompt_reply import answer
from bot.knowledge.forms import id_from, with_text
from bot.moderation.errors import TextScreened
from bot.screening.model import Level
from bot.store.drafts import DraftChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import JsonValue

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.rights import Acting
    from bot.discord_app.translation import Words
    from bot.knowledge.checking import FieldFault
    from bot.moderation.preview import Preview
    from bot.store.drafts import Draft

OPENING_S: Final = 2.0
"""A form is a first response and nothing can come before it, so what it is filled with has to be there within Discord's 3 s."""
FAULTS_S: Final = 0.7
PHRASINGS: Final = "phrasings"
DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought: fields by name, lines to add and to take away."""

    texts: Mapping[str, str]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """Where it went: the draft, the one that was saved meanwhile from elsewhere, and the fields that were not kept.

    ``stale_numbers``: numbers of phrasings were left aside, as the list that they were read from has changed.
    """

    draft: Draft
    other: Draft | None = None
    screened: tuple[str, ...] = ()
    stale_numbers: bool = False


def seed_of(text: str) -> str:
    """A mark of somebody else's words, to notice that they were left as they were."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


async def open_part(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the form for a part of a draft, as it is now."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    part, number = control.fields["part"], int(control.fields["draft"])
    draft = await asyncio.wait_for(acting.desk.editor.draft(acting.server, number), OPENING_S)
    faults = [fault for fault in await _faults(acting, draft) if PART_OF.get(fault.field) == part]
    await interaction.response.send_modal(
        editing_forms.part_form(
            words,
            part,
            (draft.id, draft.version),
            draft.proposal.fields,
            knowledge_of(interaction),
            faults=faults,
            fixed_id=bool(draft.entry),
        )
    )


async def _faults(acting: Acting, draft: Draft) -> tuple[FieldFault, ...]:
    """What is wrong with a draft; nothing where it takes too long to say so in a form."""
    try:
        preview = await asyncio.wait_for(acting.desk.editor.preview(draft, impact=False), FAULTS_S)
    except TimeoutError:
        return ()
    return preview.faults


async def open_phrasings(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Show the phrasings of a draft, a page at a time."""
    acting, words = rights.moderator(interaction), words_of(interaction)
    number, page = int(control.fields["draft"]), int(control.fields["page"])
    await answer(
        interaction,
        acting.desk.editor.draft(acting.server, number),
        lambda draft: phrasings_card(words, draft, page),
        way=way_for(interaction),
    )


async def change_phrasings(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the form for phrasings."""
    rights.moderator(interaction)
    draft = int(control.fields["draft"]), int(control.fields["version"])
    await interaction.response.send_modal(editing_forms.phrasings_form(words_of(interaction), draft))


async def submit_part(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Save a part of a draft, and show what becomes of it."""
    texts = {**form.texts, **{name: values[0] if values else "" for name, values in form.chosen.items()}}
    note = ""
    if form.fields["seed"] and seed_of(texts.get("answer", "")) == form.fields["seed"]:
        texts["answer"], note = "", words_of(interaction)("edit.note.seed")
    await _submit(interaction, form, Typed(texts), note)


async def submit_phrasings(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Save which phrasings come and go, and show what becomes of it."""
    lines = [tuple(form.texts.get(name, "").splitlines()) for name in (editing_forms.ADD, editing_forms.TAKE_AWAY)]
    await _submit(interaction, form, Typed({}, *lines), "")


async def _submit(interaction: discord.Interaction[LoungeBot], form: Sent, typed: Typed, note: str) -> None:
    acting, words = rights.moderator(interaction), words_of(interaction)

    async def work() -> tuple[Saved, Preview]:
        saved = await _save(acting, int(form.fields["draft"]), int(form.fields["version"]), typed)
        return saved, await previewed(acting, saved.draft)

    def said(saved: Saved) -> str:
        notes = [note, words("edit.note.second") if saved.other is not None else ""]
        if saved.screened:
            fields = ", ".join(words(f"edit.field.{name}") for name in saved.screened)
            notes.append(words("edit.note.screened", fields=fields))
        if saved.stale_numbers:
            notes.append(words("edit.note.numbers"))
        return " ".join(filter(None, notes))

    try:
        saved, _ = await answer(
            interaction,
            work(),
            lambda done: preview_card(done[1], titles_for(interaction, done[1]), words, note=said(done[0])),
            way=way_for(interaction),
        )
    except TextScreened:
        raise
    except Exception as error:  # noqa: BLE001 - whatever went wrong, what was typed is not to be lost
        await answer_failure(interaction, error)
        await _hand_back(interaction, acting, typed, words)
        return
    if saved.other is not None:
        preview = await previewed(acting, saved.other)
        card = preview_card(preview, titles_for(interaction, preview), words, note=words("edit.note.other"))
        await interaction.followup.send(view=card, ephemeral=True, allowed_mentions=AllowedMentions.none())


async def _save(acting: Acting, number: int, version: int, typed: Typed) -> Saved:
    """Saves what was typed, without the fields that the screen stops. Raises TextScreened where it stops everything."""
    editor, other = acting.desk.editor, None
    draft = await editor.draft(acting.server, number) if number else None
    current = draft is not None and draft.version == version
    numbered = not current and any(_number(line) for line in typed.remove)
    typed, stopped = await asyncio.to_thread(_passing_lines, acting, draft, typed, numbered=current)
    if draft is not None and not current:
        draft, other = await editor.copy(draft), draft
    while True:
        try:
            if draft is None:
                return Saved(await _begin(acting, typed), None, stopped)
            return Saved(await _into(acting, draft, typed), other, stopped, numbered)
        except TextScreened as screened:
            left = {name: text for name, text in typed.texts.items() if name not in screened.fields}
            if "id" in screened.fields and "id" not in typed.texts:
                left["id"] = ""
            if left == typed.texts or not any(left.values()):
                if draft is not None and other is not None:
                    await editor.discard(draft)
                raise
            stopped = (*stopped, *(name for name in screened.fields if name in typed.texts))
            typed = Typed(left, typed.add, typed.remove)
        except DraftChanged as changed:
            draft, other = await editor.copy(changed.current), changed.current


async def _into(acting: Acting, draft: Draft, typed: Typed) -> Draft:
    texts = typed.texts if draft.entry else _with_id(acting, draft.proposal.fields, typed.texts)
    return await acting.desk.editor.save(
        draft, by=acting.by, texts=texts, add_phrasings=typed.add, remove_phrasings=typed.remove
    )


async def _begin(acting: Acting, typed: Typed) -> Draft:
    today = acting.desk.clock().date().isoformat()
    fields: dict[str, JsonValue] = {}
    for name, text in _with_id(acting, fields, typed.texts).items():
        fields = with_text(fields, name, text, today=today)
    return await acting.desk.editor.add(acting.server, by=acting.by, fields=fields)


def _with_id(acting: Acting, fields: Mapping[str, JsonValue], texts: Mapping[str, str]) -> Mapping[str, str]:
    """Texts with an id made from the title, where a new entry has none yet."""
    if fields.get("id") or "id" in texts or not texts.get("title", "").strip():
        return texts
    return {**texts, "id": id_from(texts["title"], acting.desk.lounges.knowledge(acting.server).entries)}


def _passing_lines(
    acting: Acting, draft: Draft | None, typed: Typed, *, numbered: bool
) -> tuple[Typed, tuple[str, ...]]:
    """Numbers of phrasings as the lines they stand for, without lines that the screen stops; and which field lost some.

    ``numbered``: the draft is as it was when the numbers were read; those of another list stand for nothing.
    Raises TextScreened where nothing is left.
    """
    known = () if draft is None else draft.proposal.phrasings
    passing = tuple(line for line in typed.add if _passes(acting, line))
    stopped = (PHRASINGS,) if len(passing) < len(typed.add) else ()
    if stopped and not passing and not typed.remove:
        raise TextScreened((), stopped)
    remove = tuple(_line(line, known) if numbered else " ".join(line.split()) for line in typed.remove)
    return Typed(typed.texts, passing, remove), stopped


def _line(typed: str, known: tuple[str, ...]) -> str:
    bare, number = " ".join(typed.split()), _number(typed)
    return known[number - 1] if bare not in known and 1 <= number <= len(known) else bare


def _number(typed: str) -> int:
    """The number that a line is; 0 where it is none."""
    number = typed.strip().rstrip(".")
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= DIGITS else 0


def _passes(acting: Acting, text: str) -> bool:
    return acting.desk.screen.examine(text).level is not Level.BLOCK


async def _hand_back(interaction: discord.Interaction[LoungeBot], acting: Acting, typed: Typed, words: Words) -> None:
    """What was typed, as a file for the person alone, as Discord closes a form that was sent; never what the screen stops."""
    parts = [
        *((words(f"edit.field.{name}"), (text,)) for name, text in typed.texts.items()),
        (words("form.phrasings.add.label"), typed.add),
        (words("form.phrasings.take_away.label"), typed.remove),
    ]
    text = await asyncio.to_thread(_passing, acting, parts)
    if not text:
        return
    await interaction.followup.send(
        words("edit.handed_back"),
        file=discord.File(io.BytesIO(text.encode()), words("edit.handed_back.file")),
        ephemeral=True,
        allowed_mentions=AllowedMentions.none(),
    )


def _passing(acting: Acting, parts: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """What of labelled texts the screen lets through."""
    kept = [(label, [text for text in texts if text.strip() and _passes(acting, text)]) for label, texts in parts]
    return "\n\n".join("\n".join((label, *texts)) for label, texts in kept if texts)

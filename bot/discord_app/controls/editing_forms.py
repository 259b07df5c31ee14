"""The forms of editing: an entry in parts, prefilled, with what is wrong with a field said under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot.discord_app import limits
from bot.discord_app.controls.control import optional
from bot.discord_app.controls.editing import DRAFT
from bot.discord_app.controls.form import Form, text_box
from bot.discord_app.markdown import plain, shorten
from bot.knowledge.forms import PARTS, text_of
from bot.knowledge.model import ANSWER_LENGTH, DIFFER_LENGTH, TITLE_LENGTH, Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import JsonValue

    from bot.discord_app.translation import Words
    from bot.knowledge.checking import FieldFault
    from bot.knowledge.model import KnowledgeBase

ADD: Final = "add"
TAKE_AWAY: Final = "take_away"
# As much as the rules allow where a box can say so itself; lists are counted by their rules.
_MOST: Final = {"title": TITLE_LENGTH, "answer": ANSWER_LENGTH, "differ": DIFFER_LENGTH, "id": 60, "review_by": 10}
_SHORT: Final = frozenset(("title", "id", "review_by"))
_REVIEWED: Final = frozenset(("reviewed", "review_by"))


class PartForm(Form, action="part", fields={"part": "|".join(PARTS), **DRAFT, "seed": optional(r"[0-9a-f]{8}")}):
    """A part of a draft (0: one that does not exist yet). ``seed`` marks words of somebody else that the answer began with."""


class PhrasingsForm(Form, action="lines", fields=DRAFT):
    """Phrasings to add to a draft, and those to take away."""


def part_form(
    words: Words,
    part: str,
    draft: tuple[int, int],
    fields: Mapping[str, JsonValue],
    knowledge: KnowledgeBase,
    *,
    faults: Iterable[FieldFault] = (),
    fixed_id: bool = False,
    seed: str = "",
) -> ui.Modal:
    """The form for a part of an entry. ``draft``: number and version, both 0 before there is one; ``fixed_id``: the entry has its id."""
    modal = PartForm.modal(words(f"form.{part}.title"), part, *draft, seed)
    wrong = _by_field(words, faults)
    for name in PARTS[part]:
        if name == "id" and fixed_id:
            continue
        about = wrong.get(name) or words("edit.about.seed" if name == "answer" and seed else f"edit.about.{name}")
        modal.add_item(_box(words, name, text_of(fields, name), about, knowledge))
    return modal


def phrasings_form(words: Words, draft: tuple[int, int]) -> ui.Modal:
    """The form to add phrasings and to take some away."""
    modal = PhrasingsForm.modal(words("form.phrasings.title"), *draft)
    for name in (ADD, TAKE_AWAY):
        modal.add_item(
            text_box(
                name,
                words(f"form.phrasings.{name}.label"),
                description=words(f"form.phrasings.{name}.about"),
                most=limits.INPUT_CHARACTERS,
                required=False,
            )
        )
    return modal


def _by_field(words: Words, faults: Iterable[FieldFault]) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in faults:
        name = "review_by" if fault.field in _REVIEWED else fault.field
        where = "" if fault.place is None else words("edit.fault.line", place=fault.place)
        found.setdefault(name, f"{where}{fault_message(words, fault)}")
    return found


def fault_message(words: Words, fault: FieldFault) -> str:
    """What is wrong with a field."""
    return words("edit.fault.missing") if fault.message == "Field required" else fault.message


def _box(words: Words, name: str, value: str, about: str, knowledge: KnowledgeBase) -> ui.Item[Any]:
    label = words(f"edit.field.{name}")
    options = _options(words, name, value, knowledge)
    if options is not None:
        menu: ui.Select[Any] = ui.Select(
            custom_id=name, required=name != "checklist", min_values=0 if name == "checklist" else 1, options=options
        )
        return ui.Label(text=label, description=shorten(about, limits.MODAL_DESCRIPTION), component=menu)
    if len(value) > limits.INPUT_CHARACTERS:
        # A box would cut it, and sending the form would lose what was cut.
        return ui.TextDisplay(plain(words("edit.too_long_for_a_box", field=label)))
    most = max(_MOST.get(name, limits.INPUT_CHARACTERS), len(value))
    return text_box(name, label, description=about, value=value, most=most, required=False, long=name not in _SHORT)


def _options(words: Words, name: str, value: str, knowledge: KnowledgeBase) -> list[discord.SelectOption] | None:
    """What can be chosen for a field; None where it is typed."""
    match name:
        case "basis":
            titles = {basis.value: words(f"edit.basis.{basis.value}") for basis in Basis}
        case "section":
            titles = {section.id: section.heading for section in knowledge.guide.sections}
        case "checklist":
            titles = {key: checklist.title for key, checklist in knowledge.checklists.items()}
        case _:
            return None
    if not 1 <= len(titles) <= limits.SELECT_OPTIONS:
        return None
    return [
        discord.SelectOption(label=shorten(title, limits.SELECT_TEXT), value=key, default=key == value)
        for key, title in titles.items()
    ]

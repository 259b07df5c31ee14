"""The catalogue of texts: complete, without leftovers, and within Discord's limits."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from discord import AppCommandType, Locale, app_commands
from sqlalchemy import Table

from bot.discord_app import limits
from bot.discord_app.catalogue import BASE_LOCALE, CATALOGUE, ENGLISH
from bot.discord_app.controls.editing_forms import ADD, TAKE_AWAY
from bot.discord_app.controls.forms import ask_form, check_form
from bot.discord_app.controls.shapes import Reason
from bot.discord_app.translation import CatalogueTranslator, Words, words_for
from bot.knowledge.forms import PARTS
from bot.knowledge.model import Basis
from bot.store.actions import Action
from bot.store.tables import USER_ID, metadata
from tests.discord_app.conftest import Lounge

APP = Path(__file__).resolve().parents[2] / "bot" / "discord_app"
KEY = re.compile(r"[a-z]+(\.[a-z_-]+)+")


# Keys that are put together at run time, by everything that can be in the last place.
def holds_a_person(table: Table) -> bool:
    return "member" in table.c or any(column.info.get(USER_ID) for column in table.c)


FOR_SERVERS: set[str] = {"knowledge", "Add to knowledge base", "lounge", "Mark as helpful"}
"""Commands and menus that only a server has."""

GROUPS = {
    "knowledge": {"add", "edit", "retire", "history", "settings", "inbox", "report", "export", "import"},
    "lounge": {"discuss", "settings", "host", "prompt"},
}
"""Commands under one name, as ``add_to_group`` names them."""
FIELDS = {name for names in PARTS.values() for name in names}

COMPOSED = {
    *(f"command.{group}.{last}" for group in GROUPS for last in ("name", "description")),
    *(
        f"command.{group}.{name}.{last}"
        for group in GROUPS
        for name in GROUPS[group]
        for last in ("name", "description")
    ),
    *(f"edit.field.{name}" for name in (*FIELDS, "reviewed", "phrasings")),
    *(f"edit.about.{name}" for name in FIELDS),
    *(f"edit.basis.{basis.value}" for basis in Basis),
    *(f"edit.deed.{action.value}" for action in Action if action is not Action.PUBLISH),
    *(f"edit.impact.count.{kind}" for kind in ("worse", "otherwise", "better")),
    *(f"form.{part}.title" for part in PARTS),
    *(f"form.phrasings.{box}.{place}" for box in (ADD, TAKE_AWAY) for place in ("label", "about")),
    *(f"button.part.{part}" for part in PARTS),
    *(f"audit.{action}" for action in (*Action, "settings")),
    *(f"history.deed.{action.value}" for action in Action),
    *(f"vote.reason.{reason.value}" for reason in Reason),
    *(f"report.kind.{kind}" for kind in ("entry", "checklist", "source")),
    *(f"forget.kind.{table.name}" for table in metadata.sorted_tables if holds_a_person(table)),
}


def keys_in_code() -> set[str]:
    found: set[str] = set()
    for path in APP.rglob("*.py"):
        if path.parent.name == "catalogue":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_key_exists_and_none_is_unused() -> None:
    beginnings = {key.split(".")[0] for key in ENGLISH}
    used = {key for key in keys_in_code() if key.split(".")[0] in beginnings} | COMPOSED
    assert used - set(ENGLISH) == set()
    assert set(ENGLISH) - used == set()


@pytest.mark.parametrize("locale", [locale for locale in CATALOGUE if locale != BASE_LOCALE])
def test_every_language_has_the_same_keys_and_fields(locale: str) -> None:
    assert set(CATALOGUE[locale]) <= set(ENGLISH)
    for key, text in CATALOGUE[locale].items():
        assert fields_of(text) == fields_of(ENGLISH[key])


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_texts_fit_where_they_are_shown() -> None:
    for texts in CATALOGUE.values():
        for key, text in texts.items():
            kind, last = key.split(".")[0], key.split(".")[-1]
            if kind == "command":
                assert len(text) <= (limits.COMMAND_NAME if last == "name" else limits.COMMAND_DESCRIPTION), key
            elif kind == "menu" and last == "name":
                assert len(text) <= limits.COMMAND_NAME, key
            elif kind == "menu":
                assert len(text) <= limits.SELECT_PLACEHOLDER, key
            elif kind == "button" and not fields_of(text):
                # Discord advises less than half of what it allows.
                assert len(text) <= 34, key
            elif key.endswith(".hint"):
                assert len(text) <= limits.INPUT_PLACEHOLDER, key
            elif key.startswith("form.") and last in ("title", "label"):
                assert len(text) <= limits.MODAL_TITLE, key


def test_the_labels_that_people_rely_on() -> None:
    labels = {ENGLISH[key] for key in ENGLISH if key.startswith(("button.", "menu."))}
    assert {
        "Helpful",
        "Not helpful",
        "Share in channel",
        "Ask colleagues",
        "Send to moderators",
        "Rephrase",
        "None of these",
        "Find guidance",
        "Check this draft",
        "Add to knowledge base",
        "Publish",
        "Discard",
        "Restore",
    } <= labels


def test_no_text_clears_anything() -> None:
    clearing = re.compile(r"\byou may\b|\bis (?:legal|fine|safe|allowed)\b|not a violation", re.IGNORECASE)
    assert [key for key, text in ENGLISH.items() if clearing.search(text)] == []


def test_forms_fit() -> None:
    for form in (ask_form(Words(), "a" * 60), ask_form(Words(), again=True), check_form(Words())):
        sent = form.to_dict()
        assert len(sent["title"]) <= limits.MODAL_TITLE
        assert len(sent["custom_id"]) <= limits.CUSTOM_ID
        assert 1 <= len(sent["components"]) <= limits.MODAL_COMPONENTS
        assert form.timeout == limits.MODAL_SECONDS


async def test_every_command_has_its_names_from_the_catalogue(lounge: Lounge) -> None:
    tree = lounge.bot.tree
    named = [command.to_dict(tree) for command in tree.walk_commands() if isinstance(command, app_commands.Command)]
    assert {command["name"] for command in named} >= {"ask", "check", "checklist", "guide", "privacy", "forget-me"}
    for command in named:
        assert command["description"] in ENGLISH.values()
        assert len(command["description"]) <= limits.COMMAND_DESCRIPTION
        size = len(command["name"]) + len(command["description"])
        for option in command.get("options", ()):
            assert option["description"] in ENGLISH.values()
            size += len(option["name"]) + len(option["description"])
        assert size <= limits.COMMAND_CHARACTERS


async def test_commands_are_there_in_servers_direct_messages_and_for_users_anywhere(lounge: Lounge) -> None:
    for command in lounge.bot.tree.get_commands():
        sent = command.to_dict(lounge.bot.tree)
        if command.name in FOR_SERVERS:
            assert (sent["contexts"], sent["integration_types"]) == ([0], [0]), command.name
        else:
            assert sorted(sent["contexts"]) == [0, 1, 2], command.name
            assert sorted(sent["integration_types"]) == [0, 1], command.name
    assert {command.name for command in lounge.bot.tree.walk_commands(type=AppCommandType.message)} == {
        "Find guidance",
        "Check this draft",
        "Mark as helpful",
        "Add to knowledge base",
    }


async def test_another_language_is_translated_by_key_and_english_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "bot.discord_app.translation.CATALOGUE", {BASE_LOCALE: ENGLISH, "de": {"command.ask.name": "fragen"}}
    )
    translator = CatalogueTranslator()
    string = app_commands.locale_str("ask", key="command.ask.name")
    assert await translator.translate(string, Locale.german, None) == "fragen"  # type: ignore[arg-type]
    assert await translator.translate(string, Locale.french, None) is None  # type: ignore[arg-type]
    assert await translator.translate(string, Locale.british_english, None) is None  # type: ignore[arg-type]
    assert words_for(Locale.german)("command.ask.name") == "fragen"
    assert words_for(Locale.german)("button.helpful") == "Helpful"
    assert words_for(None)("button.helpful") == "Helpful"

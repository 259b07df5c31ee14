"""Discord's limits on a message of components, measured on what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import ui
from simcord.components import validate_components

from bot.discord_app import limits

COMPONENTS_V2 = 1 << 15
ROW, BUTTON, SELECT, SECTION, TEXT = 1, 2, 3, 9, 10


def walk(components: Any) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        if "accessory" in component:
            yield from walk([component["accessory"]])


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def within_limits(view: ui.LayoutView) -> list[dict[str, Any]]:
    """The components of a card as sent, checked against every limit; a fault fails the test that asks."""
    sent = view.to_components()
    everything = list(walk(sent))
    assert view.timeout is None
    assert len(everything) <= limits.MESSAGE_COMPONENTS
    contents = [item["content"] for item in everything if item["type"] == TEXT]
    assert all(content.strip() for content in contents)
    assert sum(map(units, contents)) <= limits.MESSAGE_CHARACTERS
    assert sum(len(content.encode()) + limits.DISPLAY_BYTES for content in contents) <= limits.MESSAGE_BYTES
    ids = [item["custom_id"] for item in everything if "custom_id" in item]
    assert len(set(ids)) == len(ids)
    assert all(1 <= len(name) <= limits.CUSTOM_ID for name in ids)
    for item in everything:
        match item["type"]:
            case 1:
                assert 1 <= len(item["components"]) <= limits.ROW_BUTTONS
                assert len({child["type"] for child in item["components"]}) == 1
                if item["components"][0]["type"] == SELECT:
                    assert len(item["components"]) == 1
            case 2:
                assert 1 <= units(item["label"]) <= limits.BUTTON_LABEL
            case 3:
                assert 1 <= len(item["options"]) <= limits.SELECT_OPTIONS
                assert units(item.get("placeholder") or "") <= limits.SELECT_PLACEHOLDER
                values = [option["value"] for option in item["options"]]
                assert len(set(values)) == len(values)
                for option in item["options"]:
                    assert 1 <= units(option["label"]) <= limits.SELECT_TEXT
                    assert 1 <= units(option["value"]) <= limits.SELECT_TEXT
            case 9:
                assert 1 <= len(item["components"]) <= 3
    # A second opinion, from the Discord of the tests.
    validate_components(sent, flags=COMPONENTS_V2)
    return sent


def texts_of(view: ui.LayoutView) -> str:
    return "\n".join(item["content"] for item in walk(view.to_components()) if item["type"] == TEXT)

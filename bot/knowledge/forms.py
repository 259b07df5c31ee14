"""An entry as the text fields of a form, and back: one line an item, so that every part of an entry fits a few text boxes."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from pydantic import JsonValue

    from bot.knowledge.model import Entry

PARTS: Mapping[str, tuple[str, ...]] = {
    "answer": ("title", "answer", "do", "avoid", "differ"),
    "grounds": ("basis", "guide", "authorities", "related", "checklist"),
    "place": ("id", "section", "asked_as", "review_by"),
}
"""The fields of an entry in parts of at most five, as many as a Discord modal holds. Phrasings are added and taken away by line."""

ID_LENGTH = 55
"""Characters of an id made from a title; the model allows 60, which leaves room for a number."""

_LINES = frozenset(("do", "avoid", "asked_as"))
_LISTS = frozenset(("guide", "related"))
_OPTIONAL = frozenset(("differ", "checklist"))


def fields_of(entry: Entry) -> dict[str, JsonValue]:
    """The raw fields of an entry, as in its file, with ``section``."""
    return entry.model_dump(mode="json", exclude_defaults=True)


def text_of(fields: Mapping[str, JsonValue], name: str) -> str:
    """One field as the text of a form; empty where it is not set. ``review_by`` stands for the date in ``reviewed``."""
    if name == "review_by":
        reviewed = fields.get("reviewed")
        return str(reviewed.get("review_by", "")) if isinstance(reviewed, dict) else ""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, list):
        return str(value).strip()
    if name in _LISTS:
        return ", ".join(str(item) for item in value)
    return "\n".join(_line(item) for item in value)


def with_text(fields: Mapping[str, JsonValue], name: str, text: str, *, today: str) -> dict[str, JsonValue]:
    """Raw fields with one of them as it was typed. ``today`` (ISO) becomes the day of the review with a new ``review_by``."""
    changed = dict(fields)
    text = text.strip()
    if name == "review_by":
        changed["reviewed"] = {"on": today, "review_by": text}
    elif name in _LINES:
        changed[name] = [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]
    elif name in _LISTS:
        changed[name] = [*text.replace(",", " ").split()]
    elif name == "authorities":
        changed[name] = [_authority(line) for line in text.splitlines() if line.strip()]
    elif name in _OPTIONAL and not text:
        changed.pop(name, None)
    elif name == "answer":
        changed[name] = " ".join(text.split())
    else:
        changed[name] = text
    return changed


def _line(item: JsonValue) -> str:
    return f"{item.get('source')}: {item.get('says')}" if isinstance(item, dict) else str(item)


def _authority(line: str) -> JsonValue:
    source, _, says = line.strip(" -•\t").partition(":")
    return {"source": source.strip(), "says": says.strip()}


def id_from(title: str, taken: Container[str]) -> str:
    """An id for a title, such as ``patient-friend-requests``, that is not ``taken``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "")) or ["entry"]
    made = words[0][:ID_LENGTH]
    for word in words[1:]:
        if len(made) + len(word) + 1 > ID_LENGTH:
            break
        made = f"{made}-{word}"
    numbered = (made if number == 1 else f"{made}-{number}" for number in itertools.count(1))
    return next(name for name in numbered if name not in taken)

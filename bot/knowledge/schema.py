"""The JSON Schema of an entry, so that an editor completes and checks while a moderator types."""

from __future__ import annotations

from typing import Any

from bot.knowledge.model import EntryFile


def entry_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of ``entries/<section>/<id>.yaml``."""
    schema = EntryFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Doctors' Lounge entry"}

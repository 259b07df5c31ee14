"""The layout of the house, held by tests: who imports whom, how long a file is, what is said where."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "bot").rglob("*.py"))

# What each room may know of the house. A room knows itself, and every room these rooms may know is not thereby known.
KNOWS = {
    "errors": set[str](),
    "knowledge": {"errors"},
    "matching": {"errors", "knowledge"},
    "screening": {"errors", "knowledge"},
    "reading": {"errors", "knowledge", "matching", "screening"},
    "encoders": {"errors", "knowledge", "matching"},
    "reply": {"knowledge", "screening"},
    "texts": {"knowledge", "reply"},
    "views": {"knowledge", "reply"},
    "plain_text": {"knowledge", "reply", "texts", "views"},
    "drafting": {"reply", "screening", "texts"},
    "draft_text": {"drafting", "plain_text", "screening", "texts"},
    "settings": {"errors"},
    "concierge": {"knowledge", "matching", "reading", "screening", "reply", "texts", "views"},
    "colleagues": {"errors"},
    "store": {"colleagues", "errors", "knowledge", "settings"},
    "lounges": {"concierge", "knowledge", "store"},
    "moderation": {
        "concierge",
        "errors",
        "knowledge",
        "lounges",
        "matching",
        "reply",
        "screening",
        "store",
        "views",
    },
    "upkeep": {"errors", "knowledge", "logs", "lounges", "moderation"},
}


def room(path: Path) -> str:
    parts = path.relative_to(ROOT / "bot").parts
    return parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    here = room(path)
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("bot.")}
    if here in KNOWS:
        assert rooms - {here} <= KNOWS[here]
    if here != "discord_app":
        assert not any(name == "discord" or name.startswith("discord.") for name in imports(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_subject(path: Path) -> None:
    limit = 200 if "cogs" in path.parts else 400
    assert len(path.read_text("utf-8").splitlines()) <= limit


def test_public_functions_and_classes_have_docstrings() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in FILES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []

"""From a KnowledgeBase back to the files of a knowledge folder. What was not edited is copied byte by byte, comments and all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.model import Checklist, EntryFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.knowledge.model import Entry, KnowledgeBase, Record

WIDTH = 118
SUFFIXES = (".yaml", ".txt", ".jsonl")


class _Folded(str):
    """A long text, written folded over several lines."""


class _Dumper(yaml.SafeDumper):
    """Writes as the shipped files are written: mappings in blocks, short lists on a line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the library's own
        """Indents lists within mappings, as the shipped files do."""
        super().increase_indent(flow, indentless=False)


_Dumper.add_representer(_Folded, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style=">"))


def files_of(folder: Path, base: KnowledgeBase, knowledge: KnowledgeBase) -> dict[str, bytes]:
    """Every file of ``folder``, which holds ``base``, as it would be with ``knowledge`` in it: content by relative path.

    ``knowledge`` differs from ``base`` in entries, phrasings and what refers to them. Raises OSError.
    """
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}
    for key in base.entries.keys() | knowledge.entries.keys():
        old, new = base.entries.get(key), knowledge.entries.get(key)
        if old != new:
            if old is not None:
                files.pop(_place(old), None)
            if new is not None:
                files[_place(new)] = entry_yaml(new).encode()
    for key in base.phrasings.keys() | knowledge.phrasings.keys():
        file, lines = f"phrasings/{key}.txt", knowledge.phrasings.get(key, ())
        if key not in knowledge.entries:
            files.pop(file, None)
        elif lines != base.phrasings.get(key, ()):
            files[file] = _phrasings(files.get(file, b"").decode("utf-8-sig"), lines).encode()
    for key, checklist in base.checklists.items():
        file = f"checklists/{key}.yaml"
        if key not in knowledge.checklists:
            files.pop(file, None)
        elif knowledge.checklists[key] != checklist:
            files[file] = _yaml(knowledge.checklists[key], Checklist).encode()
    return dict(sorted(files.items()))


def entry_yaml(entry: Entry) -> str:
    """An entry as its file: the same fields in the same order, without its section, which is the folder."""
    return _yaml(entry, EntryFile)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES)


def _place(entry: Entry) -> str:
    return f"entries/{entry.section}/{entry.id}.yaml"


def _yaml(record: Record, kind: type[Record]) -> str:
    data: dict[str, Any] = record.model_dump(include=set(kind.model_fields), exclude_defaults=True, mode="python")
    plain = {name: _plain(value) for name, value in data.items()}
    if isinstance(plain.get("answer"), str):
        plain["answer"] = _Folded(plain["answer"])
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        items: Mapping[str, Any] = value
        return {key: _plain(item) for key, item in items.items()}
    return value


def _phrasings(old: str, lines: Iterable[str]) -> str:
    """The lines in the place where they stood, comments kept, new ones at the end."""
    wanted = dict.fromkeys(lines)
    kept: list[str] = []
    for raw in old.splitlines():
        line = " ".join(raw.split())
        if not line or line.startswith("#"):
            kept.append(raw)
        elif line in wanted:
            kept.append(raw)
            del wanted[line]
    return "\n".join((*kept, *wanted)) + "\n"

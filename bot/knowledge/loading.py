"""From a knowledge folder to a KnowledgeBase, with every structural fault found at once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import LoungeError
from bot.knowledge.model import (
    PHRASING_LENGTH,
    Checklist,
    Entry,
    EntryFile,
    GoldenQuestion,
    Guide,
    KnowledgeBase,
    Source,
)
from bot.knowledge.yaml_files import Document, KeyPath, YamlUnreadable, parse, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file. ``path`` is relative to the knowledge folder; ``line`` is 1-based."""

    path: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning" if self.warning else "error"
        return f"{self.path}:{self.line}: {kind}: {self.message}"


class KnowledgeInvalid(LoungeError):
    """The knowledge folder cannot be used as it stands; ``faults`` says why, file by file."""

    def __init__(self, folder: Path, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        shown = "\n".join(f"  {fault}" for fault in self.faults[:10])
        more = f"\n  ... and {len(self.faults) - 10} more" if len(self.faults) > 10 else ""
        super().__init__(f"The knowledge in {folder} has {len(self.faults)} fault(s):\n{shown}{more}")


@dataclass(slots=True)
class Reading:
    """What was read from a folder: the files as data, where each value stands, and the structural faults."""

    folder: Path
    guide: Guide | None = None
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    phrasings: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    checklists: dict[str, Checklist] = field(default_factory=dict[str, Checklist])
    sources: dict[str, Source] = field(default_factory=dict[str, Source])
    vocabulary: dict[str, str] = field(default_factory=dict[str, str])
    out_of_scope: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    documents: dict[str, Document] = field(default_factory=dict[str, Document])
    files: dict[str, str] = field(default_factory=dict[str, str])
    faults: list[Fault] = field(default_factory=list[Fault])
    digest: Any = field(default_factory=hashlib.sha256)

    def fault(self, file: str, line: int, message: str, *, warning: bool = False) -> None:
        """Note a fault."""
        self.faults.append(Fault(file, line, message, warning))

    def fault_at(self, file: str, path: KeyPath, message: str, *, warning: bool = False) -> None:
        """Note a fault at a value of a YAML file."""
        document = self.documents.get(file)
        self.fault(file, document.line_of(path) if document else 1, message, warning=warning)


def load_knowledge(folder: Path) -> KnowledgeBase:
    """The knowledge of a folder. Raises KnowledgeInvalid with every structural fault."""
    reading = read_knowledge(folder)
    errors = [fault for fault in reading.faults if not fault.warning]
    if errors or reading.guide is None:
        raise KnowledgeInvalid(folder, errors)
    return assemble(reading)


def assemble(reading: Reading) -> KnowledgeBase:
    """The KnowledgeBase of a reading without errors."""
    guide = reading.guide
    assert guide is not None
    return KnowledgeBase(
        guide=guide,
        sections=MappingProxyType({section.id: section for section in guide.sections}),
        points=MappingProxyType({point.id: point for point in guide.points}),
        entries=MappingProxyType(dict(sorted(reading.entries.items()))),
        phrasings=MappingProxyType({key: tuple(lines) for key, lines in sorted(reading.phrasings.items())}),
        checklists=MappingProxyType(dict(sorted(reading.checklists.items()))),
        sources=MappingProxyType(reading.sources),
        vocabulary=MappingProxyType(reading.vocabulary),
        out_of_scope=MappingProxyType(reading.out_of_scope),
        version=reading.digest.hexdigest(),
    )


def load_golden(path: Path) -> tuple[GoldenQuestion, ...]:
    """The golden questions of a file, for measuring only. Raises KnowledgeInvalid."""
    reading = Reading(path.parent)
    questions = _records(reading, path.name, GoldenQuestion)
    if reading.faults:
        raise KnowledgeInvalid(path, reading.faults)
    return tuple(questions)


def read_knowledge(folder: Path) -> Reading:
    """Read every file of a knowledge folder; never raises for what is in the files."""
    reading = Reading(folder)
    if not folder.is_dir():
        reading.fault(".", 0, "there is no such folder")
        return reading
    _read_guide(reading)
    _read_sources(reading)
    _read_entries(reading)
    _read_phrasings(reading)
    _read_checklists(reading)
    _read_vocabulary(reading)
    _read_out_of_scope(reading)
    _check_references(reading)
    return reading


def _document(reading: Reading, file: str) -> Document | None:
    try:
        text = read_text(reading.folder / file)
        reading.digest.update(f"{file}\0{text}\0".encode())
        document = parse(text)
    except YamlUnreadable as error:
        reading.fault(file, error.line, error.message)
        return None
    reading.documents[file] = document
    return document


def _record(reading: Reading, file: str, data: object, kind: type[R], at: KeyPath = ()) -> R | None:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            where = ".".join(str(part) for part in problem["loc"])
            message = problem["msg"].removeprefix("Value error, ")
            reading.fault_at(file, (*at, *problem["loc"]), f"{where}: {message}" if where else message)
        return None


def _records(reading: Reading, file: str, kind: type[R]) -> list[R]:
    document = _document(reading, file)
    if document is None:
        return []
    if not isinstance(document.data, list):
        reading.fault(file, 1, "a list is expected")
        return []
    items: list[object] = document.data
    found = (_record(reading, file, item, kind, (index,)) for index, item in enumerate(items))
    return [record for record in found if record is not None]


def _mapping(reading: Reading, file: str) -> Mapping[str, object]:
    document = _document(reading, file)
    if document is None:
        return {}
    if not isinstance(document.data, dict):
        reading.fault(file, 1, "a mapping is expected")
        return {}
    return document.data


def _read_guide(reading: Reading) -> None:
    file = "guide.yaml"
    document = _document(reading, file)
    if document is None:
        return
    guide = _record(reading, file, document.data, Guide)
    if guide is None:
        return
    reading.guide = guide
    sections = {section.id for section in guide.sections}
    seen: set[str] = set()
    for index, point in enumerate(guide.points):
        if point.section not in sections:
            reading.fault_at(file, ("points", index, "section"), f"{point.id}: unknown section {point.section}")
        if point.id in seen:
            reading.fault_at(file, ("points", index, "id"), f"{point.id} stands twice")
        seen.add(point.id)


def _read_sources(reading: Reading) -> None:
    file = "sources.yaml"
    for key, data in _mapping(reading, file).items():
        source = _record(reading, file, data, Source, (key,))
        if source is not None:
            reading.sources[key] = source


def _read_entries(reading: Reading) -> None:
    for path in sorted((reading.folder / "entries").glob("**/*.yaml")):
        file = path.relative_to(reading.folder).as_posix()
        document = _document(reading, file)
        if document is None:
            continue
        data = _record(reading, file, document.data, EntryFile)
        if data is None:
            continue
        if data.id != path.stem:
            reading.fault_at(file, ("id",), f"the id {data.id} differs from the file's name")
        if data.id in reading.entries:
            reading.fault_at(file, ("id",), f"{data.id} stands in two files")
        reading.entries[data.id] = Entry(**dict(data), section=path.parent.name)
        reading.files[data.id] = file
    if not reading.entries:
        reading.fault("entries", 0, "there are no entries")


def _read_phrasings(reading: Reading) -> None:
    for path in sorted((reading.folder / "phrasings").glob("*.txt")):
        file = path.relative_to(reading.folder).as_posix()
        try:
            text = read_text(path)
        except YamlUnreadable as error:
            reading.fault(file, error.line, error.message)
            continue
        reading.digest.update(f"{file}\0{text}\0".encode())
        lines: dict[str, int] = {}
        for number, raw in enumerate(text.splitlines(), start=1):
            line = " ".join(raw.split())
            if not line or line.startswith("#"):
                continue
            if len(line) > PHRASING_LENGTH:
                reading.fault(file, number, f"a phrasing of {len(line)} characters; at most {PHRASING_LENGTH}")
            elif line in lines:
                reading.fault(file, number, f"the phrasing stands twice (line {lines[line]})")
            else:
                lines[line] = number
        reading.phrasings[path.stem] = lines


def _read_checklists(reading: Reading) -> None:
    for path in sorted((reading.folder / "checklists").glob("*.yaml")):
        file = path.relative_to(reading.folder).as_posix()
        document = _document(reading, file)
        checklist = _record(reading, file, document.data, Checklist) if document else None
        if checklist is None:
            continue
        if checklist.id != path.stem:
            reading.fault_at(file, ("id",), f"the id {checklist.id} differs from the file's name")
        reading.checklists[checklist.id] = checklist


def _read_vocabulary(reading: Reading) -> None:
    file = "vocabulary.yaml"
    first: dict[str, str] = {}
    for group, terms in _mapping(reading, file).items():
        if not isinstance(terms, dict):
            reading.fault_at(file, (group,), f"{group}: a mapping of terms is expected")
            continue
        items: dict[str, object] = terms
        for term, plain in items.items():
            if not isinstance(plain, str) or not plain.strip():
                reading.fault_at(file, (group, term), f"{term}: plain words are expected")
            elif term in first:
                reading.fault_at(file, (group, term), f"{term} stands in {first[term]} too")
            else:
                first[term] = group
                reading.vocabulary[term.lower()] = plain.strip()


def _read_out_of_scope(reading: Reading) -> None:
    file = "out_of_scope.yaml"
    for group, examples in _mapping(reading, file).items():
        if not isinstance(examples, list):
            reading.fault_at(file, (group,), f"{group}: a list of examples is expected")
            continue
        items: list[object] = examples
        lines: list[str] = []
        for index, item in enumerate(items):
            if isinstance(item, str) and item.strip():
                lines.append(" ".join(item.split()))
            else:
                reading.fault_at(file, (group, index), "text is expected (put it in quotes)")
        reading.out_of_scope[group] = tuple(lines)


def _check_references(reading: Reading) -> None:
    points = {point.id for point in reading.guide.points} if reading.guide else set[str]()
    sections = {section.id for section in reading.guide.sections} if reading.guide else set[str]()
    known: dict[str, set[str]] = {
        "guide": points,
        "source": set(reading.sources),
        "entry": set(reading.entries),
        "checklist": set(reading.checklists),
    }
    for key, wanted in _references(reading).items():
        kind, name = key
        if name not in known[kind]:
            for file, path in wanted:
                reading.fault_at(file, path, f"unknown {kind} {name}")
    for key, entry in reading.entries.items():
        if entry.section not in sections:
            reading.fault(reading.files[key], 1, f"the folder {entry.section} is no section of the guide")
    for key in reading.phrasings.keys() - reading.entries.keys():
        reading.fault(f"phrasings/{key}.txt", 1, f"there is no entry {key}")


def _references(reading: Reading) -> dict[tuple[str, str], list[tuple[str, KeyPath]]]:
    found: dict[tuple[str, str], list[tuple[str, KeyPath]]] = defaultdict(list)
    for key, entry in reading.entries.items():
        file = reading.files[key]
        for index, point in enumerate(entry.guide):
            found["guide", point].append((file, ("guide", index)))
        for index, view in enumerate(entry.authorities):
            found["source", view.source].append((file, ("authorities", index, "source")))
        for index, other in enumerate(entry.related):
            found["entry", other].append((file, ("related", index)))
        if entry.checklist:
            found["checklist", entry.checklist].append((file, ("checklist",)))
    _checklist_references(reading, found)
    for key, source in reading.sources.items():
        if source.superseded_by:
            found["source", source.superseded_by].append(("sources.yaml", (key, "superseded_by")))
    return found


def _checklist_references(reading: Reading, found: dict[tuple[str, str], list[tuple[str, KeyPath]]]) -> None:
    for key, checklist in reading.checklists.items():
        file = f"checklists/{key}.yaml"
        for index, item in enumerate(checklist.items):
            for point in item.guide:
                found["guide", point].append((file, ("items", index, "guide")))
            for source in item.sources:
                found["source", source].append((file, ("items", index, "sources")))
        for index, entry_id in enumerate(checklist.entries):
            found["entry", entry_id].append((file, ("entries", index)))

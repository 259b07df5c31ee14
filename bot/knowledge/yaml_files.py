"""Reading YAML that a stranger may have written: safely, and with the line of every value at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_FILE_BYTES = 3_000_000
MAX_DEPTH = 12

# libyaml parses ten times faster and is part of every PyYAML wheel; a source build without it still works.
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath = tuple[str | int, ...]


class YamlUnreadable(ValueError):
    """A file that is not the plain YAML the lounge reads. ``line`` is 1-based; 0 stands for the whole file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one file, and the 1-based line on which each value begins, by its path of keys and indices."""

    data: object
    lines: Mapping[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """The line of a value, or of the nearest enclosing one that is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file of at most one megabyte.

    Raises YamlUnreadable with a clear sentence for a file that is larger, in another encoding, or not readable.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise YamlUnreadable(0, f"the file has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise YamlUnreadable(line, "the file is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise YamlUnreadable(0, f"the file cannot be read ({type(error).__name__})") from None


def parse(text: str) -> Document:
    """Parse one YAML document of plain mappings, lists and scalars.

    Anchors, aliases, tags, repeated keys and deep nesting are refused (an alias is how a small file becomes a huge one).
    Raises YamlUnreadable.
    """
    try:
        return _Composer(text).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n", 0, -1) + 1
        raise YamlUnreadable(min(mark.line + 1, last) if mark else 1, _explain(error, text, mark)) from None
    except yaml.YAMLError:
        raise YamlUnreadable(1, "the file holds a character that YAML does not allow") from None


class _Composer:
    """Builds plain data from parser events, so that nothing is ever expanded before it was looked at."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_PARSER)
        self._scalars = yaml.SafeLoader("")
        self._lines: dict[KeyPath, int] = {}

    def document(self) -> Document:
        event = self._next(yaml.StreamStartEvent, yaml.DocumentStartEvent)
        if isinstance(event, yaml.StreamEndEvent):
            raise YamlUnreadable(1, "the file is empty")
        data = self._value(event, ())
        end = next(self._events)
        if isinstance(end, yaml.DocumentEndEvent):
            end = next(self._events)
        if not isinstance(end, yaml.StreamEndEvent):
            raise YamlUnreadable(end.start_mark.line + 1, "only one YAML document is allowed in a file")
        return Document(data, self._lines)

    def _next(self, *skipped: type[yaml.Event]) -> yaml.Event:
        event = next(self._events)
        while isinstance(event, skipped):
            event = next(self._events)
        return event

    def _value(self, event: yaml.Event, path: KeyPath) -> object:
        line = event.start_mark.line + 1
        self._lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise YamlUnreadable(line, f"values are nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlUnreadable(line, "anchors and aliases (& and *) are not allowed here")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event, line)

    def _mapping(self, path: KeyPath) -> dict[str, object]:
        result: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                raise YamlUnreadable(line, "a key must be a plain word")
            key = event.value
            if key in result:
                raise YamlUnreadable(line, f"the key {key[:40]!r} stands twice")
            self._lines[(*path, key)] = line
            result[key] = self._value(next(self._events), (*path, key))
        return result

    def _sequence(self, path: KeyPath) -> list[object]:
        result: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._value(event, (*path, len(result))))
        return result

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> object:
        if event.tag is not None and event.tag != "!":
            raise YamlUnreadable(line, "tags (!) are not allowed here")
        tag = self._scalars.resolve(yaml.ScalarNode, event.value, event.implicit)
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        constructor = yaml.SafeLoader.yaml_constructors.get(tag)
        if constructor is None:
            raise YamlUnreadable(line, "a value cannot be read (put it in quotes)")
        try:
            return constructor(self._scalars, node)
        except (ValueError, yaml.YAMLError):
            raise YamlUnreadable(line, "a value cannot be read (put it in quotes)") from None


def _explain(error: yaml.MarkedYAMLError, text: str, mark: yaml.Mark | None) -> str:
    lines = text.splitlines()
    if mark is not None and mark.line < len(lines):
        line = lines[mark.line]
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return "the line is indented with a tab; use spaces"
    return f"not valid YAML: {error.problem or 'unexpected content'}"

"""A knowledge folder as one zip file, written the same way every time and read as what a stranger may have sent."""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot.errors import LoungeError
from bot.knowledge.loading import Fault, KnowledgeInvalid, Reading, assemble, read_knowledge
from bot.knowledge.writing import SUFFIXES
from bot.knowledge.yaml_files import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import KnowledgeBase

TOP = "knowledge"
MAX_ARCHIVE_BYTES = 8_000_000
MAX_FILES = 4_000
MAX_TOTAL_BYTES = 48_000_000
_MOMENT = (1980, 1, 1, 0, 0, 0)


class ArchiveInvalid(LoungeError):
    """A file that is not a knowledge folder in a zip, or holds faults; nothing of it was used. ``faults`` name file and line."""

    def __init__(self, sentence: str, faults: tuple[Fault, ...] = ()) -> None:
        self.faults = faults
        super().__init__(sentence)


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by relative path; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(f"{TOP}/{name}", _MOMENT)
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a zip by relative path, without the folder around them. Blocks. Raises ArchiveInvalid.

    Nothing is written anywhere, and nothing is expanded beyond the limits, whatever the zip says of itself.
    """
    if len(data) > MAX_ARCHIVE_BYTES:
        raise ArchiveInvalid(f"The file is too large: at most {MAX_ARCHIVE_BYTES // 1_000_000} MB are read.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Of a member without a name Python cannot say whether it is a folder; it is refused with the other names that do not belong.
            members = [member for member in archive.infolist() if not (member.filename and member.is_dir())]
            if len(members) > MAX_FILES:
                raise ArchiveInvalid(f"The zip holds too many files: at most {MAX_FILES:,} are read.")
            names = [_name(member) for member in members]
            if len(set(names)) != len(names):
                raise ArchiveInvalid("The zip holds a file twice.")
            return _read(archive, members, names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise ArchiveInvalid("The file is not a zip that can be read. Export the knowledge and edit that.") from None


def read_files(files: Mapping[str, bytes]) -> KnowledgeBase:
    """The knowledge of files by relative path. Blocks. Raises ArchiveInvalid with every structural fault."""
    with tempfile.TemporaryDirectory(prefix="lounge-import-") as name:
        folder = Path(name)
        for file, content in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return _assembled(read_knowledge(folder))


def read_folder(folder: Path) -> KnowledgeBase:
    """The knowledge of a folder. Blocks. Raises ArchiveInvalid with every structural fault."""
    return _assembled(read_knowledge(folder))


def _assembled(reading: Reading) -> KnowledgeBase:
    errors = tuple(sorted(fault for fault in reading.faults if not fault.warning))
    if errors or reading.guide is None:
        raise ArchiveInvalid(str(KnowledgeInvalid(Path("this import"), errors)), errors)
    return assemble(reading)


def _name(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename)
    kind = stat.S_IFMT(member.external_attr >> 16)
    unsafe = (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in member.filename
        or ":" in member.filename
        or "\0" in member.filename
        or kind not in (0, stat.S_IFREG)
        or len(path.parts) > 5
        or any(len(part) > 100 for part in path.parts)
    )
    if unsafe:
        raise ArchiveInvalid("The zip holds a path that does not belong into a knowledge folder.")
    if path.suffix not in SUFFIXES:
        raise ArchiveInvalid(
            "The zip holds files that are neither YAML, JSON lines nor text. Only what an export holds can be imported."
        )
    return path.as_posix()


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], names: list[str]) -> dict[str, bytes]:
    top = f"{TOP}/" if all(name.startswith(f"{TOP}/") for name in names) else ""
    files: dict[str, bytes] = {}
    total = 0
    for member, name in zip(members, names, strict=True):
        with archive.open(member) as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            raise ArchiveInvalid(
                f"The zip holds more than a knowledge folder can: at most {MAX_FILE_BYTES / 1e6:g} MB a file, "
                f"{MAX_TOTAL_BYTES / 1e6:g} MB in all."
            )
        files[name.removeprefix(top)] = content
    return files

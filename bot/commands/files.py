"""Writing a knowledge folder."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from bot.errors import LoungeError
from bot.knowledge.writing import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class TargetOccupied(LoungeError):
    """A folder that holds something else than knowledge."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not empty and holds no knowledge (there is no guide.yaml), so nothing was written. Name another folder."
        )


def write_folder(folder: Path, files: Mapping[str, bytes]) -> tuple[int, int]:
    """Makes a folder hold exactly these files, of those that knowledge consists of; gives how many were written and removed.

    Each file is replaced in one step, and one that is the same already is left alone. Raises TargetOccupied, OSError.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "guide.yaml").is_file():
        raise TargetOccupied(folder)
    written = removed = 0
    for name, content in files.items():
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        draft.write_bytes(content)
        os.replace(draft, path)  # noqa: PTH105 - the atomic one
        written += 1
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in SUFFIXES and path.relative_to(folder).as_posix() not in files:
            path.unlink()
            removed += 1
    return written, removed

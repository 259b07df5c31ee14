"""Arrays on disk, written whole or not at all; a cache that cannot be written or read costs only time."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


def write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write arrays to ``path`` through a temporary file beside it; an unwritable folder is no error."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)


def keep_newest(folder: Path, pattern: str, count: int) -> None:
    """Remove the files of a folder that match ``pattern``, but for the ``count`` written last; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        written = [(path.stat().st_mtime_ns, path) for path in folder.glob(pattern)]
        for _, path in sorted(written, reverse=True)[count:]:
            path.unlink(missing_ok=True)


def read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of a file; empty where it is absent or damaged. Never unpickles."""
    try:
        with path.open("rb") as source, np.load(source, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}

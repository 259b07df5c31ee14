"""The secret under which members' ids are hashed: the operator's, or one made once and kept beside the database."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from bot.store.errors import SecretInvalid

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "secret"
LEAST_LENGTH = 16
_SHAPE = re.compile(r"[0-9a-f]{64}")


def member_secret(setting: str | None, folder: Path) -> bytes:
    """The secret in force: ``setting`` (LOUNGE_SECRET) or, where that is unset, the one kept in ``folder``, made on first use.

    Processes that share a database but not this folder need the same LOUNGE_SECRET. Reads and writes a file: call it at the
    start or in a thread. Raises SecretInvalid.
    """
    if setting is None:
        return _kept(folder / FILE_NAME)
    if len(setting) < LEAST_LENGTH:
        raise SecretInvalid(
            f"LOUNGE_SECRET is too short to protect anyone: use at least {LEAST_LENGTH} characters, best 64 random ones."
        )
    return setting.encode()


def _kept(path: Path) -> bytes:
    try:
        if not path.exists():
            _make(path)
        path.chmod(0o600)
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise SecretInvalid(
            f"The secret for hashing user ids cannot be kept in {path} ({error.strerror}). Set LOUNGE_SECRET instead."
        ) from None
    if not _SHAPE.fullmatch(text):
        raise SecretInvalid(
            f"{path} does not hold the secret that the lounge put there. Restore it, or delete it: then who voted is forgotten."
        )
    return text.encode()


def _make(path: Path) -> None:
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if made:
        path.parent.chmod(0o700)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, unlike a rename, never replaces: of two processes that start at once, one wins and both read its secret.
            path.hardlink_to(draft)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)

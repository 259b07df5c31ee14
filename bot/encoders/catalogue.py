"""Which sentence encoders there are on this machine, and which one is in force."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.errors import LoungeError
from bot.matching.encoder import EncoderFiles, boxed_minilm, encoder_in
from bot.matching.encoder_card import EncoderUnusable

SMALL, ADAPTED, LARGE = "small", "adapted", "large"
CHOICE_FILE = "in-force.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class EncoderUnknown(LoungeError):
    """There is no encoder of this name on this machine."""

    def __init__(self, name: str, names: list[str]) -> None:
        self.name = name
        how = " `lounge encoder install large` fetches it." if name == LARGE else ""
        super().__init__(f"There is no encoder {name[:60]!r} here. There is: {', '.join(names)}.{how}")


class ChoiceNotKept(LoungeError):
    """The choice of an encoder could not be written to the user's data folder."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One encoder of this machine; ``fault`` says why it cannot be used, and is None where it can."""

    name: str
    files: EncoderFiles | None
    fault: str | None = None

    @property
    def megabytes(self) -> float | None:
        """Size of the model file, and of the layers that read, in megabytes of 10^6 bytes."""
        if self.files is None:
            return None
        models = (self.files.model, self.files.reading, self.files.drafts)
        return sum(path.stat().st_size for path in models if path is not None) / 1e6


class Catalogue:
    """The encoders that a user's folder holds, and the boxed one. ``folder`` need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Every name there is, the boxed encoder first."""
        try:
            found = sorted(path.name for path in self.folder.iterdir() if path.is_dir() and is_name(path.name))
        except OSError:
            found = []
        return [SMALL, *(name for name in found if name != SMALL)]

    def files(self, name: str) -> EncoderFiles:
        """The files of an encoder. Raises EncoderUnknown, or EncoderUnusable where its folder is damaged."""
        if name == SMALL:
            return boxed_minilm()
        if name not in self.names():
            raise EncoderUnknown(name, self.names())
        return encoder_in(self.folder / name)

    def listed(self) -> list[Listed]:
        """Every encoder, also those that cannot be used. Hashes are not verified here: loading does that."""
        result: list[Listed] = []
        for name in self.names():
            try:
                result.append(Listed(name, self.files(name)))
            except EncoderUnusable as error:
                result.append(Listed(name, None, str(error)))
        return result

    def chosen(self) -> str:
        """The name in force; the boxed encoder where nothing was chosen.

        Raises EncoderUnusable where the choice cannot be read: a wish is not silently ignored.
        """
        path = self.folder / CHOICE_FILE
        try:
            name = json.loads(path.read_text(encoding="utf-8"))["encoder"]
        except FileNotFoundError:
            return SMALL
        except (OSError, ValueError, KeyError, TypeError):
            name = None
        if not isinstance(name, str) or not is_name(name):
            raise EncoderUnusable(path, "the choice in it cannot be read; `lounge encoder use small` writes it anew")
        return name

    def choose(self, name: str) -> None:
        """Keep a choice, written whole or not at all. Raises EncoderUnknown, EncoderUnusable or ChoiceNotKept."""
        self.files(name)
        path = self.folder / CHOICE_FILE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump({"encoder": name}, file)
                Path(temporary).replace(path)
            finally:
                Path(temporary).unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ChoiceNotKept(f"The choice could not be kept in {self.folder}: {reason}.") from None


def is_name(name: str) -> bool:
    """Whether a folder may be an encoder's: small letters, digits, dots and dashes, and no half-fetched one."""
    return _NAME.fullmatch(name) is not None and not name.endswith(".partial")

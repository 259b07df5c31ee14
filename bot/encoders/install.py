"""Fetch an encoder from its publisher's own repository, verify it, and only then put it in its place."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from huggingface_hub import get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import disable_progress_bars

from bot.encoders.measured import LARGE_TITLE, THRESHOLDS
from bot.encoders.reference import EXACT, VectorsDiffer
from bot.errors import LoungeError
from bot.matching.encoder import OnnxEncoder, encoder_in
from bot.matching.encoder_card import MODEL_FILE, TOKENIZER_FILE, EncoderCard, EncoderUnusable, write_card

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.encoders.reference import Reference

    # Hears the file's name, the bytes that are there, and the bytes in all.
    Progress = Callable[[str, int, int], None]

# Room for the card and the file system's own needs, beside the files themselves.
_SPARE_BYTES = 16_000_000


class FetchFailed(LoungeError):
    """A file could not be fetched; what has come stays, and the next try goes on from there."""


class FileRefused(LoungeError):
    """A file is not the one that was published."""

    def __init__(self, file: str, what: str) -> None:
        self.file = file
        super().__init__(
            f"{file} was refused: {what}. It was not installed. Try again; if it happens again, do not use that source."
        )


class DiskFailed(LoungeError):
    """The disk is full, or the folder cannot be written."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a repository: its path there, its name here, its length in bytes and its SHA-256."""

    path: str
    name: Literal["model.onnx", "tokenizer.json"]
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Published:
    """An encoder as its publisher offers it on a Hub, at one revision that never changes."""

    repository: str
    revision: str
    title: str
    licence: str
    max_tokens: int
    files: tuple[PublishedFile, ...]


# Revision and hashes as independent public projects pin them; the tokenizer's hash was also verified against a copy of the original.
MPNET = Published(
    repository="sentence-transformers/all-mpnet-base-v2",
    revision="e8c3b32edf5434bc2275fc9bab85f82640a19130",
    title=LARGE_TITLE,
    licence="Apache-2.0",
    max_tokens=128,
    files=(
        PublishedFile(
            "tokenizer.json",
            TOKENIZER_FILE,
            466_021,
            "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
        ),
        PublishedFile(
            "onnx/model.onnx",
            MODEL_FILE,
            435_826_548,
            "74187b16d9c946fea252e120cfd7a12c5779d8b8b86838a2e4c56573c47941bd",
        ),
    ),
)


def install(
    published: Published,
    into: Path,
    reference: Reference,
    progress: Progress,
    endpoint: str | None = None,
) -> float:
    """Fetch ``published`` into the folder ``into``, replacing what is there; the smallest cosine to the reference is returned.

    Files gather in ``<into>.partial`` until all of them are verified by hash and the encoder by its vectors; an interrupted fetch goes on
    where it stopped. ``progress`` hears (file, bytes there, bytes in all). ``endpoint`` is another Hub than huggingface.co. Raises
    FetchFailed, FileRefused, DiskFailed, VectorsDiffer or EncoderUnusable.
    """
    partial = into.with_name(f"{into.name}.partial")
    try:
        partial.mkdir(parents=True, exist_ok=True)
        _need_room(published, partial)
        for file in published.files:
            _fetch(published, file, partial, progress, endpoint)
        card = EncoderCard(
            title=published.title,
            licence=published.licence,
            source=f"{published.repository} at {published.revision}",
            precision="fp32",
            max_tokens=published.max_tokens,
            thresholds=THRESHOLDS.get(published.title),
            sha256={file.name: file.sha256 for file in published.files},
        )
        write_card(partial, card)
        worst = _checked(partial, reference)
        put_in_place(partial, into)
    except OSError as error:
        raise DiskFailed(f"{partial} cannot be written: {error.strerror or type(error).__name__}.") from None
    return worst


def _checked(partial: Path, reference: Reference) -> float:
    """The smallest cosine to the reference; an encoder that does not give it is deleted, so that the next try fetches it anew."""
    try:
        return reference.check(OnnxEncoder(encoder_in(partial)), EXACT)
    except (VectorsDiffer, EncoderUnusable):
        shutil.rmtree(partial, ignore_errors=True)
        raise


def put_in_place(finished: Path, into: Path) -> None:
    """Rename a finished folder to its place; what lay there before is deleted after it has stepped aside. Raises OSError."""
    old = into.with_name(f"{into.name}.old.partial")
    shutil.rmtree(old, ignore_errors=True)
    if into.exists():
        into.rename(old)
    finished.rename(into)
    shutil.rmtree(old, ignore_errors=True)


def _fetch(published: Published, file: PublishedFile, folder: Path, progress: Progress, endpoint: str | None) -> None:
    path = folder / file.name
    if path.is_file() and _sha256(path) == file.sha256:
        progress(file.name, file.length, file.length)
        return
    # Its name binds a half-fetched file to what it is a half of.
    part = folder / f"{file.name}.{file.sha256[:12]}.part"
    _fetch_rest(published, file, part, progress, endpoint)
    if _sha256(part) != file.sha256:
        part.unlink()
        raise FileRefused(file.path, "its SHA-256 is not the expected one")
    part.replace(path)


def _fetch_rest(
    published: Published, file: PublishedFile, part: Path, progress: Progress, endpoint: str | None
) -> None:
    """What ``part`` still lacks. The library goes on after a dropped connection; a later run goes on after everything else."""
    with part.open("ab") as raw:
        there = raw.tell()
        if there >= file.length:
            return
        url = hf_hub_url(published.repository, file.path, revision=published.revision, endpoint=endpoint)
        try:
            length = get_hf_file_metadata(url, endpoint=endpoint).size
            if length is not None and length != file.length:
                raise FileRefused(file.path, f"it is {length} bytes long instead of {file.length}")
            watched = _Watched(raw, there, lambda now: progress(file.name, now, file.length))
            disable_progress_bars()
            http_get(url, cast("BinaryIO", watched), resume_size=there, expected_size=file.length)
        except HfHubHTTPError as error:
            raise _failed(published, f"the server answered {error.response.status_code}") from None
        except FileRefused:
            raise
        except OSError as error:
            # The library's own complaint about a short file carries no error number; the disk's does.
            if error.errno is not None and not isinstance(error, ConnectionError | TimeoutError):
                raise
            raise _failed(published, type(error).__name__) from None
        except Exception as error:  # noqa: BLE001 - what the library's transport raises is its own and changes with its versions
            raise _failed(published, type(error).__name__) from None


class _Watched:
    """A file that tells how far it has grown."""

    def __init__(self, file: BinaryIO, there: int, told: Callable[[int], None]) -> None:
        self._file, self._there, self._told = file, there, told

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._there += written
        self._told(self._there)
        return written

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, place: int) -> int:
        return self._file.seek(place)

    def truncate(self) -> int:
        self._there = self._file.truncate()
        return self._there


def _failed(published: Published, reason: str) -> FetchFailed:
    return FetchFailed(
        f"{published.repository} could not be fetched ({reason}). What has come is kept: the same command goes on from there."
    )


def _need_room(published: Published, folder: Path) -> None:
    there = sum(path.stat().st_size for path in folder.iterdir())
    needed = sum(file.length for file in published.files) + _SPARE_BYTES - there
    if shutil.disk_usage(folder).free < needed:
        raise DiskFailed(f"There is not enough room for {folder}: {needed // 1_000_000} MB more are needed.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

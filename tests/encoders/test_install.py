from __future__ import annotations

import errno
import hashlib
import re
import shutil
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import constants

from bot.encoders import install as installing
from bot.encoders.build import build
from bot.encoders.graph import Precision
from bot.encoders.install import MPNET, DiskFailed, FetchFailed, FileRefused, Published, PublishedFile, install
from bot.encoders.reference import Reference, VectorsDiffer, shipped_reference
from bot.matching.encoder import OnnxEncoder, encoder_in
from bot.matching.encoder_card import EncoderUnusable
from tests.encoders import tiny
from tests.encoders.hub import Hub, running

TEXTS = ("a patient sent me a friend request", "kettle", "how do i")


@dataclass
class Shop:
    """A published encoder, the Hub that has it, its true vectors, and where it is to go."""

    published: Published
    hub: Hub
    reference: Reference
    into: Path
    heard: list[tuple[str, int, int]]

    @property
    def partial(self) -> Path:
        return self.into.with_name("large.partial")

    def install(self) -> float:
        return install(self.published, self.into, self.reference, lambda *told: self.heard.append(told), self.hub.url)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(tiny.original(folder / "original", "mpnet"), folder / "encoder", Precision.FP32)
    return folder / "encoder"


@pytest.fixture
def shop(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Shop]:
    monkeypatch.setattr("time.sleep", lambda _: None)
    # The library writes in pieces of ten megabytes; what is left of a piece when a connection drops is lost.
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 500)
    files = {
        "tokenizer.json": (built / "tokenizer.json").read_bytes(),
        "onnx/model.onnx": (built / "model.onnx").read_bytes(),
    }
    published = Published(
        "someone/encoder",
        "0" * 39 + "1",
        "encoder",
        "Apache-2.0",
        64,
        tuple(
            PublishedFile(path, path.split("/")[-1], len(data), hashlib.sha256(data).hexdigest())
            for path, data in files.items()
        ),
    )
    reference = Reference(TEXTS, OnnxEncoder(encoder_in(built)).encode(TEXTS))
    with running(Hub(published.repository, published.revision, files)) as hub:
        yield Shop(published, hub, reference, tmp_path / "encoders" / "large", [])


def swap(shop: Shop, path: str, data: bytes, *, pinned: bool) -> None:
    """The Hub gives other bytes than it gave; ``pinned``: and we expect just those."""
    shop.hub.files[path] = data
    if pinned:
        files = tuple(
            replace(file, length=len(data), sha256=hashlib.sha256(data).hexdigest()) if file.path == path else file
            for file in shop.published.files
        )
        shop.published = replace(shop.published, files=files)


def test_a_published_encoder_is_fetched_verified_and_put_in_its_place(shop: Shop) -> None:
    assert shop.install() > 0.9999
    encoder = OnnxEncoder(encoder_in(shop.into))
    assert np.allclose(encoder.encode(TEXTS), shop.reference.vectors, atol=1e-5)
    assert (encoder.card.title, encoder.card.licence, encoder.card.max_tokens) == ("encoder", "Apache-2.0", 64)
    assert encoder.card.source == f"someone/encoder at {shop.published.revision}"
    assert not shop.partial.exists()


def test_progress_grows_to_each_files_end(shop: Shop) -> None:
    shop.install()
    for file in shop.published.files:
        grown = [there for name, there, _ in shop.heard if name == file.name]
        assert grown == sorted(grown)
        assert grown[-1] == file.length


def test_only_the_pinned_revision_is_asked_for(shop: Shop) -> None:
    shop.install()
    assert all(shop.published.revision in path or path.startswith("/store/") for _, path, _ in shop.hub.asked)


def test_a_dropped_connection_goes_on_where_it_stopped(shop: Shop) -> None:
    shop.hub.hang_up_after, shop.hub.hang_ups_left = 2_000, 2
    shop.install()
    length = len(shop.hub.files["onnx/model.onnx"])
    assert [asked for method, path, asked in shop.hub.asked if method == "GET" and path.startswith("/store/")][1:] == [
        "bytes=2000-",
        "bytes=4000-",
    ]
    assert shop.hub.bytes_sent("onnx/model.onnx") == length


def test_a_run_that_was_stopped_is_taken_up_by_the_next(shop: Shop) -> None:
    def stopped(name: str, there: int, _: int) -> None:
        if name == "model.onnx" and there >= 3_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install(shop.published, shop.into, shop.reference, stopped, shop.hub.url)
    assert not shop.into.exists()
    assert [path.stat().st_size for path in shop.partial.glob("model.onnx.*.part")] == [3_000]
    shop.hub.asked.clear()
    shop.install()
    assert [asked for method, path, asked in shop.hub.asked if method == "GET"] == ["bytes=3000-"] * 2
    assert not any("tokenizer.json" in path for _, path, _ in shop.hub.asked)


def test_a_server_that_knows_no_ranges_begins_anew(shop: Shop) -> None:
    shop.partial.mkdir(parents=True)
    model = shop.published.files[1]
    (shop.partial / f"model.onnx.{model.sha256[:12]}.part").write_bytes(b"x" * 500)
    shop.hub.knows_ranges = False
    assert shop.install() > 0.9999


def test_a_half_fetched_file_with_wrong_bytes_is_refused_and_thrown_away(shop: Shop) -> None:
    shop.partial.mkdir(parents=True)
    model = shop.published.files[1]
    part = shop.partial / f"model.onnx.{model.sha256[:12]}.part"
    part.write_bytes(b"x" * 500)
    with pytest.raises(FileRefused, match="SHA-256"):
        shop.install()
    assert not part.exists()
    assert shop.install() > 0.9999


@pytest.mark.parametrize("change", [lambda data: data[:-1] + b"!", lambda data: data + b"!"], ids=["other", "longer"])
def test_another_file_than_the_published_one_is_refused(shop: Shop, change) -> None:
    swap(shop, "onnx/model.onnx", change(shop.hub.files["onnx/model.onnx"]), pinned=False)
    with pytest.raises(FileRefused, match="was refused"):
        shop.install()
    assert not shop.into.exists()


def test_an_encoder_with_other_vectors_is_refused_though_its_hash_is_right(shop: Shop, tmp_path: Path) -> None:
    build(tiny.original(tmp_path / "other", "mpnet", seed=2), tmp_path / "built", Precision.FP32)
    swap(shop, "onnx/model.onnx", (tmp_path / "built" / "model.onnx").read_bytes(), pinned=True)
    with pytest.raises(VectorsDiffer) as caught:
        shop.install()
    assert caught.value.worst < 0.9
    assert not shop.into.exists()
    assert not shop.partial.exists()


def test_an_encoder_of_another_width_is_refused(shop: Shop) -> None:
    shop.reference = Reference(TEXTS, np.eye(3, 24, dtype=np.float32))
    with pytest.raises(VectorsDiffer):
        shop.install()


def test_a_file_that_is_no_model_is_refused_though_its_hash_is_right(shop: Shop) -> None:
    swap(shop, "onnx/model.onnx", b"not a model", pinned=True)
    with pytest.raises(EncoderUnusable, match="does not load"):
        shop.install()
    assert not shop.into.exists()


def test_what_was_installed_stays_when_the_next_fetch_fails(shop: Shop) -> None:
    shop.install()
    swap(shop, "onnx/model.onnx", b"not a model", pinned=True)
    with pytest.raises(EncoderUnusable):
        shop.install()
    assert OnnxEncoder(encoder_in(shop.into)).encode(TEXTS).shape == (3, tiny.WIDTH)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_server_that_refuses_is_named_with_its_answer(shop: Shop, status: int) -> None:
    shop.hub.status = status
    with pytest.raises(FetchFailed, match=str(status)):
        shop.install()


def test_no_server_at_all_is_told_in_a_sentence(shop: Shop) -> None:
    shop.hub.url = "http://127.0.0.1:9"
    with pytest.raises(FetchFailed, match="could not be fetched"):
        shop.install()


def test_too_little_room_is_told_before_anything_is_fetched(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(DiskFailed, match=r"\d+ MB more are needed"):
        shop.install()
    assert shop.hub.asked == []


def test_a_disk_that_fills_up_on_the_way_is_told_as_such(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(installing._Watched, "write", full)
    with pytest.raises(DiskFailed, match="No space left"):
        shop.install()


def test_a_folder_that_cannot_be_made_is_told_as_such(shop: Shop) -> None:
    shop.into.parent.parent.joinpath("encoders").write_text("in the way", "utf-8")
    with pytest.raises(DiskFailed, match="cannot be written"):
        shop.install()


def test_the_large_encoder_is_pinned_whole_and_has_its_reference() -> None:
    assert re.fullmatch("[0-9a-f]{40}", MPNET.revision)
    assert all(re.fullmatch("[0-9a-f]{64}", file.sha256) for file in MPNET.files)
    reference = shipped_reference(MPNET.title)
    assert len(reference.texts) == len(reference.vectors) >= 20
    assert np.allclose(np.linalg.norm(reference.vectors, axis=1), 1, atol=1e-5)

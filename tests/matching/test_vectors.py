from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.matching.vectors import VectorCache
from tests.matching.bag_encoder import BagEncoder


def test_a_text_is_encoded_once_and_then_read_from_disk(tmp_path: Path) -> None:
    first = BagEncoder()
    rows = VectorCache(first, tmp_path).vectors(["one", "two", "one"])
    assert sorted(first.encoded) == ["one", "two"]
    second = BagEncoder()
    again = VectorCache(second, tmp_path).vectors(["two", "three"])
    assert second.encoded == ["three"]
    assert np.array_equal(rows[1], again[0])


def test_a_damaged_file_costs_only_time(tmp_path: Path) -> None:
    VectorCache(BagEncoder(), tmp_path).vectors(["one"])
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-40])
    encoder = BagEncoder()
    assert VectorCache(encoder, tmp_path).vectors(["one"]).shape == (1, encoder.dimensions)
    assert encoder.encoded == ["one"]


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert VectorCache(BagEncoder(), tmp_path / "file" / "deeper").vectors(["one"]).shape == (1, BagEncoder.dimensions)


def test_progress_is_told_up_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    VectorCache(BagEncoder(), None).vectors(
        [f"text {number}" for number in range(70)], lambda done, total: heard.append((done, total))
    )
    assert heard[-1] == (70, 70)
    assert heard == sorted(heard)


def test_the_disk_holds_hashes_and_numbers_and_no_text(tmp_path: Path) -> None:
    VectorCache(BagEncoder(), tmp_path).vectors(["canary-phrase-of-a-person"])
    assert all(b"canary" not in path.read_bytes() for path in tmp_path.iterdir())


def test_what_was_encoded_before_a_stop_is_not_encoded_again(tmp_path: Path) -> None:
    texts = [f"text {number:04}" for number in range(1_500)]

    def stop(done: int, _: int) -> None:
        if done > 1_300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        VectorCache(BagEncoder(), tmp_path).vectors(texts, stop)
    second = BagEncoder()
    VectorCache(second, tmp_path).vectors(texts)
    assert len(second.encoded) == 1_500 - 1_024

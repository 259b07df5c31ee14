from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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


def room_for(vectors: int) -> int:
    return vectors * (16 + BagEncoder.dimensions * 2)


def test_a_full_file_drops_the_oldest_that_nobody_asks_for(tmp_path: Path) -> None:
    for number in range(6):
        VectorCache(BagEncoder(), tmp_path, largest_bytes=room_for(3)).vectors([f"text {number}"])
    again = BagEncoder()
    VectorCache(again, tmp_path).vectors([f"text {number}" for number in range(6)])
    assert sorted(again.encoded) == ["text 0", "text 1", "text 2"]


def test_what_is_asked_for_again_outlives_what_is_newer(tmp_path: Path) -> None:
    VectorCache(BagEncoder(), tmp_path).vectors(["used", "idle", "newer"])
    cache = VectorCache(BagEncoder(), tmp_path, largest_bytes=room_for(2))
    cache.vectors(["used", "fresh"])
    again = BagEncoder()
    VectorCache(again, tmp_path).vectors(["used", "idle", "newer", "fresh"])
    assert sorted(again.encoded) == ["idle", "newer"]


def test_a_knowledge_larger_than_the_limit_is_kept_whole_and_encoded_once(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(50)]
    first = VectorCache(BagEncoder(), tmp_path, largest_bytes=room_for(10)).vectors(texts)
    second = BagEncoder()
    assert np.array_equal(VectorCache(second, tmp_path, largest_bytes=room_for(10)).vectors(texts), first)
    assert not second.encoded


def test_a_bounded_cache_gives_every_row_it_was_asked_for_from_many_threads() -> None:
    cache = VectorCache(BagEncoder(), None, largest_bytes=room_for(1))
    expected = BagEncoder().encode([f"text {number}" for number in range(40)]).astype(np.float16)

    def ask(number: int) -> bool:
        return np.array_equal(cache.vectors([f"text {number}"])[0].astype(np.float16), expected[number])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, list(range(40)) * 3))


def test_what_travels_with_the_program_is_not_written_again(tmp_path: Path) -> None:
    VectorCache(BagEncoder(), tmp_path / "shipped").vectors(["shipped text"])
    VectorCache(BagEncoder(), tmp_path / "own", tmp_path / "shipped").vectors(["shipped text", "own text"])
    again = BagEncoder()
    VectorCache(again, tmp_path / "own").vectors(["shipped text", "own text"])
    assert again.encoded == ["shipped text"]

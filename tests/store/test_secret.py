from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.errors import SecretInvalid
from bot.store.members import Members
from bot.store.secret import member_secret


def test_the_secret_of_the_settings_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    assert member_secret("x" * 16, tmp_path / "made") == b"x" * 16
    assert not (tmp_path / "made").exists()


def test_a_secret_that_protects_nobody_is_refused_without_quoting_it(tmp_path: Path) -> None:
    with pytest.raises(SecretInvalid) as caught:
        member_secret("canary", tmp_path)
    assert "canary" not in str(caught.value)


def test_without_a_setting_one_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: member_secret(None, folder), range(8)))
    assert len(found) == 1
    assert len(found.pop()) == 64
    assert [file.name for file in folder.iterdir()] == ["secret"]
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600


def test_a_damaged_secret_is_not_silently_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("nothing", "utf-8")
    with pytest.raises(SecretInvalid, match="forgotten"):
        member_secret(None, tmp_path)


def test_keys_differ_by_person_and_by_secret_and_hold_no_id() -> None:
    keys = {Members(secret).key(user) for secret in (b"a" * 16, b"b" * 16) for user in (1, 12, 123456789)}
    assert len(keys) == 6
    assert all(len(key) == 32 and b"123456789" not in key for key in keys)

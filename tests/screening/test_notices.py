from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.knowledge.lint import CLEARING
from bot.screening.model import Kind
from bot.screening.notices import NoticeKey, load_notices, read_notices
from bot.screening.rules import ScreeningDataInvalid


def test_every_occasion_has_words_and_none_of_them_clears(folder: Path) -> None:
    notices = load_notices(folder)
    assert set(notices) == {key.value for key in NoticeKey}
    for notice in notices.values():
        words = " ".join((notice.heading, *notice.paragraphs))
        assert not CLEARING.search(words)
        assert " safe" not in words


def test_details_are_named_by_kind_only_where_the_words_ask_for_it(folder: Path) -> None:
    asking = {key for key, notice in load_notices(folder).items() if "{kinds}" in " ".join(notice.paragraphs)}
    assert asking == {"identifiers", "identifiers_too"}
    assert all(kind.words for kind in Kind)


def test_a_caution_adds_one_line(folder: Path) -> None:
    caution = load_notices(folder)["caution"]
    assert len(caution.paragraphs) == 1
    assert caution.signposts == ()


def test_signposts_are_few_dated_and_due_within_ninety_days(folder: Path) -> None:
    posts = read_notices(folder).signposts
    for key in (NoticeKey.STRAIN, NoticeKey.CRISIS, NoticeKey.SOMEONE_ELSE):
        assert 1 < sum(key in post.occasions for post in posts) <= 5
    assert all(post.review_by - post.checked <= timedelta(days=90) for post in posts)


def test_a_missing_notice_is_named(folder: Path, tmp_path: Path) -> None:
    text = (folder / "notices.yaml").read_text("utf-8").replace("  strain:\n    heading", "  caution2:\n    heading", 1)
    (tmp_path / "notices.yaml").write_text(text, "utf-8")
    with pytest.raises(ScreeningDataInvalid, match=r"notices\.yaml"):
        load_notices(tmp_path)

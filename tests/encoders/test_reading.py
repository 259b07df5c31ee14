from __future__ import annotations

from pathlib import Path

import pytest

from bot.encoders import reading
from bot.encoders.build import ExtraMissing
from bot.encoders.reading import ReadingLesson, teach_reading


def test_without_the_extra_the_command_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(reading, "import_module", absent)
    lesson = ReadingLesson(["a"], {"distress": [(0, 0, 1.0)]}, frozenset())
    with pytest.raises(ExtraMissing, match=r"pip install 'doctors-lounge\[train\]'"):
        teach_reading(tmp_path, tmp_path / "taught", {"reading": lesson}, seed=1, progress=lambda *_: None)

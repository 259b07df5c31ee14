from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsInvalid, load_settings, shipped_knowledge

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"


def test_without_any_setting_the_shipped_knowledge_is_used() -> None:
    settings = load_settings()
    assert settings.knowledge_dir == shipped_knowledge()
    assert (settings.knowledge_dir / "guide.yaml").is_file()
    assert settings.lounge_log_level == "INFO"


def test_settings_come_from_a_dotenv_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOUNGE_LOG_LEVEL=debug\nLOUNGE_SHARD_IDS=0,2\n", "utf-8")
    assert load_settings().lounge_log_level == "DEBUG"
    assert load_settings().lounge_shard_ids == (0, 2)
    monkeypatch.setenv("LOUNGE_LOG_LEVEL", "ERROR")
    assert load_settings().lounge_log_level == "ERROR"


def test_a_copy_of_the_example_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    assert load_settings() == Settings(_env_file=None)  # type: ignore[call-arg]


def test_every_fault_is_named_by_variable_and_no_value_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUNGE_LOG_LEVEL", "canary-level")
    monkeypatch.setenv("LOUNGE_ANSWER_THRESHOLD", "2")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert "LOUNGE_LOG_LEVEL" in str(caught.value)
    assert "LOUNGE_ANSWER_THRESHOLD" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_the_example_lists_every_setting_with_its_description_in_order() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    names = [line.split("=")[0] for line in lines if line and not line.startswith("#")]
    assert names == [name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        place = next(index for index, line in enumerate(lines) if line.startswith(f"{name.upper()}="))
        assert lines[place - 1] == f"# {field.description}"


def test_the_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "canary-token")
    assert "canary" not in repr(load_settings())

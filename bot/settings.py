"""One settings object, from the environment and a ``.env`` file in the working folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import LoungeError

APPLICATION = "doctors-lounge"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsInvalid(LoungeError):
    """One or more settings cannot be used; the sentence names each variable, never its value."""


def shipped_knowledge() -> Path:
    """The knowledge that travels with the program: inside an installed package, or beside ``bot/`` in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "shipped_knowledge"
    return installed if installed.is_dir() else package.parent / "knowledge"


def shipped_vectors() -> Path:
    """The folder with vectors and learned weights of the shipped knowledge; read only, written by `lounge knowledge vectors`."""
    return Path(__file__).resolve().parent / "shipped_vectors"


def cache_folder() -> Path:
    """The user's cache folder for this program: everything in it can be deleted at any time."""
    return Path(platformdirs.user_cache_dir(APPLICATION, appauthor=False))


def data_folder() -> Path:
    """The user's data folder for this program: the database and the secret, unless the settings name others."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))


def encoders_folder() -> Path:
    """Where fetched and built sentence encoders lie, one folder each, beside the choice of the one in force."""
    return data_folder() / "encoders"


class Settings(BaseSettings):
    """Everything that can be set. Names are those of the environment variables, in lower case."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    discord_token: SecretStr | None = Field(
        None, description="The bot's token from the Discord developer portal; needed by `lounge run` only"
    )
    lounge_database_url: str | None = Field(
        None,
        description="sqlite+aiosqlite:///... or postgresql+asyncpg://...; default: SQLite in the user's data folder",
    )
    lounge_knowledge_dir: Path | None = Field(
        None, description="A folder with your own copy of the knowledge; default: the shipped one"
    )
    lounge_secret: SecretStr | None = Field(
        None, description="Key under which user ids are hashed; a new key forgets everyone"
    )
    lounge_encoder_dir: Path | None = Field(
        None,
        description="A folder with another sentence encoder (model.onnx, tokenizer.json); wins over `lounge encoder use`",
    )
    lounge_log_level: str = Field("INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL")
    lounge_answer_threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Least confidence at which one entry is given as the answer; default: the encoder's own",
    )
    lounge_clarify_threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Least probability that some entry fits at which up to three are offered; default: the encoder's own",
    )
    lounge_discord_api_url: str | None = Field(
        None, description="A REST proxy, with the version path, as in http://127.0.0.1:8080/api/v10"
    )
    lounge_discord_gateway_url: str | None = Field(
        None, description="A gateway proxy, as in ws://127.0.0.1:8080/gateway"
    )
    lounge_shard_ids: Annotated[tuple[int, ...] | None, NoDecode] = Field(
        None, description="Shards of this process, as in 0,1"
    )
    lounge_shard_count: int | None = Field(None, ge=1, description="Shards over all processes")
    lounge_metrics_port: int | None = Field(None, ge=1, le=65535, description="Port for metrics on loopback")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in values.items() if not (isinstance(value, str) and not value.strip())}

    @field_validator("lounge_shard_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("lounge_log_level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        level = str(value).upper()
        if level not in LOG_LEVELS:
            raise ValueError(f"one of {', '.join(LOG_LEVELS)} is expected")
        return level

    @property
    def knowledge_dir(self) -> Path:
        """The knowledge folder in force."""
        return self.lounge_knowledge_dir or shipped_knowledge()


def load_settings() -> Settings:
    """The settings in force. Raises SettingsInvalid, naming each variable that cannot be used."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - every field has a default in the environment's absence
    except ValidationError as error:
        problems = "; ".join(
            f"{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_input=False)
        )
        raise SettingsInvalid(
            f"Settings that cannot be used - {problems}. Mend the environment or the .env file."
        ) from None

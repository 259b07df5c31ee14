"""The card beside an encoder's two files: what it is, whose it is, and what its files must hash to."""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003 - pydantic reads it
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import LoungeError

if TYPE_CHECKING:
    from pathlib import Path

CARD_FILE = "encoder.json"
MODEL_FILE: Final = "model.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
READING_FILE: Final = "reading.onnx"
DRAFTS_FILE: Final = "drafts.onnx"
MAX_TOKENS = 128

HashedFile = Literal["model.onnx", "tokenizer.json", "reading.onnx", "drafts.onnx"]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class EncoderUnusable(LoungeError):
    """A sentence encoder's files are missing, changed or of the wrong shape."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"The sentence encoder at {path} cannot be used: {reason}.")


class OwnThresholds(BaseModel):
    """Thresholds that were calibrated for this encoder; see bot/matching/decision.py."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Share
    clarify: Share


class EncoderCard(BaseModel):
    """What is known of an encoder. A folder without a card is read as if it had an empty one: mean pooling, 128 tokens, no hashes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: Annotated[Line | None, Field(description="The model's name as its publisher writes it")] = None
    licence: Annotated[Line | None, Field(description="Its SPDX identifier")] = None
    source: Annotated[Line | None, Field(description="Where the files or the weights come from")] = None
    precision: Annotated[Line | None, Field(description="How the weights are kept")] = None
    pooling: Literal["mean"] = "mean"
    max_tokens: Annotated[int, Field(ge=8, le=512, description="Tokens of a text that are read")] = MAX_TOKENS
    reading: Annotated[Line | None, Field(description="What its reading layers were taught, where it has any")] = None
    drafts: Annotated[Line | None, Field(description="The same of the layers that read drafts")] = None
    sha256: Mapping[HashedFile, Sha256] = {}
    thresholds: OwnThresholds | None = None


def read_card(folder: Path) -> EncoderCard:
    """The card of a folder. Raises EncoderUnusable where there is one and it cannot be understood."""
    path = folder / CARD_FILE
    try:
        return EncoderCard.model_validate_json(path.read_bytes(), strict=True)
    except FileNotFoundError:
        return EncoderCard()
    except OSError as error:
        raise EncoderUnusable(folder, f"{CARD_FILE} cannot be read ({type(error).__name__})") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise EncoderUnusable(
            folder, f"{CARD_FILE} is not valid ({place + ': ' if place else ''}{first['msg']})"
        ) from None


def write_card(folder: Path, card: EncoderCard) -> None:
    """Write the card into the folder. Raises OSError."""
    text = json.dumps(card.model_dump(mode="json", exclude_none=True), indent=2)
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")

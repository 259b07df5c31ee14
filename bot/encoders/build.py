"""Make an encoder's folder from the original weights, as their publisher gives them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import yaml

from bot.encoders.graph import Precision, build_graph
from bot.encoders.install import DiskFailed, put_in_place
from bot.encoders.measured import LARGE_TITLE, THRESHOLDS
from bot.encoders.reference import EXACT, REDUCED, shipped_reference
from bot.encoders.transformer import WEIGHTS_FILE, WeightsUnusable, read_json, read_transformer
from bot.errors import LoungeError
from bot.matching.encoder import OnnxEncoder, encoder_in
from bot.matching.encoder_card import MAX_TOKENS, MODEL_FILE, TOKENIZER_FILE, EncoderCard, write_card

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from onnx import ModelProto

    from bot.matching.encoder_card import HashedFile

# Original weights whose vectors are known, by their SHA-256.
KNOWN = {"78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658": LARGE_TITLE}


class ExtraMissing(LoungeError):
    """A package of an extra is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(
            f"This needs the package {package}, which is not installed: pip install 'doctors-lounge[{extra}]'"
        )


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: its card, and the smallest cosine to the original's vectors where these are known."""

    card: EncoderCard
    worst: float | None


def build(folder: Path, into: Path, precision: Precision, exact_layers: Sequence[int] = ()) -> Built:
    """Build the encoder of ``folder`` into the folder ``into``, replacing what is there only when all is well.

    Raises ExtraMissing, WeightsUnusable, EncoderUnusable, VectorsDiffer or DiskFailed.
    """
    try:
        # An extra: whoever only asks the lounge does not need it.
        for package in ("onnx", "safetensors"):
            import_module(package)
    except ModuleNotFoundError as error:
        raise ExtraMissing(str(error.name), "encoders") from None
    tokenizer = folder / TOKENIZER_FILE
    if not tokenizer.is_file():
        raise WeightsUnusable(folder, f"there is no {TOKENIZER_FILE} in it")
    _must_pool_by_mean(folder)
    transformer = read_transformer(folder, MAX_TOKENS)
    if not all(0 <= layer < len(transformer.layers) for layer in exact_layers):
        raise WeightsUnusable(folder, f"its layers are numbered 0 to {len(transformer.layers) - 1}")
    weights = _sha256(folder / WEIGHTS_FILE)
    kept = f"{precision}, layers {', '.join(map(str, exact_layers))} fp32" if exact_layers else precision.value
    title = KNOWN.get(weights, folder.resolve().name)
    card = EncoderCard(
        title=title,
        licence=_licence(folder),
        source=f"built from {WEIGHTS_FILE} with SHA-256 {weights}",
        precision=kept,
        max_tokens=MAX_TOKENS,
        thresholds=THRESHOLDS.get(title),
    )
    worst: list[float] = []

    def check(encoder: OnnxEncoder) -> None:
        if weights in KNOWN:
            tolerance = EXACT if precision in (Precision.FP32, Precision.FP16) else REDUCED
            worst.append(shipped_reference(KNOWN[weights]).check(encoder, tolerance))

    card = save_encoder(build_graph(transformer, precision, exact_layers), tokenizer, into, card, check)
    return Built(card, worst[0] if worst else None)


def save_encoder(
    model: ModelProto,
    tokenizer: Path,
    into: Path,
    card: EncoderCard,
    check: Callable[[OnnxEncoder], None],
    layers: Mapping[HashedFile, ModelProto] | None = None,
) -> EncoderCard:
    """Write an encoder's folder; the card with its hashes is returned. What lies at ``into`` is replaced after ``check`` is content.

    ``layers`` are what goes on from its trunk, by file, where anything does.

    Raises DiskFailed, EncoderUnusable, and what ``check`` raises.
    """
    from onnx import save  # noqa: PLC0415 - an extra

    partial = into.with_name(f"{into.name}.build.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        save(model, str(partial / MODEL_FILE))
        shutil.copyfile(tokenizer, partial / TOKENIZER_FILE)
        hashes: dict[HashedFile, str] = {
            MODEL_FILE: _sha256(partial / MODEL_FILE),
            TOKENIZER_FILE: _sha256(partial / TOKENIZER_FILE),
        }
        for name, upper in (layers or {}).items():
            save(upper, str(partial / name))
            hashes[name] = _sha256(partial / name)
        card = card.model_copy(update={"sha256": hashes})
        write_card(partial, card)
        check(OnnxEncoder(encoder_in(partial)))
        put_in_place(partial, into)
    except OSError as error:
        raise DiskFailed(f"{partial} cannot be written: {error.strerror or type(error).__name__}.") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return card


def _must_pool_by_mean(folder: Path) -> None:
    """Sentence-transformers say in a file of their own how tokens become one vector; without it the mean is assumed."""
    if not (folder / "1_Pooling" / "config.json").is_file():
        return
    pooling = read_json(folder / "1_Pooling", "config.json")
    chosen = [name for name, value in pooling.items() if name.startswith("pooling_mode_") and value is True]
    if chosen != ["pooling_mode_mean_tokens"]:
        raise WeightsUnusable(folder, "it does not pool its tokens by their mean")


def _licence(folder: Path) -> str | None:
    """The licence that the model card's header names."""
    try:
        header = (folder / "README.md").read_text(encoding="utf-8").split("---")[1]
        named = yaml.safe_load(header)["license"]
    except (OSError, ValueError, IndexError, KeyError, TypeError, yaml.YAMLError):
        return None
    return str(named)[:100]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

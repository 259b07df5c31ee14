from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot import assembly
from bot.knowledge.model import KnowledgeBase
from bot.matching.encoder import EncoderUnusable, OnnxEncoder, boxed_minilm
from bot.matching.matcher import Examples, build
from bot.matching.vectors import VectorCache
from bot.reply import Outcome
from bot.screening.drafts import EXAMPLES
from bot.screening.drafts_likeness import DraftLikeness
from bot.screening.screen import Screen
from bot.settings import Settings, load_settings, shipped_knowledge, shipped_vectors
from tests.matching.bag_encoder import BagEncoder


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(boxed_minilm())


def test_the_vectors_and_weights_that_travel_with_the_knowledge_are_complete(
    knowledge: KnowledgeBase, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After an edit of the shipped knowledge, `lounge knowledge vectors` makes them anew."""
    encoded: list[int] = []
    monkeypatch.setattr(VectorCache, "_encode", lambda self, missing, progress: encoded.append(len(missing)))
    assembly.build_matcher(knowledge, encoder)
    assert encoded == []
    assert list((tmp_path / "xdg_cache_home").rglob("fusion-*.npz")) == []


def test_the_vectors_that_travel_are_those_that_the_encoder_gives(
    knowledge: KnowledgeBase, encoder: OnnxEncoder
) -> None:
    texts = [
        " ".join(line.lower().split())
        for key in list(knowledge.entries)[::8]
        for line in knowledge.entries[key].asked_as[:2]
    ]
    shipped = VectorCache(encoder, None, shipped_vectors()).vectors(texts)
    assert (np.einsum("nd,nd->n", shipped, encoder.encode(texts)) > 0.999).all()


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("pt added me on fb, do i accept??", "patient-friend-requests"),
        ("someone left us a 1 star google review and its lies", "negative-reviews"),
        ("who owns what i upload to instagram", "platform-owns-it"),
    ],
)
def test_the_whole_lounge_answers_the_way_clinicians_type(encoder: OnnxEncoder, question: str, entry: str) -> None:
    reply = assembly.open_concierge(Settings(_env_file=None)).reply(question)  # type: ignore[call-arg]
    assert reply.outcome in (Outcome.ANSWER, Outcome.CLARIFY)
    assert entry in [option.id for option in reply.offered]


def test_the_whole_lounge_does_not_guess(encoder: OnnxEncoder) -> None:
    concierge = assembly.open_concierge(Settings(_env_file=None))  # type: ignore[call-arg]
    assert concierge.reply("how do i descale a kettle").outcome is Outcome.NOTHING


def test_without_an_encoder_the_lounge_works_on_words_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def absent() -> None:
        raise EncoderUnusable(Path("absent"), "the package is not installed")

    monkeypatch.setattr(assembly, "boxed_minilm", absent)
    with caplog.at_level(logging.WARNING):
        assert assembly.open_encoder(Settings(_env_file=None)) is None  # type: ignore[call-arg]
    assert len(caplog.records) == 1


def test_an_encoder_that_was_wished_for_is_not_silently_replaced(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable):
        assembly.open_encoder(Settings(_env_file=None, lounge_encoder_dir=tmp_path))  # type: ignore[call-arg]


def test_what_labelled_drafts_teach_travels_with_the_program_and_is_learned_anew_after_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, screen = load_settings(), Screen.load(shipped_knowledge() / "screening")
    monkeypatch.setattr(
        DraftLikeness, "load", lambda *_: pytest.fail("it was learned although it travels with the program")
    )
    encoder = assembly.open_encoder(settings)
    assert encoder is not None
    without, kept = (assembly.open_draft_check(settings, screen, one).likeness for one in (None, encoder))
    assert (len(without.meaning), len(kept.meaning)) == (0, encoder.dimensions)
    assert kept.signs
    monkeypatch.undo()
    own = tmp_path / "knowledge"
    shutil.copytree(shipped_knowledge() / "screening", own / "screening")
    edited = own / "screening" / EXAMPLES
    edited.write_text("\n".join(edited.read_text("utf-8").splitlines()[:200]), "utf-8")
    fewer = assembly.open_draft_check(settings.model_copy(update={"lounge_knowledge_dir": own}), screen, None).likeness
    assert len(fewer.weights) < len(kept.weights)


def test_the_stretches_of_a_draft_are_read_beside_whatever_else_is_done(encoder: OnnxEncoder) -> None:
    read = assembly.reads(encoder)
    stretches = ["a word of a long story.", "and then another one", "the end"]
    begun, short = read(stretches), read(["a few words"])
    assert np.allclose(begun(), encoder.read_drafts(stretches), atol=2e-3)
    assert np.allclose(short(), encoder.read_drafts(["a few words"]), atol=2e-3)


def test_with_another_encoder_in_force_the_one_in_the_box_still_reads_for_the_screen(
    knowledge: KnowledgeBase, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One without reading layers may match better and would read worse."""
    other, settings = BagEncoder(), Settings(_env_file=None)  # type: ignore[call-arg]
    few = dict.fromkeys(list(knowledge.entries)[:3], ("a friend request", "may i accept"))
    assert assembly.reading_encoder(encoder) is encoder
    reading = assembly.reading_encoder(other)
    assert reading is not None
    assert reading.reading_identity == encoder.reading_identity
    matcher = build(Examples(few, ["kettle"], {}), VectorCache(other, None), reading=reading)
    text = "i cry in the car every morning since the review"
    for one in (matcher, matcher.with_entries({"humour": ["a joke"]})):
        question = one.read(text)
        assert question.vectors is not None
        assert question.vectors.shape[1] == other.dimensions
        assert question.whole is not None
        assert question.whole.vectors is not None
        assert np.allclose(question.whole.vectors, encoder.read([text]), atol=2e-3)
    screen = Screen.load(shipped_knowledge() / "screening")
    monkeypatch.setattr(
        assembly, "learn", lambda *_: pytest.fail("it was learned although it travels with the program")
    )
    reader = assembly.open_reader(settings, knowledge, matcher, screen)
    assert 1 - reader.likelihoods(text, frozenset()).distress[0] > 0.5

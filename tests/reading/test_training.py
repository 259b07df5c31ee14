from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import open_encoder
from bot.knowledge.loading import load_knowledge
from bot.reading import examples as files
from bot.reading.examples import examples_of
from bot.reading.reader import HEADS
from bot.reading.training import fingerprint
from bot.screening.rules import read_record
from bot.settings import load_settings, shipped_vectors
from tests.conftest import KNOWLEDGE

FOLDER = KNOWLEDGE / "screening"


def test_the_reader_that_travels_with_the_program_was_learned_from_the_examples_and_rules_beside_it() -> None:
    """After an edit of either, `lounge knowledge vectors` learns it anew."""
    encoder = open_encoder(load_settings())
    assert encoder is not None
    for identity in (encoder.reading_identity, None):
        assert (shipped_vectors() / f"reader-{fingerprint(FOLDER, identity)}.npz").is_file()


def test_an_edit_of_a_rule_or_an_example_calls_for_learning_anew_and_one_of_the_measuring_set_does_not(
    tmp_path: Path,
) -> None:
    for name in ("story.yaml", "golden.yaml", "leak_examples.yaml"):
        (tmp_path / name).write_text("a: 1\n", "utf-8")
    before = fingerprint(tmp_path, "encoder")
    (tmp_path / "golden.yaml").write_text("a: 2\n", "utf-8")
    assert fingerprint(tmp_path, "encoder") == before
    assert fingerprint(tmp_path, "another") != before
    for name in ("story.yaml", "leak_examples.yaml"):
        (tmp_path / name).write_text("a: 2\n", "utf-8")
        assert fingerprint(tmp_path, "encoder") != before
        before = fingerprint(tmp_path, "encoder")


def test_no_example_is_a_text_that_the_screen_is_measured_on() -> None:
    from bot.commands.screen_figures import load_screen_set

    measured = load_screen_set(FOLDER / "golden.yaml")
    held = {
        case.text.casefold() for cases in (measured.identifiers, measured.advice, measured.distress) for case in cases
    }
    assert held
    for texts in written().values():
        assert not held & {text.casefold() for text in texts}


def test_no_example_stands_in_two_classes_of_one_head() -> None:
    for kind in (files.DistressExamples, files.AdviceExamples, files.LeakExamples):
        found = [
            text.casefold() for name, texts in written().items() if name.startswith(kind.__name__) for text in texts
        ]
        assert len(found) == len(set(found))


@pytest.mark.parametrize("head", sorted(HEADS))
def test_every_head_learns_from_written_examples_beside_known_questions(head: str) -> None:
    labelled = examples_of(FOLDER, load_knowledge(KNOWLEDGE))[head]
    assert {example.label for example in labelled} == set(range(HEADS[head]))
    assert sum(example.written for example in labelled) >= 60
    # Which kind of distress it is, is asked only of texts that tell of some.
    assert sum(not example.written for example in labelled) >= (60 if head == "kind_of_distress" else 5_000)


def written() -> dict[str, tuple[str, ...]]:
    named = (
        (files.DISTRESS_FILE, files.DistressExamples),
        (files.ADVICE_FILE, files.AdviceExamples),
        (files.LEAK_FILE, files.LeakExamples),
    )
    return {
        f"{kind.__name__} {name}": texts for file, kind in named for name, texts in read_record(FOLDER / file, kind)
    }

"""What labelled drafts teach: by words, and by the rules' signs for the kinds that heed them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.screening.drafts_likeness import KINDS as EVERY
from bot.screening.drafts_likeness import DraftLikeness, LabelledDraft, Likeness
from bot.screening.drafts_passages import Reading, hashed_features, stretches
from bot.screening.drafts_rules import DraftKind
from bot.screening.model import Signs

PATIENT, UNPROVEN, RUDE = DraftKind.IDENTIFIABLE_PATIENT, DraftKind.NO_EVIDENCE, DraftKind.DISRESPECT
LABELLED = [
    LabelledDraft(draft=text, kinds=kinds)
    for text, kinds in [
        ("the fisherman came in at dawn", (PATIENT,)),
        ("the baker came in at noon", (PATIENT,)),
        ("our cake came in at noon", ()),
        ("the new chairs came in at dawn", ()),
        ("honey heals every wound", (UNPROVEN,)),
        ("garlic heals every cold", (UNPROVEN,)),
        ("surgeons are idiots", (RUDE,)),
        ("managers are idiots", (RUDE,)),
        ("congratulations to the team", ()),
    ]
]


def signs_of(draft: str) -> Signs:
    """As rules might see it: somebody is told of by their work."""
    return frozenset({"detail work told"} if "fisherman" in draft or "baker" in draft else {"detail clear"})


@pytest.fixture(scope="module")
def learned() -> DraftLikeness:
    return DraftLikeness.learn(LABELLED, signs_of)


def score(learned: DraftLikeness, kind: DraftKind, text: str, signs: Signs = frozenset()) -> float:
    return dict(zip(EVERY, learned.scores(learned.skim(text), signs)[0].tolist(), strict=True))[kind]


def kinds(learned: DraftLikeness, text: str, vectors: NDArray[np.float32] | None = None) -> set[DraftKind]:
    skimmed = learned.skim(text)
    reading = None if vectors is None else Reading(lambda _: lambda: vectors, skimmed.texts, range(len(vectors)))
    return {found.kind for found in learned.find(skimmed, reading=reading) if found.like}


def test_a_draft_in_other_words_is_like_those_of_its_kind(learned: DraftLikeness) -> None:
    assert score(learned, UNPROVEN, "lemon heals every cough") > score(learned, UNPROVEN, "proud of the team")
    assert score(learned, RUDE, "those nurses are idiots") > 0 > score(learned, RUDE, "those nurses came in")


def test_what_the_rules_see_counts_for_a_patient_and_not_for_an_insult(learned: DraftLikeness) -> None:
    text, sign = "the teacher came in at ten", frozenset({"detail work told"})
    assert score(learned, PATIENT, text, sign) > score(learned, PATIENT, text) + 0.01
    assert score(learned, RUDE, text, sign) == score(learned, RUDE, text)


def test_a_sign_that_no_example_had_says_nothing(learned: DraftLikeness) -> None:
    text = "the teacher came in at ten"
    skimmed = learned.skim(text)
    assert np.array_equal(learned.scores(skimmed, frozenset({"detail unheard of"})), learned.scores(skimmed))


def test_what_was_learned_is_kept_as_arrays_and_comes_back_the_same(learned: DraftLikeness) -> None:
    again = DraftLikeness.from_arrays(learned.arrays())
    assert again is not None
    sign = frozenset({"detail work told"})
    before, after = learned.skim("the vicar came in"), again.skim("the vicar came in")
    assert again.scores(after, sign) == pytest.approx(learned.scores(before, sign), abs=1e-5)
    assert after.suspicion == pytest.approx(before.suspicion, abs=1e-5)


@pytest.mark.parametrize(
    "name", ["features", "weights", "suspicion", "rarity", "bias", "signs", "sign_weights", "meaning"]
)
def test_arrays_that_lack_a_part_are_not_taken(learned: DraftLikeness, name: str) -> None:
    arrays = learned.arrays()
    del arrays[name]
    assert DraftLikeness.from_arrays(arrays) is None


def test_what_the_encoder_reads_counts_where_the_words_are_new() -> None:
    """An encoder that reads contempt in the first number, whatever the words."""

    def read(stretches: Sequence[str]) -> Callable[[], NDArray[np.float32]]:
        return lambda: np.array([[1, 0] if "idiots" in stretch else [0, 1] for stretch in stretches], np.float32)

    learned = DraftLikeness.learn(LABELLED, signs_of, read)
    contempt, none = np.array([[1, 0]], np.float32), np.array([[0, 1]], np.float32)
    assert RUDE in kinds(learned, "never heard", contempt)
    assert RUDE not in kinds(learned, "never heard", none)
    again = DraftLikeness.from_arrays(learned.arrays(), 2)
    assert again is not None
    assert np.allclose(again.meaning, learned.meaning)
    assert DraftLikeness.from_arrays(learned.arrays(), 3) is None


@pytest.mark.parametrize("name", ["weights", "suspicion", "rarity", "sign_weights"])
def test_arrays_of_another_length_are_not_taken(learned: DraftLikeness, name: str) -> None:
    arrays = learned.arrays()
    arrays[name] = arrays[name][1:]
    assert DraftLikeness.from_arrays(arrays) is None


def test_features_out_of_order_or_of_another_type_are_not_taken(learned: DraftLikeness) -> None:
    arrays = learned.arrays()
    assert DraftLikeness.from_arrays({**arrays, "features": arrays["features"][::-1]}) is None
    assert DraftLikeness.from_arrays({**arrays, "features": arrays["features"].astype(np.int64)}) is None


def test_words_weigh_what_the_whole_table_of_words_and_drafts_would_give() -> None:
    """The table is never made; here it is, and the weights follow from it by the textbook's formula."""
    learned = DraftLikeness.learn(LABELLED, signs_of)
    hashed = [hashed_features(example.draft) for example in LABELLED]
    table = np.array([np.isin(learned.features, features) for features in hashed]) * learned.rarity
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    has = np.array([RUDE in example.kinds for example in LABELLED])
    weight = np.where(has, len(has) / (2 * has.sum()), len(has) / (2 * (~has).sum()))
    dual = np.linalg.solve(table @ table.T + 0.2 + 0.1 * np.diag(1 / weight), np.where(has, 1.0, -1.0))
    assert np.allclose(learned.weights[:, EVERY.index(RUDE)], table.T @ dual, atol=1e-3)


def test_a_text_of_unknown_words_or_of_none_scores_what_no_words_score(learned: DraftLikeness) -> None:
    for text in ("zebra quartz", ""):
        assert learned.scores(learned.skim(text)) == pytest.approx(np.array([learned.bias]))


@given(
    st.lists(st.sampled_from(["idiots here. ", "the baker came in. ", "! ", "zebra. ", "lemon cures. "]), max_size=90)
)
def test_a_stretch_tells_the_same_in_any_company(learned: DraftLikeness, sentences: list[str]) -> None:
    skimmed = learned.skim("".join(sentences))
    for at, text in enumerate(skimmed.texts):
        alone = learned.skim(text)
        assert alone.words[0] == pytest.approx(skimmed.words[at], abs=1e-5)
        assert alone.suspicion[0] == pytest.approx(skimmed.suspicion[at], abs=1e-5)


def test_what_is_wrong_makes_a_stretch_suspect_whatever_the_kind(learned: DraftLikeness) -> None:
    dull = "The new chairs came in at dawn and the cake came in at noon, as it does on every day of the week here. "
    for wrong in ("managers are idiots. ", "garlic heals every cold. ", "the fisherman came in at dawn. "):
        skimmed = learned.skim(dull * 5 + wrong + dull * 5)
        assert any(wrong.strip() in skimmed.texts[at] for at in skimmed.suspects)
        assert len(skimmed.suspects) < len(skimmed.spans)


def test_words_and_reading_of_one_stretch_count_together() -> None:
    """Not the likest words of one stretch with the likest reading of another."""
    reads: dict[str, list[float]] = {"idiots": [1, 0], "cake": [0, 1]}

    def read(of: Sequence[str]) -> Callable[[], NDArray[np.float32]]:
        return lambda: np.array([reads["idiots" if "idiots" in stretch else "cake"] for stretch in of], np.float32)

    learned = DraftLikeness.learn(LABELLED, signs_of, read)
    dull = "The new chairs came in at dawn and the cake came in at noon, as it does on every day of the week here. "
    text = "Surgeons are idiots. " + dull * 4
    spans = list(stretches(text.lower()))
    assert len(spans) > 1
    there, elsewhere = (np.array([[0, 1]] * len(spans), np.float32) for _ in range(2))
    there[0] = elsewhere[-1] = [1, 0]
    skimmed = learned.skim(text.lower())

    def rudest(rows: NDArray[np.float32]) -> Likeness:
        reading = Reading(lambda _: lambda: rows, skimmed.texts, range(len(rows)))
        return {found.kind: found for found in learned.find(skimmed, reading=reading)}[RUDE]

    first, second = rudest(there), rudest(elsewhere)
    assert first.score > second.score
    assert (first.start, first.end) == spans[0]


def test_of_many_stretches_the_likest_must_be_more_like_than_a_single_one(learned: DraftLikeness) -> None:
    """Near the floor a text is like the kind by itself, and no longer as one stretch among eight."""
    text = "some honey every day. "
    alone = {found.kind: found for found in learned.find(learned.skim(text))}[UNPROVEN]
    dull = (
        "the new chairs came in at dawn and our cake came in at noon, and so it went on and on with chairs and cake. "
    )
    among = {found.kind: found for found in learned.find(learned.skim(text + dull * 16))}[UNPROVEN]
    assert len(among.stretches) >= 8
    assert alone.like
    assert among.score <= alone.score
    assert not among.like


def test_each_stretch_of_a_draft_with_nothing_wrong_is_an_example_of_it(learned: DraftLikeness) -> None:
    good = "We met in the old hall. " * 9 + "The lantern walk ended the day for all who came. " * 5
    more = DraftLikeness.learn([*LABELLED, LabelledDraft(draft=good, kinds=())], signs_of)
    ending = "the lantern walk ended the day"
    assert score(more, RUDE, ending) < score(learned, RUDE, ending) - 0.2


def test_a_kind_that_no_example_has_is_never_found(learned: DraftLikeness) -> None:
    assert DraftKind.UNDISCLOSED_INTEREST not in kinds(learned, "use my code for 20% off")

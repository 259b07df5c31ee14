from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import lexical
from bot.matching.focus import FEATURES, Focus, fit
from bot.matching.views import MOST_STRETCHES, PART_WORDS, STRETCH_WORDS, WHOLE_WORDS, stretches, views

PHRASINGS = ["should i accept a friend request from a patient", "how do i answer a bad review"]
WORDS = lexical.index([lexical.features(text) for text in PHRASINGS], np.array([0, 1]), 2)


def test_a_short_question_has_one_view() -> None:
    assert views("a friend request", WORDS)[0] == ("a friend request",)


def test_the_sentence_that_asks_is_read_alone_wherever_it_stands() -> None:
    aside = "the bus was late and it rained all morning long. "
    for before in range(8):
        text = aside * before + "should i accept a friend request? " + aside * (8 - before)
        assert "should i accept a friend request?" in views(text.strip(), WORDS)[0]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab .?!\n", max_size=3_000))
def test_no_text_costs_more_words_than_the_budget(text: str) -> None:
    texts, features = views(" ".join(text.split()), WORDS)
    assert len(texts) == len(features)
    assert sum(len(view.split()) for view in texts) <= WHOLE_WORDS + PART_WORDS


def test_the_mixture_learns_which_view_is_right() -> None:
    chance = np.random.default_rng(0)
    examples = []
    for _ in range(200):
        features = chance.normal(size=(4, FEATURES))
        right = int(features[:, 1].argmax())
        examples.append((features, np.where(np.arange(4) == right, -0.1, -8.0).astype(np.float32)))
    learned = fit(examples)
    hits = [int(learned.weigh(features).argmax()) == int(truth.argmax()) for features, truth in examples]
    assert np.mean(hits) > 0.95
    assert np.isclose(np.exp(learned.weigh(examples[0][0])).sum(), 1)


def test_where_examples_say_little_the_start_is_kept() -> None:
    start = Focus(np.zeros(FEATURES), np.ones(FEATURES), np.arange(FEATURES, dtype=float))
    assert np.allclose(
        fit([(np.ones((3, FEATURES)), np.zeros(3, np.float32))], start).weights, start.weights, atol=1e-6
    )


@given(st.integers(0, 1_500))
def test_a_long_text_is_read_in_even_stretches_and_one_beyond_all_measure_at_both_ends(count: int) -> None:
    words = [f"w{number}" for number in range(count)]
    found = [stretch.split() for stretch in stretches(" ".join(words))]
    lengths = {len(stretch) for stretch in found}
    assert max(lengths) - min(lengths) <= 1
    assert max(lengths) <= STRETCH_WORDS
    read = [word for stretch in found for word in stretch]
    most = STRETCH_WORDS * MOST_STRETCHES
    assert read == (words if count <= most else [*words[: most // 2], *words[-most // 2 :]])

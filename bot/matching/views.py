"""How many ways a text is read: whole, and in the sentences most likely to ask, within a budget of words.

An encoder's time grows with the words it reads; the budget bounds it, however long the story.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.matching import lexical
from bot.matching.text import asks, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.lexical import LexicalIndex

WHOLE_WORDS = 60
PART_WORDS = 28
ASKING_BONUS = 0.05
# About as many words as an encoder reads of one text, and how many such stretches of a very long text are read.
STRETCH_WORDS = 90
MOST_STRETCHES = 4


def views(text: str, words: LexicalIndex) -> tuple[tuple[str, ...], tuple[NDArray[np.int64], ...]]:
    """The whole, cut to its most telling sentences where it is very long, and those sentences alone; with the features of each.

    A sentence is telling where it shares words with an entry or reads like a question.
    """
    sentences = parts(text)
    if not sentences:
        return (text,), (lexical.features(text),)
    found = [lexical.features(sentence) for sentence in sentences]
    telling = words.scores_of(found).max(axis=1) + ASKING_BONUS * np.array([asks(sentence) for sentence in sentences])
    order = [int(index) for index in np.argsort(-telling, kind="stable")]
    alone = sorted(_within(sentences, order, PART_WORDS))
    whole = text
    if len(text.split()) > WHOLE_WORDS:
        kept = sorted(_within(sentences, order, WHOLE_WORDS))
        whole = " ".join(" ".join(sentences[index] for index in kept).split()[:WHOLE_WORDS])
    chosen = [index for index in alone if sentences[index] != whole]
    return (
        (whole, *(" ".join(sentences[index].split()[:PART_WORDS]) for index in chosen)),
        (lexical.features(whole), *(found[index] for index in chosen)),
    )


def stretches(text: str) -> tuple[str, ...]:
    """A text in stretches of one length that an encoder can read whole; of one that is too long even so, the beginning and the end."""
    words = text.split()
    if len(words) <= STRETCH_WORDS:
        return (text,)
    most = STRETCH_WORDS * MOST_STRETCHES
    if len(words) > most:
        words = [*words[: most // 2], *words[-most // 2 :]]
    count = -(-len(words) // STRETCH_WORDS)
    ends = [len(words) * number // count for number in range(count + 1)]
    return tuple(" ".join(words[start:end]) for start, end in pairwise(ends))


def _within(sentences: tuple[str, ...], order: list[int], budget: int) -> list[int]:
    kept: list[int] = []
    for index in order:
        size = len(sentences[index].split())
        if not kept or size <= budget:
            kept.append(index)
            budget -= size
    return kept

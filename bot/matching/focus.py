"""Which part of a long text asks: a mixture over views of it, the whole and its sentences.

In a coherent story every sentence bears on the question and the whole is the best view; in a ramble one sentence asks and the rest only
blurs it. A softmax over a few features of each view decides how much each counts (a mixture of experts: Jacobs et al., Neural
Computation 1991), learned at build time from long phrasings and from short ones hidden among everyday sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.text import asks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

FLOOR = 60.0
SURPRISE = 12.0
FEATURES = 16
STEPS = 250
RIDGE = 3e-3

# Sentences that anyone might say beside a question, on as many everyday matters as they come: whatever a knowledge is about, a few of
# them touch upon it without asking anything, so that it can be learned that asking counts.
ASIDES = (
    "It was raining when I left the house.",
    "Sorry if this is long.",
    "My train was cancelled again this morning.",
    "I had toast and a boiled egg for breakfast.",
    "The children are back at school at last.",
    "We are having the bathroom painted a pale green.",
    "My husband says I worry too much.",
    "The cat slept on my keyboard half the night.",
    "Somebody left the gate open and the hens got out.",
    "I have just got back from a week by the sea.",
    "Parking near the office gets worse every year.",
    "The printer jammed twice before lunch.",
    "It is my mother's birthday on Saturday.",
    "I am writing this on my phone on the bus.",
    "The football went to penalties and I missed it.",
    "Our old boiler makes a noise like a whale.",
    "I never got round to buying new shoes.",
    "The coffee from the machine tastes of soup.",
    "A friend is getting married in the spring.",
    "I slept badly because of the wind.",
    "They are digging up the road outside again.",
    "My brother has taken up the trumpet.",
    "We watched a long film about trains last night.",
    "The garden is full of slugs this year.",
    "I burnt the rice and had to start again.",
    "Anyway, that is not the point.",
    "My glasses are somewhere in this house.",
    "The shop had run out of milk by six.",
    "It feels like winter already.",
    "I promised to bake a cake for the fair.",
    "It has been hot and sticky all week here.",
    "They say it will snow on the hills tonight.",
    "The song they keep playing is stuck in my head.",
    "He told us a funny story about a parrot.",
    "The new bakery does lovely bread.",
    "We had noodles again because nobody wanted to cook.",
    "I paid far too much for a taxi last night.",
    "My wages came in yesterday, which is nice.",
    "The bank on the high street has closed for good.",
    "Our flight home was delayed by three hours.",
    "The hotel had tiny pillows and a lovely view.",
    "My car failed its test because of one tyre.",
    "I filled up with petrol on the way.",
    "My phone battery is nearly flat.",
    "The internet at home keeps dropping out.",
    "We are learning a little Spanish for the holidays.",
    "Our dog is scared of the hoover.",
    "I have a cold and no voice at all.",
    "My watch stopped at ten past four.",
    "We put the clocks back on Sunday.",
    "The meeting went on until the biscuits ran out.",
    "My manager is off until next Thursday.",
    "I took a day off to meet the plumber.",
    "My sister is moving house at the end of the month.",
    "The parcel went to the neighbours by mistake.",
    "I left my shopping list on the kitchen table.",
    "The restaurant on the corner was full.",
    "My insurance went up again this year.",
    "I lost a card game to a seven year old.",
    "The lights in the hall keep flickering.",
    "She called me twice while I was in the shower.",
    "I had to change my password three times today.",
    "The calendar in the kitchen still says June.",
    "I spent the evening looking at pictures of cats.",
    "My nephew wants to be famous when he is big.",
    "A stranger said hello to me in the lift.",
    "There was something about it on the news.",
    "My colleague brought in a cake with her face on it.",
    "I read half a book on the plane.",
    "The twins argued about a balloon all afternoon.",
    "I do not drink much tea these days.",
    "Thank you for reading all of this.",
    "I hope you are all well.",
    "I am new here, so be kind.",
)


@dataclass(frozen=True, slots=True)
class Focus:
    """Weights over standardised features of a view; ``weigh`` turns features into log shares."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]

    def weigh(self, view_features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log of each view's share, shape (views,); the shares sum to one."""
        scores = ((view_features - self.mean) / self.scale) @ self.weights
        return scores - np.logaddexp.reduce(scores)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of the views of one text: ``texts``, ``posterior`` (views, entries) in logs, ``likelihood`` and ``closeness``
    (views,) standardised by those of phrasings, ``lexical`` (views,) best cosine with an entry's profile, ``likeness`` (views,) cosine
    with the whole.
    """

    texts: Sequence[str]
    posterior: NDArray[np.float32]
    likelihood: NDArray[np.float32]
    closeness: NDArray[np.float32]
    lexical: NDArray[np.float32]
    likeness: NDArray[np.float32]


def features(reading: Reading) -> NDArray[np.float64]:
    """Features of each view, shape (views, 16); the first view is the whole."""
    count = len(reading.texts)
    whole, first, last = np.zeros(count), np.zeros(count), np.zeros(count)
    whole[0] = 1
    first[min(1, count - 1)] = 1
    last[-1] = 1
    part = 1 - whole
    entropy = -(np.exp(reading.posterior) * reading.posterior).sum(axis=1)
    lengths = np.log([1 + len(text.split()) for text in reading.texts])
    agrees = part * (reading.posterior.argmax(axis=1) == reading.posterior[0].argmax())
    asking = part * np.array([asks(text) for text in reading.texts])
    own = [reading.likelihood, reading.closeness, entropy, reading.lexical, lengths]
    return np.stack(
        [whole, *own, asking, first, last, part * reading.likeness, agrees, *(whole * value for value in own)],
        axis=1,
    ).astype(np.float64)


def mix(reading: Reading, log_shares: NDArray[np.float64]) -> NDArray[np.float32]:
    """Log-posterior over entries, the views' posteriors mixed by their shares: shape (entries,)."""
    mixed = np.logaddexp.reduce(log_shares[:, None] + np.maximum(reading.posterior, -FLOOR), axis=0)
    return np.maximum(mixed, -FLOOR).astype(np.float32)


def fit(examples: Sequence[tuple[NDArray[np.float64], NDArray[np.float32]]], start: Focus | None = None) -> Focus:
    """Fit on pairs of view features and each view's log-posterior of the right entry, by full-batch Adam, hence deterministic.

    ``start`` is the focus to stay near where the examples say little.
    """
    stacked = np.concatenate([example[0] for example in examples])
    if start is None:
        start = Focus(stacked.mean(axis=0), stacked.std(axis=0) + 1e-3, np.zeros(stacked.shape[1]))
    scaled = (stacked - start.mean) / start.scale
    truth = np.exp(np.maximum(np.concatenate([example[1] for example in examples]), -SURPRISE)).astype(np.float64)
    starts = np.cumsum([0, *(len(example[1]) for example in examples[:-1])])
    sizes = np.diff(np.append(starts, len(truth)))
    weights = start.weights.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = scaled @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        shares = np.exp(scores)
        shares /= np.repeat(np.add.reduceat(shares, starts), sizes)
        right = shares * truth
        right /= np.repeat(np.add.reduceat(right, starts), sizes)
        gradient = (shares - right) @ scaled / len(examples) + RIDGE * (weights - start.weights)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        rate = 0.1 * (1 - step / (STEPS + 1))
        weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return Focus(start.mean, start.scale, weights)


def as_arrays(focus: Focus) -> dict[str, NDArray[np.generic]]:
    """The focus as named arrays, to be kept on disk."""
    return {f"focus_{item.name}": getattr(focus, item.name) for item in fields(Focus)}


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Focus | None:
    """The focus out of ``as_arrays``; None where it is not there or damaged."""
    found = [arrays.get(f"focus_{item.name}") for item in fields(Focus)]
    if any(value is None or value.dtype != np.float64 or value.shape != (FEATURES,) for value in found):
        return None
    return Focus(*(np.asarray(value, np.float64) for value in found))


DEFAULT = Focus(np.zeros(FEATURES), np.ones(FEATURES), np.zeros(FEATURES))

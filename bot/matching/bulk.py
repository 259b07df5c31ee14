"""Many known texts at once: which of them an edit can move, so that only those need be ranked again.

An edit replaces the phrasings of a few entries and leaves the rest of the matcher as it is (``Matcher.with_entries``). A text is moved
only where what speaks for an edited entry changes: its share in the meaning of the text, which is computed for all texts in one product,
or a phrasing that came or went and that the text resembles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.discriminant import log_softmax
from bot.matching.views import views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.matcher import Matcher

SHARE_MOVED = 0.01
SHARE_FELT = 0.005
RESEMBLES = 0.6
_ROWS = 4_096


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """Texts made ready for one family of matchers: unit ``vectors`` as half floats, a row a view of a text, ``owners`` (rows,) the
    number of the text that each row belongs to. Without an encoder there are no rows.
    """

    count: int
    vectors: NDArray[np.float16]
    owners: NDArray[np.int64]


def ready(matcher: Matcher, texts: Sequence[str]) -> KnownTexts:
    """Texts made ready for ``moved``; their vectors are kept with those of the phrasings."""
    if matcher.vectors is None:
        return KnownTexts(len(texts), np.zeros((0, 0), np.float16), np.zeros(0, np.int64))
    seen = [views(matcher.vocabulary.write_out(text), matcher.channels.words)[0] for text in texts]
    flat = [view for found in seen for view in found]
    rows = matcher.vectors.vectors(flat).astype(np.float16)
    return KnownTexts(len(texts), rows, np.repeat(np.arange(len(texts)), [len(found) for found in seen]))


def moved(
    before: Matcher, after: Matcher, known: KnownTexts, changed: Mapping[str, tuple[Sequence[str], Sequence[str]]]
) -> NDArray[np.int64]:
    """The numbers of the texts that ``after``, made from ``before``, may rank otherwise; in order.

    ``changed`` maps the id of each edited entry to the phrasings that it lost and those that it got. Without an encoder: all texts.
    """
    if before.vectors is None:
        return np.arange(known.count)
    places = [(_place(before, key), _place(after, key)) for key in changed]
    lines = [before.vocabulary.write_out(line) for lost, got in changed.values() for line in (*lost, *got)]
    near = before.vectors.vectors(lines) if lines else None
    hit = np.zeros(known.count, bool)
    for at in range(0, len(known.owners), _ROWS):
        rows = known.vectors[at : at + _ROWS].astype(np.float32)
        old, new = _shares(before, rows), _shares(after, rows)
        concerned = np.zeros(len(rows), bool)
        felt = np.zeros(len(rows), bool)
        for old_place, new_place in places:
            was = old[:, old_place] if old_place is not None else np.zeros(len(rows), np.float32)
            is_now = new[:, new_place] if new_place is not None else np.zeros(len(rows), np.float32)
            concerned |= np.abs(was - is_now) >= SHARE_MOVED
            felt |= np.maximum(was, is_now) >= SHARE_FELT
        if near is not None:
            concerned |= felt & ((rows @ near.T).max(axis=1) >= RESEMBLES)
        hit[known.owners[at : at + _ROWS][concerned]] = True
    return np.flatnonzero(hit)


def _place(matcher: Matcher, entry: str) -> int | None:
    return matcher.ids.index(entry) if entry in matcher.ids else None


def _shares(matcher: Matcher, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    fitted = matcher.channels
    head = fitted.classifier or fitted.head
    assert head is not None
    return np.exp(log_softmax(head.scores(rows)))

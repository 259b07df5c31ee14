"""Taps on a checklist that follow each other faster than Discord shows them.

What is ticked stands in the message. A tap carries the message as it was when the thumb came down, so of two quick taps the second does
not know of the first. For some seconds, and in memory only, each tap is remembered to be laid over what the next one carries.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS: Final = 10.0
MESSAGES: Final = 1_000


class Taps:
    """The last taps on each message, for ``SECONDS``; on at most ``MESSAGES`` messages."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taps: OrderedDict[int, dict[int, tuple[bool, float]]] = OrderedDict()

    def note(self, message: int, item: int, *, ticked: bool) -> None:
        """Remember that an item of the list on a message was ticked or unticked."""
        self._taps.setdefault(message, {})[item] = (ticked, self._clock())
        self._taps.move_to_end(message)
        while len(self._taps) > MESSAGES:
            self._taps.popitem(last=False)

    def over(self, message: int, carried: frozenset[int]) -> frozenset[int]:
        """What is ticked: what a tap carried, with the taps just before it laid over."""
        since = self._clock() - SECONDS
        recent = {item: ticked for item, (ticked, at) in self._taps.get(message, {}).items() if at >= since}
        return frozenset(item for item in carried | recent.keys() if recent.get(item, True))

    def forget(self, message: int) -> None:
        """The list on a message starts again."""
        self._taps.pop(message, None)

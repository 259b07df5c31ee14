"""Things that are done once, however often a thumb comes down before Discord shows that they are done."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

REMEMBERED: Final = 1_000


class Once:
    """The messages whose button was pressed already; the last ``REMEMBERED``, in memory only."""

    def __init__(self) -> None:
        self._done: OrderedDict[int, None] = OrderedDict()

    def first(self, message: int) -> bool:
        """Whether this is the first press on a message."""
        if message in self._done:
            return False
        self._done[message] = None
        while len(self._done) > REMEMBERED:
            self._done.popitem(last=False)
        return True

    def undo(self, message: int) -> None:
        """What was pressed for did not come about, so it can be pressed for again."""
        self._done.pop(message, None)

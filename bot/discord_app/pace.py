"""How fast one person can ask: enough for anybody who reads the answers, too little for a flood."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from discord import app_commands

from bot.discord_app.refusals import TooSoon

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.discord_app.refusals import Refusal

QUESTIONS: Final = 10
SECONDS: Final = 60.0
REMEMBERED: Final = 10_000
SENT: Final = 5
SENT_SECONDS: Final = 3_600.0
"""How many questions one person can send to moderators within which time."""


class Pace:
    """Counts each person's questions over the last minute, over every way of asking. In memory only, for at most ``REMEMBERED`` people.

    The count is discord.py's own (a token bucket); what is added is that people who asked longest ago are forgotten first.
    """

    def __init__(
        self,
        questions: int = QUESTIONS,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
        refusal: Callable[[int], Refusal] = TooSoon,
    ) -> None:
        """``refusal`` is made of the seconds to wait."""
        self._refusal = refusal
        self._questions, self._seconds, self._clock = questions, seconds, clock
        self._people: OrderedDict[int, app_commands.Cooldown] = OrderedDict()

    def take(self, user_id: int) -> None:
        """Count one question. Raises TooSoon, or the refusal that was given instead, where the person has to wait first."""
        counted = self._people.pop(user_id, None) or app_commands.Cooldown(self._questions, self._seconds)
        self._people[user_id] = counted
        while len(self._people) > REMEMBERED:
            self._people.popitem(last=False)
        wait = counted.update_rate_limit(self._clock())
        if wait is not None:
            raise self._refusal(math.floor(wait) + 1)

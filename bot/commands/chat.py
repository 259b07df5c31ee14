"""``lounge chat``: the lounge in this terminal."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from bot.assembly import open_concierge, open_reviewer, open_screen
from bot.commands.progress import first_build
from bot.terminal.lounge import open_lounge

if TYPE_CHECKING:
    import argparse

    from bot.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Hold a conversation until the person leaves; 0. Raises KnowledgeInvalid, or EncoderUnusable where the settings name one."""
    with first_build() as progress:
        screening = open_screen(settings)
        concierge = open_concierge(settings, progress, screening)
        reviewer = open_reviewer(settings, screening, concierge)
    if sys.stdin.isatty() and sys.stderr.isatty() and settings.lounge_log_level != "DEBUG":
        # On a terminal the log would run through the conversation; `2> file` or DEBUG brings it back.
        logging.getLogger("bot").setLevel(logging.CRITICAL)
    open_lounge(concierge, reviewer, plain_lines=arguments.plain)
    return 0

"""``lounge ask``: one question, or a stream of them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.assembly import open_concierge
from bot.commands.progress import first_build
from bot.commands.stream import run_batch
from bot.plain_text import reply_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from bot.reply import Reply
    from bot.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a reply; 2 where there is no question, 1 where a line of a batch could not be read."""
    if arguments.batch is None and arguments.question is None:
        print('Ask something: lounge ask "a patient added me on Facebook, do I accept?"', file=sys.stderr)
        return 2
    with first_build() as progress:
        concierge = open_concierge(settings, progress)
    if arguments.batch is not None:
        return run_batch(arguments.batch, "q", lambda question: reply_json(concierge.reply(question)))
    reply = concierge.reply(arguments.question)
    print(json.dumps(reply_json(reply), ensure_ascii=False) if arguments.json else reply_text(reply))
    return 0


def reply_json(reply: Reply) -> Mapping[str, object]:
    """A reply in the form of the command line's contract; it never holds the question."""
    return {
        "outcome": reply.outcome.value,
        "entry": reply.answer.entry.id if reply.answer else None,
        "options": [option.id for option in reply.options],
        "confidence": round(reply.confidence, 4),
        "screen": {"level": reply.screen.level.value, "kinds": [kind.value for kind in reply.screen.kinds]},
        "text": reply_text(reply),
    }

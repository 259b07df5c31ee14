"""``lounge run``: the bot on Discord, until SIGTERM or Ctrl+C."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.assembly import build_edited, open_concierge, open_reviewer, open_screen
from bot.discord_app.client import build_bot, check_settings
from bot.discord_app.endpoints import point_rest_at
from bot.discord_app.kept_votes import KeptVotes
from bot.discord_app.lifecycle import report_loop_trouble, serve
from bot.discord_app.metrics import Metrics
from bot.discord_app.offers import Offers
from bot.discord_app.presses.sending import moderators_offer
from bot.errors import LoungeError
from bot.logs import place_of
from bot.lounges import Lounges
from bot.moderation.desk import open_desk
from bot.settings import SettingsInvalid, data_folder, shipped_knowledge
from bot.store import housekeeping
from bot.store.database import Database
from bot.store.members import Members
from bot.store.secret import member_secret
from bot.upkeep import upkeep

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Mapping

    from bot.concierge import Concierge
    from bot.discord_app.client import LoungeBot
    from bot.drafting import DraftReviewer
    from bot.screening.screen import Screen
    from bot.settings import Settings

log = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
LAST_RESORT_S = 9.0
OFTEN = (700, 10, 10)
"""Python's own: while people wait, many short rounds rather than few long ones."""
TURN_S = 0.001
"""How long a thread that matches keeps the interpreter while the event loop waits for it (Python: 5 ms); first responses go first."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - every command takes both
    """Serve until asked to stop; 0. Raises SettingsInvalid, KnowledgeInvalid, or EncoderUnusable; 1 where the program is at fault."""
    if settings.discord_token is None:
        raise SettingsInvalid(
            "DISCORD_TOKEN is not set. Create an application with a bot in Discord's developer portal and put its token into "
            "the environment or the .env file."
        )
    check_settings(settings)
    if settings.lounge_discord_api_url is not None:
        point_rest_at(settings.lounge_discord_api_url)
    sys.setswitchinterval(TURN_S)
    try:
        return asyncio.run(_run(settings, settings.discord_token.get_secret_value()))
    except LoungeError:
        raise
    except Exception as error:  # noqa: BLE001 - reported below
        # Printed by class and place: the text of an unforeseen error may quote someone.
        log.critical("ended by %s at %s", type(error).__name__, place_of(error))
        return 1


async def _run(settings: Settings, token: str) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report_loop_trouble)
    stop = asyncio.Event()
    for number in STOP_SIGNALS:
        _on_signal(loop, number, stop)
    with ExitStack() as ending:
        metrics = Metrics()
        if settings.lounge_metrics_port is not None:
            ending.callback(_serve(metrics, settings.lounge_metrics_port))
        opening = asyncio.create_task(asyncio.to_thread(_open, settings))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stop.is_set():
            return 0
        concierge, drafts, members, rules = opening.result()
        screen = concierge.screen or rules
        database = Database(settings.lounge_database_url)
        votes = KeptVotes(database, members)
        lounges = Lounges(concierge, build_edited)
        desk = open_desk(database, members, lounges, screen, build_edited, settings.knowledge_dir, rules=rules)
        watched = None if settings.knowledge_dir == shipped_knowledge() else settings.knowledge_dir

        async def keep_house(present: Collection[int]) -> Mapping[str, int]:
            return await housekeeping.purge(database, datetime.now(UTC), present=present)

        def build() -> LoungeBot:
            return build_bot(
                settings,
                lounges,
                votes=votes,
                review_draft=drafts.review,
                housekeeping=keep_house,
                offers=Offers(moderators=moderators_offer(lounges)),
                desk=desk,
                metrics=metrics,
            )

        try:
            async with upkeep(desk, watched, build_edited):
                await serve(token, build, stop)
        finally:
            await database.close()
    log.info("closed")
    return 0


def _open(settings: Settings) -> tuple[Concierge, DraftReviewer, Members, Screen]:
    secret = settings.lounge_secret
    members = Members(member_secret(None if secret is None else secret.get_secret_value(), data_folder()))
    screening = open_screen(settings)
    concierge = open_concierge(settings, _Progress(), screening)
    opened = concierge, open_reviewer(settings, screening, concierge), members, screening[0]
    # What was built stays for good. Going through all of it for garbage would hold up the event loop for about 50 ms now and then.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)
    return opened


class _Progress:
    """Says in the log, at most every ten per cent, how far the first encoding of phrasings is."""

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, done: int, total: int) -> None:
        tenth = done * 10 // max(total, 1)
        if tenth > self._said:
            self._said = tenth
            log.info("reading phrasings for the first time: %d of %d", done, total)


def _serve(metrics: Metrics, port: int) -> Callable[[], None]:
    try:
        return metrics.serve(port)
    except OSError as error:
        raise SettingsInvalid(f"LOUNGE_METRICS_PORT cannot be used: {error.strerror}.") from None


def _on_signal(loop: asyncio.AbstractEventLoop, number: signal.Signals, stop: asyncio.Event) -> None:
    def ask_to_stop() -> None:
        if not stop.is_set():
            log.info("asked to stop")
            stop.set()
            last_resort = threading.Timer(LAST_RESORT_S, _leave)
            last_resort.daemon = True
            last_resort.start()

    try:
        loop.add_signal_handler(number, ask_to_stop)
    except NotImplementedError:
        # Windows has no signals for event loops; its handler wakes the loop instead.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(ask_to_stop))


def _leave() -> None:
    # The interpreter waits for threads that are in the middle of something; whoever asked it to stop does not.
    log.warning("something would not end in time and was left behind")
    sys.stderr.flush()
    os._exit(0)

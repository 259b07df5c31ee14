"""The bot itself: what it is made of, what it loads, how it ends. Nothing happens at import."""

from __future__ import annotations

import asyncio
import logging
import pkgutil
import sys
from typing import TYPE_CHECKING, Any, TypedDict, cast

from discord import AllowedMentions, Intents, MemberCacheFlags, app_commands
from discord.ext import commands

from bot.discord_app import cogs, controls, failures
from bot.discord_app.auditing import Auditor
from bot.discord_app.endpoints import gateway_address, point_gateway_at
from bot.discord_app.held_imports import HeldImports
from bot.discord_app.metrics import Metrics
from bot.discord_app.offers import Offers
from bot.discord_app.once import Once
from bot.discord_app.open_lounges import OpenLounges
from bot.discord_app.pace import SENT, SENT_SECONDS, Pace
from bot.discord_app.presses import PRESSES
from bot.discord_app.refusals import SentTooOften
from bot.discord_app.syncing import sync_if_changed
from bot.discord_app.taps import Taps
from bot.discord_app.thinking import Thinking
from bot.discord_app.translation import CatalogueTranslator
from bot.settings import SettingsInvalid, data_folder

if TYPE_CHECKING:
    from discord import Interaction, Message

    from bot.discord_app.ports import AfterPublish, Concierges, DraftReviewer, Housekeeping, Votes
    from bot.moderation.desk import Desk
    from bot.reply import Reply
    from bot.settings import Settings

log = logging.getLogger(__name__)

# discord.py names the tasks in which it serves people; these are the beginnings of those names.
SERVING = ("CommandTree-invoker", "discord-ui-", "discord.py: on_")
# Nothing here waits for the list of servers to be complete, so neither does the word that the bot is ready (discord.py: 2 s).
GUILD_READY_S = 0.5
CLOSE_S = 2.0
FINISH_S = 6.0


class LoungeTree(app_commands.CommandTree["LoungeBot"]):
    """The commands, with one way to fail."""

    async def on_error(self, interaction: Interaction[LoungeBot], error: app_commands.AppCommandError, /) -> None:
        """Tell the person; put it on record."""
        await failures.answer_failure(interaction, error)


class LoungeBot(commands.AutoShardedBot):
    """The lounge on Discord. Cogs find here what they need of the house."""

    def __init__(
        self,
        settings: Settings,
        concierges: Concierges,
        *,
        votes: Votes | None = None,
        review_draft: DraftReviewer | None = None,
        housekeeping: Housekeeping | None = None,
        offers: Offers | None = None,
        desk: Desk | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        """Use ``build_bot``, which checks the settings."""
        metrics = metrics or Metrics()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=LoungeTree,
            intents=Intents(guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True),
            allowed_mentions=AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            member_cache_flags=MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=GUILD_READY_S,
            max_ratelimit_timeout=30.0,
            http_trace=metrics.trace(),
            **_sharding(settings),
        )
        self.settings = settings
        self.concierges = concierges
        self.votes = votes
        self.review_draft = review_draft
        self.housekeeping = housekeeping
        self.offers = offers or Offers()
        self.desk = desk
        self.auditor = Auditor(self)
        self.after_publish: list[AfterPublish] = []
        self.pace = Pace()
        self.sendings = Pace(SENT, SENT_SECONDS, refusal=SentTooOften)
        self.sent_once = Once()
        self.held_imports = HeldImports()
        self.taps = Taps()
        self.open_lounges = OpenLounges()
        self.presses = PRESSES
        self.metrics = metrics
        self.thinking = Thinking()
        metrics.watch(self._connected, lambda: self.thinking.under_way)
        if settings.lounge_discord_gateway_url is not None:
            point_gateway_at(settings.lounge_discord_gateway_url, self.http)

    async def ask(self, guild_id: int | None, text: str) -> Reply:
        """The reply to a question, worked out in a thread. Raises Busy."""
        concierge = await self.concierges.concierge_for(guild_id)
        reply = await self.thinking(concierge.reply, text)
        self.metrics.replied(reply)
        if self.desk is not None:
            first = reply.options[0].id if reply.options else None
            self.desk.outcomes.add(guild_id, reply.outcome.value, first, today=self.desk.clock().date())
        return reply

    async def setup_hook(self) -> None:
        """Load cogs and controls; send the commands to Discord where they changed."""
        await self.tree.set_translator(CatalogueTranslator())
        for module in pkgutil.iter_modules(cogs.__path__, f"{cogs.__name__}."):
            if not module.name.rpartition(".")[2].startswith("_"):
                await self.load_extension(module.name)
        self.add_dynamic_items(*controls.DYNAMIC_ITEMS)
        # Of several processes, the one with the first shard speaks for the application.
        if self.shard_ids is None or 0 in self.shard_ids:
            await sync_if_changed(self.tree, data_folder())

    def dispatch(self, event_name: str, /, *args: object, **kwargs: object) -> None:
        """Pass an event on; the arrival of an interaction is noted before anything is done about it."""
        if event_name == "interaction":
            self.metrics.arrived(cast("Interaction[LoungeBot]", args[0]))
        super().dispatch(event_name, *args, **kwargs)

    async def on_message(self, message: Message, /) -> None:
        """There are no commands by prefix."""

    async def on_ready(self) -> None:
        """Say so in the log."""
        log.info("ready: %d servers, %d shards", len(self.guilds), len(self.shards))

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """An error in a listener goes on record; its arguments, which may hold a message, do not."""
        error = sys.exception()
        if error is not None:
            self.metrics.failed(failures.judge(error).name)
            failures.record(error, event_method)

    async def on_command_error(self, _context: commands.Context[Any], exception: commands.CommandError, /) -> None:
        """An error in a command by prefix, of which there are none, goes on record all the same."""
        failures.record(exception, "a command by prefix")

    def _connected(self) -> int:
        return sum(not shard.is_closed() for shard in self.shards.values())

    async def finish(self) -> None:
        """Take nothing new, finish what is in hand, then close."""
        shards = [asyncio.ensure_future(shard.disconnect()) for shard in self.shards.values()]
        if shards:
            await asyncio.wait(shards, timeout=CLOSE_S)
        serving = {task for task in asyncio.all_tasks() if task.get_name().startswith(SERVING)}
        serving.discard(asyncio.current_task())
        if serving:
            log.info("finishing %d replies", len(serving))
            _, late = await asyncio.wait(serving, timeout=FINISH_S)
            if late:
                log.warning("%d replies did not finish in time", len(late))
        await self.close()

    async def close(self) -> None:
        """Close every connection and the threads."""
        await super().close()
        self.thinking.close()


class _Sharding(TypedDict, total=False):
    shard_ids: list[int]
    shard_count: int


def _sharding(settings: Settings) -> _Sharding:
    sharding = _Sharding()
    if settings.lounge_shard_ids is not None:
        sharding["shard_ids"] = list(settings.lounge_shard_ids)
    if settings.lounge_shard_count is not None:
        sharding["shard_count"] = settings.lounge_shard_count
    return sharding


def check_settings(settings: Settings) -> None:
    """Raises SettingsInvalid where the settings of the bot contradict each other or cannot be used."""
    ids, count = settings.lounge_shard_ids, settings.lounge_shard_count
    if ids is not None and (count is None or not ids or not all(0 <= shard < count for shard in ids)):
        raise SettingsInvalid(
            "LOUNGE_SHARD_IDS needs LOUNGE_SHARD_COUNT, the number of shards over all processes, and ids below it."
        )
    if settings.lounge_discord_gateway_url is not None:
        gateway_address(settings.lounge_discord_gateway_url)


def build_bot(
    settings: Settings,
    concierges: Concierges,
    *,
    votes: Votes | None = None,
    review_draft: DraftReviewer | None = None,
    housekeeping: Housekeeping | None = None,
    offers: Offers | None = None,
    desk: Desk | None = None,
    metrics: Metrics | None = None,
) -> LoungeBot:
    """The bot, ready to be started inside a running loop. Raises SettingsInvalid as ``check_settings`` does."""
    check_settings(settings)
    return LoungeBot(
        settings,
        concierges,
        votes=votes,
        review_draft=review_draft,
        housekeeping=housekeeping,
        offers=offers,
        desk=desk,
        metrics=metrics,
    )

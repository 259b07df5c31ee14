"""What is kept, how long, by whom, and how it is erased, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.showing import CALM, heading, small
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.store import departures, housekeeping
from bot.store.server_settings import LONGEST_RETENTION_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.discord_app.translation import Words
    from bot.store.server_settings import ServerSettings


def privacy_card(words: Words, kept_days: int | None, server: ServerSettings | None = None) -> ui.LayoutView:
    """``kept_days``: after how many days votes are erased; None where no votes are kept.

    ``server``: the settings of the server that asks, or the defaults elsewhere; None where this lounge has no moderators' desk.
    """
    sheet = Sheet(CALM).text(heading(words("privacy.heading"))).text(words("privacy.never"))
    if kept_days is None:
        sheet.text(words("privacy.no_votes"))
    else:
        sheet.text(words("privacy.votes")).text(words("privacy.how_long", days=kept_days))
    if server is not None:
        sheet.text(
            words(
                "privacy.inbox" if server.inbox else "privacy.inbox_off",
                days=server.retention_days,
                most=LONGEST_RETENTION_DAYS,
            )
        )
        sheet.text(words("privacy.counts", days=housekeeping.COUNTS.days))
        sheet.text(
            words(
                "privacy.moderators",
                drafts=housekeeping.DRAFTS.days,
                audit=housekeeping.AUDIT.days,
            )
        )
        sheet.text(words("privacy.sessions"))
        sheet.text(words("privacy.discussions", askers=housekeeping.ASKERS.days))
        sheet.text(words("privacy.helpful"))
        sheet.text(words("privacy.leaving", days=departures.GRACE.days))
    return sheet.text(words("privacy.memory")).text(words("privacy.who")).text(words("privacy.erase")).view()


def forgotten_card(words: Words, erased: Mapping[str, int], *, desk: bool = False) -> ui.LayoutView:
    """What was erased: how many, by kind. ``desk``: there is a moderators' desk, and so an inbox whose questions have no author."""
    items = [
        words("forget.item", kind=words(key) if (key := f"forget.kind.{kind}") in words else kind, count=count)
        for kind, count in erased.items()
        if count
    ]
    said = words("forget.erased", what=", ".join(items)) if items else words("forget.nothing")
    sheet = Sheet(CALM).text(heading(words("forget.heading" if items else "forget.nothing_heading")), plain(said))
    if desk:
        sheet.text(small(plain(words("forget.inbox", most=LONGEST_RETENTION_DAYS))))
        if any(kind in erased for kind in ("revisions", "audit")):
            sheet.text(small(plain(words("forget.edits"))))
    return sheet.view()

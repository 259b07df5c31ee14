"""The settings of a server, each with what changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ButtonStyle

from bot.discord_app.cards.showing import CALM, bold, heading, small
from bot.discord_app.controls import editing
from bot.discord_app.layout import Sheet

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.translation import Words
    from bot.store.server_settings import ServerSettings


def settings_card(settings: ServerSettings, words: Words) -> ui.LayoutView:
    """How things are set, and menus and buttons to set them otherwise."""
    sheet = Sheet(CALM).text(heading(words("settings.heading")), words("settings.who"))
    role, channel = settings.moderator_role, settings.audit_channel
    sheet.text(
        bold(words("settings.role")),
        words("settings.role_none") if role is None else words("settings.role_set", role=f"<@&{role}>"),
        *([] if role is None else [small(words("settings.role_note"))]),
    )
    sheet.row(editing.role_menu(words, settings))
    sheet.text(
        bold(words("settings.audit")),
        words("settings.audit_none") if channel is None else words("settings.audit_set", channel=f"<#{channel}>"),
    )
    sheet.row(editing.channel_menu(words, settings))
    eyes, inbox = settings.four_eyes, settings.inbox
    sheet.text(bold(words("settings.eyes")), words("settings.eyes_on" if eyes else "settings.eyes_off"))
    sheet.row(
        editing.SetFourEyes.button(
            words("button.four_eyes_off" if eyes else "button.four_eyes_on"),
            0 if eyes else 1,
            style=ButtonStyle.secondary if eyes else ButtonStyle.primary,
        )
    )
    sheet.text(
        bold(words("settings.inbox")),
        words("settings.inbox_on" if inbox else "settings.inbox_off", days=settings.retention_days),
    )
    sheet.row(
        editing.SetInbox.button(
            words("button.inbox_off" if inbox else "button.inbox_on"),
            0 if inbox else 1,
            style=ButtonStyle.secondary if inbox else ButtonStyle.primary,
        )
    )
    return sheet.row(editing.retention_menu(words, settings) if inbox else None).view()

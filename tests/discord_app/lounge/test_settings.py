"""How a server runs its lounge, in one card, for its moderators alone."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import discord
import pytest

from bot.colleagues.errors import ZoneUnknown
from bot.colleagues.prompts import Every, Schedule
from bot.colleagues.sessions import Session
from bot.colleagues.when import zone_of
from bot.discord_app.presses.lounge_settings import zone_meant
from bot.store import lounge_settings, prompts, sessions
from bot.store.lounge_settings import LoungeSettings
from tests.discord_app.conftest import Staffed, controls, labels, texts
from tests.discord_app.lounge.conftest import Open


async def stored(staffed: Staffed) -> LoungeSettings:
    return await lounge_settings.settings_of(staffed.desk.database, staffed.guild.id)


async def card_of(staffed: Staffed, by: Any = None) -> Any:
    return (await (by or staffed.manager).slash(staffed.channel, "lounge settings")).response


async def test_only_moderators_see_and_change_settings(staffed: Staffed) -> None:
    for somebody in (staffed.person, staffed.moderator):
        refused = await somebody.slash(staffed.channel, "lounge settings")
        assert "Only the moderators" in refused.response.content
    await staffed.set(moderator_role=staffed.role.id)
    card = await card_of(staffed, staffed.moderator)
    form = await staffed.moderator.click(card, label="Time zone and limits")
    await staffed.set(moderator_role=None)
    place = staffed.guild.create_text_channel("lounge")
    role = staffed.guild.create_role("Cardiology")
    for press in (
        staffed.moderator.select(card, [place], custom_id="lounge-channel"),
        staffed.moderator.select(card, [role], custom_id="lounge-specialties"),
        staffed.moderator.click(card, label="Delete leaks: switch on"),
        staffed.moderator.click(card, label="Time zone and limits"),
        staffed.moderator.click(card, label="Check again"),
        staffed.moderator.click(card, label="Messages that helped (0)"),
        staffed.moderator.submit_modal(form, {"zone": "Asia/Dubai", "per-member": "2", "per-server": "9"}),
    ):
        assert "Only the moderators" in (await press).response.content
    assert await stored(staffed) == LoungeSettings()


async def test_choosing_a_channel_opens_the_lounge_at_once(staffed: Staffed) -> None:
    place = staffed.guild.create_text_channel("lounge")
    card = await card_of(staffed)
    assert "Discussions are off" in texts(card.components)
    await staffed.manager.select(card, [place], custom_id="lounge-channel")
    assert place.mention in texts(card.components)
    assert (await stored(staffed)).channel == place.id
    form = await staffed.person.slash(staffed.channel, "lounge discuss")
    assert form.modal is not None
    await staffed.manager.select(card, [], custom_id="lounge-channel")
    assert (await stored(staffed)).channel is None
    refused = await staffed.person.slash(staffed.channel, "lounge discuss")
    assert "set no lounge channel" in refused.response.content


async def test_a_forum_can_be_the_lounge(staffed: Staffed) -> None:
    forum = staffed.guild.create_forum_channel("questions")
    card = await card_of(staffed)
    await staffed.manager.select(card, [forum], custom_id="lounge-channel")
    assert (await stored(staffed)).channel == forum.id


async def test_specialties_are_roles_that_people_hold(staffed: Staffed) -> None:
    first, second = staffed.guild.create_role("Cardiology"), staffed.guild.create_role("Renal")
    card = await card_of(staffed)
    await staffed.manager.select(card, [first, second], custom_id="lounge-specialties")
    assert (await stored(staffed)).specialties == {first.id, second.id}
    refused = await staffed.manager.select(card, [staffed.guild.default_role], custom_id="lounge-specialties")
    assert "cannot be specialties" in refused.response.content
    assert (await stored(staffed)).specialties == {first.id, second.id}


async def test_zone_and_limits_are_changed_together_or_not_at_all(staffed: Staffed) -> None:
    card = await card_of(staffed)
    form = await staffed.manager.click(card, label="Time zone and limits")
    await staffed.manager.submit_modal(form, {"zone": "dubai", "per-member": "2", "per-server": "9"})
    assert "Time zone: Asia/Dubai" in texts(card.components)
    expected = LoungeSettings(zone="Asia/Dubai", calls_per_member=2, calls_per_server=9)
    assert await stored(staffed) == expected
    for values in (
        {"zone": "Nowhere", "per-member": "1", "per-server": "1"},
        {"zone": "Europe/London", "per-member": "11", "per-server": "1"},
        {"zone": "Europe/London", "per-member": "1", "per-server": "51"},
        {"zone": "Europe/London", "per-member": "-1", "per-server": "1"},
        {"zone": "Europe/London", "per-member": "1", "per-server": "٣"},
    ):
        again = await staffed.manager.click(card, label="Time zone and limits")
        refused = await staffed.manager.submit_modal(again, values)
        assert refused.response.content
        assert await stored(staffed) == expected


async def test_deleting_leaks_is_off_until_it_is_switched_on(staffed: Staffed) -> None:
    card = await card_of(staffed)
    await staffed.manager.click(card, label="Delete leaks: switch on")
    assert (await stored(staffed)).remove_leaks
    await staffed.manager.click(card, label="Delete leaks: switch off")
    assert not (await stored(staffed)).remove_leaks


async def test_an_old_card_changes_what_was_pressed_and_nothing_else(staffed: Staffed) -> None:
    old, new = await card_of(staffed), await card_of(staffed)
    place = staffed.guild.create_text_channel("lounge")
    await staffed.manager.select(new, [place], custom_id="lounge-channel")
    await staffed.restart()
    await staffed.manager.click(old, label="Delete leaks: switch on")
    found = await stored(staffed)
    assert (found.channel, found.remove_leaks) == (place.id, True)


async def test_sessions_and_prompts_are_listed(opened: Open) -> None:
    staffed = opened.staffed
    database, server, now = staffed.desk.database, staffed.guild.id, staffed.clock()
    zone = zone_of("Europe/London")
    await prompts.switch_on(
        database, server, opened.place.id, Schedule(Every.WEEK, time(18, 30), zone, weekday=3), now=now
    )
    starts = now + timedelta(days=2)
    await sessions.plan(database, Session(0, server, staffed.person.id, "Saying *no*", starts, 60, opened.place.id))
    await sessions.plan(database, Session(0, server + 1, 1, "Elsewhere", starts, 60, 5))
    shown = texts((await card_of(staffed)).components)
    assert f"{opened.place.mention}: Thursdays at 18:30 (Europe/London)" in shown
    assert rf"Saying \*no\*: <t:{int(starts.timestamp())}:F>" in shown
    assert "Elsewhere" not in shown


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        ("view_channel", "View Channel"),
        ("send_messages", "Send Messages"),
        ("create_public_threads", "Create Public Threads"),
        ("send_messages_in_threads", "Send Messages in Threads"),
    ],
)
async def test_the_check_names_what_is_missing_where_and_how_to_grant_it(opened: Open, denied: str, named: str) -> None:
    place = channel_without(opened, denied)
    await opened.set(channel=place.id)
    shown = texts((await card_of(opened.staffed)).components)
    assert f"In {place.mention} I lack " in shown
    assert f"**{named}" in shown
    assert "Edit Channel > Permissions" in shown


async def test_deleting_needs_a_permission_only_where_it_is_switched_on(opened: Open) -> None:
    place = channel_without(opened, "manage_messages")
    await opened.set(channel=place.id)
    card = await card_of(opened.staffed)
    assert "Manage Messages" not in texts(card.components)
    await opened.staffed.manager.click(card, label="Delete leaks: switch on")
    assert "**Manage Messages**" in texts(card.components)


async def test_a_role_that_cannot_be_called_and_channels_that_are_gone_are_named(opened: Open) -> None:
    deaf = opened.staffed.guild.create_role("Renal")
    place = channel_without(opened, "mention_everyone")
    await opened.set(channel=place.id, specialties=frozenset({deaf.id, opened.specialty.id}))
    card = await card_of(opened.staffed)
    shown = texts(card.components)
    assert f"Calls of {deaf.mention} reach nobody" in shown
    assert f"Calls of {opened.specialty.mention}" not in shown
    opened.staffed.env.backend.delete_channel(place.id)
    await opened.staffed.env.settle()
    await opened.staffed.manager.click(card, label="Check again")
    assert f"{place.mention} is gone" in texts(card.components)


async def test_where_nothing_is_missing_it_says_so(opened: Open) -> None:
    card = await card_of(opened.staffed)
    lines = texts(card.components)
    assert ("Nothing is missing." in lines) is ("I lack" not in lines)


async def test_the_card_fits_with_everything_at_its_longest(opened: Open) -> None:
    staffed = opened.staffed
    database, server, now = staffed.desk.database, staffed.guild.id, staffed.clock()
    for place in range(40):
        topic = "a topic of some length " * 4
        await sessions.plan(database, Session(0, server, 1, topic[:90], now + timedelta(days=1), 60, 10**18 + place))
        schedule = Schedule(Every.WEEK, time(18, 30), zone_of("America/Argentina/ComodRivadavia"), weekday=2)
        await prompts.switch_on(database, server, 10**18 + place, schedule, now=now)
    card = await card_of(staffed)
    assert len(texts(card.components)) <= 4_000
    assert "Check again" in labels(card.components)
    assert len(controls(card.components)) == 6


def channel_without(opened: Open, permission: str) -> Any:
    bot = opened.staffed.env.bot.user
    assert bot is not None
    overwrite = discord.PermissionOverwrite(**{permission: False})
    return opened.staffed.guild.create_text_channel("closed", overwrites={bot: overwrite})


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/London", "Europe/London"),
        (" asia/dubai ", "Asia/Dubai"),
        ("new york", "America/New_York"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_read_by_name_or_city(typed: str, zone: str) -> None:
    assert zone_meant(typed) == zone


@pytest.mark.parametrize("typed", ["", "  ", "Nowhere", "europe", "../etc/passwd", "London/Europe"])
def test_what_names_no_zone_is_refused(typed: str) -> None:
    with pytest.raises(ZoneUnknown):
        zone_meant(typed)

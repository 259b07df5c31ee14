from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import votes
from bot.store.database import Database
from bot.store.members import MemberKey, Members, forget
from bot.store.vote_counts import LEAST_SHOWN, VotesOnEntry, rounded, totals
from bot.store.votes import Reason, Vote, VoteInvalid
from tests.databases import Databases

MEMBERS = Members(b"a secret of the tests, 32 bytes.")
MONDAY = date(2026, 11, 16)
TODAY = MONDAY + timedelta(days=9)


def vote(message: int = 1, user: int = 7, *, helpful: bool = True, **changes: object) -> Vote:
    fields: dict[str, object] = {
        "message": message,
        "member": MEMBERS.key(user),
        "entry": "humour",
        "server": 5,
        "helpful": helpful,
        "week": MONDAY,
    }
    return Vote(**(fields | changes))  # type: ignore[arg-type]


async def stored(database: Database, message: int = 1, user: int = 7) -> Vote | None:
    return await votes.vote_of(database, message=message, member=MEMBERS.key(user))


async def test_a_vote_is_read_back_as_it_was_cast(database: Database) -> None:
    given_vote = vote(helpful=False, reason=Reason.OUT_OF_DATE, server=None)
    await votes.cast(database, given_vote)
    assert await stored(database) == given_vote
    assert await stored(database, user=8) is None


async def test_a_person_has_one_vote_on_an_answer_and_can_change_it(database: Database) -> None:
    await votes.cast(database, vote(helpful=False, reason=Reason.NOT_ENOUGH))
    await votes.cast(database, vote())
    assert await stored(database) == vote()
    await votes.cast(database, vote(user=8, helpful=False))
    await votes.cast(database, vote(message=2, helpful=False))
    assert await stored(database) == vote()


async def test_pressing_not_helpful_again_keeps_the_reason_and_another_entry_drops_it(database: Database) -> None:
    await votes.cast(database, vote(helpful=False, reason=Reason.NOT_ENOUGH))
    await votes.cast(database, vote(helpful=False))
    assert (await stored(database) or vote()).reason is Reason.NOT_ENOUGH
    await votes.cast(database, vote(helpful=False, entry="testimonials"))
    assert (await stored(database) or vote()).reason is None


async def test_a_reason_needs_a_vote_that_was_not_helpful(database: Database) -> None:
    key = MEMBERS.key(7)
    assert not await votes.give_reason(database, message=1, member=key, reason=Reason.WRONG_TOPIC)
    await votes.cast(database, vote())
    assert not await votes.give_reason(database, message=1, member=key, reason=Reason.WRONG_TOPIC)
    await votes.cast(database, vote(helpful=False))
    assert await votes.give_reason(database, message=1, member=key, reason=Reason.WRONG_TOPIC)
    assert (await stored(database) or vote()).reason is Reason.WRONG_TOPIC


@pytest.mark.parametrize(
    "changes",
    [
        {"message": 0},
        {"message": 2**63},
        {"server": -1},
        {"member": MemberKey(b"short")},
        {"entry": ""},
        {"entry": "My patient John, 43"},
        {"entry": "x" * 61},
        {"week": MONDAY + timedelta(days=1)},
        {"helpful": True, "reason": Reason.NOT_ENOUGH},
    ],
)
def test_a_vote_that_no_button_can_give_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(VoteInvalid):
        vote(**changes)  # type: ignore[arg-type]


async def test_many_votes_at_once_over_two_processes_are_all_kept(databases: Databases) -> None:
    pair = databases.connect(), databases.connect()
    await asyncio.gather(
        *(votes.cast(pair[user % 2], vote(user=user, helpful=user % 3 == 0)) for user in range(1, 61)),
        *(votes.cast(pair[user % 2], vote(user=user, helpful=user % 3 == 0)) for user in range(1, 61)),
    )
    together, (counted,) = await totals(pair[0], since=MONDAY, today=TODAY)
    assert counted == VotesOnEntry("humour", 60, 20, 40)
    assert together == VotesOnEntry("", 60, 20, 40)


async def test_counts_leave_out_small_entries_other_servers_and_the_week_that_runs(database: Database) -> None:
    for user in range(1, 13):
        await votes.cast(database, vote(user=user, helpful=user > 6))
        await votes.cast(database, vote(message=2, user=user, week=MONDAY + timedelta(days=7)))
        await votes.cast(database, vote(message=3, user=user, server=6, entry="testimonials"))
    for user in range(1, LEAST_SHOWN):
        await votes.cast(database, vote(message=4, user=user, entry="advocacy"))
    together, (counted,) = await totals(database, since=MONDAY, today=TODAY, server=5)
    assert (counted.entry, counted.total) == ("humour", 10)
    assert together is not None
    assert together.total == 15
    _, everywhere = await totals(database, since=MONDAY, today=TODAY)
    assert [item.entry for item in everywhere] == ["humour", "testimonials"]
    assert await totals(database, since=TODAY, today=TODAY) == (None, ())


@pytest.mark.parametrize(
    ("helpful", "out_of_date", "wrong_topic", "named"),
    [
        (5, 5, 4, (Reason.OUT_OF_DATE,)),
        (5, 5, 9, (Reason.WRONG_TOPIC, Reason.OUT_OF_DATE)),
        (0, 5, 6, (Reason.WRONG_TOPIC, Reason.OUT_OF_DATE)),
        (9, 4, 4, ()),
    ],
)
async def test_a_reason_is_named_from_five_on(
    database: Database, helpful: int, out_of_date: int, wrong_topic: int, named: tuple[Reason, ...]
) -> None:
    reasons = [*[None] * helpful, *[Reason.OUT_OF_DATE] * out_of_date, *[Reason.WRONG_TOPIC] * wrong_topic]
    for user, reason in enumerate(reasons, 1):
        await votes.cast(database, vote(user=user, helpful=reason is None, reason=reason))
    _, (counted,) = await totals(database, since=MONDAY, today=TODAY, server=5)
    assert counted.reasons == named


@given(st.integers(0, 60), st.integers(0, 60))
def test_neither_a_small_count_nor_one_more_week_follows_from_what_is_shown(count: int, more: int) -> None:
    fewer_weeks, more_weeks = rounded(count), rounded(count + more)
    possible = {
        later - earlier
        for earlier in range(fewer_weeks, fewer_weeks + LEAST_SHOWN)
        for later in range(more_weeks, more_weeks + LEAST_SHOWN)
        if later >= earlier
    }
    assert fewer_weeks <= count
    assert fewer_weeks == 0 or fewer_weeks >= LEAST_SHOWN
    assert more in possible
    assert len(possible) >= LEAST_SHOWN


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_share_that_is_shown_holds_the_true_one_and_leaves_a_small_side_open(helpful: int, against: int) -> None:
    if helpful + against < LEAST_SHOWN:
        return
    shown = VotesOnEntry("humour", rounded(helpful + against), rounded(helpful), rounded(against))
    least, most = shown.share
    assert least <= helpful / (helpful + against) <= most
    residues = range(LEAST_SHOWN)
    possible = {
        shown.not_helpful + few
        for few in residues
        for more in residues
        if rounded(shown.helpful + more + shown.not_helpful + few) == shown.total
    }
    assert against in possible
    assert len(possible) >= LEAST_SHOWN - 1


async def test_purging_erases_old_weeks_only(database: Database) -> None:
    await votes.cast(database, vote())
    await votes.cast(database, vote(message=2, week=MONDAY + timedelta(days=7)))
    assert await votes.purge(database, before=MONDAY + timedelta(days=7)) == 1
    assert await stored(database) is None
    assert await stored(database, message=2) is not None
    assert await votes.purge(database, before=MONDAY) == 0


async def test_forgetting_a_person_erases_every_vote_of_theirs_and_no_other(database: Database) -> None:
    for message in (1, 2, 3):
        await votes.cast(database, vote(message=message))
        await votes.cast(database, vote(message=message, user=8))
    assert await forget(database, MEMBERS, 7) == {"votes": 3}
    assert await forget(database, MEMBERS, 7) == {}
    assert await stored(database) is None
    assert await stored(database, user=8) is not None


async def test_another_secret_knows_nobody(database: Database) -> None:
    await votes.cast(database, vote())
    assert await forget(database, Members(b"another secret, as long as the 1"), 7) == {}

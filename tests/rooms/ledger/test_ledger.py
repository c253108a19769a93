"""The ledger: moves sum to zero, balances never go below zero, nothing is ever changed."""

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import AsyncConnection

from yimatong.ledger import core, service
from yimatong.ledger.store import LedgerStore

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERSON = 35000000000001


def test_a_move_that_does_not_sum_to_zero_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="sum to zero"):
        core.move(1, PERSON, [("fund/350100/basic-employee", -100), ("payable/H1/2026-11", 99)])


def test_pairs_that_move_nothing_are_left_out() -> None:
    done = core.move(1, PERSON, [("a", 5), ("b", 0), ("c", -5)])
    assert [posting.account for posting in done.postings] == ["a", "c"]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8))
def test_what_is_undone_adds_up_to_nothing(amounts: list[int]) -> None:
    done = core.move(1, PERSON, [*((f"a{at}", amount) for at, amount in enumerate(amounts)), ("rest", -sum(amounts))])
    undone = core.undone(done, 2)
    for posting, back in zip(done.postings, undone.postings, strict=True):
        assert posting.account == back.account
        assert posting.amount + back.amount == 0


def test_accounts_are_named_by_whose_they_are() -> None:
    assert core.fund("350100", "catastrophic") == "fund/350100/catastrophic"
    assert core.payable("H35010290001", date(2026, 11, 30)) == "payable/H35010290001/2026-11"
    assert core.personal(7) == "personal/7"


async def test_money_comes_in_is_spent_and_comes_back(connection: AsyncConnection[Any]) -> None:
    ledger = LedgerStore(connection)
    await service.open_personal_accounts(ledger, "350100", [(1, PERSON, 10_000)], NOW)
    spent = core.move(2, PERSON, [(core.personal(PERSON), -4_000), (core.payable("H1", NOW.date()), 4_000)])
    await service.post(ledger, spent, NOW)
    assert await ledger.balance(core.personal(PERSON)) == 6_000
    await service.take_back(ledger, 2, 3, NOW)
    assert await ledger.balance(core.personal(PERSON)) == 10_000
    assert dict(await ledger.totals("payable/", None)) == {"payable/H1/2026-11": 0}
    books = await service.trial_balance(ledger)
    assert books.difference == 0
    assert books.received == 18_000


async def test_a_balance_never_goes_below_zero(connection: AsyncConnection[Any]) -> None:
    ledger = LedgerStore(connection)
    await service.open_personal_accounts(ledger, "350100", [(1, PERSON, 100)], NOW)
    too_much = core.move(2, PERSON, [(core.personal(PERSON), -101), ("payable/H1/2026-11", 101)])
    with pytest.raises(psycopg.errors.CheckViolation, match="balance_never_below_zero"):
        await service.post(ledger, too_much, NOW)


@pytest.mark.parametrize(
    "change", ["UPDATE ledger.posting SET amount = 1", "DELETE FROM ledger.posting", "TRUNCATE ledger.posting"]
)
async def test_postings_are_never_changed(connection: AsyncConnection[Any], change: str) -> None:
    await service.open_personal_accounts(LedgerStore(connection), "350100", [(1, PERSON, 100)], NOW)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        await connection.execute(change)

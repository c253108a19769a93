"""Settlement on the real database: one bill end to end, preview equals settle, reversal is exact, races settle once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.walking import Visit, charge_again, institution, items, settled, someone, visit
from yimatong.app.wiring import Platform
from yimatong.care import service as care_service
from yimatong.care.core import CareReason, State
from yimatong.kernel.refusals import Reason, Refused
from yimatong.ledger import core as accounts
from yimatong.ledger.service import trial_balance
from yimatong.settlement import service
from yimatong.settlement.core.facts import Certificate
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.core.settled import Settlement
from yimatong.settlement.service import Settled, Which


async def refusal(awaitable: Any) -> Reason:
    with pytest.raises(Refused) as caught:
        await awaitable
    return caught.value.refusal.reason


async def a_visit(platform: Platform, account_use: int = 1) -> Visit:
    async with platform.read() as rooms:
        record, cover = await someone(rooms, "310", "350100", "retired")
        hospital = await institution(rooms, "350100", "3A")
        picked = [(one, 3) for list_class in "甲乙丙" for one in (await items(rooms, list_class))[:4]]
    return await visit(platform, record, cover, hospital, picked, account_use=account_use)


async def preview(platform: Platform, ask: Any) -> Settled:
    async with platform.read() as rooms:
        return await service.preview(rooms, rooms.law, ask)


async def reverse(platform: Platform, done: Settlement, institution_code: str = "") -> Any:
    async with platform.act() as rooms:
        which = Which(done.settlement_id, institution_code or done.institution_code)
        return await service.reverse(rooms, which, "M-back")


async def test_preview_is_what_settling_gives_and_leaves_no_trace(platform: Platform) -> None:
    bill = await a_visit(platform)
    before = (await preview(platform, bill.ask)).settlement
    again = (await preview(platform, bill.ask)).settlement
    done = (await settled(platform, bill.ask)).settlement
    for field in ("settlement_id", "settled_at"):
        before, again = (_with(one, field, getattr(done, field)) for one in (before, again))
    assert before == again == done
    assert done.total == done.funds_total + done.account_total + done.cash + done.hospital
    assert done.basic > 0
    assert done.own_account > 0


async def test_a_settlement_writes_its_lines_its_move_its_year_book_and_its_event(platform: Platform) -> None:
    bill = await a_visit(platform)
    async with platform.read() as rooms:
        balance = await rooms.ledger.balance(accounts.personal(bill.ask.person_id))
    done = (await settled(platform, bill.ask)).settlement
    async with platform.act() as rooms:
        assert await rooms.settlement.find(done.settlement_id) == done
        lines = await rooms.settlement.lines(done.settlement_id)
        assert sum(line.amount for line in lines) == done.total
        assert sum(line.in_scope for line in lines) == done.in_scope
        move = await rooms.ledger.move_of(done.settlement_id)
        assert move is not None
        assert {posting.account: posting.amount for posting in move.postings}["fund/350100/basic-employee"] == -done.basic
        assert (
            await rooms.ledger.balance(accounts.personal(bill.ask.person_id)) == balance - done.own_account == done.balance_after
        )
        book = await rooms.settlement.year_book(bill.ask.person_id, "310", 2026)
        assert book == done.record.year_book_delta
        assert (await trial_balance(rooms.ledger)).difference == 0
        assert await rooms.settlement.take_events(10) == 1
        [(topic, body, _)] = await rooms.settlement.notices_of(bill.ask.person_id, 5)
        assert (topic, body["settlement_id"]) == ("settled", str(done.settlement_id))
        encounter = await rooms.care.find(bill.ask.encounter_id, locked=False)
        assert encounter is not None
        assert encounter.state is State.SETTLED


async def test_a_reversal_takes_everything_back_and_the_bill_can_be_settled_again(platform: Platform) -> None:
    bill = await a_visit(platform)
    async with platform.read() as rooms:
        balance = await rooms.ledger.balance(accounts.personal(bill.ask.person_id))
    done = await settled(platform, bill.ask)
    back = await reverse(platform, done.settlement)
    assert (back.total, back.funds_total, back.own_account) == (
        -done.settlement.total,
        -done.settlement.funds_total,
        -done.settlement.own_account,
    )
    async with platform.read() as rooms:
        assert await rooms.ledger.balance(accounts.personal(bill.ask.person_id)) == balance == back.balance_after
        book = await rooms.settlement.year_book(bill.ask.person_id, "310", 2026)
        assert book == type(book)()
        assert all(total == 0 for _, total in await rooms.ledger.totals("fund/", None))
        assert sum(line.amount for line in await rooms.settlement.lines(back.settlement_id)) == -done.settlement.total
    assert await refusal(reverse(platform, done.settlement)) is SettlementReason.ALREADY_REVERSED
    again = (await settled(platform, replace(bill.ask, message="M2"))).settlement
    assert (again.total, again.funds_total, again.cash) == (
        done.settlement.total,
        done.settlement.funds_total,
        done.settlement.cash,
    )


async def test_another_hospitals_settlement_is_not_there(platform: Platform) -> None:
    done = await settled(platform, (await a_visit(platform)).ask)
    assert await refusal(reverse(platform, done.settlement, "H35010290002")) is SettlementReason.SETTLEMENT_UNKNOWN


async def test_what_does_not_fit_is_refused_and_named(platform: Platform) -> None:
    bill = await a_visit(platform)
    total = (await preview(platform, bill.ask)).settlement.total
    wrong = {
        SettlementReason.TOTAL_DIFFERS: replace(bill.ask, total=total + 1),
        SettlementReason.SCOPE_DIFFERS: replace(bill.ask, total=total, scope=(None, None, None, total + 1)),
        SettlementReason.NOTHING_TO_SETTLE: replace(bill.ask, batch="B9"),
        SettlementReason.SCHEME_DIFFERS: replace(bill.ask, scheme="390"),
        SettlementReason.NOT_THIS_PERSON: replace(bill.ask, person_id=bill.ask.person_id + 1),
        SettlementReason.ENCOUNTER_UNKNOWN: replace(bill.ask, institution_code="H35010290002"),
        SettlementReason.CERTIFICATE_DIFFERS: replace(bill.ask, certificate=Certificate("02", "35010219860101123X")),
        SettlementReason.NOT_PAYABLE_TYPE: replace(bill.ask, medical_type="2101"),
    }
    for reason, ask in wrong.items():
        assert await refusal(settled(platform, ask)) is reason
    assert (await settled(platform, replace(bill.ask, total=total))).settlement.total == total
    assert await refusal(settled(platform, bill.ask)) in (CareReason.MOVE_NOT_ALLOWED, SettlementReason.ALREADY_SETTLED)


async def test_of_many_settling_the_same_bill_at_once_one_does(platform: Platform) -> None:
    bill = await a_visit(platform)
    outcomes = await asyncio.gather(*(settled(platform, bill.ask) for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(outcome, Settled) for outcome in outcomes) == 1
    assert all(isinstance(outcome, Settled | Refused) for outcome in outcomes)
    async with platform.read() as rooms:
        assert len(await rooms.settlement.of_person(bill.ask.person_id, 20)) == 1


async def test_bills_of_one_person_at_once_never_overdraw_and_add_up_in_the_year_book(platform: Platform) -> None:
    bills = [await a_visit(platform) for _ in range(6)]
    done = await asyncio.gather(*(settled(platform, bill.ask) for bill in bills))
    async with platform.read() as rooms:
        book = await rooms.settlement.year_book(bills[0].ask.person_id, "310", 2026)
        balance = await rooms.ledger.balance(accounts.personal(bills[0].ask.person_id))
    assert balance == min(one.settlement.balance_after for one in done) >= 0
    assert book.cost_outpatient == sum(one.settlement.record.year_book_delta.cost_outpatient for one in done)


def _with(settlement: Any, field: str, value: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(settlement, **{field: value})


async def test_a_stay_settled_in_parts_bears_one_deductible(platform: Platform) -> None:
    async with platform.read() as rooms:
        record, cover = await someone(rooms, "310", "350100", "active")
        hospital = await institution(rooms, "350100", "3A")
        picked = [(one, 90) for one in (await items(rooms, "甲"))[:3]]
    stay = await visit(platform, record, cover, hospital, picked, medical_type="2101", discharged=False)
    first = (await settled(platform, replace(stay.ask, midway=True))).settlement
    async with platform.act() as rooms:
        await charge_again(rooms, stay.whose, picked, "B2")
        await care_service.discharge(rooms.care, stay.whose, rooms.now, (), {})
    last = (await settled(platform, replace(stay.ask, message="M-last"))).settlement
    assert (first.deductible, last.deductible) == (80_000, 0)
    assert last.record.year_book_delta.admissions == 0
    assert await refusal(reverse(platform, first)) is SettlementReason.LATER_SETTLEMENT_STANDS

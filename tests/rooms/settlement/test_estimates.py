"""Before care: an estimate is what settling gives, and it says what another hospital or place would change."""

from typing import Any

import pytest

from tests.walking import institution, items, settled, someone, visit
from yimatong.app.wiring import Platform, Rooms
from yimatong.benefits.core.circumstances import Care, Place
from yimatong.kernel.refusals import Refused
from yimatong.people.core import PeopleReason, PersonRecord
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.estimates import Anonymous, PlannedLine, Question, estimate_for, estimate_for_nobody


async def a_question(rooms: Rooms, care: Care = Care.OUTPATIENT, level: str = "3A", **more: Any) -> Question:
    picked = [one for list_class in "甲乙丙" for one in (await items(rooms, list_class))[:4]]
    lines = tuple(PlannedLine(one.item.national_code, one.local.local_code, 30_000, one.local.price) for one in picked)
    return Question(care, level, Place.LOCAL, rooms.now.date(), **({"lines": lines} | more))


async def ask(rooms: Rooms, record: PersonRecord, question: Question, scheme: str = "310") -> Any:
    return await estimate_for(rooms.settlement, rooms.ledger, rooms.catalogue, rooms.law, record, scheme, question)


async def test_the_estimate_is_what_settling_gives(platform: Platform) -> None:
    async with platform.read() as rooms:
        record, cover = await someone(rooms, "310", "350100", "retired")
        hospital = await institution(rooms, "350100", "3A")
        picked = [(one, 3) for list_class in "甲乙丙" for one in (await items(rooms, list_class))[:4]]
        before = (await ask(rooms, record, await a_question(rooms))).asked
    done = (await settled(platform, (await visit(platform, record, cover, hospital, picked)).ask)).settlement
    assert (before.bill.total, before.shares.basic, before.own_account, before.cash) == (
        done.total,
        done.basic,
        done.own_account,
        done.cash,
    )
    async with platform.read() as rooms:
        after = (await ask(rooms, record, await a_question(rooms))).asked
    assert after.shares.basic > before.shares.basic, "the deductible of the year is now used"


async def test_it_says_what_another_level_or_place_would_change(platform: Platform) -> None:
    async with platform.read() as rooms:
        question = await a_question(rooms, Care.INPATIENT)
        who = Anonymous("350100", "310", "active")
        found = await estimate_for_nobody(rooms.catalogue, rooms.law, who, question)
    changed = {(one.circumstances.level, one.circumstances.place) for one in found.elsewhere}
    assert ("community", Place.LOCAL) in changed
    assert ("3A", Place.UNREGISTERED_ELSEWHERE) in changed
    assert (found.asked.circumstances.level, found.asked.circumstances.place) not in changed
    for one in (found.asked, *found.elsewhere):
        assert one.bill.total == one.shares.funds_total + one.shares.hospital + one.own_account + one.cash


async def test_a_case_price_is_shared_as_the_law_says(platform: Platform) -> None:
    async with platform.read() as rooms:
        question = await a_question(rooms, Care.CASE_PRICED, "2A", lines=(), case_price=500_000)
        found = await estimate_for_nobody(rooms.catalogue, rooms.law, Anonymous("350900", "390", "resident"), question)
    assert found.asked.shares.basic == 350_000, "EX03: 70 % of 5 000 yuan, without a deductible"


async def test_nothing_planned_and_no_cover_are_refused(platform: Platform) -> None:
    async with platform.read() as rooms:
        record, _ = await someone(rooms, "310", "350100", "retired")
        with pytest.raises(Refused) as nothing:
            await ask(rooms, record, await a_question(rooms, lines=()))
        with pytest.raises(Refused) as uncovered:
            await ask(rooms, record, await a_question(rooms), scheme="390")
    assert nothing.value.refusal.reason is SettlementReason.NOTHING_TO_SETTLE
    assert uncovered.value.refusal.reason is PeopleReason.NOT_COVERED

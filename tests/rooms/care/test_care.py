"""Encounters: only listed moves, lines that multiply out, refunds within what was charged; another's encounter is not there."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import AsyncConnection

from yimatong.care import core, service
from yimatong.care.core import CareReason, Encounter, Kind, State, Step
from yimatong.care.service import ChargeLine, Description, Whose
from yimatong.care.store import CareStore
from yimatong.catalogue.core import AskedCode, CatalogueReason, Coding, FoundCode, Item
from yimatong.kernel.dates import CHINA
from yimatong.kernel.refusals import Reason, Refusal, Refused

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=CHINA)
PERSON, HOSPITAL = 35000000000001, "H35010290001"
MINE = Whose(1, PERSON, HOSPITAL)


class OneItemCatalogue:
    """Knows one item of class 乙 with one tenth paid first, under national code N1 and local code L1."""

    item = Item(
        "N1",
        "阿莫西林",
        "drug",
        "乙",
        1_000,
        1_000,
        "西药费",
        "09",
        "盒",
        "",
        "",
        False,
        False,
        "test",
        True,
        date(2020, 1, 1),
        None,
    )

    async def find_codes(self, asked: Sequence[AskedCode], days: Sequence[date]) -> list[FoundCode]:
        return [
            FoundCode("N1" if one.local_code == "L1" else None, self.item if one.national_code == "N1" else None, False)
            for one in asked
        ]

    async def diagnoses(self, codes: Sequence[str], day: date) -> dict[str, Coding]:
        return {}

    async def chronic_disease(self, code: str, day: date) -> Coding | None:
        return None


def visit(encounter_id: int = 1, kind: Kind = Kind.OUTPATIENT) -> Encounter:
    state = State.REGISTERED if kind is Kind.OUTPATIENT else State.ADMITTED
    ends = ("11", "", "", "OP1", "02", NOW, None, NOW)
    return Encounter(encounter_id, PERSON, HOSPITAL, kind, state, "310", "350100", *ends)


def line(number: str, quantity_e4: int = 10_000, amount: int = 800, **more: Any) -> ChargeLine:
    return ChargeLine(number, "B1", NOW, more.pop("code", "N1"), "L1", 8_000_000, quantity_e4, amount, **more)


async def refusal(awaitable: Any) -> tuple[Reason, str]:
    with pytest.raises(Refused) as caught:
        await awaitable
    return caught.value.refusal.reason, caught.value.refusal.field


async def charging(connection: AsyncConnection[Any], kind: Kind = Kind.OUTPATIENT) -> CareStore:
    care = CareStore(connection)
    await service.open_encounter(care, visit(kind=kind))
    await service.describe(care, MINE, Description("11", "", "", (core.Diagnosis("1", 1, "J06.900", "感冒", True),), {}))
    return care


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_move_is_listed_or_refused(kind: Kind, state: State, step: Step) -> None:
    after = core.state_after(kind, state, step)
    if (kind, state, step) in core.MOVES:
        assert after is core.MOVES[kind, state, step]
    else:
        words = f"{core.STATE_WORDS[state]}，不能{core.STEP_WORDS[step]}"
        assert after == Refusal(CareReason.MOVE_NOT_ALLOWED, "encounter_id", words)


def test_nothing_happens_to_what_was_cancelled() -> None:
    assert not [move for move in core.MOVES if move[1] is State.CANCELLED]


@given(st.integers(0, 10**12), st.integers(-(10**8), 10**8))
def test_price_times_quantity_is_the_nearest_fen_and_a_refund_mirrors_it(price_micro: int, quantity_e4: int) -> None:
    amount = core.price_times_quantity(price_micro, quantity_e4)
    assert abs(amount * 10**8 - price_micro * quantity_e4) * 2 <= 10**8
    assert core.price_times_quantity(price_micro, -quantity_e4) == -amount


@pytest.mark.parametrize(
    ("price", "quantity", "amount", "reason"),
    [
        (8_000_000, 10_000, 800, None),
        (8_000_000, 10_000, 801, None),
        (8_000_000, 10_000, 802, CareReason.AMOUNT_DIFFERS),
        (8_000_000, -10_000, -800, None),
        (8_000_000, -10_000, 800, CareReason.SIGNS_DIFFER),
        (8_000_000, 0, 0, CareReason.SIGNS_DIFFER),
        (-8_000_000, -10_000, 800, CareReason.SIGNS_DIFFER),
    ],
)
def test_a_line_multiplies_out_within_one_fen(price: int, quantity: int, amount: int, reason: CareReason | None) -> None:
    why_not = core.why_not_charged(price, quantity, amount, 3)
    assert (why_not.reason if why_not else None) is reason
    assert why_not is None or why_not.field.startswith("charges[3].")


async def test_charges_are_split_and_can_be_taken_back(connection: AsyncConnection[Any]) -> None:
    care = await charging(connection)
    charges = await service.charge(care, OneItemCatalogue(), MINE, [line("1"), line("2", 20_000, 2_200 - 600)])
    assert [(c.first_self_pay, c.in_scope) for c in charges] == [(80, 720), (160, 1_440)]
    assert await care.charges(1) == charges
    assert await service.take_charges_back(care, MINE, "B1", None) == 2
    assert await refusal(service.take_charges_back(care, MINE, "B1", None)) == (CareReason.NO_SUCH_CHARGE, "batch")
    assert await service.take_charges_back(care, MINE, None, None) == 0


async def test_a_charge_number_is_used_once_and_then_nothing_of_the_upload_is_kept(connection: AsyncConnection[Any]) -> None:
    care = await charging(connection)
    twice = service.charge(care, OneItemCatalogue(), MINE, [line("1"), line("1")])
    assert await refusal(twice) == (CareReason.CHARGE_TWICE, "charges[2].charge_no")
    await service.charge(care, OneItemCatalogue(), MINE, [line("1")])
    again = service.charge(care, OneItemCatalogue(), MINE, [line("2"), line("1")])
    assert await refusal(again) == (CareReason.CHARGE_TWICE, "charge_no")


async def test_an_unknown_item_is_refused_by_its_line(connection: AsyncConnection[Any]) -> None:
    care = await charging(connection)
    unknown = service.charge(care, OneItemCatalogue(), MINE, [line("1"), line("2", code="N9")])
    assert await refusal(unknown) == (CatalogueReason.UNKNOWN_ITEM, "charges[2].national_code")


async def test_a_refund_gives_back_at_most_what_its_line_holds(connection: AsyncConnection[Any]) -> None:
    care = await charging(connection, Kind.INPATIENT)
    await service.charge(care, OneItemCatalogue(), MINE, [line("1", 20_000, 1_600)])
    await service.charge(care, OneItemCatalogue(), MINE, [line("2", -10_000, -800, refunds="1")])
    too_much = service.charge(care, OneItemCatalogue(), MINE, [line("3", -20_000, -1_600, refunds="1")])
    assert await refusal(too_much) == (CareReason.REFUND_WITHOUT_CHARGE, "charges[1].quantity")


async def test_anothers_encounter_is_not_there(connection: AsyncConnection[Any]) -> None:
    care = await charging(connection)
    elsewhere = service.encounter_of(care, Whose(1, PERSON, "H35010290002"))
    assert (await refusal(elsewhere))[0] is CareReason.ENCOUNTER_UNKNOWN
    assert (await refusal(service.encounter_of(care, Whose(2, PERSON, HOSPITAL))))[0] is CareReason.ENCOUNTER_UNKNOWN
    assert (await refusal(service.encounter_of(care, Whose(1, PERSON + 1, HOSPITAL))))[0] is CareReason.NOT_THIS_PERSON


async def test_one_open_stay_per_person(connection: AsyncConnection[Any]) -> None:
    care = CareStore(connection)
    await service.open_encounter(care, visit(1, Kind.INPATIENT))
    second = service.open_encounter(care, visit(2, Kind.INPATIENT))
    assert (await refusal(second))[0] is CareReason.ALREADY_ADMITTED
    await service.cancel(care, MINE)
    await service.open_encounter(care, visit(3, Kind.INPATIENT))


async def test_a_stay_ends_opens_again_and_does_not_end_before_it_began(connection: AsyncConnection[Any]) -> None:
    care = await charging(connection, Kind.INPATIENT)
    early = service.discharge(care, MINE, NOW - timedelta(days=1), (), {})
    assert (await refusal(early))[0] is CareReason.ENDS_BEFORE_IT_BEGAN
    ended = await service.discharge(care, MINE, NOW + timedelta(days=3), (), {"dscg_way": "1"})
    assert ended.state is State.DISCHARGED
    late = service.charge(care, OneItemCatalogue(), MINE, [line("9")])
    assert len(await late) == 1
    opened = await service.undo_discharge(care, MINE)
    assert (opened.state, opened.ended_at) == (State.ADMITTED, None)
    with_charges = service.cancel(care, MINE)
    assert (await refusal(with_charges))[0] is CareReason.HAS_CHARGES

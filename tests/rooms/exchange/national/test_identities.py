"""The identities every answer about money keeps, over random bills of people and institutions of every kind."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.rooms.exchange.national.hospital import Hospital, open_hospital, total_of
from tests.walking import items
from yimatong.app.wiring import Platform

FUNDS = ("hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "hifdm_pay", "maf_pay", "oth_pay")
SCOPES = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
WHO = [
    ("310", "350100", "active", None),
    ("310", "350100", "retired", None),
    ("310", "350099", "active", None),
    ("390", "350100", "resident", None),
    ("390", "350100", "resident", 3),
    ("390", "350900", "resident", None),
]


def must_hold(answer: dict[str, Any]) -> None:
    """The printed identities 1 to 6 of a settlement, for one settled and for one taken back."""
    told, detail = answer["setlinfo"], answer["setldetail"]
    cash = told.get("psn_cash_pay", told.get("cash_payamt"))
    person = told.get("psn_part_amt", told.get("psn_pay"))
    assert told["medfee_sumamt"] == told["fund_pay_sumamt"] + person + told.get("hosp_part_amt", 0)
    assert person == told["acct_pay"] + cash
    assert told["fund_pay_sumamt"] == sum(told.get(fund, 0) for fund in FUNDS)
    assert abs(told["acct_mulaid_pay"]) <= abs(told["acct_pay"])
    assert told["medfee_sumamt"] == sum(told[scope] for scope in SCOPES)
    assert told["fund_pay_sumamt"] == sum(row["fund_payamt"] for row in detail)
    assert told["balc"] >= 0


@pytest.mark.parametrize(("scheme", "area", "status", "hardship"), WHO)
@pytest.mark.parametrize("level", ["3A", "community"])
async def test_every_answer_about_money_adds_up(
    platform: Platform, scheme: str, area: str, status: str, hardship: int | None, level: str
) -> None:
    chance = Random(f"{scheme}{area}{status}{hardship}{level}")
    hospital = await open_hospital(platform, scheme, area, status, level, hardship)
    async with platform.read() as rooms:
        every = [one for list_class in "甲乙丙" for one in await items(rooms, list_class)]
    for turn in range(4):
        hospital.items = chance.sample(every, chance.randint(1, 12))
        await must_hold_for(hospital, chance.choice([1, 3, 40, 400]), "2206A" if turn % 2 else "2206", str(turn % 2))


async def must_hold_for(hospital: Hospital, units: int, preview: str, account_use: str) -> None:
    """One bill: its rows, its preview, its settlement, the question about it and its reversal."""
    mdtrt_id = await hospital.registered()
    await hospital.done("2203", hospital.described(mdtrt_id))
    lines = hospital.lines(mdtrt_id, units)
    rows = (await hospital.done("2204", {"feedetail": lines}))["result"]
    for row in rows:
        parts = row["fulamt_ownpay_amt"] + row["overlmt_amt"] + row["preselfpay_amt"] + row["inscp_scp_amt"]
        assert row["det_item_fee_sumamt"] == parts
    bill = hospital.settling(mdtrt_id, total_of(lines), acct_used_flag=account_use)
    must_hold(await hospital.done(preview, bill))
    settled = await hospital.done(preview.replace("2206", "2207"), bill)
    must_hold(settled)
    assert settled["setlinfo"]["medfee_sumamt"] == sum((row["det_item_fee_sumamt"] for row in rows), Decimal(0))
    for part, of_row in zip(SCOPES, ("fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt"), strict=True):
        assert settled["setlinfo"][part] == sum(row[of_row] for row in rows)
    named = {"setl_id": settled["setlinfo"]["setl_id"], "mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no}
    must_hold(await hospital.done("5203", {"data": named}))
    must_hold(await hospital.done("2208", {"data": named}))

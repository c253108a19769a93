"""An ordinary visit over the wire, from sign-on to the question what it came to, and everything that undoes it."""

from decimal import Decimal

from tests.rooms.exchange.national.hospital import open_hospital
from yimatong.app.wiring import Platform
from yimatong.ledger.service import trial_balance


async def test_a_visit_is_registered_charged_previewed_settled_and_found_again(platform: Platform) -> None:
    hospital = await open_hospital(platform, area="350099")
    signed = await hospital.done("9001", {"signIn": {"opter_no": "0001", "mac": "00", "ip": "10.0.0.1"}})
    person = await hospital.done("1101", {"data": hospital.certificate | {"psn_cert_type": "01"}})
    assert person["baseinfo"]["psn_no"] == hospital.psn_no
    assert person["insuinfo"][0]["insutype"] == "310"
    balance = person["insuinfo"][0]["balc"]
    mdtrt_id, total = await hospital.charged(units=40)
    preview = (await hospital.done("2206", hospital.settling(mdtrt_id, total)))["setlinfo"]
    settled = (await hospital.done("2207", hospital.settling(mdtrt_id, total), msgid="M1"))["setlinfo"]
    assert settled["medfee_sumamt"] == total
    assert settled["hifp_pay"] > 0
    assert settled["balc"] == balance - settled["acct_pay"]
    assert settled["medins_setl_id"] == "M1"
    same = settled.keys() - {"setl_id", "setl_time", "medins_setl_id"}
    assert {name: settled[name] for name in same} == {name: preview[name] for name in same}
    named = {"psn_no": hospital.psn_no, "setl_id": settled["setl_id"], "mdtrt_id": mdtrt_id}
    found = await hospital.done("5203", {"data": named})
    assert found["setlinfo"]["fund_pay_sumamt"] == settled["fund_pay_sumamt"]
    assert found["setlinfo"]["refd_setl_flag"] == "0"
    lines = await hospital.done("5204", {"data": named})
    assert sum(line["det_item_fee_sumamt"] for line in lines) == total
    undone = (await hospital.done("2208", {"data": named}))["setlinfo"]
    assert undone["medfee_sumamt"] == -total
    assert undone["psn_cash_pay"] == undone["pdn_cash_pay"] == -settled["psn_cash_pay"]
    assert undone["balc"] == balance
    assert (await hospital.done("5203", {"data": named}))["setlinfo"]["refd_setl_flag"] == "1"
    await hospital.done("9002", {"signOut": {"sign_no": signed["signinoutb"]["sign_no"], "opter_no": "0001"}})
    async with platform.read() as rooms:
        assert (await trial_balance(rooms.ledger)).difference == 0
    assert total > Decimal(0)

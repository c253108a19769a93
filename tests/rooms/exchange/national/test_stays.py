"""A stay over the wire: admitted, changed, charged, previewed, ended, settled; and all of it taken back, last thing first."""

from typing import Any

from tests.rooms.exchange.national.hospital import Hospital, open_hospital, total_of
from yimatong.app.wiring import Platform


def admitting(hospital: Hospital, **more: Any) -> dict[str, Any]:
    who = {"psn_no": hospital.psn_no, "insutype": hospital.cover.scheme, "begntime": "2026-11-10 09:00:00"}
    ward = {"adm_dept_codg": "A03", "adm_dept_name": "内科", "adm_bed": "12", "atddr_no": "D1", "chfpdr_name": "林医师"}
    why = {"adm_diag_dscr": "肺炎", "dscg_maindiag_code": "J18.900", "dscg_maindiag_name": "肺炎"}
    stay = {"med_type": "2101", "ipt_no": "IP1", "tel": "", "coner_name": "示例联系人"}
    diagnosis = hospital.diagnosis("J18.900") | {"psn_no": hospital.psn_no, "maindiag_flag": "1"}
    return {"mdtrtinfo": who | ward | why | stay | hospital.certificate | more, "diseinfo": [diagnosis]}


def stay_lines(hospital: Hospital, mdtrt_id: str) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in line.items() if name not in ("chrg_bchno", "rx_circ_flag")} | {"med_type": "2101"}
        for line in hospital.lines(mdtrt_id, units=60)
    ]


def ending(hospital: Hospital, mdtrt_id: str) -> dict[str, Any]:
    same = {"mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no}
    stay = {"insutype": hospital.cover.scheme, "endtime": "2026-11-21 09:30:00", "dscg_way": "1"}
    ward = {"dscg_dept_codg": "A03", "dscg_dept_name": "内科"}
    return {"dscginfo": same | stay | ward, "diseinfo": [hospital.diagnosis("J18.900") | same | {"maindiag_flag": "1"}]}


def settling(hospital: Hospital, mdtrt_id: str, total: Any, **more: Any) -> dict[str, Any]:
    bill = hospital.settling(mdtrt_id, total, mid_setl_flag="0")["data"]
    return {"data": {name: value for name, value in bill.items() if name not in ("chrg_bchno", "med_type")} | more}


async def test_a_stay_is_walked_to_its_settlement_and_back_to_nothing(platform: Platform) -> None:
    hospital = await open_hospital(platform, "390", "350100", "resident")
    same: dict[str, Any] = {"psn_no": hospital.psn_no}
    mdtrt_id = (await hospital.done("2401", admitting(hospital)))["result"]["mdtrt_id"]
    same["mdtrt_id"] = mdtrt_id
    refused = await hospital.not_done("2401", admitting(hospital))
    assert refused == "【2401.mdtrtinfo.psn_no】此人已有在院记录，不能重复入院"
    changed = admitting(hospital)["mdtrtinfo"] | same | {"ipt_otp_no": "IP1", "adm_bed": "13"}
    await hospital.done("2403", {"adminfo": changed})
    lines = stay_lines(hospital, mdtrt_id)
    await hospital.done("2301", {"feedetail": lines})
    refund = lines[0] | {"feedetl_sn": "R1", "init_feedetl_sn": "1", "cnt": -1, "det_item_fee_sumamt": -lines[0]["pric"]}
    row = (await hospital.done("2301", {"feedetail": [refund]}))["result"][0]
    assert row["det_item_fee_sumamt"] == -lines[0]["pric"]
    await hospital.done("2302", {"data": [same | {"feedetl_sn": "R1"}]})
    total = total_of(lines)
    before = (await hospital.done("2303", settling(hospital, mdtrt_id, total)))["setlinfo"]
    refused = await hospital.not_done("2304", settling(hospital, mdtrt_id, total))
    assert "就诊当前状态不能办理此业务" in refused
    await hospital.done("2402", ending(hospital, mdtrt_id))
    settled = (await hospital.done("2304", settling(hospital, mdtrt_id, total)))["setlinfo"]
    assert settled["hifp_pay"] == before["hifp_pay"] > 0
    assert settled["clr_type"] == "21"
    span = {"begntime": "2026-11-01", "endtime": "2026-11-30", "med_type": "2101"}
    (found,) = (await hospital.done("5201", {"data": {"psn_no": hospital.psn_no} | span}))["mdtrtinfo"]
    assert (found["ipt_days"], found["adm_bed"], found["inhosp_stas"], found["dscg_way"]) == (11, "13", "0", "1")
    undone = (await hospital.done("2305", {"data": same | {"setl_id": settled["setl_id"]}}))["setlinfo"]
    assert undone["fund_pay_sumamt"] == -settled["fund_pay_sumamt"]
    await hospital.done("2405", {"data": same})
    refused = await hospital.not_done("2404", {"data": same})
    assert refused == f"【2404.data.mdtrt_id】已上传费用明细，请先撤销费用（{mdtrt_id}）"
    await hospital.done("2302", {"data": [same | {"feedetl_sn": "0000"}]})
    await hospital.done("2404", {"data": same})
    assert (await hospital.done("5201", {"data": {"psn_no": hospital.psn_no} | span}))["mdtrtinfo"] == []


async def test_part_of_a_stay_is_settled_midway_and_without_showing_anything_again(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id = (await hospital.done("2401", admitting(hospital)))["result"]["mdtrt_id"]
    lines = stay_lines(hospital, mdtrt_id)
    await hospital.done("2301", {"feedetail": lines})
    bill = settling(hospital, mdtrt_id, total_of(lines), mid_setl_flag="1", mdtrt_cert_no="")
    settled = (await hospital.done("2304A", bill))["setlinfo"]
    assert settled["medfee_sumamt"] == total_of(lines)
    assert "hifdm_pay" not in settled
    named = {"psn_no": hospital.psn_no, "mdtrt_id": mdtrt_id, "setl_id": settled["setl_id"]}
    refused = await hospital.not_done("2208", {"data": named})
    assert refused.startswith("【2208.data.setl_id】没有这笔结算")

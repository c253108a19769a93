"""Who a person is, by what they show; what they may draw on; what an institution is; and the personal code, decoded once."""

import asyncio
from typing import Any

import msgspec
import pytest

from tests.rooms.exchange.national.hospital import Hospital, open_hospital
from yimatong.app.demo import fresh_code
from yimatong.app.wiring import Platform
from yimatong.code.core import CODE_LIFETIME, Purpose

ASKED = {"businessType": "01301", "operatorId": "1", "operatorName": "收费员", "officeId": "1", "officeName": "收费处"}


def showing(hospital: Hospital, kind: str, number: str) -> dict[str, Any]:
    return {"data": {"mdtrt_cert_type": kind, "mdtrt_cert_no": number}}


async def decoded(hospital: Hospital, code: str, **more: Any) -> dict[str, Any]:
    asked = {
        "transType": "ec.query",
        "orgId": hospital.code,
        "data": ASKED | {"orgId": hospital.code, "businessInfo": code} | more,
    }
    reply = await hospital.posted("/fsi/api/hsecfc/localQrCodeQuery", msgspec.json.encode(asked))
    return dict(msgspec.json.decode(reply.content))


async def test_a_person_is_known_by_id_card_social_card_and_token_alike(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    person = hospital.record.person
    by_certno = await hospital.done("1101", showing(hospital, "02", person.certno))
    answer = await decoded(hospital, await fresh_code(platform, hospital.psn_no))
    assert (answer["code"], answer["data"]["idNo"]) == (0, person.certno)
    assert await hospital.done("1101", showing(hospital, "01", answer["data"]["ecToken"])) == by_certno
    if person.card_no:
        assert await hospital.done("1101", showing(hospital, "03", person.card_no)) == by_certno
    mdtrt_id = await hospital.registered(mdtrt_cert_type="01", mdtrt_cert_no=answer["data"]["ecToken"])
    assert mdtrt_id


async def test_a_code_is_decoded_by_the_first_of_many_calls(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    code = await fresh_code(platform, hospital.psn_no)
    answers = await asyncio.gather(*(decoded(hospital, code) for _ in range(20)))
    assert sorted(answer["code"] for answer in answers) == [-1] * 19 + [0]
    refused = next(answer for answer in answers if answer["code"])
    assert refused["message"] == "【6101.InData.businessInfo】这个医保码已经用过，请刷新后再扫"


async def test_a_code_is_refused_when_old_for_another_purpose_or_none_at_all(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    wrong = await decoded(hospital, await fresh_code(platform, hospital.psn_no, Purpose.ACCOUNT))
    assert wrong["message"] == "【6101.InData.businessType】这个医保码不能用于此项业务（01301）"
    assert (await decoded(hospital, "ABC"))["message"].endswith("这不是医保码，请重新扫码")
    old = await fresh_code(platform, hospital.psn_no)
    for _ in range(int(CODE_LIFETIME.total_seconds()) + 10):
        platform.clock()
    assert (await decoded(hospital, old))["message"].endswith("医保码已过期，请刷新后再扫")
    inside = await hospital.say(
        "6101", {"InData": ASKED | {"orgId": hospital.code, "ecQrCode": await fresh_code(platform, hospital.psn_no)}}
    )
    assert inside["output"]["OutData"]["userName"] == hospital.record.person.name


@pytest.mark.parametrize(("scheme", "status", "hardship", "funds"), [
    ("310", "retired", None, {"310100", "310200", "330100"}),
    ("390", "resident", 3, {"390100", "390200", "610100"}),
])  # fmt: skip
async def test_benefits_are_told_fund_by_fund(
    platform: Platform, scheme: str, status: str, hardship: int | None, funds: set[str]
) -> None:
    hospital = await open_hospital(platform, scheme, "350100", status, hardship=hardship)
    asked = {"psn_no": hospital.psn_no, "insutype": scheme, "fixmedins_code": hospital.code, "med_type": "11"}
    rows = (await hospital.done("2001", {"data": asked | {"begntime": hospital.began}}))["trtinfo"]
    assert {row["fund_pay_type"] for row in rows} >= funds
    assert {row["trt_enjymnt_flag"] for row in rows} == {"1"}
    before = (await hospital.done("2001", {"data": asked | {"begntime": "1950-01-01"}}))["trtinfo"]
    assert {(row["trt_enjymnt_flag"], row["trt_chk_rslt"]) for row in before} == {("0", "参保关系在就诊当日尚未生效")}


async def test_an_institution_is_told_by_code_and_by_name(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    by_code = (await hospital.done("1201", {"medinsinfo": {"fixmedins_type": "1", "fixmedins_code": hospital.code}}))[
        "medinsinfo"
    ]
    by_name = await hospital.done("1201", {"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": by_code["fixmedins_name"]}})
    assert by_name["medinsinfo"] == by_code
    refused = await hospital.not_done("1201", {"medinsinfo": {"fixmedins_type": "2", "fixmedins_code": hospital.code}})
    assert refused == f"【1201.medinsinfo.fixmedins_code】查无此定点医药机构（{hospital.code}）"

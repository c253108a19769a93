"""2601 undoes a message whose answer was lost: once, harmlessly when repeated, and only what can be undone."""

from typing import Any

from tests.rooms.exchange.national.hospital import Hospital, open_hospital
from yimatong.app.wiring import Platform


def undoing(hospital: Hospital, msgid: str, infno: str, **more: Any) -> dict[str, Any]:
    return {"data": {"psn_no": hospital.psn_no, "omsgid": msgid, "oinfno": infno} | more}


async def test_a_settlement_whose_answer_was_lost_is_undone_once(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    before = (await hospital.done("1101", {"data": hospital.certificate}))["insuinfo"][0]["balc"]
    mdtrt_id, total = await hospital.charged()
    message = hospital.message("2207A", hospital.settling(mdtrt_id, total))
    await hospital.send(message)
    for _ in range(2):
        assert await hospital.done("2601", undoing(hospital, message["msgid"], "2207")) == {}
    assert (await hospital.done("1101", {"data": hospital.certificate}))["insuinfo"][0]["balc"] == before
    settled = (await hospital.done("2207", hospital.settling(mdtrt_id, total)))["setlinfo"]
    named = {"setl_id": settled["setl_id"], "mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no}
    back = hospital.message("2208", {"data": named})
    await hospital.send(back)
    assert (
        await hospital.not_done("2601", undoing(hospital, back["msgid"], "2208")) == "【2601.data.oinfno】该交易不能冲正（2208）"
    )


async def test_a_registration_is_undone_and_what_is_unknown_is_said_to_be(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    message = hospital.message("2201", hospital.registering())
    await hospital.send(message)
    msgid = message["msgid"]
    assert (
        await hospital.not_done("2601", undoing(hospital, msgid, "2401"))
        == "【2601.data.oinfno】原交易编号与原报文不一致（2401≠2201）"
    )
    assert "不符" in await hospital.not_done("2601", undoing(hospital, msgid, "2201", psn_no="35000000000002"))
    for _ in range(2):
        await hospital.done("2601", undoing(hospital, msgid, "2201"))
    words = "【2601.data.omsgid】没有办理成功的该笔原交易，无需冲正（nothing）"
    assert await hospital.not_done("2601", undoing(hospital, "nothing", "2207")) == words
    other = await open_hospital(platform, level="2A")
    assert "没有办理成功的该笔原交易" in await other.not_done("2601", undoing(hospital, msgid, "2201"))

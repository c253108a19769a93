"""The desk answers every call: once per msgid, with the sender's own institution, and in an envelope whatever breaks."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.rooms.exchange.national.fakes import SECRET, MemoryPlatform
from tests.rooms.exchange.national.senders import HOSPITAL, NOW, SIGN_ON, body
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.desk import OCTETS, Call, Desk, digest_of
from yimatong.exchange.national.directory import REMEMBERED_FOR, Directory
from yimatong.exchange.national.envelope import Envelope, read
from yimatong.exchange.national.gateways import ACCESS_KEY, SIGNATURE, Gateway, sign
from yimatong.exchange.national.messages import FileBytes, Kind, Message, Offer
from yimatong.exchange.national.offers import OFFERS
from yimatong.exchange.national.ports import Door, KeptMessage, Rooms
from yimatong.exchange.national.qr_query import query
from yimatong.exchange.national.signing import SigningReason
from yimatong.kernel.refusals import Unavailable, refuse


def desk_of(platform: MemoryPlatform, gateway: Gateway = Gateway.NONE, **more: Offer) -> Desk:
    return Desk(platform, Door(gateway=gateway), OFFERS | {name[1:]: offer for name, offer in more.items()}, Directory(platform))


def call(raw: bytes, headers: dict[str, str] | None = None, path: str = "") -> Call:
    return Call(raw, "application/json", path, headers or {})


async def answer(desk: Desk, raw: bytes, headers: dict[str, str] | None = None) -> dict[str, Any]:
    reply = await desk.answer(call(raw, headers))
    assert reply.status == 200
    return dict(msgspec.json.decode(reply.body))


async def test_signing_on_and_off_walks_the_whole_way() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    on = await answer(desk, body("9001", SIGN_ON))
    assert (on["infcode"], on["err_msg"]) == (0, "")
    assert on["output"]["signinoutb"]["sign_time"] == "2026-01-05 09:25:00"
    sign_no = on["output"]["signinoutb"]["sign_no"]
    given = {"signOut": {"sign_no": sign_no, "opter_no": "0001"}}
    off = await answer(desk, body("9002", given, msgid="a"))
    assert off["output"] == {"sign_time": {"sign_time": "2026-01-05 09:25:00"}}
    again = await answer(desk, body("9002", given, msgid="b"))
    assert again["err_msg"] == f"【9002.signOut.sign_no】没有该签到，或已签退，或不是当日签到（{sign_no}）"


async def test_a_sign_on_of_yesterday_or_of_another_hospital_cannot_be_signed_off() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    sign_no = (await answer(desk, body("9001", SIGN_ON)))["output"]["signinoutb"]["sign_no"]
    given = {"signOut": {"sign_no": sign_no, "opter_no": "0001"}}
    other = await answer(desk, body("9002", given, msgid="a", fixmedins_code="H35010000002"))
    platform.now = NOW + timedelta(days=1)
    late = await answer(desk, body("9002", given, msgid="b"))
    assert other["infcode"] == late["infcode"] == -1


async def test_the_same_msgid_gets_the_same_bytes_and_acts_once() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    first = await desk.answer(call(body("9001", SIGN_ON)))
    platform.now = NOW + timedelta(minutes=5)
    assert await desk.answer(call(body("9001", SIGN_ON))) == first
    assert len(platform.messages.signs) == 1


async def test_a_repeat_with_a_fresh_time_and_its_keys_in_another_order_gets_the_same_bytes() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    first = await desk.answer(call(body("9001", SIGN_ON)))
    turned = {"signIn": dict(reversed(SIGN_ON["signIn"].items()))}
    assert await desk.answer(call(body("9001", turned, inf_time="2026-01-05 09:31:07"))) == first


async def test_the_same_msgid_with_another_body_is_refused() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    await desk.answer(call(body("9001", SIGN_ON)))
    other = await answer(desk, body("9001", {"signIn": SIGN_ON["signIn"] | {"ip": "10.0.0.2"}}))
    assert other["infcode"] == -1
    assert other["err_msg"].startswith("该报文ID已用于另一份报文")
    assert len(platform.messages.signs) == 1


async def test_the_same_msgid_of_another_hospital_is_another_message() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    await desk.answer(call(body("9001", SIGN_ON)))
    assert (await answer(desk, body("9001", SIGN_ON, fixmedins_code="H35010000002")))["infcode"] == 0
    assert len(platform.messages.signs) == 2


async def test_who_loses_the_race_for_a_msgid_answers_the_winners_bytes_and_leaves_nothing() -> None:
    raw = body("9001", SIGN_ON)
    envelope = read(raw, "application/json", "", "")
    assert isinstance(envelope, Envelope)
    platform = MemoryPlatform()
    platform.messages.rival = KeptMessage("9001", digest_of(envelope), b"the winner's answer")
    assert (await desk_of(platform).answer(call(raw))).body == b"the winner's answer"
    assert platform.messages.signs == {}


async def test_a_refusal_leaves_nothing_and_may_be_tried_again() -> None:
    async def act(rooms: Rooms, message: Message) -> Outputs:
        await rooms.messages.keep(HOSPITAL, "left behind", KeptMessage("2202", b"", b""), rooms.now)
        raise refuse(SigningReason.NO_OPEN_SIGN_ON, "mdtrt_id", "1")

    platform = MemoryPlatform()
    desk = desk_of(platform, _2202=Offer(Kind.KEPT_ACT, act))
    given = {"data": {"psn_no": "1", "mdtrt_id": "1", "ipt_otp_no": "1"}}
    assert (await answer(desk, body("2202", given)))["err_msg"].startswith("【2202.data.mdtrt_id】")
    assert platform.messages.kept == {}


async def test_a_file_is_answered_without_envelope() -> None:
    async def download(rooms: Rooms, message: Message) -> FileBytes:
        return FileBytes(message.one("fsDownloadIn").text("filename").encode())

    desk = desk_of(MemoryPlatform(), _9102=Offer(Kind.READ, download))
    given = {"fsDownloadIn": {"file_qury_no": "1", "filename": "a.zip", "fixmedins_code": "plc"}}
    reply = await desk.answer(call(body("9102", given)))
    assert (reply.body, reply.media_type) == (b"a.zip", OCTETS)


async def test_an_unknown_institution_and_a_transaction_not_offered_are_refused() -> None:
    desk = desk_of(MemoryPlatform())
    unknown = await answer(desk, body("9001", SIGN_ON, fixmedins_code="H99999999999"))
    assert unknown["err_msg"] == "【fixmedins_code】查无此定点医药机构（H99999999999）"
    given = {"data": {"psn_no": "1", "mdtrt_id": "1", "ipt_otp_no": "1"}}
    assert (await answer(Desk(desk.platform, desk.door, {}, desk.directory), body("2202", given)))[
        "err_msg"
    ] == "不支持该交易（2202）"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unavailable("the database went away"), "平台数据库暂时不可用，请稍后用原报文ID原样重发"),
        (ValueError("陈丽珍 350102199001011234"), "平台内部错误"),
    ],
)
async def test_whatever_breaks_there_is_an_envelope_and_no_detail_leaks(
    error: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    platform = MemoryPlatform(broken=error)
    found = await answer(desk_of(platform), body("9001", SIGN_ON))
    assert (found["infcode"], found["err_msg"]) == (-1, words)
    assert type(error).__name__ in caplog.text
    assert "陈丽珍" not in caplog.text
    platform.broken = None
    assert (await answer(desk_of(platform), body("9001", SIGN_ON)))["infcode"] == 0


async def test_an_institution_is_looked_up_once_a_minute() -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform)
    for number in range(5):
        await answer(desk, body("9001", SIGN_ON, msgid=str(number)))
    assert platform.providers.asked == 1
    platform.now = NOW + REMEMBERED_FOR
    await answer(desk, body("9001", SIGN_ON, msgid="late"))
    assert platform.providers.asked == 2


def signed(infno: str, access_key: str = HOSPITAL, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(NOW.timestamp() * 1000))
    headers = {"_api_name": f"api_{infno}", "_api_version": "1.0", "_api_timestamp": stamp, ACCESS_KEY: access_key}
    return headers | {SIGNATURE: sign(headers, secret)}


async def test_the_gateway_lets_in_who_signs_right_and_only_for_itself() -> None:
    desk = desk_of(MemoryPlatform(), Gateway.CSB_HMAC)
    assert (await answer(desk, body("9001", SIGN_ON), signed("9001")))["infcode"] == 0
    other = await answer(desk, body("9001", SIGN_ON, fixmedins_code="H35010000002"), signed("9001"))
    assert other["err_msg"] == "与网关接入身份不符（fixmedins_code H35010000002）"
    wrong = await answer(desk, body("9001", SIGN_ON), signed("2207"))
    assert wrong["err_msg"] == "各处交易编号不一致（报文 9001，请求头 2207）"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "缺少服务网关的请求头!"),
        (signed("9001") | {"_api_timestamp": "1767570000000"}, "签名时间戳超时!"),
        (signed("9001", "H99999999999"), "非法用户!"),
        (signed("9001", secret="wrong"), "签名不一致!"),
    ],
)
async def test_the_gateway_turns_away_in_its_own_words(headers: dict[str, str], words: str) -> None:
    platform = MemoryPlatform()
    desk = desk_of(platform, Gateway.CSB_HMAC)
    for reply in (await desk.answer(call(body("9001", SIGN_ON), headers)), await query(desk, call(b"{}", headers))):
        assert reply.status == 401
        assert msgspec.json.decode(reply.body) == {"code": 401, "message": words}
    assert platform.messages.signs == {}


ASKED = {
    "orgId": HOSPITAL,
    "businessType": "01301",
    "operatorId": "1",
    "operatorName": "收费员",
    "officeId": "1",
    "officeName": "收费处",
}
QUERY: dict[str, Any] = {"transType": "ec.query", "orgId": HOSPITAL, "data": ASKED}


async def decoded(rooms: Rooms, message: Message) -> Outputs:
    if message.one("InData").text("businessType") != "01301":
        raise refuse(SigningReason.NO_OPEN_SIGN_ON, "businessType")
    return {"OutData": {"ecToken": "T" * 40}}


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({}, 0, "成功"),
        ({"data": ASKED | {"businessType": "1301"}}, 0, "成功"),
        (
            {"data": ASKED | {"businessType": "99999"}},
            -1,
            "【6101.InData.businessType】用码业务类型：不在字典中（code_biz_type 99999）",
        ),
        ({"data": ASKED | {"businessType": "01101"}}, -1, "【6101.InData.businessType】没有该签到，或已签退，或不是当日签到"),
        ({"data": None}, -1, "【6101.InData】节点：缺少该节点"),
        ({"transType": "ec.pay"}, -1, "【transType】应为 ec.query"),
        ({"data": ASKED | {"orgId": "H99999999999"}}, -1, "【orgId】查无此定点医药机构（H99999999999）"),
    ],
)
async def test_a_code_query_has_its_own_small_envelope(changes: dict[str, Any], code: int, words: str) -> None:
    desk = desk_of(MemoryPlatform(), _6101=Offer(Kind.ACT, decoded))
    found = msgspec.json.decode((await query(desk, call(msgspec.json.encode(QUERY | changes)))).body)
    assert (found["code"], found["message"], found["orgId"]) == (code, words, HOSPITAL)
    assert found["data"].get("ecToken", "") == ("T" * 40 if code == 0 else "")
    assert code == -1 or len(found["data"]) == 11


async def test_a_code_query_within_the_ordinary_envelope_is_answered_as_such() -> None:
    desk = desk_of(MemoryPlatform(), _6101=Offer(Kind.ACT, decoded))
    found = msgspec.json.decode((await query(desk, call(body("6101", {"InData": ASKED})))).body)
    assert (found["infcode"], found["output"]["OutData"]["ecToken"]) == (0, "T" * 40)


async def test_a_code_query_that_is_no_json_is_refused() -> None:
    found = msgspec.json.decode((await query(desk_of(MemoryPlatform()), call(b"{"))).body)
    assert found == {"code": -1, "message": "报文不是有效的 JSON", "orgId": "", "data": {}}

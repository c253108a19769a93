"""Whatever is wrong with a message, the answer is an envelope that names the field, and nothing is half done."""

import asyncio
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.rooms.exchange.national.hospital import Hospital, decode, encode, open_hospital, total_of
from yimatong.app.wiring import Platform
from yimatong.exchange.national.gateways import ACCESS_KEY, Gateway, sign
from yimatong.exchange.national.ports import Door
from yimatong.exchange.national.routes import SERVICE
from yimatong.exchange.national.validating import LINES_MAX
from yimatong.ledger.service import trial_balance


async def posted(hospital: Hospital, body: bytes, infno: str = "2207") -> dict[str, Any]:
    reply = await hospital.client.post(f"{SERVICE}/{infno}", content=body)
    assert reply.status_code == 200
    return decode(reply.content)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"infno": "2207",', "报文不是有效的 JSON"),
        (b"", "报文不是有效的 JSON"),
        (b"[1]", "报文应为一个 JSON 对象"),
        (b'{"infno": "\xff"}', "报文应为 UTF-8 编码"),
        (b'{"infno": "2208"}', "各处交易编号不一致（报文 2208，路径 2207）"),
        (b" " * (8 * 1024 * 1024 + 1), "报文超过大小上限（上限 8 MB）"),
        (b"[" * 100_000, "报文不是有效的 JSON"),
    ],
)
async def test_what_is_no_message_is_refused(platform: Platform, body: bytes, words: str) -> None:
    answer = await posted(await open_hospital(platform), body)
    assert (answer["infcode"], answer["err_msg"], answer["output"]) == (-1, words, {})
    assert len(answer["inf_refmsgid"]) == 30


async def test_a_body_of_50_mb_is_refused_without_being_read(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    sent = 0

    async def body() -> Any:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield b" " * 1024 * 1024

    reply = await hospital.client.post(f"{SERVICE}/2207", content=body())
    assert decode(reply.content)["err_msg"] == "报文超过大小上限（上限 8 MB）"
    declared = await hospital.client.post(f"{SERVICE}/2207", content=b"{}", headers={"content-length": str(50 * 1024 * 1024)})
    assert decode(declared.content)["err_msg"] == "报文超过大小上限（上限 8 MB）"
    assert sent <= 50


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ipt_otp_no": "1" * 31}, "【2201.data.ipt_otp_no】住院/门诊号：长度超过上限（上限 30 字，收到 31 字）"),
        ({"insutype": "999"}, "【2201.data.insutype】险种类型：不在字典中（insutype 999）"),
        ({"begntime": "2026-13-01"}, "【2201.data.begntime】开始时间：应为时间 yyyy-MM-dd HH:mm:ss"),
        ({"psn_no": ""}, "【2201.data.psn_no】人员编号：不能为空"),
        ({"psn_no": "35000000999999"}, "【2201.data.psn_no】查无此参保人员（35000000999999）"),
        ({"psn_no": "x"}, "【2201.data.psn_no】查无此参保人员"),
        ({"insutype": "390"}, "【2201.data.insutype】没有符合条件的参保信息（390"),
        ({"begntime": "1950-01-01"}, "【2201.data.insutype】参保关系在就诊当日尚未生效（310"),
        ({"mdtrt_cert_no": "350102199001011234"}, "【2201.data.mdtrt_cert_no】就诊凭证与参保人不符或已失效"),
        ({"mdtrt_cert_type": "01", "mdtrt_cert_no": "f" * 40}, "【2201.data.mdtrt_cert_no】电子凭证令牌无效或已过期"),
    ],
)
async def test_a_registration_names_the_field_that_is_wrong(platform: Platform, changes: dict[str, str], words: str) -> None:
    hospital = await open_hospital(platform)
    assert (await hospital.not_done("2201", hospital.registering(**changes))).startswith(words)


async def test_a_cover_that_has_ended_registers_nobody(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    async with platform.read() as rooms:
        ended = [
            (record, cover)
            for record in await rooms.people.people_page("", limit=2_000)
            for cover in record.covers
            if cover.until is not None and not any(one.in_force(rooms.now.date()) for one in record.covers)
        ]
    hospital.record, hospital.cover = ended[0]
    assert "参保关系在就诊当日已经终止" in await hospital.not_done("2201", hospital.registering())
    answer = await hospital.done("1101", {"data": hospital.certificate})
    assert {row["psn_insu_stas"] for row in answer["insuinfo"]} == {"4"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cnt": "three"}, "【2204.feedetail[2].cnt】数量：应为数字"),
        (
            {"med_list_codg": "X0000000000", "medins_list_codg": "Y"},
            "【2204.feedetail[2].med_list_codg】医保目录中没有这个编码（X0000000000）",
        ),
        ({"det_item_fee_sumamt": "99999.99"}, "【2204.feedetail[2].det_item_fee_sumamt】金额与单价乘以数量不一致（99999.99）"),
        ({"cnt": "-1"}, "【2204.feedetail[2].cnt】退费明细的数量与金额应同为负数（-1）"),
        ({"feedetl_sn": "1"}, "【2204.feedetail[2].feedetl_sn】费用明细流水号重复（1）"),
        ({"mdtrt_id": "1"}, "【2204.feedetail[2].mdtrt_id】一次上传只能是同一次就诊、同一人员"),
        ({"pric": "1.0000001"}, "【2204.feedetail[2].pric】单价：小数位数过多（上限 6 位）"),
    ],
)
async def test_a_wrong_line_is_named_and_no_line_of_its_upload_is_kept(
    platform: Platform, changes: dict[str, str], words: str
) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id = await hospital.registered()
    await hospital.done("2203", hospital.described(mdtrt_id))
    lines = hospital.lines(mdtrt_id)
    lines[1] |= changes
    assert await hospital.not_done("2204", {"feedetail": lines}) == words
    assert "没有待结算的费用明细" in await hospital.not_done("2207", hospital.settling(mdtrt_id, Decimal(1)))


async def test_ten_thousand_lines_in_one_call_are_refused_naming_the_limit(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    lines = [{"feedetl_sn": str(number)} for number in range(10_000)]
    words = f"【2204.feedetail】节点：行数超过单次上传上限（上限 {LINES_MAX} 行）"
    assert await hospital.not_done("2204", {"feedetail": lines}) == words


async def test_an_unknown_diagnosis_is_named_with_its_row_unless_it_is_void(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    told = hospital.described(await hospital.registered())
    told["diseinfo"].append(hospital.diagnosis("Z99.99999", diag_srt_no=2))
    words = "【2203.diseinfo[2].diag_code】诊断编码不在医保版疾病诊断目录中（Z99.99999）"
    assert await hospital.not_done("2203", told) == words
    told["diseinfo"][1]["vali_flag"] = "0"
    await hospital.done("2203", told)


async def test_a_chronic_disease_must_stand_in_the_list(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id = await hospital.registered()
    told = hospital.described(mdtrt_id, "14", dise_codg="M99999", dise_name="示例病种")
    assert await hospital.not_done("2203", told) == "【2203.mdtrtinfo.dise_codg】病种编码不在门诊慢特病目录中（M99999）"
    async with platform.read() as rooms:
        chronic = (await rooms.catalogue.chronic_diseases(rooms.now.date()))[0]
    await hospital.done("2203", hospital.described(mdtrt_id, "14", dise_codg=chronic.code, dise_name="另一个名字"))
    span = {
        "psn_no": hospital.psn_no,
        "begntime": hospital.began,
        "endtime": "2026-12-31",
        "med_type": "14",
        "mdtrt_id": mdtrt_id,
    }
    (found,) = (await hospital.done("5201", {"data": span}))["mdtrtinfo"]
    assert found["dise_name"] == chronic.name


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"medfee_sumamt": "0.01"}, "【2207.data.medfee_sumamt】医疗费总额与费用明细之和不一致（0.01≠"),
        ({"inscp_scp_amt": "0.01"}, "【2207.data.inscp_scp_amt】上传的费用分类合计与平台计算不一致（0.01≠"),
        ({"insutype": "390"}, "【2207.data.insutype】险种与就诊登记不一致（390）"),
        ({"chrg_bchno": "B9"}, "【2207.data.chrg_bchno】没有待结算的费用明细（B9）"),
        ({"med_type": "2101"}, "【2207.data.med_type】该医疗类别不能在此结算（2101）"),
        ({"mdtrt_cert_no": "350102199001011234"}, "【2207.data.mdtrt_cert_no】就诊凭证与参保人不符或已失效"),
        ({"mdtrt_id": "12"}, "【2207.data.mdtrt_id】没有这次就诊记录（12）"),
        ({"mdtrt_id": "9" * 19}, "【2207.data.mdtrt_id】没有这次就诊记录（9999999999999999999）"),
        ({"mdtrt_id": "①"}, "【2207.data.mdtrt_id】没有这次就诊记录（①）"),
    ],
)
async def test_a_bill_that_does_not_add_up_is_not_settled(platform: Platform, changes: dict[str, str], words: str) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id, total = await hospital.charged()
    wrong = {"data": hospital.settling(mdtrt_id, total)["data"] | changes}
    assert (await hospital.not_done("2207", wrong)).startswith(words)
    if "inscp_scp_amt" not in changes:
        assert (await hospital.not_done("2206", wrong)).startswith(words.replace("2207", "2206"))
    await hospital.done("2207", hospital.settling(mdtrt_id, total))


async def test_settling_twice_gives_the_same_bytes_and_another_body_is_refused(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id, total = await hospital.charged()
    message = hospital.message("2207", hospital.settling(mdtrt_id, total))
    first = await hospital.send(message)
    assert decode(first.content)["infcode"] == 0
    again = await asyncio.gather(*(hospital.send(message | {"inf_time": f"2026-11-21 10:00:0{n}"}) for n in range(5)))
    assert {reply.content for reply in again} == {first.content}
    words = f"该报文ID已用于另一份报文（msgid {message['msgid']}，交易 2207）"
    assert await hospital.not_done("2207", hospital.settling(mdtrt_id, total, acct_used_flag="0"), message["msgid"]) == words
    reversal = {"data": {"setl_id": "1", "mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no}}
    assert await hospital.not_done("2208", reversal, message["msgid"]) == words
    assert "该收费批次已经结算" in await hospital.not_done("2207", hospital.settling(mdtrt_id, total))


async def test_one_message_sent_twenty_times_at_once_settles_once(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id, total = await hospital.charged()
    message = hospital.message("2207", hospital.settling(mdtrt_id, total))
    replies = await asyncio.gather(*(hospital.send(message) for _ in range(20)))
    assert len({reply.content for reply in replies}) == 1
    assert decode(replies[0].content)["infcode"] == 0
    registration = hospital.message("2201", hospital.registering())
    replies = await asyncio.gather(*(hospital.send(registration) for _ in range(20)))
    assert len({reply.content for reply in replies}) == 1


async def test_reversing_twice_or_anothers_bill_is_refused(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id, total = await hospital.charged()
    setl_id = (await hospital.done("2207", hospital.settling(mdtrt_id, total)))["setlinfo"]["setl_id"]
    named = {"data": {"setl_id": setl_id, "mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no}}
    other = await open_hospital(platform, level="2A")
    for infno in ("2208", "5203", "5204"):
        assert await other.not_done(infno, named) == f"【{infno}.data.setl_id】没有这笔结算（{setl_id}）"
    assert await other.not_done("2205", {"data": {"mdtrt_id": mdtrt_id, "chrg_bchno": "0000", "psn_no": hospital.psn_no}}) == (
        f"【2205.data.mdtrt_id】没有这次就诊记录（{mdtrt_id}）"
    )
    reversal = (await hospital.done("2208", named))["setlinfo"]
    assert await hospital.not_done("2208", named) == f"【2208.data.setl_id】该结算已经撤销，不能重复撤销（{setl_id}）"
    own = {"data": named["data"] | {"setl_id": reversal["setl_id"]}}
    assert "该结算已经撤销" in await hospital.not_done("2208", own)
    assert -total_of(await hospital.done("5204", own)) == total


async def test_behind_a_gateway_a_hospital_speaks_with_its_own_secret_only(platform: Platform) -> None:
    hospital = await open_hospital(platform, door=Door(gateway=Gateway.CSB_HMAC))
    other = await open_hospital(platform, level="2A")
    async with platform.read() as rooms:
        credential = await rooms.providers.credential_of(hospital.code)
    assert credential is not None
    stamp = str(int(platform.clock().timestamp() * 1000))
    headers = {"_api_name": "api_2201", "_api_version": "1.0", "_api_timestamp": stamp, ACCESS_KEY: hospital.code}
    message = hospital.message("2201", hospital.registering())

    async def sent(message: dict[str, Any], **more: str) -> tuple[int, dict[str, Any]]:
        reply = await hospital.client.post(f"{SERVICE}/2201", content=encode(message), headers=headers | more)
        return reply.status_code, decode(reply.content)

    right = sign(headers, credential.secret)
    assert await sent(message) == (401, {"code": 401, "message": "缺少服务网关的请求头!"})
    assert await sent(message, _api_signature=right, _api_timestamp="1") == (401, {"code": 401, "message": "签名时间戳超时!"})
    unknown = await sent(message, _api_signature=right, _api_access_key="H99999999999")
    assert unknown == (401, {"code": 401, "message": "非法用户!"})
    assert await sent(message, _api_signature=sign(headers, "wrong")) == (401, {"code": 401, "message": "签名不一致!"})
    assert (await sent(message, _api_signature=right))[1]["infcode"] == 0
    status, answer = await sent(message | {"fixmedins_code": other.code}, _api_signature=right)
    assert (status, answer["err_msg"]) == (200, f"与网关接入身份不符（fixmedins_code {other.code}）")


async def test_a_database_that_goes_away_in_the_middle_leaves_nothing_and_the_next_call_works(
    platform: Platform, demo_area: str
) -> None:
    hospital = await open_hospital(platform)
    mdtrt_id, total = await hospital.charged()
    message = hospital.message("2207", hospital.settling(mdtrt_id, total))
    async with await psycopg.AsyncConnection.connect(demo_area) as holder:
        await holder.execute("SELECT FROM care.encounter WHERE encounter_id = %s FOR UPDATE", (int(mdtrt_id),))
        waiting = asyncio.create_task(hospital.send(message))
        await _kill_who_waits(demo_area)
        answer = decode((await waiting).content)
        assert (answer["infcode"], answer["err_msg"]) == (-1, "平台数据库暂时不可用，请稍后用原报文ID原样重发")
    assert decode((await hospital.send(message)).content)["infcode"] == 0
    async with platform.read() as rooms:
        assert (await trial_balance(rooms.ledger)).difference == 0


async def _kill_who_waits(url: str) -> None:
    """Ends the connection that waits for a row, as an operator would."""
    waiting = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for _ in range(1_000):
            if await (await connection.execute(f"SELECT pg_terminate_backend(pid) {waiting}")).fetchone() is not None:
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waited")

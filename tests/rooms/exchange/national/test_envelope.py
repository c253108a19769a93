"""A message is read from every form of body senders use, and each wrong envelope has its own words."""

from typing import Any
from urllib.parse import quote, quote_plus

import msgspec
import pytest

from tests.rooms.exchange.national.senders import HOSPITAL, NOW, SETTLE, body, message
from yimatong.exchange.national import envelope as envelopes
from yimatong.exchange.national.envelope import BODY_BYTES_MAX, Envelope, read
from yimatong.exchange.national.problems import FieldProblem, MessageFault, MessageProblem, Problem, sentence

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def given(**changes: Any) -> bytes:
    return msgspec.json.encode(message("2207", {"data": SETTLE}) | changes)


def understood(raw: bytes, content_type: str = JSON, path: str = "", api_name: str = "") -> Envelope:
    found = read(raw, content_type, path, api_name)
    assert isinstance(found, Envelope), sentence(found)
    return found


def refused(raw: bytes, content_type: str = JSON, path: str = "", api_name: str = "") -> Problem:
    found = read(raw, content_type, path, api_name)
    assert not isinstance(found, Envelope)
    return found


def multipart(part_name: str, content: bytes) -> bytes:
    head = f'--edge\r\nContent-Disposition: form-data; name="{part_name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--edge--\r\n"


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        (JSON, given()),
        ("text/plain; charset=utf-8", given()),
        ("", given()),
        (JSON, b"\xef\xbb\xbf" + given()),
        (FORM, b"=" + quote_plus(given()).encode()),
        (FORM, b"=" + quote(given()).encode() + b"&x=1"),
        (FORM, given()),
        ("multipart/form-data; boundary=edge", multipart("", given())),
    ],
)
def test_every_form_of_body_holds_the_same_message(content_type: str, raw: bytes) -> None:
    assert understood(raw, content_type) == understood(given())


def test_the_envelope_is_read_into_our_words() -> None:
    found = understood(given(opter_type=1, insuplc_admdvs="350900"))
    assert (found.infno, found.institution_code, found.area, found.insured_area) == ("2207", HOSPITAL, "350100", "350900")
    assert found.input == {"data": SETTLE}


@pytest.mark.parametrize(("path", "api_name"), [("", ""), ("2207", ""), ("", "2207"), ("2207", "api_2207")])
def test_the_infno_may_stand_in_any_place(path: str, api_name: str) -> None:
    assert understood(given(), path=path, api_name=api_name).infno == "2207"
    if path or api_name:
        assert understood(given(infno=""), path=path, api_name=api_name).infno == "2207"


@pytest.mark.parametrize(
    ("raw", "path", "api_name", "words"),
    [
        (given(), "2207A", "", "各处交易编号不一致（报文 2207，路径 2207A）"),
        (given(), "", "api_1101", "各处交易编号不一致（报文 2207，请求头 1101）"),
        (given(infno=""), "", "", "没有交易编号"),
        (given(infno="2299"), "2299", "", "不支持该交易（2299）"),
        (given(infno={"a": 1}), "", "", "不支持该交易（{'a': 1}）"),
    ],
)
def test_a_wrong_infno_is_refused_naming_the_places(raw: bytes, path: str, api_name: str, words: str) -> None:
    assert sentence(refused(raw, path=path, api_name=api_name)) == words


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", MessageFault.NOT_JSON),
        (b"{", MessageFault.NOT_JSON),
        (given()[:-1], MessageFault.NOT_JSON),
        (given() + b"}", MessageFault.NOT_JSON),
        (b"{'infno': '2207'}", MessageFault.NOT_JSON),
        (b'{"infno": NaN}', MessageFault.NOT_JSON),
        (b'{"infno": "\\ud800"}', MessageFault.NOT_JSON),
        (b'{"a":' * 100_000, MessageFault.NOT_JSON),
        (b"[" * 100_000, MessageFault.NOT_JSON),
        (b"[1]", MessageFault.NOT_AN_OBJECT),
        (b'"2207"', MessageFault.NOT_AN_OBJECT),
        ('{"opter_name": "收费员"}'.encode("gbk"), MessageFault.NOT_UTF8),
        (b" " * (BODY_BYTES_MAX + 1), MessageFault.BODY_TOO_LARGE),
    ],
)
def test_what_is_no_message_is_refused(raw: bytes, fault: MessageFault) -> None:
    found = refused(raw)
    assert isinstance(found, MessageProblem)
    assert found.fault is fault


def test_a_form_without_the_empty_name_holds_no_message() -> None:
    assert refused(b"json=" + quote(given()).encode(), FORM) == MessageProblem(MessageFault.NOT_JSON)
    assert refused(multipart("jsonStr", given()), "multipart/form-data; boundary=edge") == MessageProblem(MessageFault.NOT_JSON)


@pytest.mark.parametrize(
    "field",
    ["msgid", "mdtrtarea_admvs", "recer_sys_code", "infver", "opter_type", "opter", "opter_name", "inf_time", "fixmedins_code"],
)
def test_a_missing_envelope_field_is_named(field: str) -> None:
    found = refused(given(**{field: "null"}))
    assert isinstance(found, FieldProblem)
    assert sentence(found).startswith(f"【{field}】")
    assert sentence(found).endswith("：不能为空")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"msgid": "9" * 33}, "【msgid】发送方报文ID：长度超过上限（上限 32 字，收到 33 字）"),
        ({"opter_type": "8"}, "【opter_type】经办人类别：不在字典中（opter_type 8）"),
        ({"input": None}, "【input】交易输入：不能为空"),
        ({"input": [1]}, "【input】交易输入：应为一个对象"),
        ({"insuplc_admdvs": ""}, "【insuplc_admdvs】参保地医保区划：不能为空（交易输入含 psn_no 时必填）"),
    ],
)
def test_a_wrong_envelope_field_is_named(changes: dict[str, Any], words: str) -> None:
    assert sentence(refused(given(**changes))) == words


def test_the_insured_area_is_free_while_no_person_is_named() -> None:
    raw = body("1101", {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": "x"}}, insuplc_admdvs="")
    assert understood(raw).insured_area == ""


@pytest.mark.parametrize("msgid", ["9" * 27, "9" * 31, "a1" * 16, "报文一"])
def test_a_msgid_is_text_and_never_parsed(msgid: str) -> None:
    assert understood(given(msgid=msgid)).msgid == msgid


def test_json_numbers_arrive_exactly_as_sent() -> None:
    raw = msgspec.json.encode(
        message("2207", {"data": SETTLE | {"medfee_sumamt": msgspec.Raw(b"0.30"), "invono": 12345678901234567890123}})
    )
    assert understood(raw).input["data"]["medfee_sumamt"] == "0.30"


def test_the_answer_envelope_has_every_field_and_an_integer_code() -> None:
    good = msgspec.json.decode(envelopes.granted({"a": "b"}, "r", NOW, NOW))
    assert good == {
        "infcode": 0,
        "inf_refmsgid": "r",
        "refmsg_time": "20260105092500123",
        "respond_time": "20260105092500123",
        "err_msg": "",
        "warn_msg": "",
        "enctype": "",
        "signtype": "",
        "cainfo": "",
        "output": {"a": "b"},
    }
    bad = msgspec.json.decode(envelopes.refused("不行", "r", NOW, NOW))
    assert (bad["infcode"], bad["err_msg"], bad["output"]) == (-1, "不行", {})


def test_a_reference_is_thirty_characters() -> None:
    reference = envelopes.reference_of("350000", NOW, 123_456_789_012_345)
    assert reference == "350000" + "20260105092500" + "6789012345"
    assert len(reference) == 30


def test_an_error_sentence_is_never_longer_than_printed() -> None:
    assert len(sentence(MessageProblem(MessageFault.BROKEN, "长" * 300))) == 200

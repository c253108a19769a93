"""Reads a message's bytes into its envelope and input, in every form senders use; and writes the answer's envelope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from yimatong.exchange.national.problems import Fault, FieldProblem, MessageFault, MessageProblem, Problem, sentence
from yimatong.exchange.national.spec import TRANSACTIONS
from yimatong.exchange.national.validating import check_envelope
from yimatong.exchange.national.values import ABSENT
from yimatong.kernel.dates import in_china

BODY_BYTES_MAX = 8 * 1024 * 1024
"""Bytes of one message's body."""

API_NAME_PREFIX = "api_"
REFERENCE_SEQUENCE_MAX = 10**10

_DECODER = msgspec.json.Decoder(float_hook=str)
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every message says of itself. `area` is where care was given, `insured_area` where the person is insured or ""."""

    infno: str
    msgid: str
    area: str
    insured_area: str
    institution_code: str
    operator: str
    operator_name: str
    sign_no: str
    input: Mapping[str, Any]


class Answer(msgspec.Struct, frozen=True):
    """The answer's envelope. `infcode` is the integer 0 for success and -1 for failure."""

    infcode: int
    inf_refmsgid: str
    refmsg_time: str
    respond_time: str
    err_msg: str = ""
    warn_msg: str = ""
    enctype: str = ""
    signtype: str = ""
    cainfo: str = ""
    output: Any = {}


def read(body: bytes, content_type: str, path_infno: str, api_name: str) -> Envelope | Problem:
    """The envelope of a message whose infno may stand in the body, the path and the gateway's api name; "" is not there."""
    sent = read_object(body, content_type)
    if isinstance(sent, MessageProblem):
        return sent
    infno = _agreed_infno(sent.get("infno"), path_infno, api_name.removeprefix(API_NAME_PREFIX))
    if isinstance(infno, MessageProblem):
        return infno
    return _envelope(sent | {"infno": infno})


def read_object(body: bytes, content_type: str) -> dict[str, Any] | MessageProblem:
    """The JSON object a body holds, sent as JSON, as plain text, or as a form field with an empty name."""
    if len(body) > BODY_BYTES_MAX:
        return too_large()
    text = _json_text(body.removeprefix(b"\xef\xbb\xbf"), content_type)
    try:
        sent = _DECODER.decode(text)
    except UnicodeDecodeError:
        return MessageProblem(MessageFault.NOT_UTF8)
    except (msgspec.DecodeError, RecursionError) as error:
        return MessageProblem(MessageFault.NOT_UTF8 if "utf-8" in str(error).lower() else MessageFault.NOT_JSON)
    return sent if isinstance(sent, dict) else MessageProblem(MessageFault.NOT_AN_OBJECT)


def too_large() -> MessageProblem:
    """The refusal of a body above `BODY_BYTES_MAX`, naming it."""
    return MessageProblem(MessageFault.BODY_TOO_LARGE, f"上限 {BODY_BYTES_MAX // 1024 // 1024} MB")


def refused(problem: Problem | str, reference: str, received: datetime, responded: datetime) -> bytes:
    """The answer to a message that was refused, with its sentence in `err_msg`."""
    words = problem if isinstance(problem, str) else sentence(problem)
    return _ENCODER.encode(Answer(-1, reference, time17(received), time17(responded), err_msg=words))


def granted(output: object, reference: str, received: datetime, responded: datetime) -> bytes:
    """The answer to a message that was carried out."""
    return _ENCODER.encode(Answer(0, reference, time17(received), time17(responded), output=output))


def reference_of(area: str, now: datetime, number: int) -> str:
    """`inf_refmsgid`: area (6), yyyyMMddHHmmss (14), ten digits of a number never given before."""
    return f"{area}{time17(now)[:14]}{number % REFERENCE_SEQUENCE_MAX:010d}"


def time17(moment: datetime) -> str:
    """yyyyMMddHHmmssSSS on China's clock."""
    text = in_china(moment).isoformat(timespec="milliseconds")
    return text[0:4] + text[5:7] + text[8:10] + text[11:13] + text[14:16] + text[17:19] + text[20:23]


def _envelope(sent: dict[str, Any]) -> Envelope | Problem:
    row = check_envelope(sent)
    if isinstance(row, FieldProblem):
        return row
    given = sent.get("input")
    if given in ABSENT:
        return FieldProblem("", "", 0, "input", "交易输入", Fault.MISSING)
    if not isinstance(given, dict):
        return FieldProblem("", "", 0, "input", "交易输入", Fault.NODE_NOT_AN_OBJECT)
    if not row["insuplc_admdvs"] and _names_a_person(given):
        return FieldProblem("", "", 0, "insuplc_admdvs", "参保地医保区划", Fault.MISSING, "交易输入含 psn_no 时必填")
    return Envelope(
        infno=row.text("infno"),
        msgid=row.text("msgid"),
        area=row.text("mdtrtarea_admvs"),
        insured_area=row.text("insuplc_admdvs"),
        institution_code=row.text("fixmedins_code"),
        operator=row.text("opter"),
        operator_name=row.text("opter_name"),
        sign_no=row.text("sign_no"),
        input=given,
    )


def _names_a_person(given: dict[str, Any]) -> bool:
    nodes = (node[0] if isinstance(node, list) and node else node for node in given.values())
    return any(isinstance(node, dict) and node.get("psn_no") not in ABSENT for node in nodes)


def _agreed_infno(in_body: object, in_path: str, in_header: str) -> str | MessageProblem:
    """The one infno all places that name it agree on, and that we have."""
    body_infno = "" if in_body in ABSENT else str(in_body)
    named = {place: infno for place, infno in (("报文", body_infno), ("路径", in_path), ("请求头", in_header)) if infno}
    if not named:
        return MessageProblem(MessageFault.INFNO_MISSING)
    if len(set(named.values())) > 1:
        return MessageProblem(MessageFault.INFNO_DISAGREES, "，".join(f"{place} {infno[:8]}" for place, infno in named.items()))
    infno = next(iter(named.values()))
    return infno if infno in TRANSACTIONS else MessageProblem(MessageFault.INFNO_UNKNOWN, infno[:8])


def _json_text(body: bytes, content_type: str) -> bytes:
    """The bytes that should be JSON. A body that opens with a brace is taken as it is, whatever its content type says."""
    if body.lstrip()[:1] == b"{":
        return body
    if content_type.startswith("multipart/form-data"):
        return _unnamed_part(body, content_type)
    if content_type.startswith("application/x-www-form-urlencoded") or body.startswith(b"="):
        fields = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="surrogateescape", max_num_fields=8
        )
        return next((value.encode("utf-8", "surrogateescape") for name, value in fields if name == ""), b"")
    return body


def _unnamed_part(body: bytes, content_type: str) -> bytes:
    """The first part of a multipart body whose name is empty."""
    form = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", "", "content-disposition") == "":
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b""
    return b""

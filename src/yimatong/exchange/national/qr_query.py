"""Decoding a personal code in the `ec.query` form, which has its own small envelope instead of infno and msgid."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from yimatong.exchange.national import envelope as envelopes
from yimatong.exchange.national.answers import complete
from yimatong.exchange.national.desk import Call, Desk, NotDone, Reply, fault_of, turned_away
from yimatong.exchange.national.envelope import Envelope
from yimatong.exchange.national.gateways import GatewayRefusal, Sender
from yimatong.exchange.national.messages import Done, FileBytes, Kind, Message
from yimatong.exchange.national.problems import FieldProblem, MessageProblem, refusal_sentence, sentence
from yimatong.exchange.national.validating import check
from yimatong.kernel.refusals import Refused

DECODE = "6101"
TRANSACTION_KIND = "ec.query"


async def query(desk: Desk, call: Call) -> Reply:
    """`{transType: ec.query, orgId, data}` is answered with `{code, message, orgId, data}`; code 0 is success. A message with
    an infno is an ordinary one and answered as such."""
    received = desk.platform.clock()
    sent = envelopes.read_object(call.body, call.content_type)
    if isinstance(sent, dict) and "infno" in sent:
        return await desk.answer(call)
    org = str(sent.get("orgId", ""))[:40] if isinstance(sent, dict) else ""
    try:
        sender = await desk.admitted(call.headers, received)
        if isinstance(sender, GatewayRefusal):
            return turned_away(sender)
        if isinstance(sent, MessageProblem):
            return _reply(org, -1, sentence(sent))
        return _reply(org, 0, "成功", await _decoded(desk, sent, sender, received))
    except NotDone as not_done:
        return _reply(org, -1, not_done.words)
    except Refused as refused:
        return _reply(org, -1, refusal_sentence(DECODE, refused.refusal))
    except Exception as error:  # noqa: BLE001 - the sender always gets an answer; the log gets the place
        return _reply(org, -1, sentence(MessageProblem(fault_of(error))))


async def _decoded(desk: Desk, sent: Mapping[str, Any], sender: Sender, now: datetime) -> object:
    """The values of a decoded code, completed from the printed output of 6101."""
    if sent.get("transType", TRANSACTION_KIND) != TRANSACTION_KIND:
        raise NotDone(f"【transType】应为 {TRANSACTION_KIND}")
    data = sent.get("data")
    given = {"orgId": sent.get("orgId", ""), **data} if isinstance(data, dict) else data
    nodes = check(DECODE, {"InData": given})
    if isinstance(nodes, FieldProblem):
        raise NotDone(sentence(nodes))
    (asked,) = nodes["InData"]
    institution = await desk.institution(asked.text("orgId"), sender, "orgId", now)
    offer = desk.offered(DECODE)
    assert offer.kind is Kind.ACT, "decoding uses a code up and is never kept"
    envelope = Envelope(DECODE, "", "", "", institution.institution_code, "", "", "", {})
    async with desk.platform.act() as rooms:
        outputs = await offer.handler(rooms, Message(envelope, institution, nodes))
    assert not isinstance(outputs, FileBytes | Done)
    completed = complete(DECODE, outputs)
    assert isinstance(completed, dict)
    return completed["OutData"]


def refused(words: str) -> Reply:
    """The refusal of a call that was not read."""
    return _reply("", -1, words)


def _reply(org: str, code: int, message: str, data: object = None) -> Reply:
    return Reply(msgspec.json.encode({"code": code, "message": message, "orgId": org, "data": {} if data is None else data}))

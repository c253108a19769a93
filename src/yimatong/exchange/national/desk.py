"""The desk behind the door: takes a call's bytes, asks the rooms, and gives the answer's bytes. Knows no web framework."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from traceback import format_tb
from typing import NoReturn

import msgspec

from yimatong.exchange.national import envelope as envelopes
from yimatong.exchange.national.answers import complete
from yimatong.exchange.national.directory import Directory
from yimatong.exchange.national.envelope import Envelope
from yimatong.exchange.national.gateways import API_NAME, Gateway, GatewayRefusal, Sender, access_key, admit
from yimatong.exchange.national.messages import Done, FileBytes, Kind, Message, Offer
from yimatong.exchange.national.ports import Door, KeptMessage, MessageAlreadyKept, Platform
from yimatong.exchange.national.problems import (
    FieldProblem,
    MessageFault,
    MessageProblem,
    Problem,
    refusal_sentence,
    sentence,
)
from yimatong.exchange.national.validating import check
from yimatong.kernel.refusals import Refused, Unavailable
from yimatong.providers.core import Institution, ProvidersReason

LOG = logging.getLogger(__name__)

JSON = "application/json; charset=utf-8"
OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call:
    """What arrived. Header names are lower-case; `path_infno` is "" where the path names none."""

    body: bytes
    content_type: str
    path_infno: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. Every answer within the envelope has status 200."""

    body: bytes
    media_type: str = JSON
    status: int = 200


class NotDone(Exception):
    """The call comes to nothing; `words` are for `err_msg`. Never leaves the desk."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Desk:
    """One platform's desk. `offers` maps infno -> what is carried out."""

    platform: Platform
    door: Door
    offers: Mapping[str, Offer]
    directory: Directory

    async def answer(self, call: Call) -> Reply:
        """The gateway's refusal, or an answer within the envelope, whatever happens."""
        received = self.platform.clock()
        try:
            sender = await self.admitted(call.headers, received)
            if isinstance(sender, GatewayRefusal):
                return turned_away(sender)
            return await self._carried_out(call, sender, received)
        except NotDone as not_done:
            return self.refused(not_done.words, received)
        except Exception as error:  # noqa: BLE001 - the sender always gets an envelope; the log gets the place
            return self.refused(sentence(MessageProblem(fault_of(error))), received)

    def refused(self, words: str, received: datetime) -> Reply:
        """An envelope with infcode -1."""
        responded = self.platform.clock()
        return Reply(envelopes.refused(words, self._reference(responded), received, responded))

    async def admitted(self, headers: Mapping[str, str], now: datetime) -> Sender | GatewayRefusal:
        """Who calls, by the deployment's gateway."""
        if self.door.gateway is Gateway.NONE:
            return Sender()
        credential = await self.directory.credential(access_key(headers), now)
        return admit(headers, now, lambda _: credential.secret if credential else None)

    async def institution(self, institution_code: str, sender: Sender, field: str, now: datetime) -> Institution:
        """The institution a message speaks for, which must be the one the gateway let in."""
        if sender.access_key and sender.access_key != institution_code:
            _refuse(MessageProblem(MessageFault.NOT_THE_SENDER, f"{field} {institution_code}"))
        institution = await self.directory.institution(institution_code, now)
        if institution is None:
            raise NotDone(f"【{field}】{ProvidersReason.UNKNOWN_INSTITUTION.value}（{institution_code}）")
        return institution

    def offered(self, infno: str) -> Offer:
        """What we carry out for this infno."""
        if infno not in self.offers:
            _refuse(MessageProblem(MessageFault.INFNO_UNKNOWN, infno))
        return self.offers[infno]

    async def _carried_out(self, call: Call, sender: Sender, received: datetime) -> Reply:
        envelope = envelopes.read(call.body, call.content_type, call.path_infno, call.headers.get(API_NAME, ""))
        if not isinstance(envelope, Envelope):
            _refuse(envelope)
        offer = self.offered(envelope.infno)
        institution = await self.institution(envelope.institution_code, sender, "fixmedins_code", received)
        nodes = check(envelope.infno, envelope.input)
        if isinstance(nodes, FieldProblem):
            _refuse(nodes)
        message = Message(envelope, institution, nodes)
        try:
            if offer.kind is Kind.KEPT_ACT:
                return Reply(await self._kept(offer, message, received))
            return await self._passing(offer, message, received)
        except Refused as refused:
            raise NotDone(refusal_sentence(envelope.infno, refused.refusal)) from refused

    async def _passing(self, offer: Offer, message: Message, received: datetime) -> Reply:
        """Carries out what is not kept."""
        transaction = self.platform.read() if offer.kind is Kind.READ else self.platform.act()
        async with transaction as rooms:
            outputs = await offer.handler(rooms, message)
            if isinstance(outputs, FileBytes):
                return Reply(outputs.content, OCTETS)
            assert not isinstance(outputs, Done), "only a kept act has a subject"
            return Reply(self._granted(complete(message.envelope.infno, outputs), received))

    async def _kept(self, offer: Offer, message: Message, received: datetime) -> bytes:
        """Carries out what is kept, once per msgid. A repeat is done again and found out at the end: it is rolled back, and so
        is whoever loses a race for a msgid; both get the bytes of the first."""
        digest = digest_of(message.envelope)
        try:
            return await self._acted(offer, message, digest, received)
        except (Refused, MessageAlreadyKept):
            kept = await self._kept_before(message)
            if kept is None:
                raise
            return _repeated(kept, message, digest)

    async def _acted(self, offer: Offer, message: Message, digest: bytes, received: datetime) -> bytes:
        async with self.platform.act(pipelined=True) as rooms:
            done = await offer.handler(rooms, message)
            assert not isinstance(done, FileBytes), "a file is never kept"
            outputs, subject_id = (done.outputs, done.subject_id) if isinstance(done, Done) else (done, None)
            answer = self._granted(complete(message.envelope.infno, outputs), received)
            new = KeptMessage(message.envelope.infno, digest, answer, subject_id)
            await rooms.messages.keep(message.institution.institution_code, message.envelope.msgid, new, rooms.now)
        return answer

    async def _kept_before(self, message: Message) -> KeptMessage | None:
        async with self.platform.read() as rooms:
            return await rooms.messages.find(message.institution.institution_code, message.envelope.msgid)

    def _granted(self, output: object, received: datetime) -> bytes:
        responded = self.platform.clock()
        return envelopes.granted(output, self._reference(responded), received, responded)

    def _reference(self, now: datetime) -> str:
        return envelopes.reference_of(self.door.area, now, self.platform.ids())


def turned_away(refusal: GatewayRefusal) -> Reply:
    """The gateway's own answer, which has no envelope."""
    return Reply(msgspec.json.encode({"code": 401, "message": refusal.value}), status=401)


def fault_of(error: Exception) -> MessageFault:
    """What to tell the sender of an exception nobody expected. Its place is logged, its words are not: they may name a person."""
    place = "".join(format_tb(error.__traceback__))
    LOG.error("a message failed with %s\n%s", type(error).__name__, place)
    return MessageFault.NO_DATABASE if isinstance(error, Unavailable) else MessageFault.BROKEN


def digest_of(envelope: Envelope) -> bytes:
    """What makes a repeat the same message: infno and input, keys sorted. A fresh inf_time does not make it another."""
    return sha256(msgspec.json.encode((envelope.infno, envelope.input), order="sorted")).digest()


def _repeated(kept: KeptMessage, message: Message, digest: bytes) -> bytes:
    if kept.body_digest != digest:
        _refuse(MessageProblem(MessageFault.MSGID_REUSED, f"msgid {message.envelope.msgid}，交易 {kept.infno}"))
    return kept.answer


def _refuse(problem: Problem) -> NoReturn:
    raise NotDone(sentence(problem))

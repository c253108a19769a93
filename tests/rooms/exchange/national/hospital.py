"""A hospital's own system: speaks to a real platform over its routes, as messages on the wire, and keeps what was said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import msgspec
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from tests.walking import institution, items, someone
from yimatong.app.wiring import Platform
from yimatong.catalogue.core import Billable
from yimatong.exchange.national.ports import Door
from yimatong.exchange.national.routes import SERVICE, routes
from yimatong.kernel.dates import wall_clock
from yimatong.kernel.money import yuan_text
from yimatong.people.core import Cover, PersonRecord

decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
encode = msgspec.json.Encoder(decimal_format="number").encode

FUZHOU = "350100"
NUMBERS = count(1)
"""Of messages: no two tests use the same msgid."""


@dataclass
class Hospital:
    """One institution with one patient before it."""

    platform: Platform
    client: AsyncClient
    code: str
    record: PersonRecord
    cover: Cover
    items: list[Billable]
    began: str
    said: list[tuple[bytes, bytes]] = field(default_factory=list)
    """(request, answer) of every message, in order."""
    numbers: Iterator[int] = NUMBERS

    @property
    def psn_no(self) -> str:
        return self.record.person.psn_no

    @property
    def certificate(self) -> dict[str, str]:
        return {"mdtrt_cert_type": "02", "mdtrt_cert_no": self.record.person.certno}

    def message(self, infno: str, given: dict[str, Any], msgid: str = "", **envelope: Any) -> dict[str, Any]:
        return {
            "infno": infno,
            "msgid": msgid or f"{self.code}20261121100000{next(self.numbers):04d}",
            "mdtrtarea_admvs": "350100",
            "insuplc_admdvs": self.cover.area,
            "recer_sys_code": "99",
            "infver": "1.0.0",
            "opter_type": "1",
            "opter": "0001",
            "opter_name": "收费员",
            "inf_time": self.began,
            "fixmedins_code": self.code,
            "fixmedins_name": "示例医院",
            "sign_no": "",
            "input": given,
        } | envelope

    async def send(self, message: dict[str, Any]) -> Response:
        """One message as it is."""
        return await self.posted(f"{SERVICE}/{message['infno']}", encode(message))

    async def posted(self, path: str, body: bytes) -> Response:
        """Bytes to an address."""
        reply = await self.client.post(path, content=body)
        self.said.append((body, reply.content))
        return reply

    async def say(self, infno: str, given: dict[str, Any], msgid: str = "", **envelope: Any) -> dict[str, Any]:
        """One message; the whole answer, numbers exact."""
        message = self.message(infno, given, msgid, **envelope)
        reply = await self.send(message)
        assert reply.status_code == 200
        return decode(reply.content)

    async def done(self, infno: str, given: dict[str, Any], msgid: str = "") -> Any:
        """The output of a message that must be carried out."""
        answer = await self.say(infno, given, msgid)
        assert answer["infcode"] == 0, answer["err_msg"]
        return answer["output"]

    async def not_done(self, infno: str, given: dict[str, Any], msgid: str = "") -> str:
        """The words that refuse a message."""
        answer = await self.say(infno, given, msgid)
        assert answer["infcode"] == -1
        assert answer["output"] == {}
        return str(answer["err_msg"])

    # ---------------------------------------------------------------- a visit

    async def registered(self, **more: Any) -> str:
        """2201; the mdtrt_id."""
        return str((await self.done("2201", self.registering(**more)))["data"]["mdtrt_id"])

    def registering(self, **more: Any) -> dict[str, Any]:
        visit = {"ipt_otp_no": "OP1", "dept_code": "A03", "dept_name": "内科", "caty": "A03", "dr_name": "林医师"}
        who = {"psn_no": self.psn_no, "insutype": self.cover.scheme, "begntime": self.began}
        return {"data": who | self.certificate | visit | more}

    def described(self, mdtrt_id: str, med_type: str = "11", **more: Any) -> dict[str, Any]:
        return {
            "mdtrtinfo": {"mdtrt_id": mdtrt_id, "psn_no": self.psn_no, "med_type": med_type, "begntime": self.began} | more,
            "diseinfo": [self.diagnosis()],
        }

    def diagnosis(self, code: str = "J06.900", **more: Any) -> dict[str, Any]:
        disease = {"diag_type": "1", "diag_srt_no": 1, "diag_code": code, "diag_name": "急性上呼吸道感染", "vali_flag": "1"}
        doctor = {"diag_dept": "内科", "dise_dor_no": "D0001", "dise_dor_name": "林医师", "diag_time": self.began}
        return disease | doctor | more

    def lines(
        self, mdtrt_id: str, units: int = 2, batch: str = "B1", picked: list[Billable] | None = None
    ) -> list[dict[str, Any]]:
        return [self.line(mdtrt_id, str(number), one, units, batch) for number, one in enumerate(picked or self.items, start=1)]

    def line(self, mdtrt_id: str, number: str, one: Billable, units: int, batch: str = "B1") -> dict[str, Any]:
        price = one.local.price
        return {
            "feedetl_sn": number,
            "mdtrt_id": mdtrt_id,
            "psn_no": self.psn_no,
            "chrg_bchno": batch,
            "rx_circ_flag": "0",
            "fee_ocur_time": self.began,
            "med_list_codg": one.item.national_code,
            "medins_list_codg": one.local.local_code,
            "det_item_fee_sumamt": Decimal(yuan_text(price * units)),
            "cnt": units,
            "pric": Decimal(yuan_text(price)),
            "bilg_dept_codg": "A03",
            "bilg_dept_name": "内科",
            "bilg_dr_codg": "D0001",
            "bilg_dr_name": "林医师",
            "hosp_appr_flag": "1",
        }

    def settling(self, mdtrt_id: str, total: Decimal, **more: Any) -> dict[str, Any]:
        bill = {"psn_no": self.psn_no, "mdtrt_id": mdtrt_id, "med_type": "11", "medfee_sumamt": total, "psn_setlway": "01"}
        how = {"chrg_bchno": "B1", "acct_used_flag": "1", "insutype": self.cover.scheme}
        return {"data": bill | how | self.certificate | more}

    async def charged(self, units: int = 2) -> tuple[str, Decimal]:
        """A visit up to its charges: (mdtrt_id, total)."""
        mdtrt_id = await self.registered()
        await self.done("2203", self.described(mdtrt_id))
        lines = self.lines(mdtrt_id, units)
        await self.done("2204", {"feedetail": lines})
        return mdtrt_id, total_of(lines)


def total_of(lines: list[dict[str, Any]]) -> Decimal:
    return sum((line["det_item_fee_sumamt"] for line in lines), Decimal(0))


async def open_hospital(
    platform: Platform, scheme: str = "310", area: str = "350100", status: str = "retired", level: str = "3A",
    hardship: int | None = None, door: Door | None = None,
) -> Hospital:  # fmt: skip
    """An institution of Fuzhou with a patient of these circumstances and a dozen items to charge."""
    async with platform.read() as rooms:
        record, cover = await someone(rooms, scheme, area, status, hardship)
        code = await institution(rooms, FUZHOU, level)
        picked = [one for list_class in "甲乙丙" for one in (await items(rooms, list_class))[:4]]
        began = wall_clock(rooms.now)
    application = Starlette(routes=routes(platform, door or Door()))
    client = AsyncClient(transport=ASGITransport(app=application), base_url="http://hospital")
    return Hospital(platform, client, code, record, cover, picked, began)

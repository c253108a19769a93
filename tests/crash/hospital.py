"""A hospital system under fire: it sends the walk of a bill, and after a lost answer sends the very same message again."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

PATH = "/fsi/api/rsfComIfsService/callService/"
MOMENT = "2026-11-20 09:00:00"
PATIENCE_S = 60


@dataclass(slots=True)
class Sent:
    """One message: its bytes, and the answer once one arrived."""

    infno: str
    body: bytes
    answer: bytes | None = None
    tries: int = 0


@dataclass(slots=True)
class Hospital:
    """Plays bills one after the other until told to stop. Every message it ever sent is kept."""

    port: int
    institution: dict[str, Any]
    people: list[dict[str, Any]]
    items: list[dict[str, Any]]
    seed: int
    stop: threading.Event
    sent: list[Sent] = field(default_factory=list)
    settled: int = 0

    def play(self) -> None:
        """Bills until the stop; the bill under way is finished."""
        chance = Random(self.seed)
        number = 0
        while not self.stop.is_set():
            number += 1
            self.bill(chance, number)

    def bill(self, chance: Random, number: int) -> None:
        """Register, describe, charge, settle."""
        person = chance.choice(self.people)
        area, psn_no = person["area"], person["psn_no"]
        who = {"psn_no": psn_no, "insutype": person["scheme"], "mdtrt_cert_type": "02", "mdtrt_cert_no": person["certno"]}
        visit = {"begntime": MOMENT, "ipt_otp_no": f"OP{number}", "dept_code": "A03", "dept_name": "内科", "caty": "A03"}
        registered = self.send("2201", area, {"data": who | visit}, number)
        same = {"mdtrt_id": registered["output"]["data"]["mdtrt_id"], "psn_no": psn_no}
        doctor = {"diag_dept": "内科", "dise_dor_no": "D1", "dise_dor_name": "医生", "diag_time": MOMENT, "vali_flag": "1"}
        diagnosis = {"diag_type": "1", "diag_srt_no": 1, "diag_code": "J06.900", "diag_name": "急性上呼吸道感染"} | doctor
        self.send("2203", area, {"mdtrtinfo": same | {"med_type": "11", "begntime": MOMENT}, "diseinfo": [diagnosis]}, number)
        picked = chance.sample(self.items, 3)
        lines = [same | charge(at, item) for at, item in enumerate(picked, start=1)]
        self.send("2204", area, {"feedetail": lines}, number)
        total = sum(round(float(item["price"]) * 100) for item in picked) / 100
        ask = {"med_type": "11", "medfee_sumamt": total, "psn_setlway": "01", "chrg_bchno": "B1", "acct_used_flag": "1"}
        self.send("2207", area, {"data": who | same | ask}, number)
        self.settled += 1

    def send(self, infno: str, area: str, given: dict[str, Any], number: int) -> dict[str, Any]:
        """The answer, however often the message must be sent for it. A refusal fails the test."""
        envelope = {
            "infno": infno,
            "msgid": f"{self.institution['code']}-{self.seed:02d}-{number:06d}-{infno}",
            "mdtrtarea_admvs": self.institution["area"],
            "insuplc_admdvs": area,
            "recer_sys_code": "99",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "t",
            "opter_name": "t",
            "inf_time": MOMENT,
            "sign_no": "",
            "fixmedins_code": self.institution["code"],
            "fixmedins_name": self.institution["name"],
            "input": given,
        }
        message = Sent(infno, json.dumps(envelope, ensure_ascii=False).encode())
        self.sent.append(message)
        message.answer = self.insist(message)
        answer: dict[str, Any] = json.loads(message.answer)
        assert answer["infcode"] == 0, (infno, answer["err_msg"])
        return answer

    def insist(self, message: Sent) -> bytes:
        """Send until answered; a lost connection and a platform without its database are both tried again."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            message.tries += 1
            try:
                answer = post(self.port, message.infno, message.body)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if "暂时不可用".encode() not in answer:
                return answer
            time.sleep(0.05)
        raise TimeoutError(f"{message.infno} was never answered")


def post(port: int, infno: str, body: bytes) -> bytes:
    """One call over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", PATH + infno, body, {"Content-Type": "application/json"})
        return connection.getresponse().read()
    finally:
        connection.close()


def charge(number: int, item: dict[str, Any]) -> dict[str, Any]:
    """One unit of an item."""
    staff = {"bilg_dept_codg": "A03", "bilg_dept_name": "内科", "bilg_dr_codg": "D1", "bilg_dr_name": "医生"}
    codes = {"med_list_codg": item["national_code"], "medins_list_codg": item["local_code"], "hosp_appr_flag": "1"}
    money = {"det_item_fee_sumamt": item["price"], "cnt": 1, "pric": item["price"], "fee_ocur_time": MOMENT}
    return staff | codes | money | {"feedetl_sn": str(number), "chrg_bchno": "B1", "rx_circ_flag": "0"}

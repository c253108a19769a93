"""Plays a day of bills over HTTP against the running platform, as a hospital's own system would send them."""

import http.client
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import msgspec

from yimatong.app.progress import Progress
from yimatong.kernel.dates import wall_clock

LINES_MAX = 6
TIMEOUT_S = 30
ENCODE = msgspec.json.Encoder(decimal_format="number").encode
DECODE = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
PATH = "/fsi/api/rsfComIfsService/callService/"


class NotRunning(Exception):
    """The platform does not answer at its address; the message says how to start it."""


@dataclass(slots=True)
class Tally:
    """What became of the day's bills; `refusals` counts by the platform's own words."""

    settled: int = 0
    charged: Decimal = Decimal(0)
    refusals: dict[str, int] = field(default_factory=dict)


class HospitalSystem:
    """One connection of a hospital system. Calls count their own message numbers."""

    def __init__(self, address: str, clock: Callable[[], datetime]) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=TIMEOUT_S)
        self._clock = clock
        self._calls = 0

    def call(self, infno: str, institution: dict[str, Any], area: str, given: dict[str, Any]) -> dict[str, Any]:
        """Send one message; the answer as it came."""
        self._calls += 1
        now = self._clock()
        message = {
            "infno": infno,
            "msgid": f"{institution['code']}{now:%Y%m%d%H%M%S}{self._calls % 10_000:04d}",
            "mdtrtarea_admvs": institution["area"],
            "insuplc_admdvs": area,
            "recer_sys_code": "YMT",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "demo",
            "opter_name": "演示",
            "inf_time": wall_clock(now),
            "sign_no": "",
            "fixmedins_code": institution["code"],
            "fixmedins_name": institution["name"],
            "input": given,
        }
        try:
            self._connection.request("POST", PATH + infno, ENCODE(message), {"Content-Type": "application/json"})
            return DECODE(self._connection.getresponse().read())
        except (OSError, http.client.HTTPException) as error:
            raise NotRunning("the platform does not answer; start it with `make run` in another window") from error


def play_day(
    address: str, area: dict[str, Any], bills: int, clock: Callable[[], datetime], seed: int, progress: Progress
) -> Tally:
    """Play `bills` outpatient bills of people covered near an institution; what became of them."""
    system = HospitalSystem(address, clock)
    chance = random.Random(seed)
    tally = Tally()
    for number, (institution, person) in enumerate(visits(area, chance), start=1):
        play_bill(system, institution, person, area["items"], clock() - timedelta(minutes=1), chance, tally)
        progress("bills", number, bills)
        if number == bills:
            return tally
    return tally


def visits(area: dict[str, Any], chance: random.Random) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Without end: somebody covered, at a hospital or clinic of the own city."""
    treating = [one for one in area["institutions"] if one["level"] != "pharmacy"]
    near: dict[str, list[dict[str, Any]]] = {}
    for institution in treating:
        near.setdefault(institution["area"], []).append(institution)
    people = [one for one in area["people"] if one["covered"]]
    while True:
        person = chance.choice(people)
        city = "350100" if person["area"] == "350099" else person["area"]
        yield chance.choice(near.get(city, treating)), person


def play_bill(
    system: HospitalSystem, institution: dict[str, Any], person: dict[str, Any], items: list[dict[str, Any]], at: datetime,
    chance: random.Random, tally: Tally,
) -> None:  # fmt: skip
    """Register, say what for, charge, settle. A refusal ends the bill and is counted by its words."""
    psn_no, area = person["psn_no"], person["area"]
    who = {"psn_no": psn_no, "insutype": person["scheme"], "mdtrt_cert_type": "02", "mdtrt_cert_no": person["certno"]}
    visit = {"ipt_otp_no": f"OP{chance.randrange(10**10)}", "dept_code": "A03", "dept_name": "内科", "caty": "A03"}
    moment = wall_clock(at)
    answer = system.call("2201", institution, area, {"data": who | visit | {"begntime": moment}})
    if not held(answer, tally):
        return
    mdtrt_id = answer["output"]["data"]["mdtrt_id"]
    same = {"mdtrt_id": mdtrt_id, "psn_no": psn_no}
    diagnosis = {"diag_type": "1", "diag_srt_no": 1, "diag_code": "J06.900", "diag_name": "急性上呼吸道感染", "diag_dept": "内科"}
    doctor = {"dise_dor_no": "D0001", "dise_dor_name": "演示医生", "diag_time": moment, "vali_flag": "1"}
    told = {"mdtrtinfo": same | {"med_type": "11", "begntime": moment}, "diseinfo": [diagnosis | doctor]}
    lines = [charge_line(number, same, item, moment, chance) for number, item in picked(items, chance)]
    total = sum((line["det_item_fee_sumamt"] for line in lines), Decimal(0))
    bill = {"med_type": "11", "medfee_sumamt": total, "psn_setlway": "01", "chrg_bchno": "B1", "acct_used_flag": "1"}
    steps = (
        ("2203", told),
        ("2204", {"feedetail": lines}),
        ("2206", {"data": who | same | bill}),
        ("2207", {"data": who | same | bill}),
    )
    if all(held(system.call(infno, institution, area, given), tally) for infno, given in steps):
        tally.settled += 1
        tally.charged += total


def picked(items: list[dict[str, Any]], chance: random.Random) -> list[tuple[int, dict[str, Any]]]:
    """A few different items, numbered."""
    return list(enumerate(chance.sample(items, chance.randint(1, min(LINES_MAX, len(items)))), start=1))


def charge_line(number: int, same: dict[str, Any], item: dict[str, Any], moment: str, chance: random.Random) -> dict[str, Any]:
    """One charge row of one or two units at the item's own price."""
    quantity = chance.randint(1, 2)
    price: Decimal = item["price"]
    staff = {"bilg_dept_codg": "A03", "bilg_dept_name": "内科", "bilg_dr_codg": "D0001", "bilg_dr_name": "演示医生"}
    codes = {
        "med_list_codg": item["national_code"],
        "medins_list_codg": item["local_code"],
        "hosp_appr_flag": "1",
        "rx_circ_flag": "0",
    }
    money = {"det_item_fee_sumamt": price * quantity, "cnt": quantity, "pric": price, "fee_ocur_time": moment}
    return same | staff | codes | money | {"feedetl_sn": str(number), "chrg_bchno": "B1"}


def held(answer: dict[str, Any], tally: Tally) -> bool:
    """Whether the platform took the message; if not, its words are counted."""
    if answer.get("infcode") == 0:
        return True
    words = str(answer.get("err_msg", answer.get("message", "")))
    tally.refusals[words] = tally.refusals.get(words, 0) + 1
    return False

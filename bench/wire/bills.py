"""Bills ready to be settled: registered, described and charged over the interface, six lines each."""

import asyncio
import itertools
import json
import random
from datetime import datetime, timedelta, timezone
from typing import Any

from bench.wire.load import Connection, connect
from bench.wire.platform import Running

CALL = "/fsi/api/rsfComIfsService/callService/"
CHINA = timezone(timedelta(hours=8))
LINES = 6
SEED = 7
_numbers = itertools.count(1)


def message(infno: str, institution: dict[str, Any], area: str, given: dict[str, Any]) -> bytes:
    """One message in its envelope, with a number of its own."""
    now = datetime.now(CHINA)
    envelope = {
        "infno": infno,
        "msgid": f"{institution['code']}{now:%Y%m%d%H%M%S}{next(_numbers):06d}"[:32],
        "mdtrtarea_admvs": institution["area"],
        "insuplc_admdvs": area,
        "recer_sys_code": "YMT",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "bench",
        "opter_name": "bench",
        "inf_time": f"{now:%Y-%m-%d %H:%M:%S}",
        "fixmedins_code": institution["code"],
        "fixmedins_name": institution["name"],
        "input": given,
    }
    return json.dumps(envelope, ensure_ascii=False).encode()


async def prepare(running: Running, count: int, connections: int) -> list[bytes]:
    """`count` settle messages (2207), each for a bill of six lines that waits to be settled."""
    chance = random.Random(SEED)
    hospitals = [
        one for one in running.area["institutions"] if one["area"] == "350100" and one["level"] not in ("pharmacy", "village")
    ]
    people = [one for one in running.area["people"] if one["covered"] and one["area"] in ("350100", "350099")]
    waiting = iter([(chance.choice(hospitals), chance.choice(people)) for _ in range(count)])
    ready: list[bytes] = []

    async def work(connection: Connection) -> None:
        for hospital, person in waiting:
            ready.append(await one_bill(connection, hospital, person, running.area["items"], chance))

    open_connections = [await connect(running.port) for _ in range(connections)]
    await asyncio.gather(*(work(connection) for connection in open_connections))
    for connection in open_connections:
        connection.close()
    return ready


async def one_bill(
    connection: Connection, hospital: dict[str, Any], person: dict[str, Any], items: list[dict[str, Any]], chance: random.Random
) -> bytes:
    """Register, describe, charge; the settle message that is now due."""
    moment = f"{datetime.now(CHINA) - timedelta(minutes=1):%Y-%m-%d %H:%M:%S}"
    area, psn_no = person["area"], person["psn_no"]
    who = {"psn_no": psn_no, "insutype": person["scheme"], "mdtrt_cert_type": "02", "mdtrt_cert_no": person["certno"]}
    visit = {"begntime": moment, "ipt_otp_no": "OP1", "dept_code": "A03", "dept_name": "内科", "caty": "A03"}
    registered = await held(connection, message("2201", hospital, area, {"data": who | visit}))
    same = {"mdtrt_id": registered["output"]["data"]["mdtrt_id"], "psn_no": psn_no}
    doctor = {"diag_dept": "内科", "dise_dor_no": "D1", "dise_dor_name": "医生", "diag_time": moment, "vali_flag": "1"}
    diagnosis = {"diag_type": "1", "diag_srt_no": 1, "diag_code": "J06.900", "diag_name": "急性上呼吸道感染"} | doctor
    told = {"mdtrtinfo": same | {"med_type": "11", "begntime": moment}, "diseinfo": [diagnosis]}
    await held(connection, message("2203", hospital, area, told))
    picked = chance.sample(items, LINES)
    lines = [same | line(number, item, moment) for number, item in enumerate(picked, start=1)]
    await held(connection, message("2204", hospital, area, {"feedetail": lines}))
    total = sum(round(float(item["price"]) * 100) for item in picked) / 100
    bill = {"med_type": "11", "medfee_sumamt": total, "psn_setlway": "01", "chrg_bchno": "B1", "acct_used_flag": "1"}
    return message("2207", hospital, area, {"data": who | same | bill})


def line(number: int, item: dict[str, Any], moment: str) -> dict[str, Any]:
    """One unit of an item."""
    staff = {"bilg_dept_codg": "A03", "bilg_dept_name": "内科", "bilg_dr_codg": "D1", "bilg_dr_name": "医生"}
    codes = {"med_list_codg": item["national_code"], "medins_list_codg": item["local_code"], "hosp_appr_flag": "1"}
    money = {"det_item_fee_sumamt": item["price"], "cnt": 1, "pric": item["price"], "fee_ocur_time": moment}
    return staff | codes | money | {"feedetl_sn": str(number), "chrg_bchno": "B1", "rx_circ_flag": "0"}


async def held(connection: Connection, body: bytes) -> dict[str, Any]:
    """The answer, which must be a success."""
    infno = json.loads(body)["infno"]
    answer: dict[str, Any] = json.loads(await connection.post(CALL + infno, body))
    assert answer["infcode"] == 0, answer["err_msg"]
    return answer

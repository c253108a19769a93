"""The whole walk of the hospital interface, byte for byte, under a fixed clock, fixed ids and a fixed chance.

An answer that changes shows as a difference in `tests/golden/national`. When the change is meant, write the files anew with
YIMATONG_WRITE_GOLDEN=1 and read the difference before it is committed.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.conftest import a_ticking_clock, at_database, counted_ids
from tests.rooms.exchange.national.hospital import Hospital, open_hospital, total_of
from tests.rooms.exchange.national.test_people import decoded
from tests.rooms.exchange.national.test_stays import admitting, ending, settling, stay_lines
from yimatong.app.demo import create_demo, fresh_code
from yimatong.app.progress import silent
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform
from yimatong.exchange.national.offers import OFFERS

FOLDER = Path(__file__).parent / "national"
WRITE = "YIMATONG_WRITE_GOLDEN"


def counted_chance() -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run."""
    numbers = count()
    return lambda length: b"".join(sha256(b"%d/%d" % (next(numbers), part)).digest() for part in range(2))[:length]


@pytest.fixture(scope="session")
def golden_url(server_url: str, template: str) -> Iterator[str]:
    """A database of its own: the demo area is made in it under the fixed clock."""
    name = f"{template}_golden"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        yield at_database(server_url, name)
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
async def walked(golden_url: str, anyio_backend: object) -> AsyncIterator[dict[str, bytes]]:
    """Scene -> its messages as one formatted JSON list."""
    fixed: dict[str, Any] = {"clock": a_ticking_clock(), "ids": counted_ids(), "chance": counted_chance()}
    async with Platform(golden_url, read_settings(), "a secret of the tests", **fixed) as platform:
        await create_demo(platform, silent)
        yield {name: await _walk(platform, scene) for name, scene in SCENES.items()}


async def _walk(platform: Platform, scene: Callable[[Platform], Awaitable[Hospital]]) -> bytes:
    hospital = await scene(platform)
    pairs = [b'{"request":' + request + b',"answer":' + answer + b"}" for request, answer in hospital.said]
    return msgspec.json.format(b"[" + b",".join(pairs) + b"]", indent=1) + b"\n"


async def visit(platform: Platform) -> Hospital:
    """An ordinary visit of a retired employee, and everything taken back."""
    hospital = await _opened(platform)
    signed = await hospital.done("9001", {"signIn": {"opter_no": "0001", "mac": "00-00-00-00-00-01", "ip": "10.0.0.1"}})
    await hospital.done("1201", {"medinsinfo": {"fixmedins_type": "1", "fixmedins_code": hospital.code}})
    await hospital.done("1101", {"data": hospital.certificate | {"psn_cert_type": "1", "certno": "", "psn_name": ""}})
    checked = {"psn_no": hospital.psn_no, "insutype": "310", "fixmedins_code": hospital.code, "med_type": "11"}
    await hospital.done("2001", {"data": checked | {"begntime": hospital.began}})
    mdtrt_id, total = await hospital.charged(units=40)
    bill = hospital.settling(mdtrt_id, total, invono="INV1")
    await hospital.done("2206", bill)
    message = hospital.message("2207", bill)
    await hospital.send(message)
    await hospital.send(message)
    setl_id = msgspec.json.decode(hospital.said[-1][1])["output"]["setlinfo"]["setl_id"]
    named = {"psn_no": hospital.psn_no, "setl_id": setl_id, "mdtrt_id": mdtrt_id}
    span = {"psn_no": hospital.psn_no, "begntime": "2026-11-21", "endtime": "2026-11-21", "med_type": "11"}
    await hospital.done("5201", {"data": span})
    await hospital.done("5203", {"data": named})
    await hospital.done("5204", {"data": named})
    await hospital.done("2208", {"data": named})
    await hospital.done("2205", {"data": {"mdtrt_id": mdtrt_id, "chrg_bchno": "0000", "psn_no": hospital.psn_no}})
    await hospital.done("2202", {"data": {"mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no, "ipt_otp_no": "OP1"}})
    await hospital.done("9002", {"signOut": {"sign_no": signed["signinoutb"]["sign_no"], "opter_no": "0001"}})
    return hospital


async def visit_forms_a(platform: Platform) -> Hospital:
    """A visit of a resident in need in the A forms, and its settlement undone by 2601."""
    hospital = await _opened(platform, scheme="390", status="resident", level="community", hardship=3)
    mdtrt_id = await hospital.registered()
    await hospital.done("2203A", hospital.described(mdtrt_id))
    lines = hospital.lines(mdtrt_id, 40)
    await hospital.done("2204", {"feedetail": lines})
    bill = hospital.settling(mdtrt_id, total_of(lines))
    await hospital.done("2206A", bill)
    await hospital.done("2207A", bill, msgid="LOST")
    await hospital.done("2601", {"data": {"psn_no": hospital.psn_no, "omsgid": "LOST", "oinfno": "2207"}})
    return hospital


async def stay(platform: Platform) -> Hospital:
    """A stay from admission to settlement, and everything taken back."""
    hospital = await _opened(platform)
    mdtrt_id = (await hospital.done("2401", admitting(hospital)))["result"]["mdtrt_id"]
    same = {"mdtrt_id": mdtrt_id, "psn_no": hospital.psn_no}
    await hospital.done("2403", {"adminfo": admitting(hospital)["mdtrtinfo"] | same | {"ipt_otp_no": "IP1"}})
    lines = stay_lines(hospital, mdtrt_id)
    await hospital.done("2301", {"feedetail": lines})
    bill = settling(hospital, mdtrt_id, total_of(lines))
    await hospital.done("2303", bill)
    await hospital.done("2303A", bill)
    await hospital.done("2402", ending(hospital, mdtrt_id))
    setl_id = (await hospital.done("2304", bill))["setlinfo"]["setl_id"]
    await hospital.done("2305", {"data": same | {"setl_id": setl_id}})
    again = (await hospital.done("2304A", bill))["setlinfo"]["setl_id"]
    await hospital.done("2305", {"data": same | {"setl_id": again}})
    await hospital.done("2405", {"data": same})
    await hospital.done("2302", {"data": [same | {"feedetl_sn": "0000"}]})
    await hospital.done("2404", {"data": same})
    return hospital


async def code(platform: Platform) -> Hospital:
    """A personal code, decoded once and refused the second time, and a visit with the token it gave."""
    hospital = await _opened(platform)
    text = await fresh_code(platform, hospital.psn_no)
    token = (await decoded(hospital, text))["data"]["ecToken"]
    await decoded(hospital, text)
    shown = {"mdtrt_cert_type": "01", "mdtrt_cert_no": token}
    await hospital.done("1101", {"data": shown})
    await hospital.registered(**shown)
    return hospital


async def refusals(platform: Platform) -> Hospital:
    """Messages that are refused, each in its own words."""
    hospital = await _opened(platform)
    mdtrt_id, total = await hospital.charged()
    await hospital.not_done("2201", hospital.registering(insutype="999"))
    await hospital.not_done("2201", hospital.registering(psn_no="35000000999999"))
    await hospital.not_done("2204", {"feedetail": [hospital.lines(mdtrt_id)[0] | {"feedetl_sn": "9", "med_list_codg": "X9"}]})
    await hospital.not_done("2207", hospital.settling(mdtrt_id, total + 1))
    await hospital.not_done("2208", {"data": {"mdtrt_id": mdtrt_id, "setl_id": "1", "psn_no": hospital.psn_no}})
    await hospital.done("2207", hospital.settling(mdtrt_id, total), msgid="ONCE")
    await hospital.not_done("2207", hospital.settling(mdtrt_id, total, acct_used_flag="0"), msgid="ONCE")
    return hospital


SCENES = {"visit": visit, "visit-forms-a": visit_forms_a, "stay": stay, "code": code, "refusals": refusals}


NUMBERS = count(1)


async def _opened(platform: Platform, **circumstances: Any) -> Hospital:
    hospital = await open_hospital(platform, **circumstances)
    hospital.numbers = NUMBERS
    return hospital


@pytest.mark.parametrize("scene", SCENES)
async def test_every_message_is_what_it_was(walked: dict[str, bytes], scene: str) -> None:
    path = FOLDER / f"{scene}.json"
    if os.environ.get(WRITE):
        path.write_bytes(walked[scene])
    assert walked[scene].decode() == path.read_text("utf-8"), f"{path.name} differs; {WRITE}=1 writes it anew"


def test_every_transaction_of_the_walk_is_among_them() -> None:
    messages = [pair["request"] for path in FOLDER.glob("*.json") for pair in msgspec.json.decode(path.read_bytes())]
    files = {"1301", "1302", "1307", "9102"}
    assert {message.get("infno", "6101") for message in messages} == OFFERS.keys() - files

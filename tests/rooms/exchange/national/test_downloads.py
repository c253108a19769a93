"""Catalogue lists are offered and given as files of the printed columns."""

from io import BytesIO
from zipfile import ZipFile

import msgspec
import pytest

from tests.rooms.exchange.national.hospital import Hospital, open_hospital
from yimatong.app.wiring import Platform
from yimatong.exchange.national.desk import OCTETS
from yimatong.exchange.national.spec import TRANSACTIONS


async def fetched(hospital: Hospital, infno: str) -> list[list[str]]:
    offered = await hospital.done(infno, {"data": {"ver": "0"}})
    asked = {"fsDownloadIn": {"file_qury_no": offered["file_qury_no"], "filename": offered["filename"], "fixmedins_code": "plc"}}
    reply = await hospital.send(hospital.message("9102", asked))
    assert reply.headers["content-type"] == OCTETS
    with ZipFile(BytesIO(reply.content)) as archive:
        (name,) = archive.namelist()
        lines = archive.read(name).decode().splitlines()
    assert len(lines) == offered["data_cnt"]
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize(("infno", "code", "name"), [("1301", "医疗目录编码", "药品通用名"), ("1307", "诊断代码", "诊断名称")])
async def test_a_list_is_a_file_of_the_printed_columns(platform: Platform, infno: str, code: str, name: str) -> None:
    rows = await fetched(await open_hospital(platform), infno)
    columns = TRANSACTIONS[infno].file_columns
    assert len(rows) > 10_000
    assert {len(row) for row in rows} == {len(columns)}
    codes = [row[columns.index(code)] for row in rows]
    assert codes == sorted(set(codes))
    assert all(row[columns.index(name)] not in ("", "null") for row in rows)


async def test_herbs_are_a_file_too_and_one_that_was_never_offered_is_refused_in_an_envelope(platform: Platform) -> None:
    hospital = await open_hospital(platform)
    await fetched(hospital, "1302")
    given = {"file_qury_no": "130100000000000000000000", "filename": "a.zip", "fixmedins_code": "plc"}
    reply = await hospital.send(hospital.message("9102", {"fsDownloadIn": given}))
    assert msgspec.json.decode(reply.content)["err_msg"].startswith("【9102.fsDownloadIn.file_qury_no】没有这个文件")

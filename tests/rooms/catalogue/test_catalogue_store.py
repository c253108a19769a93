"""The catalogue on the real database: a whole upload in one statement, search, lists, dated rows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import AsyncConnection

from yimatong.app.imports import ImportReport, import_file, initials
from yimatong.catalogue.core import CatalogueReason, Item
from yimatong.catalogue.lists import ListReason
from yimatong.catalogue.service import items_in_force, known_chronic_disease, known_diagnoses
from yimatong.catalogue.store import CatalogueStore
from yimatong.kernel.refusals import Refusal, Refused

BEGIN, DAY = date(2024, 1, 1), date(2026, 3, 1)
HEADER = (
    "item_kind,institution_code,local_code,local_name,national_code,national_name,fee_item,unit,price_fen,price_ceiling_fen,"
    "list_class,first_self_pay_bp,synthetic"
)
ASPIRIN = "drug,*,L1,阿司匹林片,XB01,阿司匹林,西药费,盒,3190,3509,甲,0,true"
VISIT = "service,*,L2,普通门诊诊查费,0011,普通门诊诊查费,诊察费,次,2000,2200,甲,0,true"
OWN_VISIT = "service,H35010290001,L2,专家门诊,0012,专家门诊诊查费,诊察费,次,3800,,丙,10000,true"


async def take_in(
    connection: AsyncConnection[Any], folder: Path, kind: str, lines: Sequence[str], valid_from: date = BEGIN
) -> ImportReport:
    path = folder / f"{kind}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return await import_file(connection, kind, path, valid_from=valid_from)


@pytest.fixture
async def catalogue(connection: AsyncConnection[Any], tmp_path: Path) -> CatalogueStore:
    """Three prices, a few diagnoses, one chronic disease, three regions."""
    diagnoses = ["code,name,cc_level", "I10.x00x002,高血压,", "I10.x05,高血压1级,CC", "J06.900,急性上呼吸道感染,"]
    for kind, lines in (
        ("prices", [HEADER, ASPIRIN, VISIT, OWN_VISIT]),
        ("diagnoses", diagnoses),
        ("chronic", ["code,name", "M03900,高血压"]),
        ("regions", ["code,name,level,parent_code", "350000,福建省,1,", "350100,福州市,2,350000"]),
        ("streets", ["code,name,area_code", "350102001,鼓东街道,350102"]),
    ):
        report = await take_in(connection, tmp_path, kind, lines)
        assert report.problems == (), list(report.lines())
    return CatalogueStore(connection)


async def test_each_line_is_judged_on_its_own_day_in_order(catalogue: CatalogueStore) -> None:
    codes = [
        ("H35010290002", "L1", "XB01"),
        ("H35010290002", "L2", ""),
        ("H35010290001", "L2", ""),
        ("H35010290002", "L1", "XB01"),
    ]
    items = await items_in_force(catalogue, codes, [DAY, DAY, DAY, date(2023, 12, 31)])
    names = [item.name if isinstance(item, Item) else item.reason for item in items]
    assert names == ["阿司匹林", "普通门诊诊查费", "专家门诊诊查费", CatalogueReason.NOT_IN_FORCE]
    assert await items_in_force(catalogue, [], []) == []


async def test_codes_without_translation_are_refused_by_name(catalogue: CatalogueStore) -> None:
    codes = [("H", "L9", ""), ("H", "L9", "XX99"), ("H", "L2", "XB01"), ("H", "", "")]
    refusals = [item for item in await items_in_force(catalogue, codes, [DAY] * 4) if isinstance(item, Refusal)]
    assert [(refusal.reason, refusal.detail) for refusal in refusals] == [
        (CatalogueReason.LOCAL_CODE_NOT_TRANSLATED, "L9"),
        (CatalogueReason.UNKNOWN_ITEM, "XX99"),
        (CatalogueReason.CODES_DISAGREE, "L2 ≠ XB01"),
        (CatalogueReason.NO_CODE, ""),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("asp", ["阿司匹林片"]),
        ("司匹", ["阿司匹林片"]),
        ("L2", ["普通门诊诊查费"]),
        ("xb01", ["阿司匹林片"]),
        ("门诊", ["普通门诊诊查费"]),
        ("", []),
        ("%", []),
        ("_", []),
    ],
)
async def test_the_counter_finds_by_name_initials_and_code(catalogue: CatalogueStore, text: str, names: list[str]) -> None:
    assert [found.local.local_name for found in await catalogue.search_items(text, DAY)] == names


async def test_an_institutions_own_row_stands_before_the_common_one(catalogue: CatalogueStore) -> None:
    found = await catalogue.search_items("L2", DAY, institution_code="H35010290001")
    assert [(one.local.local_name, one.local.price, one.item.list_class) for one in found] == [("专家门诊", 3800, "丙")]


async def test_diagnoses_chronic_diseases_and_regions_are_known_or_refused(catalogue: CatalogueStore) -> None:
    assert [coding.name for coding in await known_diagnoses(catalogue, ["J06.900", "I10.x05"], DAY)] == [
        "急性上呼吸道感染",
        "高血压1级",
    ]
    assert (await known_chronic_disease(catalogue, "M03900", DAY)).name == "高血压"
    assert await catalogue.region_names(["350100", "350102001", "999999"], DAY) == {"350100": "福州市", "350102001": "鼓东街道"}
    with pytest.raises(Refused) as refused:
        await known_diagnoses(catalogue, ["J06.900", "Z99.999"], DAY)
    assert (refused.value.refusal.reason, refused.value.refusal.detail) == (CatalogueReason.UNKNOWN_DIAGNOSIS, "Z99.999")
    with pytest.raises(Refused):
        await known_chronic_disease(catalogue, "M99999", DAY)


@pytest.mark.parametrize(
    ("text", "first"), [("I10", "高血压"), ("gxy", "高血压"), ("呼吸", "急性上呼吸道感染"), ("高血压1", "高血压1级")]
)
async def test_diagnoses_are_found_by_code_initials_and_name(catalogue: CatalogueStore, text: str, first: str) -> None:
    assert (await catalogue.search_diagnoses(text, DAY))[0].name == first


async def test_lists_stream_what_is_in_force(catalogue: CatalogueStore) -> None:
    assert [row.code async for row in catalogue.list_rows("drugs", DAY)] == ["XB01"]
    assert [row.name async for row in catalogue.list_rows("diagnoses", DAY)] == ["高血压", "高血压1级", "急性上呼吸道感染"]
    assert [row async for row in catalogue.list_rows("diagnoses", date(2020, 1, 1))] == []
    assert await catalogue.version(["drugs"]) == ""
    assert len(await catalogue.version(["diagnoses"])) == 20
    assert {version.kind for version in await catalogue.versions()} == {"prices", "diagnoses", "chronic", "regions", "streets"}


async def test_a_changed_row_is_dated_and_the_past_keeps_its_value(
    connection: AsyncConnection[Any], catalogue: CatalogueStore, tmp_path: Path
) -> None:
    dearer = ASPIRIN.replace("甲,0", "乙,1000")
    report = await take_in(connection, tmp_path, "prices", [HEADER, dearer, VISIT], date(2026, 1, 1))
    assert (report.row_count, report.changed) == (2, 1)
    code = ("H", "L1", "XB01")
    before, after = await items_in_force(catalogue, [code, code], [date(2025, 12, 31), date(2026, 1, 1)])
    assert isinstance(before, Item)
    assert isinstance(after, Item)
    assert (before.list_class, before.valid_to) == ("甲", date(2025, 12, 31))
    assert (after.list_class, after.first_self_pay_rate, after.valid_to) == ("乙", 1000, None)


async def test_a_row_of_the_same_day_is_corrected(
    connection: AsyncConnection[Any], catalogue: CatalogueStore, tmp_path: Path
) -> None:
    report = await take_in(connection, tmp_path, "chronic", ["code,name", "M03900,高血压病"])
    assert report.changed == 1
    assert (await known_chronic_disease(catalogue, "M03900", BEGIN)).name == "高血压病"


async def test_the_past_is_not_rewritten(connection: AsyncConnection[Any], catalogue: CatalogueStore, tmp_path: Path) -> None:
    lines = ["code,name", "M00300,示例病", "M03900,高血压病"]
    report = await take_in(connection, tmp_path, "chronic", lines, date(2023, 1, 1))
    assert [(problem.reason, problem.detail) for problem in report.problems] == [(ListReason.OLDER_THAN_STORED, "M03900")]
    assert [coding.name for coding in await catalogue.chronic_diseases(DAY)] == ["高血压"]


async def test_the_same_file_again_is_already_loaded(
    connection: AsyncConnection[Any], catalogue: CatalogueStore, tmp_path: Path
) -> None:
    again = await import_file(connection, "prices", _written(tmp_path, "prices.csv", [HEADER, ASPIRIN, VISIT, OWN_VISIT]))
    assert (again.already_loaded, again.changed) == (True, 0)
    other_name = await import_file(connection, "prices", _written(tmp_path, "copy.csv", [HEADER, ASPIRIN]), valid_from=DAY)
    assert (other_name.already_loaded, other_name.changed) == (False, 0)


async def test_one_bad_line_keeps_the_whole_file_out(connection: AsyncConnection[Any], tmp_path: Path) -> None:
    report = await take_in(connection, tmp_path, "prices", [HEADER, VISIT, ASPIRIN.replace("3190", "-5")])
    assert list(report.lines()) == ["prices.csv:3: price_fen: 不能为负数（-5）"]
    catalogue = CatalogueStore(connection)
    assert await catalogue.search_items("L2", DAY) == []
    assert await catalogue.versions() == []


async def test_unknown_kinds_and_files_that_cannot_be_read_are_reported(connection: AsyncConnection[Any], tmp_path: Path) -> None:
    (tmp_path / "broken.csv.gz").write_bytes(b"\x1f\x8bnot gzip")
    unknown = await import_file(connection, "wishes", tmp_path / "any.csv")
    missing = await import_file(connection, "prices", tmp_path / "missing.csv")
    broken = await import_file(connection, "prices", tmp_path / "broken.csv.gz")
    reasons = [report.problems[0].reason for report in (unknown, missing, broken)]
    assert reasons == [ListReason.UNKNOWN_KIND, ListReason.FILE_NOT_FOUND, ListReason.FILE_NOT_FOUND]


async def test_institutions_are_taken_in_with_our_level_words(connection: AsyncConnection[Any], tmp_path: Path) -> None:
    header = "institution_code,name,kind,level,city_code,region_code"
    good = await take_in(connection, tmp_path, "institutions", [header, "H35010290001,示例卫生院,乡镇卫生院,一级,350100,350102"])
    assert (good.problems, good.changed) == ((), 1)
    bad = await take_in(connection, tmp_path, "institutions", [header, "H35010290001,示例医院,综合医院,四级,350100,350102"])
    assert [(problem.field, problem.reason) for problem in bad.problems] == [("level", ListReason.UNKNOWN_WORD)]


def test_initials_follow_the_reading_of_the_word() -> None:
    assert initials("阿司匹林") == "aspl"
    assert initials("重组人促红素-β(CHO细胞)") == "czrchscho" + "xb"


def _written(folder: Path, name: str, lines: Sequence[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path

"""The packaged lists go in whole at the first start, and a second start changes nothing."""

from collections import Counter
from datetime import date

from psycopg import AsyncConnection

from yimatong.app.imports import PACKAGED, load_reference
from yimatong.catalogue.store import CatalogueStore
from yimatong.providers.store import ProvidersStore

DAY = date(2026, 11, 22)


async def test_every_packaged_list_is_loaded_once(database_url: str) -> None:
    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        steps: list[tuple[str, int, int]] = []
        first = await load_reference(connection, DAY, lambda *step: steps.append(step))
        again = await load_reference(connection, DAY)
        rows = Counter[str]()
        for report in first:
            rows[report.kind] += report.row_count
        assert rows == ROWS
        assert all(report.already_loaded for report in again)
        assert steps == [("lists", number, len(PACKAGED)) for number in range(1, len(PACKAGED) + 1)]
        await _everything_is_there(CatalogueStore(connection), ProvidersStore(connection))


ROWS = {
    "regions": 3_350,
    "streets": 1_170,
    "villages": 17_498,
    "diagnoses": 33_304,
    "procedures": 13_686,
    "chronic": 45,
    "drugs": 3_826,
    "drug_codes": 13_738,
    "drug_classes": 695,
    "services": 2_655,
    "categories": 304,
    "consumables": 185,
    "prices": 2_213,
    "institutions": 300,
}


async def _everything_is_there(catalogue: CatalogueStore, providers: ProvidersStore) -> None:
    billable = await catalogue.billable_items(DAY, limit=5_000)
    assert len(billable) == 2_213
    assert {one.item.list_class for one in billable} == {"甲", "乙", "丙"}
    assert all(one.item.synthetic and one.local.synthetic and "合成" in one.item.source for one in billable)
    assert all(one.local.price <= (one.item.price_ceiling or one.local.price) for one in billable)
    assert {one.level for one in await providers.in_area()} == {"3A", "3B", "2A", "2B", "1", "community", "village", "pharmacy"}
    assert (await catalogue.region_names(["350099", "990001"], DAY)) == {"350099": "福建省本级", "990001": "公开案例"}
    assert [one.local.local_name for one in await catalogue.search_items("putmzzcf", DAY)] == []
    assert "普通门诊诊查费" in [one.local.local_name for one in await catalogue.search_items("ptmz", DAY)]

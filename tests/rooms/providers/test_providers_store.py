"""Institutions and credentials on the real database."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from yimatong.kernel.dates import CHINA
from yimatong.providers.core import Credential, Institution
from yimatong.providers.store import ProvidersStore

NOW = datetime(2026, 3, 1, 9, tzinfo=CHINA)
HOSPITAL = Institution("H35010290001", "示例医院", "invented", "综合医院", "3A", "02", "350100", "350102", "", "", "", True)
PHARMACY = replace(HOSPITAL, institution_code="P35090290001", name="示例药店", kind="零售药店", level="pharmacy", area="350900")


async def test_institutions_are_found_by_code_name_type_and_area(connection: AsyncConnection[Any]) -> None:
    providers = ProvidersStore(connection)
    assert await providers.save([HOSPITAL, PHARMACY]) == 2
    assert await providers.by_code("H35010290001") == HOSPITAL
    assert await providers.by_code("H35010290009") is None
    assert await providers.search("示例") == [HOSPITAL, PHARMACY]
    assert await providers.search("示例", pharmacy=True) == [PHARMACY]
    assert await providers.search("%") == []
    assert await providers.in_area("350900") == [PHARMACY]
    assert await providers.in_area(level="3A") == [HOSPITAL]


async def test_saving_again_updates_only_what_changed(connection: AsyncConnection[Any]) -> None:
    providers = ProvidersStore(connection)
    await providers.save([HOSPITAL, PHARMACY])
    renamed = replace(HOSPITAL, name="示例第一医院")
    assert await providers.save([renamed, PHARMACY]) == 1
    assert await providers.by_code("H35010290001") == renamed


async def test_a_credential_once_given_stays(connection: AsyncConnection[Any]) -> None:
    providers = ProvidersStore(connection)
    await providers.save([HOSPITAL])
    await providers.add_credentials([Credential("H35010290001", "first")], NOW)
    await providers.add_credentials([Credential("H35010290001", "second")], NOW)
    assert await providers.credential_of("H35010290001") == Credential("H35010290001", "first")
    assert await providers.credential_of("H35010290002") is None
    assert list(await providers.credentials()) == [Credential("H35010290001", "first")]

"""Kept messages and sign-ons on the real database."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from tests.rooms.exchange.national.senders import HOSPITAL, NOW
from yimatong.exchange.national.ports import KeptMessage, SignOn
from yimatong.exchange.national.store import MessageStore

KEPT = KeptMessage("2207", b"d" * 32, '{"infcode":0,"err_msg":"成功\\u0000"}'.encode(), 4_600_000_000_000_000_001)


async def test_a_kept_message_comes_back_byte_for_byte(connection: AsyncConnection[Any]) -> None:
    store = MessageStore(connection)
    assert await store.find(HOSPITAL, "m1") is None
    await store.keep(HOSPITAL, "m1", KEPT, NOW)
    assert await store.find(HOSPITAL, "m1") == KEPT
    assert await store.find("H35010000002", "m1") is None


async def test_a_msgid_is_kept_once(connection: AsyncConnection[Any]) -> None:
    store = MessageStore(connection)
    await store.keep(HOSPITAL, "m1", KEPT, NOW)
    await store.keep("H35010000002", "m1", KEPT, NOW)
    with pytest.raises(UniqueViolation) as broken:
        await store.keep(HOSPITAL, "m1", KEPT, NOW)
    assert broken.value.diag.constraint_name == "message_pkey"


@pytest.mark.parametrize(
    ("institution_code", "sign_no", "hours", "signed_off"),
    [(HOSPITAL, "s1", 1, True), (HOSPITAL, "s1", 15, False), ("H35010000002", "s1", 1, False), (HOSPITAL, "s2", 1, False)],
)
async def test_only_an_open_sign_on_of_the_same_day_is_signed_off(
    connection: AsyncConnection[Any], institution_code: str, sign_no: str, hours: int, signed_off: bool
) -> None:
    store = MessageStore(connection)
    await store.sign_on(SignOn("s1", HOSPITAL, "0001", "mac", "ip", NOW))
    later = NOW + timedelta(hours=hours)
    assert await store.sign_off(institution_code, sign_no, later) is signed_off
    assert not (signed_off and await store.sign_off(institution_code, sign_no, later))

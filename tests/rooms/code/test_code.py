"""The personal code: no personal data, 60 seconds, once, for its purpose; and the token it is answered with."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from yimatong.code import core, service
from yimatong.code.core import CodeReason, Purpose
from yimatong.code.service import Terminal
from yimatong.code.store import CodeStore
from yimatong.kernel.refusals import Reason, Refused

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERSON = 35000000000001
COUNTER = Terminal("H35010290001", "c1", "01101")


def chance(seed: int) -> Callable[[int], bytes]:
    return Random(seed).randbytes


async def refusal(awaitable: Any) -> CodeReason:
    with pytest.raises(Refused) as caught:
        await awaitable
    reason = caught.value.refusal.reason
    assert isinstance(reason, CodeReason)
    return reason


async def test_a_decoded_codes_token_stands_for_the_person_at_that_institution(connection: AsyncConnection[Any]) -> None:
    codes = CodeStore(connection)
    shown = await service.show(codes, PERSON, Purpose.VISIT, NOW, chance(1))
    assert shown.expires_at - NOW == timedelta(seconds=60)
    decoded = await service.decode(codes, shown.text, COUNTER, NOW, chance(2))
    assert decoded.person_id == PERSON
    assert len(decoded.token) == 40
    assert await service.person_of_token(codes, decoded.token, COUNTER.institution_code, NOW) == PERSON
    elsewhere = service.person_of_token(codes, decoded.token, "H35010290002", NOW)
    assert await refusal(elsewhere) is CodeReason.TOKEN_UNKNOWN
    tomorrow = service.person_of_token(codes, decoded.token, COUNTER.institution_code, NOW + timedelta(hours=25))
    assert await refusal(tomorrow) is CodeReason.TOKEN_UNKNOWN
    assert await refusal(service.decode(codes, shown.text, COUNTER, NOW, chance(3))) is CodeReason.ALREADY_USED


@pytest.mark.parametrize(("seconds", "held"), [(0, True), (60, True), (65, True), (66, False), (3600, False)])
async def test_a_code_lives_sixty_seconds_and_a_little_skew(connection: AsyncConnection[Any], seconds: int, held: bool) -> None:
    codes = CodeStore(connection)
    shown = await service.show(codes, PERSON, Purpose.VISIT, NOW, chance(1))
    decode = service.decode(codes, shown.text, COUNTER, NOW + timedelta(seconds=seconds), chance(2))
    if held:
        assert (await decode).person_id == PERSON
    else:
        assert await refusal(decode) is CodeReason.EXPIRED


@pytest.mark.parametrize(
    ("purpose", "business_type", "covered"),
    [
        (Purpose.VISIT, "01101", True),
        (Purpose.VISIT, "01301", True),
        (Purpose.VISIT, "02121", True),
        (Purpose.VISIT, "03131", False),
        (Purpose.PHARMACY, "02121", True),
        (Purpose.PHARMACY, "01301", False),
        (Purpose.ONLINE, "03132", True),
        (Purpose.ACCOUNT, "05101", True),
        (Purpose.ACCOUNT, "01101", False),
    ],
)
async def test_a_code_serves_its_purpose_only(
    connection: AsyncConnection[Any], purpose: Purpose, business_type: str, covered: bool
) -> None:
    codes = CodeStore(connection)
    shown = await service.show(codes, PERSON, purpose, NOW, chance(1))
    decode = service.decode(codes, shown.text, Terminal("H35010290001", "c1", business_type), NOW, chance(2))
    if covered:
        assert (await decode).person_id == PERSON
    else:
        assert await refusal(decode) is CodeReason.WRONG_PURPOSE


@pytest.mark.parametrize("scanned", ["", "YMT", "hello", "YMT" + "A" * 25, "YMT" + "é" * 26, "35010219860101123X"])
async def test_what_is_no_code_is_told_so(connection: AsyncConnection[Any], scanned: str) -> None:
    assert await refusal(service.decode(CodeStore(connection), scanned, COUNTER, NOW, chance(2))) is CodeReason.NOT_A_CODE


async def test_a_code_nobody_showed_is_unknown_and_blanks_and_case_do_not_matter(connection: AsyncConnection[Any]) -> None:
    codes = CodeStore(connection)
    made_up = core.code_text(bytes(16))
    assert await refusal(service.decode(codes, made_up, COUNTER, NOW, chance(2))) is CodeReason.UNKNOWN
    shown = await service.show(codes, PERSON, Purpose.VISIT, NOW, chance(1))
    typed = f" {shown.text[:10].lower()} {shown.text[10:]}\n"
    assert (await service.decode(codes, typed, COUNTER, NOW, chance(2))).person_id == PERSON


def test_codes_hold_nothing_but_chance() -> None:
    made = [core.code_text(chance(seed)(16)) for seed in range(20_000)]
    assert len(set(made)) == len(made)
    assert all(len(text) == 29 and text.startswith("YMT") for text in made)
    assert not any(digits in text for text in made for digits in (str(PERSON)[:6], "350102", "1986"))


async def test_of_a_thousand_decodes_at_once_one_succeeds(database_url: str) -> None:
    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        shown = await service.show(CodeStore(connection), PERSON, Purpose.VISIT, NOW, chance(1))
    connections = [await AsyncConnection.connect(database_url, autocommit=True) for _ in range(20)]
    free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
    for one in connections:
        free.put_nowait(one)

    async def attempt(number: int) -> Reason | int:
        connection = await free.get()
        try:
            return (await service.decode(CodeStore(connection), shown.text, COUNTER, NOW, chance(number))).person_id
        except Refused as refused:
            return refused.refusal.reason
        finally:
            free.put_nowait(connection)

    outcomes = await asyncio.gather(*(attempt(number) for number in range(1_000)))
    for one in connections:
        await one.close()
    assert outcomes.count(PERSON) == 1
    assert outcomes.count(CodeReason.ALREADY_USED) == 999

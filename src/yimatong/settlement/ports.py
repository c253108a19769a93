"""What the settlement room asks of its store."""

from datetime import datetime
from typing import Protocol

from yimatong.benefits.core.year_book import YearBook
from yimatong.care.core import Kind, State
from yimatong.settlement.core.facts import Ask, Facts
from yimatong.settlement.core.settled import Settlement


class SettlementPort(Protocol):
    """Facts in one query; settlements, year books and events out in one statement."""

    async def facts(self, ask: Ask, now: datetime, locked: bool) -> Facts | None: ...

    async def save(self, done: Settlement, year_book: YearBook, event_id: int) -> None: ...

    async def lock(self, encounter_id: int) -> None: ...

    async def find(self, settlement_id: int) -> Settlement | None: ...

    async def reversal_of(self, settlement_id: int) -> Settlement | None: ...

    async def stands(self, encounter_id: int) -> list[int]: ...

    async def encounter_state(self, encounter_id: int) -> tuple[Kind, State] | None: ...

    async def year_book(self, person_id: int, scheme: str, insurance_year: int) -> YearBook: ...

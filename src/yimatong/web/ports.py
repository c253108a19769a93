"""What the pages ask of the platform: acts and reads, the clock, and the settings of the door."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from yimatong.benefits.core.pack import Law
from yimatong.board.core import BillRow, Books, DayFigures
from yimatong.care.ports import CarePort
from yimatong.catalogue.core import Billable, Coding
from yimatong.catalogue.ports import CatalogueReader
from yimatong.code.ports import CodePort
from yimatong.kernel.ids import IdSource
from yimatong.ledger.ports import LedgerPort
from yimatong.people.core import PersonRecord
from yimatong.people.ports import PeopleReader
from yimatong.providers.core import Credential, Institution
from yimatong.providers.ports import ProvidersReader
from yimatong.settlement.core.settled import Settlement
from yimatong.settlement.ports import SettlementPort


class People(PeopleReader, Protocol):
    """People, and the first of them for the demo's front door."""

    async def people_page(self, query: str = "", limit: int = 20) -> list[PersonRecord]: ...


class Providers(ProvidersReader, Protocol):
    """Institutions by area, and what they sign with."""

    async def in_area(self, area: str = "", level: str = "", limit: int = 500) -> list[Institution]: ...

    async def credential_of(self, access_key: str) -> Credential | None: ...


class Catalogue(CatalogueReader, Protocol):
    """Items and diagnoses as a counter looks for them, and names of areas."""

    async def search_items(self, text: str, day: date, institution_code: str = "*", limit: int = 20) -> list[Billable]: ...

    async def search_diagnoses(self, text: str, day: date, limit: int = 20) -> list[Coding]: ...

    async def chronic_diseases(self, day: date) -> list[Coding]: ...

    async def region_names(self, codes: list[str], day: date) -> dict[str, str]: ...


class Codes(CodePort, Protocol):
    """Codes, and where a person's were scanned."""

    async def decodes_of(self, person_id: int, limit: int) -> list[tuple[datetime, str, str]]: ...


class Line(Protocol):
    """One line of a settlement, amounts in fen."""

    @property
    def charge_no(self) -> str: ...

    @property
    def item_name(self) -> str: ...

    @property
    def list_class(self) -> str: ...

    @property
    def amount(self) -> int: ...

    @property
    def in_scope(self) -> int: ...


class Settlements(SettlementPort, Protocol):
    """Settlements as people read them."""

    async def of_person(self, person_id: int, limit: int) -> list[Settlement]: ...

    async def latest(self, limit: int, institution_code: str | None = None) -> list[Settlement]: ...

    async def lines(self, settlement_id: int) -> list[Any]: ...


class Board(Protocol):
    """The day's figures for whoever watches."""

    async def day(self, since: datetime, area: str = "", institution: str = "") -> DayFigures: ...

    async def books(self) -> Books: ...

    async def bill_count(self, since: datetime, institution: str) -> int: ...

    async def latest(self, limit: int, area: str = "", institution: str = "") -> list[BillRow]: ...

    async def found(self, text: str, area: str, limit: int) -> list[BillRow]: ...


class Rooms(Protocol):
    """The rooms the pages walk through, all in one transaction."""

    @property
    def people(self) -> People: ...

    @property
    def providers(self) -> Providers: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def code(self) -> Codes: ...

    @property
    def care(self) -> CarePort: ...

    @property
    def ledger(self) -> LedgerPort: ...

    @property
    def settlement(self) -> Settlements: ...

    @property
    def board(self) -> Board: ...

    @property
    def now(self) -> datetime: ...

    @property
    def ids(self) -> IdSource: ...

    @property
    def chance(self) -> Callable[[int], bytes]: ...

    @property
    def law(self) -> Law: ...


class Settings(Protocol):
    """Which gateway stands before the hospital interface; `none` is the demo on this machine alone."""

    @property
    def gateway(self) -> str: ...


class Platform(Protocol):
    """Opens one transaction at a time. `act` commits on leaving and rolls back on an exception; `read` only reads."""

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def chance(self) -> Callable[[int], bytes]: ...

    @property
    def secret(self) -> str: ...

    @property
    def settings(self) -> Settings: ...

    def act(self) -> AbstractAsyncContextManager[Rooms]: ...

    def read(self) -> AbstractAsyncContextManager[Rooms]: ...


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """What sessions need from outside: a secret, the clock, a source of chance, and whether demo roles may be taken."""

    secret: bytes
    clock: Callable[[], datetime]
    chance: Callable[[int], bytes]
    demo: bool = True

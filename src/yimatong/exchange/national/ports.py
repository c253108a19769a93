"""What the hospital interface asks of the platform: acts, the rooms within them, kept messages, a clock and ids."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from yimatong.benefits.core.pack import Law
from yimatong.care.ports import CarePort
from yimatong.catalogue.lists import ListRow
from yimatong.catalogue.ports import CatalogueReader
from yimatong.code.ports import CodePort
from yimatong.exchange.national.gateways import Gateway
from yimatong.kernel.ids import IdSource
from yimatong.ledger.ports import LedgerPort
from yimatong.people.ports import PeopleReader
from yimatong.providers.core import Credential
from yimatong.providers.ports import ProvidersReader
from yimatong.settlement.ports import SettlementPort

FUJIAN = "350000"
"""The province's own code, which is no area of insurance."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message that changed something: what was asked and the very bytes that were answered.

    `body_digest` is the SHA-256 of infno and input, `subject_id` the encounter or settlement it made or changed.
    """

    infno: str
    body_digest: bytes
    answer: bytes
    subject_id: int | None = None


@dataclass(frozen=True, slots=True)
class SignOn:
    """An operator's sign-on (签到)."""

    sign_no: str
    institution_code: str
    operator: str
    mac: str
    ip: str
    at: datetime


class MessageAlreadyKept(Exception):
    """Another act kept this msgid first; this act must be rolled back and the kept answer given."""


class Messages(Protocol):
    """Keeps messages and sign-ons."""

    async def find(self, institution_code: str, msgid: str) -> KeptMessage | None:
        """What was kept under this institution's msgid."""
        ...

    async def keep(self, institution_code: str, msgid: str, message: KeptMessage, now: datetime) -> None:
        """Keeps it. The act raises MessageAlreadyKept, here or when it ends, if another act kept this msgid."""
        ...

    async def sign_on(self, sign_on: SignOn) -> None:
        """Notes a sign-on."""
        ...

    async def sign_off(self, institution_code: str, sign_no: str, now: datetime) -> bool:
        """Notes the sign-off of a sign-on of the same China day; False if there is none that is still open."""
        ...


class Providers(ProvidersReader, Protocol):
    """Finds institutions and what they sign with."""

    async def credential_of(self, access_key: str) -> Credential | None: ...


class Catalogue(CatalogueReader, Protocol):
    """Looks up codes, and gives whole lists."""

    def list_rows(self, kind: str, day: date) -> AsyncIterator[ListRow]: ...

    async def version(self, kinds: Sequence[str]) -> str: ...


class Settlements(SettlementPort, Protocol):
    """Settlements with their lines."""

    async def lines(self, settlement_id: int) -> list[Any]: ...


class Rooms(Protocol):
    """The rooms within one transaction."""

    @property
    def people(self) -> PeopleReader: ...

    @property
    def providers(self) -> Providers: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def code(self) -> CodePort: ...

    @property
    def care(self) -> CarePort: ...

    @property
    def ledger(self) -> LedgerPort: ...

    @property
    def settlement(self) -> Settlements: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def now(self) -> datetime: ...

    @property
    def ids(self) -> IdSource: ...

    @property
    def chance(self) -> Callable[[int], bytes]: ...

    @property
    def law(self) -> Law: ...


class Platform(Protocol):
    """Opens one transaction at a time: `act` commits on leaving and rolls back on an exception, `read` only reads. Both raise
    `Unavailable` when the database does not answer."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Gives the aware moment it is now."""
        ...

    @property
    def ids(self) -> IdSource: ...

    def act(self, pipelined: bool = False) -> AbstractAsyncContextManager[Rooms]: ...

    def read(self) -> AbstractAsyncContextManager[Rooms]: ...


@dataclass(frozen=True, slots=True)
class Door:
    """How a deployment answers. `area` (6 digits) opens every `inf_refmsgid`."""

    area: str = FUJIAN
    gateway: Gateway = Gateway.NONE

"""What the hospital interface asks of the platform: acts, kept messages, sign-ons, institutions, a clock and ids."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yimatong.exchange.national.gateways import Gateway
from yimatong.kernel.ids import IdSource
from yimatong.providers.core import Credential, Institution

FUJIAN = "350000"
"""The province's own code, which is no area of insurance."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message that changed something: what was asked (SHA-256 of the body) and the very bytes that were answered."""

    infno: str
    body_digest: bytes
    answer: bytes


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
        """Keeps it, or raises MessageAlreadyKept."""
        ...

    async def sign_on(self, sign_on: SignOn) -> None:
        """Notes a sign-on."""
        ...

    async def sign_off(self, institution_code: str, sign_no: str, now: datetime) -> bool:
        """Notes the sign-off of a sign-on of the same China day; False if there is none that is still open."""
        ...


class Institutions(Protocol):
    """Finds institutions and what they sign with."""

    async def by_code(self, institution_code: str) -> Institution | None: ...

    async def credential_of(self, access_key: str) -> Credential | None: ...


class Rooms(Protocol):
    """The rooms within one transaction."""

    @property
    def messages(self) -> Messages: ...

    @property
    def providers(self) -> Institutions: ...

    @property
    def now(self) -> datetime: ...

    @property
    def ids(self) -> IdSource: ...


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

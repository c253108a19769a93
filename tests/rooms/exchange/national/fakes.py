"""A platform held in memory: acts are rolled back by restoring what was there, as a database would."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tests.rooms.exchange.national.senders import HOSPITAL, NOW
from yimatong.exchange.national.ports import KeptMessage, MessageAlreadyKept, SignOn
from yimatong.kernel.dates import in_china
from yimatong.kernel.ids import IdSource
from yimatong.providers.core import Credential, Institution

SECRET = "not-a-secret-but-long-enough-for-a-test"


def hospital(code: str = HOSPITAL) -> Institution:
    return Institution(
        institution_code=code,
        name="示例医院",
        name_basis="made up",
        kind="综合医院",
        level="3A",
        hosp_lv_code="2",
        area="350100",
        region_code="350102",
        street_code="",
        village_code="",
        managed_by="",
        synthetic=True,
    )


@dataclass
class Messages:
    kept: dict[tuple[str, str], KeptMessage] = field(default_factory=dict)
    signs: dict[str, SignOn] = field(default_factory=dict)
    rival: KeptMessage | None = None
    """Kept by another act just before this one keeps its own."""

    async def find(self, institution_code: str, msgid: str) -> KeptMessage | None:
        return self.kept.get((institution_code, msgid))

    async def keep(self, institution_code: str, msgid: str, message: KeptMessage, now: datetime) -> None:
        if self.rival is not None or (institution_code, msgid) in self.kept:
            raise MessageAlreadyKept
        self.kept[institution_code, msgid] = message

    async def sign_on(self, sign_on: SignOn) -> None:
        self.signs[sign_on.sign_no] = sign_on

    async def sign_off(self, institution_code: str, sign_no: str, now: datetime) -> bool:
        found = self.signs.get(sign_no)
        if found is None or found.institution_code != institution_code or in_china(found.at).date() != in_china(now).date():
            return False
        del self.signs[sign_no]
        return True


@dataclass
class Institutions:
    asked: int = 0

    async def by_code(self, institution_code: str) -> Institution | None:
        self.asked += 1
        return hospital(institution_code) if institution_code.startswith("H3501") else None

    async def credential_of(self, access_key: str) -> Credential | None:
        self.asked += 1
        return Credential(access_key, SECRET) if access_key.startswith("H3501") else None


@dataclass
class MemoryRooms:
    messages: Messages
    providers: Institutions
    now: datetime
    ids: IdSource


@dataclass
class MemoryPlatform:
    messages: Messages = field(default_factory=Messages)
    providers: Institutions = field(default_factory=Institutions)
    now: datetime = NOW
    ids: IdSource = field(default_factory=lambda: count(1).__next__)
    broken: Exception | None = None
    """Raised when a transaction is opened."""

    @asynccontextmanager
    async def act(self, pipelined: bool = False) -> AsyncIterator[Any]:
        if self.broken is not None:
            raise self.broken
        before = dict(self.messages.kept), dict(self.messages.signs)
        try:
            yield MemoryRooms(self.messages, self.providers, self.now, self.ids)
        except BaseException:
            self.messages.kept, self.messages.signs = before
            if self.messages.rival is not None:
                self.messages.kept[HOSPITAL, "H35010000001202601050925000001"] = self.messages.rival
            raise

    def read(self) -> AbstractAsyncContextManager[Any]:
        return self.act()

    def clock(self) -> datetime:
        return self.now

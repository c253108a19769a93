"""Remembers institutions and their secrets for a minute, so that the door costs no statement per message."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from yimatong.exchange.national.ports import Platform
from yimatong.providers.core import Credential, Institution

REMEMBERED_FOR = timedelta(seconds=60)
REMEMBERED_MAX = 10_000
"""Entries of each kind; when full, all are forgotten."""

T = TypeVar("T")


@dataclass(slots=True)
class Memory(Generic[T]):
    """What was found, and until when it is believed. What was not found is not remembered."""

    entries: dict[str, tuple[T, datetime]] = field(default_factory=dict)

    async def get(self, key: str, now: datetime, find: Callable[[str], Awaitable[T | None]]) -> T | None:
        """The remembered value, or what `find` finds."""
        known = self.entries.get(key)
        if known is not None and now < known[1]:
            return known[0]
        found = await find(key)
        if found is None:
            self.entries.pop(key, None)
            return None
        if len(self.entries) >= REMEMBERED_MAX:
            self.entries.clear()
        self.entries[key] = (found, now + REMEMBERED_FOR)
        return found


@dataclass(frozen=True, slots=True)
class Directory:
    """Who may speak at the door."""

    platform: Platform
    institutions: Memory[Institution] = field(default_factory=Memory)
    credentials: Memory[Credential] = field(default_factory=Memory)

    async def institution(self, institution_code: str, now: datetime) -> Institution | None:
        """The institution with this code, as known within the last minute."""
        return await self.institutions.get(institution_code, now, self._find_institution)

    async def credential(self, access_key: str, now: datetime) -> Credential | None:
        """What this access key signs with, as known within the last minute."""
        return await self.credentials.get(access_key, now, self._find_credential)

    async def _find_institution(self, institution_code: str) -> Institution | None:
        async with self.platform.read() as rooms:
            return await rooms.providers.by_code(institution_code)

    async def _find_credential(self, access_key: str) -> Credential | None:
        async with self.platform.read() as rooms:
            return await rooms.providers.credential_of(access_key)

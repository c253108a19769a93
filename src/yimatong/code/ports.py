"""What the code room asks of its store."""

from datetime import datetime
from typing import Protocol

from yimatong.code.core import IssuedCode, VisitToken


class CodePort(Protocol):
    """Codes and visit tokens by digest."""

    async def add(self, reference: bytes, code: IssuedCode) -> None: ...

    async def find(self, reference: bytes) -> IssuedCode | None: ...

    async def use(self, reference: bytes, used_at: datetime, used_by: str, used_for: str) -> bool: ...

    async def add_token(self, reference: bytes, token: VisitToken) -> None: ...

    async def find_token(self, reference: bytes) -> VisitToken | None: ...

"""What the acts about providers ask of the outside."""

from typing import Protocol

from yimatong.providers.core import Institution


class ProvidersReader(Protocol):
    """Finds institutions."""

    async def by_code(self, institution_code: str) -> Institution | None:
        """By code; None if there is none."""
        ...

    async def search(self, name: str, pharmacy: bool | None = None, limit: int = 50) -> list[Institution]:
        """By a part of the name."""
        ...

"""What the acts on the catalogue ask of the outside."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from yimatong.catalogue.core import AskedCode, Coding, FoundCode


class CatalogueReader(Protocol):
    """Looks up codes as they stood on a day."""

    async def find_codes(self, asked: Sequence[AskedCode], days: Sequence[date]) -> list[FoundCode]:
        """One answer per asked code, in order, in one statement."""
        ...

    async def diagnoses(self, codes: Sequence[str], day: date) -> dict[str, Coding]:
        """The diagnoses of these codes in force on that day; unknown codes are left out."""
        ...

    async def chronic_disease(self, code: str, day: date) -> Coding | None:
        """The chronic outpatient disease of this code; None if there is none."""
        ...

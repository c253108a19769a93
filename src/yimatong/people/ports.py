"""What the acts about people ask of the outside."""

from typing import Protocol

from yimatong.people.core import PersonRecord


class PeopleReader(Protocol):
    """Finds people; None means nobody."""

    async def by_id(self, person_id: int) -> PersonRecord | None:
        """By our own id."""
        ...

    async def by_certno(self, certno: str) -> PersonRecord | None:
        """By id number, check character in upper case."""
        ...

    async def by_card(self, card_no: str) -> PersonRecord | None:
        """By social security card number."""
        ...

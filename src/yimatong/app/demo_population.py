"""A made-up population for the demo: every name, number and bond is invented and marked synthetic."""

from dataclasses import dataclass

from yimatong.people.core import Cover, Identity, Person


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A synthetic person with covers, identities, and what the personal account opens with, in fen."""

    person: Person
    covers: tuple[Cover, ...]
    identities: tuple[Identity, ...]
    account_balance: int

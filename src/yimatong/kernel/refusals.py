"""A refusal says what is so and which field shows it. Each room keeps its own closed list of reasons."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Base of every room's closed list. A member's value is the sentence a person reads, in Chinese, with no personal data."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act was not done. `field` is our own or the sender's field name; `detail` names the value in question."""

    reason: Reason
    field: str = ""
    detail: str = ""


class Refused(Exception):
    """Carries a refusal out of a service, so that the act's transaction is rolled back. The edge words it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.name)
        self.refusal = refusal


def refuse(reason: Reason, field: str = "", detail: str = "") -> Refused:
    """`raise refuse(CoverReason.NOT_IN_FORCE, "psn_no")` reads as it acts."""
    return Refused(Refusal(reason, field, detail))


class Unavailable(Exception):
    """What an act needs does not answer now. Nothing was done; trying again later is right."""

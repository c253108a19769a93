"""The demo's front door: one tap per role, clearly marked as a demo. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One row to tap: `subject` is a person id, an institution code or an area."""

    subject: str
    face: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Start:
    """The rows of the front door."""

    people: tuple[Role, ...]
    counters: tuple[Role, ...]
    areas: tuple[Role, ...]

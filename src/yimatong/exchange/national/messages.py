"""A message that passed the door, what an act makes of it, and which acts the interface offers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.envelope import Envelope
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.validating import Checked, Row
from yimatong.providers.core import Institution


@dataclass(frozen=True, slots=True)
class Message:
    """An understood request of a known institution. `nodes` hold every printed input field, checked."""

    envelope: Envelope
    institution: Institution
    nodes: Checked

    def one(self, node: str) -> Row:
        """The single object of a node."""
        (row,) = self.nodes[node]
        return row

    def rows(self, node: str) -> tuple[Row, ...]:
        """All objects of a node, in the order sent."""
        return self.nodes[node]


@dataclass(frozen=True, slots=True)
class FileBytes:
    """An answer that is a file and has no envelope."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """What an act answers, and the encounter or settlement it made or changed: what 2601 finds it by."""

    outputs: Outputs
    subject_id: int


class Kind(Enum):
    """What carrying out a transaction leaves behind."""

    READ = "reads only; repeated, it is computed anew"
    ACT = "changes something, and a repeat is judged by the room that holds it"
    KEPT_ACT = "changes something; a repeat of the msgid gets the same bytes"


Handler: TypeAlias = Callable[[Rooms, Message], Awaitable[Outputs | FileBytes | Done]]
"""Carries out one transaction, or raises Refused."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A transaction we carry out."""

    kind: Kind
    handler: Handler

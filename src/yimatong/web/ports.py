"""What the pages ask of the platform: acts and reads, the clock, and the settings of the door."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Platform(Protocol):
    """Opens one transaction at a time. `act` commits on leaving; `read` only reads."""

    def act(self) -> AbstractAsyncContextManager[Any]: ...

    def read(self) -> AbstractAsyncContextManager[Any]: ...


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """What sessions need from outside: a secret (32 bytes or more), the clock, a source of chance, https or not."""

    secret: bytes
    clock: Callable[[], datetime]
    chance: Callable[[int], bytes]
    secure_cookie: bool = False

"""Ids are arguments. An `IdSource` gives the next one; `make_id` says how a platform's own ids are made up."""

from collections.abc import Callable
from typing import TypeAlias

IdSource: TypeAlias = Callable[[], int]
"""Each call gives a positive 63-bit integer never given before."""

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
COUNTER_BITS = 12
MAKER_BITS = 10


def make_id(time_ms: int, maker: int, counter: int) -> int:
    """41 bits of milliseconds since 2020, 10 bits naming the maker, 12 bits of counter: sorts by time."""
    assert 0 <= maker < 1 << MAKER_BITS
    assert 0 <= counter < 1 << COUNTER_BITS
    return ((time_ms - EPOCH_MS) << (MAKER_BITS + COUNTER_BITS)) | (maker << COUNTER_BITS) | counter

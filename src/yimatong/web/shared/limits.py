"""How often one visitor may do what is worth guessing at. Counted in memory per process; a restart forgives."""

from dataclasses import dataclass, field
from typing import Final

KEYS_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`times` acts in each window of `window_s` seconds."""

    name: str
    times: int
    window_s: int


SIGN_IN: Final = Limit("sign_in", 30, 60)
SHOW_CODE: Final = Limit("show_code", 30, 60)
DECODE: Final = Limit("decode", 60, 60)
TRIAL: Final = Limit("trial", 600, 60)
ESTIMATE: Final = Limit("estimate", 120, 60)


@dataclass(slots=True)
class Counts:
    """Acts per limit and visitor in the running window."""

    seen: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def wait_s(self, limit: Limit, visitor: str, now_s: int) -> int:
        """Counts one act and answers 0, or the seconds until the next window when the limit is used up."""
        window = now_s // limit.window_s
        if len(self.seen) >= KEYS_MAX:
            self._forget_before(now_s)
        key = (limit.name, visitor, window)
        used = self.seen.get(key, 0)
        if used >= limit.times:
            return (window + 1) * limit.window_s - now_s
        self.seen[key] = used + 1
        return 0

    def _forget_before(self, now_s: int) -> None:
        windows = {limit.name: now_s // limit.window_s for limit in (SIGN_IN, SHOW_CODE, DECODE, TRIAL, ESTIMATE)}
        self.seen = {key: count for key, count in self.seen.items() if key[2] >= windows.get(key[0], 0)}
        if len(self.seen) >= KEYS_MAX:
            self.seen.clear()

"""Which plan each bill is paid by: a law's plans, compiled once for every kind of person and care that occurs."""

from datetime import date, timedelta
from threading import Lock
from typing import Any

from yimatong.benefits.core.circumstances import EMPLOYEE, STATUSES, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.plan import Plan
from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.lab.batch import Array, PlanArrays, plan_arrays
from yimatong.lab.blocks import WORDS, Block
from yimatong.lab.core.reasons import LabReason
from yimatong.lab.extra import needed

EPOCH = date(1970, 1, 1)
IDENTITIES = 6
SIZES = (len(WORDS["status"]), IDENTITIES, 2, *(len(WORDS[name]) for name in ("care", "disease", "level", "place")))
"""How many values each part of a kind has, after the pack and its edition: status, identity, civil servant, care, disease, …"""

SCHEME_YEARS = 5
"""Unbroken years of cover assumed for everyone: bills do not tell them."""


class PlanBook:
    """The plans of one law that some bills need. Made as they are met; may be asked from several threads."""

    def __init__(self, law: Law) -> None:
        np = needed("numpy")
        self._packs = sorted((pack for pack in law.packs), key=lambda pack: (pack.area, pack.scheme))
        self._law = law
        self._codes = np.array([_pack_code(int(pack.area), pack.scheme == EMPLOYEE) for pack in self._packs], np.int64)
        self._editions = _filled([[(day - EPOCH).days for day in pack.editions] for pack in self._packs])
        self._ages = _filled([list(pack.ages) for pack in self._packs])
        self._steps = self._ages.shape[1] + 1
        size = len(self._packs) * self._editions.shape[1] * self._steps
        for each in SIZES:
            size *= each
        self._places = np.full(size, -1, np.int32)
        self._plans: dict[object, tuple[int, Plan]] = {}
        self._arrays = plan_arrays([])
        self._lock = Lock()

    def plans_of(self, block: Block) -> tuple[Array, PlanArrays]:
        """For each bill the place of its plan, int32 (bills), and the plans. `Refused` where the law has no plan for a bill."""
        np = needed("numpy")
        kinds = self._kinds_of(block)
        with self._lock:
            missing = np.unique(kinds[self._places[kinds] < 0])
            for kind in missing.tolist():
                plan = self._plan_of(kind)
                same = (plan.layers, plan.table, plan.detour_rate, plan.case_priced, plan.admission_counters)
                self._places[kind], _ = self._plans.setdefault(same, (len(self._plans), plan))
            if len(missing):
                self._arrays = plan_arrays([plan for _, plan in self._plans.values()])
            return self._places[kinds], self._arrays

    def packs_of(self, block: Block) -> Array:
        """For each person the place of its pack among all, by area and scheme."""
        np = needed("numpy")
        wanted = _pack_code(block.people["area"].astype(np.int64), block.people["scheme"] == 0)
        places = np.minimum(np.searchsorted(self._codes, wanted), len(self._codes) - 1)
        strange = np.flatnonzero(self._codes[places] != wanted)
        if len(strange):
            area, scheme = block.people["area"][strange[0]], WORDS["scheme"][block.people["scheme"][strange[0]]]
            raise refuse(LabReason.NO_PLAN, "area", f"{area}-{scheme} 没有装入")
        return places.astype(np.int32)

    def _kinds_of(self, block: Block) -> Array:
        np = needed("numpy")
        people, bills = block.people, block.bills
        packs = self.packs_of(block)
        person = (people["age"][:, None] >= self._ages[packs]).sum(1)
        for name, size in zip(("status", "identity", "civil_servant"), SIZES, strict=False):
            person = person * size + people[name]
        rows = bills["person"]
        pack = packs[rows]
        edition = (bills["day"][:, None] >= self._editions[pack]).sum(1) - 1
        if len(edition) and int(edition.min()) < 0:
            raise refuse(LabReason.NO_PLAN, "service_day", "有的账单早于已装入的待遇政策")
        kind = (pack * np.int64(self._editions.shape[1]) + edition) * (self._steps * int(np.prod(SIZES[:3]))) + person[rows]
        for name, size in zip(("care", "disease", "level", "place"), SIZES[3:], strict=True):
            kind = kind * size + bills[name]
        return kind

    def _plan_of(self, kind: int) -> Plan:
        parts = []
        for size in (*reversed(SIZES), self._steps):
            kind, part = divmod(kind, size)
            parts.append(part)
        place, level, disease, care, civil, identity, status, step = parts
        pack_place, edition = divmod(kind, self._editions.shape[1])
        pack, day = self._packs[pack_place], EPOCH + timedelta(days=int(self._editions[pack_place, edition]))
        word = WORDS["status"][status]
        plan: Plan | Refusal = plan_for(self._law, Circumstances(
            pack.area, pack.scheme, day, Care(WORDS["care"][care]), WORDS["level"][level], word,
            frozenset({identity} if identity else ()), Place(WORDS["place"][place]), bool(civil), SCHEME_YEARS, False,
            WORDS["disease"][disease], age=pack.ages[step - 1] if step else 0,
        ))  # fmt: skip
        if isinstance(plan, Refusal):
            raise Refused(plan)
        return plan


def statuses_of(scheme: str) -> tuple[int, ...]:
    """The places of a scheme's statuses among all."""
    return tuple(WORDS["status"].index(status) for status in STATUSES[scheme])


def _pack_code(area: Any, is_employee: Any) -> Any:
    """A number that sorts by area, then by scheme: employees before residents."""
    return area * 2 + 1 - is_employee


def _filled(rows: list[list[int]]) -> Array:
    """Rows of rising numbers, int32 (rows, longest); a shorter one is filled with a number beyond all."""
    np = needed("numpy")
    filled = np.full((len(rows), max(map(len, rows))), 2**31 - 1, np.int32)
    for place, row in enumerate(rows):
        filled[place, : len(row)] = row
    return filled

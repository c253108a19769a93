"""What a run says, ready to be printed, drawn and kept: every table is a roll-up of the same sums."""

from dataclasses import dataclass
from typing import Any

from yimatong.kernel.money import RATE_ONE, Fen
from yimatong.lab.comparing import AGE_NAMES, MEASURES, PAYERS, SPREAD_ENDS, Sums
from yimatong.lab.core.warning import CATASTROPHIC_SPENDING, FUJIAN_WARNING, Line
from yimatong.lab.extra import needed
from yimatong.lab.running import Question, group_parts

PAYER_NAMES = {
    "basic": "基本医保统筹基金", "large_cost": "职工大额补助", "civil_servant": "公务员补助", "enterprise": "企业补充",
    "catastrophic": "大病保险", "assistance": "医疗救助", "disabled": "伤残补助", "other": "其他支付", "hospital": "医院承担",
    "personal": "个人负担",
}  # fmt: skip
SCHEME_NAMES = {"310": "职工医保", "390": "居民医保"}
STATUS_NAMES = {"active": "在职", "retired": "退休", "resident": "成年居民", "minor": "未成年人", "student": "大学生"}
IDENTITY_NAMES = ("非困难人员", "一类 特困", "二类 重度残疾", "三类 低保", "四类 低保边缘", "五类 因病致贫")


@dataclass(frozen=True, slots=True)
class Paid:
    """What one payer pays before and after, fen."""

    key: str
    name: str
    before: Fen
    after: Fen

    @property
    def more(self) -> Fen:
        """What the change adds; negative where it saves."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the people: how many are better and worse off and by how much together, and their burden. People and fen."""

    name: str
    people: int
    better: int
    worse: int
    gain: Fen
    loss: Fen
    personal_before: Fen
    personal_after: Fen


@dataclass(frozen=True, slots=True)
class Passing:
    """How many people pass a line before and after."""

    line: Line
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Band:
    """People whose own burden of the year lies up to `upto` fen (None: above all), before and after."""

    name: str
    upto: Fen | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a what-if."""

    people: int
    bills: int
    total: Fen
    in_scope: Fen
    paid: tuple[Paid, ...]
    parts: dict[str, tuple[Part, ...]]
    passing: tuple[Passing, ...]
    spread: tuple[Band, ...]
    illustrative: bool


def result_of(asked: Question, sums: Sums) -> Result:
    """The roll-ups of a run's sums."""
    whole = _measures(sums.groups.sum(0))
    paid = tuple(
        Paid(payer, PAYER_NAMES[payer], whole[f"{payer}_before"], whole[f"{payer}_after"])
        for payer in PAYERS if whole[f"{payer}_before"] or whole[f"{payer}_after"]
    )  # fmt: skip
    passing = (
        Passing(CATASTROPHIC_SPENDING, whole["spending_before"], whole["spending_after"]),
        Passing(FUJIAN_WARNING, whole["warned_before"], whole["warned_after"]),
    )
    illustrative = any(pack.illustrative for pack in asked.packs)
    return Result(
        whole["people"], whole["bills"], whole["total"], whole["in_scope"], paid, _parts(asked, sums), passing,
        _bands(sums), illustrative,
    )  # fmt: skip


def per_myriad(part: int, whole: int) -> int:
    """A share in 1/10 000, rounded half up; 0 of nothing."""
    return (part * RATE_ONE + whole // 2) // whole if whole else 0


def _parts(asked: Question, sums: Sums) -> dict[str, tuple[Part, ...]]:
    np = needed("numpy")
    pack, status, identity, band = group_parts(np.arange(len(sums.groups)))
    scheme = np.array([asked.packs[place].scheme == "390" for place in pack], np.int64)
    area_names = {pack.area: pack.text.area_name.zh for pack in asked.packs}
    areas = sorted(area_names)
    area = np.array([areas.index(asked.packs[place].area) for place in pack])
    ways = {
        "统筹区": (area, tuple(area_names[each] for each in areas)),
        "险种": (scheme, tuple(SCHEME_NAMES.values())),
        "参保身份": (status, tuple(STATUS_NAMES.values())),
        "年龄": (band, AGE_NAMES),
        "困难身份": (identity, IDENTITY_NAMES),
    }
    return {way: tuple(_rolled(sums.groups, places, names)) for way, (places, names) in ways.items()}


def _rolled(groups: Any, places: Any, names: tuple[str, ...]) -> list[Part]:
    found = []
    for place, name in enumerate(names):
        whole = _measures(groups[places == place].sum(0))
        if whole["people"]:
            kept = (whole[each] for each in ("people", "better", "worse", "gain", "loss", "personal_before", "personal_after"))
            found.append(Part(name, *kept))
    return found


def _bands(sums: Sums) -> tuple[Band, ...]:
    starts = [None, *SPREAD_ENDS]
    ends = [*SPREAD_ENDS, None]
    named = [_band_name(start, end) for start, end in zip(starts, ends, strict=True)]
    counts = sums.spread.tolist()
    return tuple(Band(*each) for each in zip(named, ends, *counts, strict=True))


def _band_name(start: Fen | None, end: Fen | None) -> str:
    if start is None:
        return "0"
    low = f"{start // 100:,}"
    return f"{low} 元以上" if end is None else f"{low}–{end // 100:,} 元"


def _measures(row: Any) -> dict[str, int]:
    return dict(zip(MEASURES, row.tolist(), strict=True))

"""An item in force, the translation of a hospital's own code into it, and the split of one charge line into its parts."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from yimatong.kernel.money import RATE_ONE, Fen, Rate, share_half_up
from yimatong.kernel.refusals import Reason, Refusal

EVERY_INSTITUTION = "*"
CLASS_A, CLASS_B, CLASS_C = "甲", "乙", "丙"
KINDS = ("drug", "herbal", "service", "consumable")

FEE_ITEM_CODES = {
    "床位费": "01",
    "诊察费": "02",
    "诊查费": "02",
    "会诊费": "02",
    "检查费": "03",
    "病理费": "03",
    "体检费": "03",
    "化验费": "04",
    "治疗费": "05",
    "中医治疗费": "05",
    "中医论治费": "05",
    "介入治疗费": "05",
    "介入治疗": "05",
    "康复治疗费": "05",
    "物理治疗费": "05",
    "放射治疗费": "05",
    "精神治疗费": "05",
    "注射费": "05",
    "吸氧费": "05",
    "急救费": "05",
    "抢救费": "05",
    "手术费": "06",
    "麻醉费": "06",
    "护理费": "07",
    "材料费": "08",
    "卫生材料费": "08",
    "西药费": "09",
    "中药饮片费": "10",
    "中成药费": "11",
    "一般诊疗费": "12",
    "挂号费": "13",
    "巡诊费": "14",
    "其他服务费": "14",
    "其他费": "14",
}
"""Words of charge items in the lists, and the national charge item type each is reported under."""


class CatalogueReason(Reason):
    """Why a code was not taken."""

    NO_CODE = "医疗目录编码和院内目录编码都没有填写"
    LOCAL_CODE_NOT_TRANSLATED = "院内目录编码没有对照到国家编码"
    CODES_DISAGREE = "院内目录编码对照的国家编码与上传的国家编码不一致"
    UNKNOWN_ITEM = "医保目录中没有这个编码"
    NOT_IN_FORCE = "该项目在费用发生当日不在有效期内"
    UNKNOWN_DIAGNOSIS = "诊断编码不在医保版疾病诊断目录中"
    UNKNOWN_CHRONIC_DISEASE = "病种编码不在门诊慢特病目录中"


class ApprovalFlag(StrEnum):
    """What the hospital says of a limited-use item: approval not needed, given, or not given."""

    NOT_NEEDED = "0"
    APPROVED = "1"
    NOT_APPROVED = "2"


@dataclass(frozen=True, slots=True)
class Item:
    """A billable item as it stands from `valid_from` to `valid_to`, both included. `price_ceiling` is fen per unit, None = none;
    `limited` means that it is paid only within `restriction`; `source` is the list it comes from."""

    national_code: str
    name: str
    kind: str
    list_class: str
    first_self_pay_rate: Rate
    price_ceiling: Fen | None
    fee_item: str
    fee_item_code: str
    unit: str
    dosage_form: str
    restriction: str
    limited: bool
    essential: bool
    source: str
    synthetic: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class LocalItem:
    """What an institution (`*` = all) calls an item: own code and name, price in fen per unit, pinyin initials."""

    institution_code: str
    local_code: str
    national_code: str
    local_name: str
    price: Fen
    unit: str
    initials: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Billable:
    """An item together with the name and price it has here: what a counter picks from."""

    item: Item
    local: LocalItem


@dataclass(frozen=True, slots=True)
class Coding:
    """A code of a list with its name: a diagnosis, a procedure, a chronic disease, a region."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LineScope:
    """One charge line in fen: amount = over_ceiling + full_self_pay + first_self_pay + in_scope. `rate` is what the person pays
    first, per 10 000. On a refund line every part is zero or negative."""

    amount: Fen
    over_ceiling: Fen
    full_self_pay: Fen
    first_self_pay: Fen
    in_scope: Fen
    rate: Rate
    list_class: str


def split_line(item: Item, amount: Fen, quantity_e4: int, approved: ApprovalFlag = ApprovalFlag.NOT_NEEDED) -> LineScope:
    """Splits a line's `amount` (fen) of `quantity_e4` units (per 10 000) by the item in force on its day. A refund (both
    negative) mirrors the split of the charge. Order and rounding: scope rules of the national hospital interface, 2204."""
    assert amount * quantity_e4 >= 0, "amount and quantity have the same sign"
    if amount < 0:
        return _mirrored(split_line(item, -amount, -quantity_e4, approved))
    if is_self_paid(item, approved):
        return LineScope(amount, 0, amount, 0, 0, RATE_ONE, item.list_class)
    over_ceiling = _over_ceiling(item.price_ceiling, amount, quantity_e4)
    rate = item.first_self_pay_rate if item.list_class == CLASS_B else 0
    first_self_pay = share_half_up(amount - over_ceiling, rate)
    in_scope = amount - over_ceiling - first_self_pay
    return LineScope(amount, over_ceiling, 0, first_self_pay, in_scope, rate, item.list_class)


def is_self_paid(item: Item, approved: ApprovalFlag) -> bool:
    """Whether the person pays all of it: class 丙, limited use not approved, or approval expressly not given."""
    if item.list_class == CLASS_C or approved is ApprovalFlag.NOT_APPROVED:
        return True
    return item.limited and approved is not ApprovalFlag.APPROVED


def _over_ceiling(price_ceiling: Fen | None, amount: Fen, quantity_e4: int) -> Fen:
    if price_ceiling is None:
        return 0
    return max(0, amount - share_half_up(price_ceiling, quantity_e4))


def _mirrored(scope: LineScope) -> LineScope:
    return LineScope(
        -scope.amount,
        -scope.over_ceiling,
        -scope.full_self_pay,
        -scope.first_self_pay,
        -scope.in_scope,
        scope.rate,
        scope.list_class,
    )


class AskedCode(NamedTuple):
    """The codes a charge line carries: the institution's own and the national one, either of which may be empty."""

    institution_code: str
    local_code: str
    national_code: str


@dataclass(frozen=True, slots=True)
class FoundCode:
    """What the tables say of an asked code on its day: the national code its local code stands for (None = no translation),
    the item in force (None = none), and whether the national code is known on any day."""

    translated: str | None
    item: Item | None
    known: bool


def judge_code(asked: AskedCode, found: FoundCode) -> Item | Refusal:
    """The item a line is judged by. Refused, naming the code: no translation, two codes that disagree, unknown, not in force."""
    if not asked.national_code and not asked.local_code:
        return Refusal(CatalogueReason.NO_CODE, "national_code")
    if not asked.national_code and found.translated is None:
        return Refusal(CatalogueReason.LOCAL_CODE_NOT_TRANSLATED, "local_code", asked.local_code)
    if found.item is None:
        reason = CatalogueReason.NOT_IN_FORCE if found.known else CatalogueReason.UNKNOWN_ITEM
        return Refusal(reason, "national_code", asked.national_code or f"{asked.local_code} → {found.translated}")
    if found.translated is not None and found.translated != found.item.national_code:
        return Refusal(CatalogueReason.CODES_DISAGREE, "local_code", f"{asked.local_code} ≠ {asked.national_code}")
    return found.item


def search_words(text: str) -> str:
    """What a person typed, made comparable: full-width forms folded, outer blanks gone."""
    return unicodedata.normalize("NFKC", text).strip()

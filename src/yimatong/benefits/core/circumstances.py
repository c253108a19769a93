"""Who is treated where, when and how: everything the law asks about a person and a visit, before any amount."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yimatong.kernel.refusals import Reason

LEVELS = ("3A", "3B", "2A", "2B", "1", "community", "village", "pharmacy")
"""三级甲等, 三级乙等, 二级甲等, 二级乙等, 一级, 社区/乡镇卫生院, 村卫生室, 药店."""

EMPLOYEE, RESIDENT = "310", "390"
STATUSES = {EMPLOYEE: ("active", "retired"), RESIDENT: ("resident", "minor", "student")}
"""The statuses a person of each scheme can have."""

HARDSHIP_CLASSES = (1, 2, 3, 4, 5)
"""Fujian's five classes: 特困, 重度残疾, 低保, 低保边缘, 因病致贫 (and who counts with them)."""

CAPPED_DISEASES = ("高血压", "糖尿病")
"""Chronic diseases with a yearly ceiling of their own; every other one is `other`."""


class Care(StrEnum):
    """How care is given and priced."""

    OUTPATIENT = "outpatient"
    CHRONIC_OUTPATIENT = "chronic_outpatient"
    INPATIENT = "inpatient"
    CASE_PRICED = "case_priced"
    PHARMACY = "pharmacy"


class Place(StrEnum):
    """Where care is given, seen from the place of insurance. Emergency counts as registered (医保 rules of 2023-01-01)."""

    LOCAL = "local"
    REGISTERED_ELSEWHERE = "registered_elsewhere"
    UNREGISTERED_ELSEWHERE = "unregistered_elsewhere"
    EMERGENCY_ELSEWHERE = "emergency_elsewhere"


class BenefitsReason(Reason):
    """Why the law gives no plan."""

    NO_LAW_FOR_AREA = "这个统筹区的这个险种还没有装入待遇政策"
    NO_LAW_ON_DAY = "就诊当日早于本系统已装入的待遇政策"
    UNKNOWN_LEVEL = "医院等级不在待遇政策的等级表里"
    UNKNOWN_STATUS = "参保身份与险种不相符"
    ITEM_WITHOUT_SCOPE = "这一项的金额没有全部分到医保范围里或范围外"
    NEGATIVE_AMOUNT = "金额不能小于零"
    SPARED_BEYOND_SCOPE = "不设起付线的部分多过了医保范围内的金额"
    NO_CASE_PRICE = "按病种收费的账单没有写这个病的价格"
    UNKNOWN_COUNTER = "年度累计里没有这一项"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """`area` 6 digits, `scheme` 310 or 390, `level` one of LEVELS, `status` one of STATUSES[scheme].

    `identities` are hardship classes 1..5. `scheme_years` are years of unbroken cover. `transfer` marks a stay that continues
    another inside one 县域医共体; `continued` a further bill of a stay already settled in part (one stay has one deductible and
    counts once); care before admission that belongs to the stay is its first bill. `disease` is the Chinese name of the chronic
    disease treated, empty for none. `waiting_until` is the first day on which someone who let cover lapse has benefits again.
    `age` is in full years on the day of service, 0 when it is not known: the law of grown-ups below every line of age.
    """

    area: str
    scheme: str
    service_day: date
    care: Care
    level: str
    status: str
    identities: frozenset[int] = field(default_factory=frozenset)
    place: Place = Place.LOCAL
    civil_servant: bool = False
    scheme_years: int = 0
    transfer: bool = False
    disease: str = ""
    continued: bool = False
    waiting_until: date | None = None
    age: int = 0

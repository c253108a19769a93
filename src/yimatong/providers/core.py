"""What is known of an institution under contract, and which institutions count as local to an area of insurance."""

from collections.abc import Callable
from dataclasses import dataclass

from yimatong.kernel.refusals import Reason

PROVINCE_LEVEL_AREA = "350099"
"""福建省本级: pooled by the province, though its people live and are treated in Fuzhou."""
FUZHOU = "350100"
LEVELS = ("3A", "3B", "2A", "2B", "1", "community", "village", "pharmacy")
PRIMARY_KINDS = ("社区卫生服务中心", "乡镇卫生院")
LEVEL_WORDS = {
    "三级甲等": "3A",
    "三级乙等": "3B",
    "二级甲等": "2A",
    "二级乙等": "2B",
    "一级": "1",
    "社区": "community",
    "村卫生室": "village",
    "药店": "pharmacy",
}


class ProvidersReason(Reason):
    """Why an institution was not taken."""

    UNKNOWN_INSTITUTION = "查无此定点医药机构"
    NOTHING_ASKED = "机构名称和机构编号至少填写一项"


@dataclass(frozen=True, slots=True)
class Institution:
    """One contracted institution. `level` is one of LEVELS, `hosp_lv_code` the national code beside it, `area` its city pool.
    `name_basis` says where the name comes from: level, code and place are made up wherever `synthetic` is true."""

    institution_code: str
    name: str
    name_basis: str
    kind: str
    level: str
    hosp_lv_code: str
    area: str
    region_code: str
    street_code: str
    village_code: str
    managed_by: str
    synthetic: bool

    @property
    def is_pharmacy(self) -> bool:
        """Whether it sells and does not treat."""
        return self.level == "pharmacy"


@dataclass(frozen=True, slots=True)
class Credential:
    """What an institution signs its calls with: `access_key` is its code."""

    access_key: str
    secret: str


def is_local(area: str, institution_area: str) -> bool:
    """Whether care there is care at home: the province's own pool and Fuzhou's are local to each other."""
    return _city(area) == _city(institution_area)


def level_word(level: str, kind: str) -> str | None:
    """Our word for a level as a list writes it; a town or community centre is `community` whatever its grade. None if unknown."""
    if kind in PRIMARY_KINDS:
        return "community"
    return level if level in LEVELS else LEVEL_WORDS.get(level)


def make_credential(institution_code: str, letters: Callable[[], str]) -> Credential:
    """A new credential; `letters` is the source of chance and gives at least 32 characters nobody can guess."""
    secret = letters()
    assert len(secret) >= 32, "a secret has at least 32 characters"
    return Credential(institution_code, secret)


def _city(area: str) -> str:
    return FUZHOU if area == PROVINCE_LEVEL_AREA else area

"""What is known of an insured person, and the pure questions about it: is the cover in force, is the id number sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yimatong.kernel.refusals import Reason, Refusal

PSN_NO_LENGTH = 14
CERTNO_LENGTH = 18
CERTNO_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CERTNO_CHECK_DIGITS = "10X98765432"

RETIRED, ACTIVE, RESIDENT, MINOR, STUDENT = "retired", "active", "resident", "minor", "student"


class PeopleReason(Reason):
    """Why a person or a cover was not taken."""

    UNKNOWN_PERSON = "查无此参保人员"
    CERTNO_NOT_VALID = "身份证件号码不正确"
    NAME_DIFFERS = "姓名与证件号码不一致"
    NOT_COVERED = "没有符合条件的参保信息"
    COVER_NOT_YET_IN_FORCE = "参保关系在就诊当日尚未生效"
    COVER_ENDED = "参保关系在就诊当日已经终止"


@dataclass(frozen=True, slots=True)
class Person:
    """One human being. `sex` is "1" male, "2" female; `ethnicity` a two-digit national code; `card_no` the social card's."""

    person_id: int
    certno: str
    name: str
    sex: str
    ethnicity: str
    birth: date
    synthetic: bool
    card_no: str = ""

    @property
    def psn_no(self) -> str:
        """The national person number: the id as decimal text."""
        return str(self.person_id)


@dataclass(frozen=True, slots=True)
class Cover:
    """Insured in one scheme of one area from `since` up to and including `until`. `scheme_years` are unbroken years in it."""

    person_id: int
    scheme: str
    area: str
    psn_type: str
    status: str
    since: date
    until: date | None
    civil_servant: bool
    employer: str
    scheme_years: int

    def in_force(self, day: date) -> bool:
        """Whether the cover stands on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Identity:
    """A hardship identity: `hardship_class` 1..5 in Fujian's order, `psn_idet_type` the national code, both ends included."""

    hardship_class: int
    psn_idet_type: str
    since: date
    until: date | None

    def in_force(self, day: date) -> bool:
        """Whether the identity stands on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person with every cover and identity ever held, oldest first."""

    person: Person
    covers: tuple[Cover, ...]
    identities: tuple[Identity, ...]

    def hardship_class(self, day: date) -> int:
        """The strongest (lowest) hardship class in force on that day, 0 if there is none."""
        return min((identity.hardship_class for identity in self.identities if identity.in_force(day)), default=0)


def is_covered(covers: Sequence[Cover], scheme: str, day: date) -> bool:
    """Whether any cover of that scheme stands on that day."""
    return any(cover.scheme == scheme and cover.in_force(day) for cover in covers)


def choose_cover(covers: Sequence[Cover], day: date, scheme: str = "", area: str = "") -> Cover | Refusal:
    """The cover that pays on that day; empty `scheme` or `area` means any. The employees' scheme comes before the residents', as
    nobody draws on both. Refused: none at all, only later ones, only ended ones."""
    fitting = [cover for cover in covers if scheme in ("", cover.scheme) and area in ("", cover.area)]
    in_force = [cover for cover in fitting if cover.in_force(day)]
    if in_force:
        return min(in_force, key=lambda cover: (cover.scheme, -cover.since.toordinal()))
    field = "scheme" if scheme else "area" if area else "psn_no"
    return Refusal(_why_none(fitting, day), field, f"{scheme} {area} {day.isoformat()}".strip())


def _why_none(covers: Sequence[Cover], day: date) -> PeopleReason:
    if not covers:
        return PeopleReason.NOT_COVERED
    if all(day < cover.since for cover in covers):
        return PeopleReason.COVER_NOT_YET_IN_FORCE
    return PeopleReason.COVER_ENDED


def person_id_of(psn_no: str) -> int | Refusal:
    """Reads a national person number; anything but digits of the right length is a person we do not know."""
    if len(psn_no) == PSN_NO_LENGTH and psn_no.isascii() and psn_no.isdigit():
        return int(psn_no)
    return Refusal(PeopleReason.UNKNOWN_PERSON, "psn_no")


def check_digit(first17: str) -> str:
    """The last character of an id number, from its first 17 digits (GB 11643-1999: weighted sum, modulo 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, CERTNO_WEIGHTS, strict=True))
    return CERTNO_CHECK_DIGITS[total % 11]


def is_valid_certno(certno: str) -> bool:
    """Whether an 18-character id number has a real birth date and the right check digit."""
    first17 = certno[:17]
    if len(certno) != CERTNO_LENGTH or not (first17.isascii() and first17.isdigit()):
        return False
    return _is_day(certno[6:14]) and certno[17].upper() == check_digit(first17)


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def masked_name(name: str) -> str:
    """First and last character stay: 陈丽珍 becomes 陈*珍, 李强 becomes 李*."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_certno(certno: str) -> str:
    """Area and last character stay: 350102***********X."""
    if len(certno) <= 7:
        return "*" * len(certno)
    return certno[:6] + "*" * (len(certno) - 7) + certno[-1]

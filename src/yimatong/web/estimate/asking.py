"""What somebody wants estimated, read from an address and written back into one: pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from yimatong.benefits.core.circumstances import LEVELS, Care, Place
from yimatong.kernel.money import Fen
from yimatong.kernel.refusals import Reason, Refusal

LINES_MAX = 40
QUANTITY_MAX = 9_999
TEXT_MAX = 60
QUANTITY = "n-"
"""A field `n-CODE` holds how many of that item are planned."""
PRICE = re.compile(r"\d{1,8}(\.\d{1,2})?")
PHARMACY = "pharmacy"


class EstimateReason(Reason):
    """Why nothing could be estimated, before the law was asked."""

    NOTHING_PLANNED = "先加一个项目，或者填一个总价"
    CASE_PRICE_NEEDED = "按病种住院要填病种价格"
    LINES_OR_PRICE = "项目和总价只能填一样"
    BAD_PRICE = "总价请写成数字，比如 5000 或 5000.50"
    BAD_QUANTITY = "数量请写 1 到 9999 的整数"
    TOO_MANY_LINES = "一次最多估 40 项"
    UNKNOWN_DISEASE = "病种不在门诊慢特病目录里"


@dataclass(frozen=True, slots=True)
class Wish:
    """The form as it is filled in. `lines` are (local code, how many); `price` is as typed; `disease` is a code of the list.

    `area`, `who` ("310-active") and `hardship` (0 none, 1..5) are asked only of somebody who stays anonymous; `pressed`
    says that an answer was asked for even if nothing is planned.
    """

    care: Care = Care.OUTPATIENT
    level: str = "3A"
    place: Place = Place.LOCAL
    disease: str = ""
    price: str = ""
    lines: tuple[tuple[str, int], ...] = ()
    query: str = ""
    area: str = ""
    who: str = ""
    hardship: int = 0
    pressed: bool = False
    problem: EstimateReason | None = None

    @property
    def effective_level(self) -> str:
        """A pharmacy sells at a pharmacy's level, whatever level was chosen."""
        return PHARMACY if self.care is Care.PHARMACY else self.level


def wish_of(sent: Sequence[tuple[str, str]], given: Wish) -> Wish:
    """The wish an address carries, its pressed button done; `given` where the address carries none or a word nobody knows."""
    fields = {name: value for name, value in sent if name not in ("lang", "elder")}
    if not fields:
        return given
    lines, problem = _lines(fields)
    hardship = fields.get("hardship", "")
    return Wish(
        care=next((one for one in Care if one == fields.get("care")), given.care),
        level=fields["level"] if fields.get("level") in LEVELS else given.level,
        place=next((one for one in Place if one == fields.get("place")), given.place),
        disease=fields.get("disease", "")[:TEXT_MAX],
        price=fields.get("price", "").strip()[:TEXT_MAX],
        lines=lines[:LINES_MAX],
        query="" if "add" in fields else fields.get("q", "").strip()[:TEXT_MAX],
        area=fields.get("area", given.area)[:6],
        who=fields.get("who", given.who)[:TEXT_MAX],
        hardship=int(hardship) if hardship in ("1", "2", "3", "4", "5") else 0,
        pressed=fields.get("go") == "1",
        problem=EstimateReason.TOO_MANY_LINES if len(lines) > LINES_MAX else problem,
    )


def address_of(wish: Wish) -> str:
    """The wish as a query, ending in & where something may follow."""
    fields = [("care", wish.care.value), ("level", wish.level), ("place", wish.place.value), ("disease", wish.disease)]
    fields += [("price", wish.price), ("q", wish.query), ("area", wish.area), ("who", wish.who)]
    fields += [("hardship", str(wish.hardship) if wish.hardship else "")]
    fields += [(QUANTITY + code, str(count)) for code, count in wish.lines]
    return urlencode([(name, value) for name, value in fields if value]) + "&"


def price_of(typed: str) -> Fen | Refusal:
    """Fen of a typed price in yuan; nothing typed is 0. Refuses what is not a plain amount up to 99 999 999.99."""
    text = re.sub(r"[\s,¥元]", "", unicodedata.normalize("NFKC", typed))
    if not text:
        return 0
    if not (text.isascii() and PRICE.fullmatch(text)):
        return Refusal(EstimateReason.BAD_PRICE, "price", typed)
    yuan, _, fen = text.partition(".")
    return int(yuan) * 100 + int(fen.ljust(2, "0") or "0")


def _lines(fields: dict[str, str]) -> tuple[tuple[tuple[str, int], ...], EstimateReason | None]:
    typed = {name[len(QUANTITY) :]: value.strip() for name, value in fields.items() if name.startswith(QUANTITY)}
    wrong = any(not _is_count(value) for value in typed.values())
    counts = {code: int(value) if _is_count(value) else 1 for code, value in typed.items()}
    op, _, key = fields.get("op", "").partition(" ")
    if key in counts:
        counts[key] = {"more": counts[key] + 1, "less": counts[key] - 1, "drop": 0}.get(op, counts[key])
    if added := fields.get("add", ""):
        counts[added] = counts.get(added, 0) + 1
    lines = tuple((code, min(count, QUANTITY_MAX)) for code, count in counts.items() if count > 0)
    return lines, EstimateReason.BAD_QUANTITY if wrong else None


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= len(text) <= len(str(QUANTITY_MAX))

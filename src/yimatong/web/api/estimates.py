"""The shapes of an estimate over REST: what is planned by whom, and what it would cost there and elsewhere."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from yimatong.benefits.core.circumstances import Care, Place
from yimatong.benefits.core.explaining import explain
from yimatong.kernel.refusals import refuse
from yimatong.settlement.core.deciding import disease_of
from yimatong.settlement.core.estimating import Comparison
from yimatong.settlement.core.estimating import Estimate as Estimated
from yimatong.settlement.estimates import LINES_MAX, Anonymous, PlannedLine, Question
from yimatong.web.api.messages import Asked, Explanation, Fen, Level, Payments, Status, explanation_of, shares_of
from yimatong.web.estimate.asking import EstimateReason

Code = Annotated[str, Field(pattern=r"^[!-~]*$", max_length=60)]


class PlannedItem(Asked):
    """打算用的一个项目，两个编码填一个就行。数量是万分之一份。"""

    local_code: Code = ""
    national_code: Code = ""
    quantity_e4: Annotated[int, Field(ge=1, le=99_990_000, description="万分之一份，10000 是一份")] = 10_000
    price_fen: Annotated[int, Field(ge=0, le=1_000_000_000, description="单价，整数分")]


class PlannedCare(Asked):
    """在哪、看什么、打算花多少。"""

    scheme: Annotated[Literal["310", "390"], Field(description="310 职工，390 居民")]
    care: Literal["outpatient", "chronic_outpatient", "inpatient", "case_priced", "pharmacy"]
    level: Level
    place: Literal["local", "registered_elsewhere", "unregistered_elsewhere", "emergency_elsewhere"] = "local"
    disease: Annotated[str, Field(max_length=60, description="门诊慢特病的病种名称")] = ""
    day: Annotated[date | None, Field(examples=["2026-11-01"], description="打算哪天看，不填是今天")] = None
    lines: Annotated[
        list[PlannedItem], Field(default_factory=list, max_length=LINES_MAX, description="打算用的项目；填了就不填总价")
    ]
    case_price_fen: Annotated[Fen, Field(description="总价或病种价；当作都在医保范围里")] = 0
    language: Literal["zh", "en"] = "zh"

    def question(self, today: date) -> Question:
        """What is asked. Refuses items and a price together, and a case without its price."""
        if self.lines and self.case_price_fen:
            raise refuse(EstimateReason.LINES_OR_PRICE, "case_price_fen")
        if self.care == "case_priced" and not self.case_price_fen:
            raise refuse(EstimateReason.CASE_PRICE_NEEDED, "case_price_fen")
        return Question(
            care=Care(self.care),
            level=self.level,
            place=Place(self.place),
            day=self.day or today,
            lines=tuple(PlannedLine(one.national_code, one.local_code, one.quantity_e4, one.price_fen) for one in self.lines),
            case_price=self.case_price_fen,
            disease=disease_of(self.disease),
        )


class Planned(PlannedCare):
    """什么样的参保人、在哪、看什么、打算花多少。不涉及任何人：当作一年里头一回看病。"""

    area: Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["350100"], description="参保统筹区，六位")]
    status: Status
    hardship: Annotated[
        list[Annotated[int, Field(ge=1, le=5)]], Field(default_factory=list, max_length=5, description="困难类别 1–5")
    ]

    def who(self) -> Anonymous:
        """The anonymous person as the settlement room asks for one."""
        return Anonymous(self.area, self.scheme, self.status, frozenset(self.hardship))


class PlannedFor(PlannedCare):
    """某位参保人在哪、看什么、打算花多少：接着这个人今年的账算。人员编号和证件号要对得上。"""

    psn_no: Annotated[str, Field(pattern=r"^[0-9]{1,19}$", description="人员编号")]
    certno: Annotated[str, Field(pattern=r"^[0-9]{17}[0-9X]$", description="证件号，由本人出示")]


class Estimate(BaseModel):
    """一种看法要花多少。more_fen 是归个人的比问的那种多多少，少就是负数。"""

    level: str
    place: str
    total_fen: int
    shares: Payments
    more_fen: int


class EstimateAnswer(BaseModel):
    """问的那种，每一步怎么算的；同样的看法换个等级的医院、换个地方。"""

    asked: Estimate
    steps: list[Explanation]
    elsewhere: list[Estimate]
    illustrative: bool


def answer_of(found: Comparison, language: Literal["zh", "en"]) -> EstimateAnswer:
    """The comparison as it is sent."""
    asked = found.asked
    return EstimateAnswer(
        asked=_estimate(asked, asked),
        steps=[explanation_of(one) for one in explain(asked.trace, asked.bill, asked.shares, language)],
        elsewhere=[_estimate(one, asked) for one in found.elsewhere],
        illustrative=asked.trace.illustrative,
    )


def _estimate(one: Estimated, asked: Estimated) -> Estimate:
    return Estimate(
        level=one.circumstances.level,
        place=one.circumstances.place.value,
        total_fen=one.bill.total,
        shares=shares_of(one.shares),
        more_fen=one.shares.personal - asked.shares.personal,
    )

"""The shapes of the REST side, and how our values fill them. Money is integer fen; a rate is per 10 000."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from yimatong.benefits.core import bill as benefits
from yimatong.benefits.core.bill import Shares
from yimatong.benefits.core.circumstances import Care, Circumstances, Place
from yimatong.benefits.core.explaining import Sentence, explain
from yimatong.benefits.core.pack import Law as LoadedLaw
from yimatong.catalogue.core import Billable
from yimatong.settlement.core.settled import Settlement
from yimatong.web.shared.drawing import FUND_SHARES

FEN_MAX = 10**12
Fen = Annotated[int, Field(ge=0, le=FEN_MAX, description="整数分")]
Level = Literal["3A", "3B", "2A", "2B", "1", "community", "village", "pharmacy"]
Status = Literal["active", "retired", "resident", "minor", "student"]


class Asked(BaseModel):
    """What comes in: an unknown field is refused, a number is not guessed from a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bill(Asked):
    """一笔费用按范围分成的四份。"""

    in_scope_fen: Fen
    first_self_pay_fen: Fen = 0
    full_self_pay_fen: Fen = 0
    over_ceiling_fen: Fen = 0

    def as_bill(self) -> benefits.Bill:
        """As the law looks at it."""
        return benefits.Bill(self.in_scope_fen, self.first_self_pay_fen, self.full_self_pay_fen, self.over_ceiling_fen)


class Trial(Asked):
    """谁、在哪、哪天、看什么、花了多少。"""

    area: Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["350100"], description="参保统筹区，六位")]
    scheme: Annotated[Literal["310", "390"], Field(description="310 职工，390 居民")]
    day: Annotated[date, Field(examples=["2026-11-01"], description="就诊日")]
    care: Literal["outpatient", "chronic_outpatient", "inpatient", "pharmacy"]
    level: Level
    status: Status
    hardship: Annotated[list[Annotated[int, Field(ge=1, le=5)]], Field(max_length=5, description="困难类别 1–5")] = []
    place: Literal["local", "registered_elsewhere", "unregistered_elsewhere", "emergency_elsewhere"] = "local"
    civil_servant: bool = False
    scheme_years: Annotated[int, Field(ge=0, le=80)] = 0
    bill: Bill
    language: Literal["zh", "en"] = "zh"

    def circumstances(self) -> Circumstances:
        """As the law asks for them."""
        return Circumstances(
            area=self.area,
            scheme=self.scheme,
            service_day=self.day,
            care=Care(self.care),
            level=self.level,
            status=self.status,
            identities=frozenset(self.hardship),
            place=Place(self.place),
            civil_servant=self.civil_servant,
            scheme_years=self.scheme_years,
        )


class Problem(BaseModel):
    """为什么没办成。"""

    reason: str
    text: str
    field: str


class Paper(BaseModel):
    """依据的文件。"""

    title: str
    publisher: str
    date: str
    illustrative: bool


class Law(BaseModel):
    """一个统筹区一个险种的政策。"""

    area: str
    scheme: str
    name_zh: str
    name_en: str
    illustrative: bool
    editions: list[date]
    documents: list[Paper]


class Item(BaseModel):
    """一个收费项目。"""

    local_code: str
    national_code: str
    name: str
    list_class: str
    first_self_pay_e4: int
    price_fen: int
    unit: str
    limited: bool
    restriction: str
    synthetic_price: bool


class Institution(BaseModel):
    """一家定点机构。"""

    code: str
    name: str
    level: str
    area: str


class Payments(BaseModel):
    """各方付了多少，加起来等于总费用。"""

    basic_fen: int
    large_cost_fen: int
    civil_servant_fen: int
    enterprise_fen: int
    catastrophic_fen: int
    assistance_fen: int
    disabled_fen: int
    other_fen: int
    hospital_fen: int
    personal_fen: int


class Explanation(BaseModel):
    """一步：扣了或付了多少，还剩多少，依据什么。"""

    kind: str
    title: str
    text: str
    amount_fen: int
    left_after_fen: int
    documents: list[Paper]
    illustrative: bool


class TrialAnswer(BaseModel):
    """试算的结果。"""

    shares: Payments
    steps: list[Explanation]
    illustrative: bool


class Receipt(BaseModel):
    """一笔结算。personal_fen 由账户和现金付。"""

    settlement_id: str
    settled_at: datetime
    service_day: date
    scheme: str
    area: str
    medical_type: str
    reverses: str | None
    taken_back: bool
    total_fen: int
    shares: Payments
    account_fen: int
    cash_fen: int
    steps: list[Explanation]
    illustrative: bool


def law_rows(law: LoadedLaw) -> list[Law]:
    """All packs with their documents."""
    return [
        Law(
            area=pack.area,
            scheme=pack.scheme,
            name_zh=pack.name_zh,
            name_en=pack.name_en,
            illustrative=pack.illustrative,
            editions=list(pack.editions),
            documents=[
                Paper(title=paper.title, publisher=paper.publisher, date=paper.date, illustrative=paper.illustrative)
                for paper in pack.documents.values()
            ],
        )
        for pack in law.packs
    ]


def item_of(found: Billable) -> Item:
    """An item as it is billed."""
    item, local = found.item, found.local
    return Item(
        local_code=local.local_code,
        national_code=item.national_code,
        name=local.local_name,
        list_class=item.list_class,
        first_self_pay_e4=item.first_self_pay_rate,
        price_fen=local.price,
        unit=local.unit,
        limited=item.limited,
        restriction=item.restriction,
        synthetic_price=local.synthetic,
    )


def shares_of(shares: Shares) -> Payments:
    """Payments of a trial."""
    names = (*FUND_SHARES, "hospital", "personal")
    return Payments(**{f"{name}_fen": getattr(shares, name) for name in names})


def explanation_of(sentence: Sentence) -> Explanation:
    """One step in words."""
    papers = [
        Paper(title=paper.title, publisher=paper.publisher, date=paper.date, illustrative=paper.illustrative)
        for paper in sentence.documents
    ]
    return Explanation(
        kind=sentence.kind,
        title=sentence.title,
        text=sentence.text,
        amount_fen=sentence.amount,
        left_after_fen=sentence.left_after,
        documents=papers,
        illustrative=sentence.illustrative,
    )


def receipt_of(done: Settlement, taken_back: bool, language: Literal["zh", "en"]) -> Receipt:
    """A settlement with its explanation; a reversal has amounts below zero and is explained by what it reverses."""
    names = (*FUND_SHARES, "hospital", "personal")
    shares = Shares(**{name: getattr(done, name) for name in (*names, "deductible", "basic_rate")})
    sentences = [] if done.reverses else explain(done.record.trace, done.record.bill, shares, language)
    return Receipt(
        settlement_id=str(done.settlement_id),
        settled_at=done.settled_at,
        service_day=done.service_day,
        scheme=done.scheme,
        area=done.area,
        medical_type=done.medical_type,
        reverses=str(done.reverses) if done.reverses else None,
        taken_back=taken_back,
        total_fen=done.total,
        shares=shares_of(shares),
        account_fen=done.account_total,
        cash_fen=done.cash,
        steps=[explanation_of(one) for one in sentences],
        illustrative=done.illustrative,
    )

"""Encounters and their charge lines, and the one table of moves an encounter may make."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from yimatong.kernel.money import Fen, Rate
from yimatong.kernel.refusals import Reason, Refusal

CHARGES_PER_UPLOAD_MAX = 5_000
ROUNDING_TOLERANCE: Fen = 1
"""How far a line's amount may lie from price × quantity: one fen (printed for the national interface)."""


class CareReason(Reason):
    """Why an encounter or its charges are not changed."""

    ENCOUNTER_UNKNOWN = "没有这次就诊记录"
    NOT_THIS_PERSON = "就诊记录与人员不符"
    MOVE_NOT_ALLOWED = "就诊当前状态不能办理此业务"
    HAS_SETTLEMENT = "已有未撤销的结算，请先撤销结算"
    HAS_CHARGES = "已上传费用明细，请先撤销费用"
    ALREADY_ADMITTED = "此人已有在院记录，不能重复入院"
    CHARGE_TWICE = "费用明细流水号重复"
    CHARGE_SETTLED = "费用明细已结算，不能撤销"
    NO_SUCH_CHARGE = "没有可撤销的费用明细"
    AMOUNT_DIFFERS = "金额与单价乘以数量不一致"
    SIGNS_DIFFER = "退费明细的数量与金额应同为负数"
    TOO_MANY_CHARGES = f"一次上传的费用明细不能超过 {CHARGES_PER_UPLOAD_MAX} 条"
    REFUND_WITHOUT_CHARGE = "退费超过了原费用"
    ENDS_BEFORE_IT_BEGAN = "结束时间早于开始时间"
    CHARGED_OUTSIDE_STAY = "费用发生时间不在就诊期间"


class Kind(StrEnum):
    """A visit or a stay."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"


class State(StrEnum):
    """Where an encounter stands."""

    REGISTERED = "registered"
    CHARGING = "charging"
    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What may happen to an encounter."""

    DESCRIBE = "describe"
    CHARGE = "charge"
    TAKE_CHARGES_BACK = "take charges back"
    DISCHARGE = "discharge"
    UNDO_DISCHARGE = "undo discharge"
    PREVIEW = "preview"
    SETTLE = "settle"
    SETTLE_MIDWAY = "settle midway"
    REVERSE = "reverse"
    CANCEL = "cancel"


MOVES: dict[tuple[Kind, State, Step], State] = {
    (Kind.OUTPATIENT, State.REGISTERED, Step.DESCRIBE): State.CHARGING,
    (Kind.OUTPATIENT, State.REGISTERED, Step.CANCEL): State.CANCELLED,
    (Kind.OUTPATIENT, State.CHARGING, Step.DESCRIBE): State.CHARGING,
    (Kind.OUTPATIENT, State.CHARGING, Step.CHARGE): State.CHARGING,
    (Kind.OUTPATIENT, State.CHARGING, Step.TAKE_CHARGES_BACK): State.CHARGING,
    (Kind.OUTPATIENT, State.CHARGING, Step.PREVIEW): State.CHARGING,
    (Kind.OUTPATIENT, State.CHARGING, Step.SETTLE): State.SETTLED,
    (Kind.OUTPATIENT, State.CHARGING, Step.REVERSE): State.CHARGING,
    (Kind.OUTPATIENT, State.CHARGING, Step.CANCEL): State.CANCELLED,
    (Kind.OUTPATIENT, State.SETTLED, Step.CHARGE): State.CHARGING,
    (Kind.OUTPATIENT, State.SETTLED, Step.REVERSE): State.CHARGING,
    (Kind.INPATIENT, State.ADMITTED, Step.DESCRIBE): State.ADMITTED,
    (Kind.INPATIENT, State.ADMITTED, Step.CHARGE): State.ADMITTED,
    (Kind.INPATIENT, State.ADMITTED, Step.TAKE_CHARGES_BACK): State.ADMITTED,
    (Kind.INPATIENT, State.ADMITTED, Step.PREVIEW): State.ADMITTED,
    (Kind.INPATIENT, State.ADMITTED, Step.SETTLE_MIDWAY): State.ADMITTED,
    (Kind.INPATIENT, State.ADMITTED, Step.REVERSE): State.ADMITTED,
    (Kind.INPATIENT, State.ADMITTED, Step.DISCHARGE): State.DISCHARGED,
    (Kind.INPATIENT, State.ADMITTED, Step.CANCEL): State.CANCELLED,
    (Kind.INPATIENT, State.DISCHARGED, Step.UNDO_DISCHARGE): State.ADMITTED,
    (Kind.INPATIENT, State.DISCHARGED, Step.CHARGE): State.DISCHARGED,
    (Kind.INPATIENT, State.DISCHARGED, Step.TAKE_CHARGES_BACK): State.DISCHARGED,
    (Kind.INPATIENT, State.DISCHARGED, Step.PREVIEW): State.DISCHARGED,
    (Kind.INPATIENT, State.DISCHARGED, Step.SETTLE): State.SETTLED,
    (Kind.INPATIENT, State.DISCHARGED, Step.REVERSE): State.DISCHARGED,
    (Kind.INPATIENT, State.SETTLED, Step.REVERSE): State.DISCHARGED,
}
"""(kind, state, step) → state. A move that is not listed is refused."""


STATE_WORDS = {
    State.REGISTERED: "已挂号", State.CHARGING: "就诊中", State.ADMITTED: "在院", State.DISCHARGED: "已出院",
    State.SETTLED: "已结算",
    State.CANCELLED: "已撤销",
}  # fmt: skip
STEP_WORDS = {
    Step.DESCRIBE: "上传就诊信息", Step.CHARGE: "上传费用", Step.TAKE_CHARGES_BACK: "撤销费用", Step.DISCHARGE: "办理出院",
    Step.UNDO_DISCHARGE: "撤销出院", Step.PREVIEW: "预结算", Step.SETTLE: "结算", Step.SETTLE_MIDWAY: "中途结算",
    Step.REVERSE: "撤销结算", Step.CANCEL: "撤销登记",
}  # fmt: skip


def state_after(kind: Kind, state: State, step: Step) -> State | Refusal:
    """Where the step leads, or `MOVE_NOT_ALLOWED` naming state and step."""
    after = MOVES.get((kind, state, step))
    if after is not None:
        return after
    return Refusal(CareReason.MOVE_NOT_ALLOWED, "encounter_id", f"{STATE_WORDS[state]}，不能{STEP_WORDS[step]}")


@dataclass(frozen=True, slots=True)
class Encounter:
    """One visit or stay. `details` holds what the sender told and nobody here decides on, under the sender's names."""

    encounter_id: int
    person_id: int
    institution_code: str
    kind: Kind
    state: State
    scheme: str
    area: str
    medical_type: str
    disease_code: str
    disease_name: str
    visit_no: str
    certificate_type: str
    began_at: datetime
    ended_at: datetime | None
    opened_at: datetime
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis of an encounter; sent again with `valid` false it is void."""

    diagnosis_type: str
    position: int
    code: str
    name: str
    valid: bool
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge line with its split into scope. Prices in micro-yuan, quantities in 1/10 000, amounts in fen."""

    charge_no: str
    batch: str
    charged_at: datetime
    national_code: str
    local_code: str
    item_name: str
    fee_type: str
    list_class: str
    first_self_pay_rate: Rate
    price_ceiling: Fen | None
    limited: bool
    essential: bool
    price_micro: int
    quantity_e4: int
    amount: Fen
    over_ceiling: Fen
    full_self_pay: Fen
    first_self_pay: Fen
    in_scope: Fen
    settlement_id: int | None = None
    details: dict[str, object] = field(default_factory=dict)


def price_times_quantity(price_micro: int, quantity_e4: int) -> Fen:
    """price × quantity in fen, rounded half away from zero. Price in micro-yuan, quantity in 1/10 000."""
    scaled = abs(price_micro * quantity_e4)
    whole = (scaled * 2 + 100_000_000) // 200_000_000
    return whole if price_micro * quantity_e4 >= 0 else -whole


def why_not_charged(price_micro: int, quantity_e4: int, amount: Fen, row: int) -> Refusal | None:
    """A line must multiply out within one fen, and a refund has a positive price, a negative quantity and amount."""
    where = f"charges[{row}]"
    if quantity_e4 == 0 or price_micro < 0 or ((quantity_e4 < 0) != (amount < 0) and amount != 0):
        return Refusal(CareReason.SIGNS_DIFFER, f"{where}.quantity", str(Decimal(quantity_e4) / 10_000))
    if abs(price_times_quantity(price_micro, quantity_e4) - amount) > ROUNDING_TOLERANCE:
        return Refusal(CareReason.AMOUNT_DIFFERS, f"{where}.amount", str(Decimal(amount) / 100))
    return None


def repeated(charge_nos: list[str]) -> Refusal | None:
    """Names the first charge number that stands twice in one upload."""
    seen: set[str] = set()
    for row, charge_no in enumerate(charge_nos, start=1):
        if charge_no in seen:
            return Refusal(CareReason.CHARGE_TWICE, f"charges[{row}].charge_no", charge_no)
        seen.add(charge_no)
    return None

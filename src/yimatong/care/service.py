"""Acts on encounters: open, describe, charge, discharge, cancel. Another institution's encounter looks like none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from yimatong.care.core import (
    CHARGES_PER_UPLOAD_MAX,
    CareReason,
    Charge,
    Diagnosis,
    Encounter,
    Kind,
    Step,
    repeated,
    state_after,
    why_not_charged,
)
from yimatong.care.ports import CarePort
from yimatong.catalogue.core import ApprovalFlag, Item, split_line
from yimatong.catalogue.ports import CatalogueReader
from yimatong.catalogue.service import items_in_force
from yimatong.kernel.dates import in_china
from yimatong.kernel.money import Fen
from yimatong.kernel.refusals import Refusal, Refused, refuse

REFUNDS = "refunds"
"""Key under which a refund keeps the number of the line it gives back."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom the caller says an encounter belongs to."""

    encounter_id: int
    person_id: int
    institution_code: str


async def open_encounter(care: CarePort, encounter: Encounter) -> Encounter:
    """Register a visit or admit to a stay. One open stay per person (`ALREADY_ADMITTED`)."""
    if not await care.add(encounter):
        raise refuse(CareReason.ALREADY_ADMITTED, "person_id")
    return encounter


async def encounter_of(care: CarePort, whose: Whose, locked: bool = False) -> Encounter:
    """The encounter, if it is this institution's and this person's; what is another hospital's is not there."""
    encounter = await care.find(whose.encounter_id, locked)
    if encounter is None or encounter.institution_code != whose.institution_code:
        raise refuse(CareReason.ENCOUNTER_UNKNOWN, "encounter_id", str(whose.encounter_id))
    if encounter.person_id != whose.person_id:
        raise refuse(CareReason.NOT_THIS_PERSON, "person_id")
    return encounter


def moved(encounter: Encounter, step: Step) -> Encounter:
    """The encounter after the step, or a refusal."""
    after = state_after(encounter.kind, encounter.state, step)
    if isinstance(after, Refusal):
        raise Refused(after)
    return replace(encounter, state=after)


@dataclass(frozen=True, slots=True)
class Description:
    """What a visit turned out to be. Empty texts leave what is known; `details` are merged."""

    medical_type: str
    disease_code: str
    disease_name: str
    diagnoses: tuple[Diagnosis, ...]
    details: dict[str, object]


async def describe(care: CarePort, whose: Whose, told: Description) -> Encounter:
    """Say what kind of visit it is and what was found (2203), or change a stay (2403). One medical type per encounter."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.DESCRIBE)
    encounter = replace(
        encounter,
        medical_type=told.medical_type or encounter.medical_type,
        disease_code=told.disease_code or encounter.disease_code,
        disease_name=told.disease_name or encounter.disease_name,
        details={**encounter.details, **told.details},
    )
    await care.change(encounter)
    await care.set_diagnoses(encounter, told.diagnoses)
    return encounter


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A line as the institution sends it. Price in micro-yuan, quantity in 1/10 000, amount in fen.

    A refund has a positive price, negative quantity and amount, and may name the line it gives back (`refunds`).
    """

    charge_no: str
    batch: str
    charged_at: datetime
    national_code: str
    local_code: str
    price_micro: int
    quantity_e4: int
    amount: Fen
    approved: ApprovalFlag = ApprovalFlag.NOT_NEEDED
    refunds: str = ""
    details: dict[str, object] = field(default_factory=dict)


async def charge(care: CarePort, catalogue: CatalogueReader, whose: Whose, lines: Sequence[ChargeLine]) -> list[Charge]:
    """Judge lines by the catalogue in force on their days, split them into scope, keep them. All or none; in the lines' order.

    Refuses, naming the line: more than `CHARGES_PER_UPLOAD_MAX`, a number used twice, a sum that does not multiply out, an item
    that is unknown, untranslated or not in force, a refund above what was charged, an encounter that takes no charges.
    """
    if len(lines) > CHARGES_PER_UPLOAD_MAX:
        raise refuse(CareReason.TOO_MANY_CHARGES, "charges", str(len(lines)))
    encounter = moved(await encounter_of(care, whose, locked=True), Step.CHARGE)
    why_not = repeated([line.charge_no for line in lines]) or why_not_taken(encounter, lines)
    if why_not is not None:
        raise Refused(why_not)
    codes = [(whose.institution_code, line.local_code, line.national_code) for line in lines]
    items = await items_in_force(catalogue, codes, [in_china(line.charged_at).date() for line in lines])
    charges = [charged(line, item, row) for row, (line, item) in enumerate(zip(lines, items, strict=True), start=1)]
    if any(line.refunds for line in lines):
        must_be_held(lines, await care.charges(encounter.encounter_id))
    known = await care.add_charges(encounter, charges, encounter.state)
    if known:
        raise refuse(CareReason.CHARGE_TWICE, "charge_no", known[0])
    return charges


def why_not_taken(encounter: Encounter, lines: Sequence[ChargeLine]) -> Refusal | None:
    """The first line that does not multiply out or lies outside the stay."""
    for row, line in enumerate(lines, start=1):
        why_not = why_not_charged(line.price_micro, line.quantity_e4, line.amount, row)
        if why_not is not None:
            return why_not
        if encounter.ended_at is not None and line.charged_at.date() > encounter.ended_at.date():
            return Refusal(CareReason.CHARGED_OUTSIDE_STAY, f"charges[{row}].charged_at")
    return None


def charged(line: ChargeLine, item: Item | Refusal, row: int) -> Charge:
    """The line with its split, or its refusal with the row in front of the field."""
    if isinstance(item, Refusal):
        raise refuse(item.reason, f"charges[{row}].{item.field}", item.detail)
    scope = split_line(item, line.amount, line.quantity_e4, line.approved)
    return Charge(
        charge_no=line.charge_no,
        batch=line.batch,
        charged_at=line.charged_at,
        national_code=item.national_code,
        local_code=line.local_code,
        item_name=item.name,
        fee_type=item.fee_item_code,
        list_class=item.list_class,
        first_self_pay_rate=scope.rate,
        price_ceiling=item.price_ceiling,
        limited=item.limited,
        essential=item.essential,
        price_micro=line.price_micro,
        quantity_e4=line.quantity_e4,
        amount=scope.amount,
        over_ceiling=scope.over_ceiling,
        full_self_pay=scope.full_self_pay,
        first_self_pay=scope.first_self_pay,
        in_scope=scope.in_scope,
        details={**line.details, REFUNDS: line.refunds} if line.refunds else line.details,
    )


def must_be_held(lines: Sequence[ChargeLine], held: Sequence[Charge]) -> None:
    """A refund that names its line gives back at most what that line still holds (earlier refunds name it in their details)."""
    left = {charge.charge_no: charge.quantity_e4 for charge in held if charge.quantity_e4 > 0}
    for charge in held:
        origin = str(charge.details.get(REFUNDS, ""))
        if origin in left:
            left[origin] += charge.quantity_e4
    for row, line in enumerate(lines, start=1):
        if line.refunds:
            left[line.refunds] = left.get(line.refunds, 0) + line.quantity_e4
            if left[line.refunds] < 0:
                raise refuse(CareReason.REFUND_WITHOUT_CHARGE, f"charges[{row}].quantity", line.refunds)


async def take_charges_back(care: CarePort, whose: Whose, batch: str | None, charge_nos: Sequence[str] | None) -> int:
    """Remove unsettled lines: of a batch, by number, or all (both None). Settled lines stay and are refused by name."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.TAKE_CHARGES_BACK)
    held = [line for line in await care.charges(encounter.encounter_id) if is_meant(line, batch, charge_nos)]
    settled = [line for line in held if line.settlement_id is not None]
    by_name = batch is not None or charge_nos is not None
    if settled and by_name:
        raise refuse(CareReason.CHARGE_SETTLED, "charge_no", settled[0].charge_no)
    removed = await care.remove_charges(encounter.encounter_id, batch, charge_nos)
    if removed == 0 and by_name:
        raise refuse(CareReason.NO_SUCH_CHARGE, "batch" if batch is not None else "charge_no")
    return removed


def is_meant(line: Charge, batch: str | None, charge_nos: Sequence[str] | None) -> bool:
    """Whether a line is among those named."""
    return (batch is None or line.batch == batch) and (charge_nos is None or line.charge_no in charge_nos)


async def cancel(care: CarePort, whose: Whose) -> Encounter:
    """Take a registration or admission back, only while no settlement stands and no charge is left."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.CANCEL)
    charges, settled = await care.live_charges(encounter.encounter_id)
    if settled:
        raise refuse(CareReason.HAS_SETTLEMENT, "encounter_id", str(encounter.encounter_id))
    if charges and encounter.kind is Kind.INPATIENT:
        raise refuse(CareReason.HAS_CHARGES, "encounter_id", str(encounter.encounter_id))
    await care.change(encounter)
    return encounter


async def discharge(
    care: CarePort, whose: Whose, ended_at: datetime, diagnoses: Sequence[Diagnosis], details: dict[str, object]
) -> Encounter:
    """End a stay, with the diagnoses at its end."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.DISCHARGE)
    if ended_at < encounter.began_at:
        raise refuse(CareReason.ENDS_BEFORE_IT_BEGAN, "ended_at")
    encounter = replace(encounter, ended_at=ended_at, details={**encounter.details, **details})
    await care.change(encounter)
    await care.set_diagnoses(encounter, diagnoses)
    return encounter


async def undo_discharge(care: CarePort, whose: Whose) -> Encounter:
    """Open an ended stay again, before it is settled."""
    encounter = replace(moved(await encounter_of(care, whose, locked=True), Step.UNDO_DISCHARGE), ended_at=None)
    await care.change(encounter)
    return encounter

"""Acts on encounters: open, describe, charge, discharge, cancel. Another institution's encounter looks like none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from yimatong.care.core import (
    CHARGES_PER_UPLOAD_MAX,
    CareReason,
    Charge,
    Diagnosis,
    Encounter,
    Kind,
    State,
    Step,
    repeated,
    state_after,
)
from yimatong.care.ports import CarePort
from yimatong.kernel.refusals import Refusal, Refused, refuse


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom the caller says an encounter belongs to."""

    encounter_id: int
    person_id: int
    institution_code: str


async def open_encounter(care: CarePort, encounter: Encounter) -> Encounter:
    """Register a visit or admit to a stay. One open stay per person (`ALREADY_ADMITTED`)."""
    if not await care.add(encounter):
        raise refuse(CareReason.ALREADY_ADMITTED, "psn_no")
    return encounter


async def encounter_of(care: CarePort, whose: Whose, locked: bool = False) -> Encounter:
    """The encounter, if it is this institution's and this person's; what is another hospital's is not there."""
    encounter = await care.find(whose.encounter_id, locked)
    if encounter is None or encounter.institution_code != whose.institution_code:
        raise refuse(CareReason.ENCOUNTER_UNKNOWN, "mdtrt_id", str(whose.encounter_id))
    if encounter.person_id != whose.person_id:
        raise refuse(CareReason.NOT_THIS_PERSON, "psn_no")
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


async def charge(care: CarePort, encounter: Encounter, charges: Sequence[Charge]) -> None:
    """Add charge lines that were already split into scope. All or none.

    Refuses more than `CHARGES_PER_UPLOAD_MAX` lines, a charge number used before in this encounter, a closed encounter.
    """
    if len(charges) > CHARGES_PER_UPLOAD_MAX:
        raise refuse(CareReason.TOO_MANY_CHARGES, "feedetail", str(len(charges)))
    twice = repeated([line.charge_no for line in charges])
    if twice is not None:
        raise Refused(twice)
    known = await care.add_charges(encounter, charges, moved(encounter, Step.CHARGE).state)
    if known:
        raise refuse(CareReason.CHARGE_TWICE, "feedetl_sn", known[0])


async def take_charges_back(care: CarePort, whose: Whose, batch: str | None, charge_nos: Sequence[str] | None) -> int:
    """Remove unsettled lines: of a batch, by number, or all (both None). Settled lines stay and are refused by name."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.TAKE_CHARGES_BACK)
    held = [line for line in await care.charges(encounter.encounter_id) if is_meant(line, batch, charge_nos)]
    settled = [line for line in held if line.settlement_id is not None]
    by_name = batch is not None or charge_nos is not None
    if settled and by_name:
        raise refuse(CareReason.CHARGE_SETTLED, "feedetl_sn", settled[0].charge_no)
    removed = await care.remove_charges(encounter.encounter_id, batch, charge_nos)
    if removed == 0 and by_name:
        raise refuse(CareReason.NO_SUCH_CHARGE, "chrg_bchno" if batch is not None else "feedetl_sn")
    return removed


def is_meant(line: Charge, batch: str | None, charge_nos: Sequence[str] | None) -> bool:
    """Whether a line is among those named."""
    return (batch is None or line.batch == batch) and (charge_nos is None or line.charge_no in charge_nos)


async def cancel(care: CarePort, whose: Whose) -> Encounter:
    """Take a registration or admission back, only while no settlement stands and no charge is left."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.CANCEL)
    charges, settled = await care.live_charges(encounter.encounter_id)
    if settled:
        raise refuse(CareReason.HAS_SETTLEMENT, "mdtrt_id", str(encounter.encounter_id))
    if charges and encounter.kind is Kind.INPATIENT:
        raise refuse(CareReason.HAS_CHARGES, "mdtrt_id", str(encounter.encounter_id))
    await care.change(encounter)
    return encounter


async def discharge(
    care: CarePort, whose: Whose, ended_at: datetime, diagnoses: Sequence[Diagnosis], details: dict[str, object]
) -> Encounter:
    """End a stay, with the diagnoses at its end."""
    encounter = moved(await encounter_of(care, whose, locked=True), Step.DISCHARGE)
    if ended_at < encounter.began_at:
        raise refuse(CareReason.ENDS_BEFORE_IT_BEGAN, "endtime")
    encounter = replace(encounter, ended_at=ended_at, details={**encounter.details, **details})
    await care.change(encounter)
    await care.set_diagnoses(encounter, diagnoses)
    return encounter


async def undo_discharge(care: CarePort, whose: Whose) -> Encounter:
    """Open an ended stay again, before it is settled."""
    encounter = replace(moved(await encounter_of(care, whose, locked=True), Step.UNDO_DISCHARGE), ended_at=None)
    await care.change(encounter)
    return encounter


def is_open(encounter: Encounter) -> bool:
    """Whether anything may still happen to the encounter."""
    return encounter.state not in (State.CANCELLED, State.SETTLED)

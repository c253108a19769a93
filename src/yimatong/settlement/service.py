"""Acts of settlement: preview, settle, reverse. Each loads its facts once, decides in the core, and saves once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yimatong.benefits.core.pack import Law
from yimatong.care.core import Kind
from yimatong.care.ports import CarePort
from yimatong.kernel.ids import IdSource
from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.ledger import core as accounts
from yimatong.ledger import service as ledger_service
from yimatong.ledger.ports import LedgerPort
from yimatong.settlement.core.deciding import Decision, decide, undo
from yimatong.settlement.core.facts import Ask, Facts
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.core.settled import Settlement
from yimatong.settlement.ports import SettlementPort


class Rooms(Protocol):
    """The open rooms an act of settlement walks through, all in one transaction."""

    @property
    def settlement(self) -> SettlementPort: ...

    @property
    def care(self) -> CarePort: ...

    @property
    def ledger(self) -> LedgerPort: ...

    @property
    def now(self) -> datetime: ...

    @property
    def ids(self) -> IdSource: ...


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement and the facts it was decided on, for the answer."""

    settlement: Settlement
    facts: Facts


async def preview(rooms: Rooms, law: Law, ask: Ask) -> Settled:
    """What settling now would give, to the fen, leaving no trace."""
    facts, decision = await decided(rooms, law, ask, locked=False)
    return Settled(decision.settlement, facts)


async def settle(rooms: Rooms, law: Law, ask: Ask) -> Settled:
    """Settle a bill: settlement, lines, year book, event, move of money, charges taken up.

    Refuses with a `SettlementReason`, `CareReason`, `LedgerReason` or a reason of the law; then nothing is written.
    """
    facts, decision = await decided(rooms, law, ask, locked=True)
    done = decision.settlement
    await rooms.settlement.save(done, decision.year_book, rooms.ids())
    await ledger_service.post(rooms.ledger, decision.move, rooms.now)
    await rooms.care.take_up(ask.encounter_id, ask.batch, done.settlement_id, decision.state)
    return Settled(done, facts)


async def decided(rooms: Rooms, law: Law, ask: Ask, locked: bool) -> tuple[Facts, Decision]:
    """Load the facts and decide; `locked` makes other acts on the same person wait."""
    facts = await rooms.settlement.facts(ask, rooms.now, locked)
    if facts is None:
        raise refuse(SettlementReason.ENCOUNTER_UNKNOWN, "encounter_id", str(ask.encounter_id))
    decision = decide(facts, ask, law, rooms.ids(), rooms.now)
    if isinstance(decision, Refusal):
        raise Refused(decision)
    return facts, decision


@dataclass(frozen=True, slots=True)
class Which:
    """The settlement an institution wants taken back. A None for person or encounter is not compared."""

    settlement_id: int
    institution_code: str
    person_id: int | None = None
    encounter_id: int | None = None


async def reverse(rooms: Rooms, which: Which, message: str) -> Settlement:
    """Take a settlement back exactly. Another institution's settlement looks like none; a second time is `ALREADY_REVERSED`."""
    done = await settlement_of(rooms.settlement, which)
    await rooms.settlement.lock(done.encounter_id)
    if done.reverses is not None or await rooms.settlement.reversal_of(done.settlement_id) is not None:
        raise refuse(SettlementReason.ALREADY_REVERSED, "settlement_id", str(done.settlement_id))
    encounter = await rooms.settlement.encounter_state(done.encounter_id)
    assert encounter is not None, "a settlement's encounter is never deleted"
    if encounter[0] is Kind.INPATIENT and max(await rooms.settlement.stands(done.encounter_id)) != done.settlement_id:
        raise refuse(SettlementReason.LATER_SETTLEMENT_STANDS, "settlement_id", str(done.settlement_id))
    year_book = await rooms.settlement.year_book(done.person_id, done.scheme, done.insurance_year)
    balance = await rooms.ledger.balance(accounts.personal(done.person_id))
    undoing = undo(done, encounter, year_book, balance, rooms.ids(), rooms.now, message)
    if isinstance(undoing, Refusal):
        raise Refused(undoing)
    await rooms.settlement.save(undoing.settlement, undoing.year_book, rooms.ids())
    await ledger_service.take_back(rooms.ledger, done.settlement_id, undoing.settlement.settlement_id, rooms.now)
    await rooms.care.let_go(done.encounter_id, done.settlement_id, undoing.state)
    return undoing.settlement


async def settlement_of(settlement: SettlementPort, which: Which) -> Settlement:
    """The settlement meant, or `SETTLEMENT_UNKNOWN`: also when it is another institution's, person's or encounter's."""
    done = await settlement.find(which.settlement_id)
    if (
        done is None
        or done.institution_code != which.institution_code
        or which.person_id not in (None, done.person_id)
        or which.encounter_id not in (None, done.encounter_id)
    ):
        raise refuse(SettlementReason.SETTLEMENT_UNKNOWN, "settlement_id", str(which.settlement_id))
    return done

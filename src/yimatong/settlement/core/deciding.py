"""decide(): facts and a question in, a decision or a refusal out. The only place where a bill becomes money."""

from dataclasses import dataclass
from datetime import date, datetime

from yimatong.benefits.core.applying import Outcome, apply
from yimatong.benefits.core.bill import Bill, Shares
from yimatong.benefits.core.circumstances import CAPPED_DISEASES, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.year_book import YearBook, difference, minus
from yimatong.care.core import Kind, State, Step, state_after
from yimatong.kernel.dates import age_on, in_china
from yimatong.kernel.money import Fen, yuan_text
from yimatong.kernel.refusals import Refusal
from yimatong.ledger import core as accounts
from yimatong.ledger.core import Move
from yimatong.providers.core import is_local
from yimatong.settlement.core.facts import Ask, ChargeFact, CoverFact, Facts
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.core.settled import Record, Settlement, reversal_of

CARE_OF_MEDICAL_TYPE = {
    "11": Care.OUTPATIENT, "12": Care.OUTPATIENT, "13": Care.OUTPATIENT, "1301": Care.OUTPATIENT, "1103": Care.OUTPATIENT,
    "18": Care.OUTPATIENT, "51": Care.OUTPATIENT, "9903": Care.OUTPATIENT, "9904": Care.OUTPATIENT, "990101": Care.OUTPATIENT,
    "990103": Care.OUTPATIENT, "14": Care.CHRONIC_OUTPATIENT, "9901": Care.CHRONIC_OUTPATIENT, "41": Care.PHARMACY,
    "21": Care.INPATIENT, "2101": Care.INPATIENT, "2102": Care.INPATIENT, "2105": Care.INPATIENT, "2106": Care.INPATIENT,
    "2107": Care.INPATIENT, "2109": Care.INPATIENT, "21303": Care.INPATIENT, "22": Care.INPATIENT, "28": Care.INPATIENT,
    "52": Care.INPATIENT, "71": Care.INPATIENT,
}  # fmt: skip
"""National medical type → how the law looks at it. A stay priced by case is settled by item until its price is known."""

EMERGENCY_TYPES = frozenset({"13", "1301"})
SCOPE_FIELDS = ("over_ceiling", "full_self_pay", "first_self_pay", "in_scope")
GRASS_ROOTS_LEVELS = frozenset({"community", "village"})
"""Where national essential drugs have no deductible (P019)."""
FUND_NAMES = {
    "basic": {"310": "basic-employee", "390": "basic-resident"},
    "large_cost": {"310": "large-cost", "390": "large-cost"},
}
SHARE_FIELDS = (
    "deductible", "basic_rate", "basic", "large_cost", "civil_servant", "enterprise", "catastrophic", "assistance", "disabled",
    "other", "hospital",
)  # fmt: skip
OTHER_FUNDS = {
    "civil_servant": "civil-servant", "enterprise": "enterprise", "catastrophic": "catastrophic",
    "assistance": "assistance", "disabled": "disabled", "other": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write: the settlement, the year book after it, the move of money, and where the encounter then stands."""

    settlement: Settlement
    year_book: YearBook
    move: Move
    state: State


def decide(facts: Facts, ask: Ask, law: Law, settlement_id: int, now: datetime) -> Decision | Refusal:
    """Decide one bill. Refuses with a `SettlementReason`, a care move not allowed, or the law's own refusal."""
    why_not = why_not_asked(facts, ask)
    if why_not is not None:
        return why_not
    charges = [charge for charge in facts.charges if not charge.settled]
    why_not = why_not_summed(facts, charges, ask)
    if why_not is not None:
        return why_not
    state = state_after(facts.encounter.kind, facts.encounter.state, settle_step(facts, ask))
    if isinstance(state, Refusal):
        return state
    service_day = day_of_service(facts, charges)
    cover = next((cover for cover in facts.covers if cover.holds_on(service_day)), None)
    if cover is None:
        return Refusal(SettlementReason.NOT_COVERED, "person_id")
    circumstances = circumstances_of(facts, ask, cover, service_day)
    plan = plan_for(law, circumstances)
    if isinstance(plan, Refusal):
        return plan
    bill = bill_of(facts, charges, service_day)
    before = facts.year_books.get(str(service_day.year), YearBook())
    outcome = apply(plan, before, bill)
    settlement = settled(facts, ask, cover, circumstances, bill, before, outcome, settlement_id, now)
    return Decision(settlement, outcome.year_book, move_of(settlement), state)


def why_not_asked(facts: Facts, ask: Ask) -> Refusal | None:
    """Whether the question fits the encounter and the person. Another hospital's encounter looks like none."""
    encounter = facts.encounter
    if encounter.institution_code != ask.institution_code or encounter.state is State.CANCELLED:
        return Refusal(SettlementReason.ENCOUNTER_UNKNOWN, "encounter_id", str(ask.encounter_id))
    if encounter.person_id != ask.person_id:
        return Refusal(SettlementReason.NOT_THIS_PERSON, "person_id")
    if encounter.scheme != ask.scheme:
        return Refusal(SettlementReason.SCHEME_DIFFERS, "scheme", ask.scheme)
    if ask.medical_type not in CARE_OF_MEDICAL_TYPE or is_stay(ask.medical_type) != (encounter.kind is Kind.INPATIENT):
        return Refusal(SettlementReason.NOT_PAYABLE_TYPE, "medical_type", ask.medical_type)
    if not facts.certificate_holds:
        return Refusal(SettlementReason.CERTIFICATE_DIFFERS, "certificate_no")
    return None


def is_stay(medical_type: str) -> bool:
    """Whether a medical type is settled as a stay."""
    return CARE_OF_MEDICAL_TYPE[medical_type] is Care.INPATIENT


def settle_step(facts: Facts, ask: Ask) -> Step:
    """Settling part of a stay before its end is a step of its own."""
    midway = ask.midway and facts.encounter.kind is Kind.INPATIENT and facts.encounter.state is State.ADMITTED
    return Step.SETTLE_MIDWAY if midway else Step.SETTLE


def why_not_summed(facts: Facts, charges: list[ChargeFact], ask: Ask) -> Refusal | None:
    """Whether there is something to settle and the sender's sums are the lines' sums."""
    if not charges:
        settled_before = SettlementReason.ALREADY_SETTLED if facts.charges else SettlementReason.NOTHING_TO_SETTLE
        return Refusal(settled_before, "batch" if ask.batch is not None else "encounter_id", ask.batch or "")
    total = sum(charge.amount for charge in charges)
    if total < 0 or min(scope_sums(charges)) < 0:
        return Refusal(SettlementReason.TOTAL_NEGATIVE, "total", yuan_text(total))
    if ask.total is not None and ask.total != total:
        return Refusal(SettlementReason.TOTAL_DIFFERS, "total", f"{yuan_text(ask.total)}≠{yuan_text(total)}")
    return why_not_scoped(charges, ask)


def why_not_scoped(charges: list[ChargeFact], ask: Ask) -> Refusal | None:
    """A sender that splits the bill must split it as the platform did; one that leaves all parts empty or zero did not split."""
    if not any(ask.scope):
        return None
    ours = scope_sums(charges)
    for field, sent, summed in zip(SCOPE_FIELDS, ask.scope, ours, strict=True):
        if sent is not None and sent != summed:
            return Refusal(SettlementReason.SCOPE_DIFFERS, field, f"{yuan_text(sent)}≠{yuan_text(summed)}")
    return None


def scope_sums(charges: list[ChargeFact]) -> tuple[Fen, Fen, Fen, Fen]:
    """Over ceiling, full self-pay, first self-pay and in scope of all lines."""
    return (
        sum(charge.over_ceiling for charge in charges),
        sum(charge.full_self_pay for charge in charges),
        sum(charge.first_self_pay for charge in charges),
        sum(charge.in_scope for charge in charges),
    )


def day_of_service(facts: Facts, charges: list[ChargeFact]) -> date:
    """The day whose law and year book apply: the end of a stay, else the last day on which something was charged."""
    ended_at = facts.encounter.ended_at
    last = ended_at if ended_at is not None else max(charge.charged_at for charge in charges)
    return in_china(last).date()


def circumstances_of(facts: Facts, ask: Ask, cover: CoverFact, day: date) -> Circumstances:
    """Under which circumstances the law looks at the bill."""
    return Circumstances(
        area=cover.area,
        scheme=ask.scheme,
        service_day=day,
        care=CARE_OF_MEDICAL_TYPE[ask.medical_type],
        level=facts.institution.level,
        status=cover.status,
        identities=frozenset(identity.hardship_class for identity in facts.identities if identity.holds_on(day)),
        place=place_of(facts, ask, cover),
        civil_servant=cover.civil_servant,
        scheme_years=cover.scheme_years,
        age=age_on(facts.person.birth, day),
        disease=disease_of(facts.encounter.disease_name),
        continued=facts.encounter.kind is Kind.INPATIENT and any(charge.settled for charge in facts.charges),
    )


def disease_of(name: str) -> str:
    """The disease as the law knows it: one with a ceiling of its own by its short name, any other by its full one."""
    return next((disease for disease in CAPPED_DISEASES if disease in name), name)


def place_of(facts: Facts, ask: Ask, cover: CoverFact) -> Place:
    """Local, or elsewhere; an emergency elsewhere counts as registered. Registrations themselves come with a later room."""
    if is_local(cover.area, facts.institution.area):
        return Place.LOCAL
    return Place.EMERGENCY_ELSEWHERE if ask.medical_type in EMERGENCY_TYPES else Place.UNREGISTERED_ELSEWHERE


def bill_of(facts: Facts, charges: list[ChargeFact], day: date) -> Bill:
    """The lines' scope, added up. Essential drugs at the grass roots are spared the deductible."""
    over_ceiling, full_self_pay, first_self_pay, in_scope = scope_sums(charges)
    grass_roots = facts.institution.level in GRASS_ROOTS_LEVELS
    spared = sum(c.in_scope for c in charges if c.essential) if grass_roots else 0
    is_stay = facts.encounter.kind is Kind.INPATIENT
    return Bill(
        in_scope=in_scope,
        first_self_pay=first_self_pay,
        full_self_pay=full_self_pay,
        over_ceiling=over_ceiling,
        in_scope_without_deductible=min(max(spared, 0), in_scope),
        stay_days=(day - in_china(facts.encounter.began_at).date()).days if is_stay else 0,
    )


def settled(
    facts: Facts, ask: Ask, cover: CoverFact, circumstances: Circumstances, bill: Bill,
    before: YearBook, outcome: Outcome, settlement_id: int, now: datetime,
) -> Settlement:  # fmt: skip
    """The settlement value: shares of the funds, then the personal part from account and cash."""
    shares = outcome.shares
    own_account, cash = personal_part(shares, facts.own_balance, ask.account_use)
    record = Record(
        bill=bill,
        trace=outcome.trace,
        year_book_delta=difference(outcome.year_book, before),
        care=circumstances.care,
        level=circumstances.level,
        status=cover.status,
        psn_type=cover.psn_type,
        place=circumstances.place,
        identities=tuple(sorted(circumstances.identities)),
        began_on=in_china(facts.encounter.began_at).date(),
        ended_on=circumstances.service_day,
        invoice=ask.invoice,
    )
    return Settlement(
        settlement_id=settlement_id,
        person_id=ask.person_id,
        encounter_id=ask.encounter_id,
        institution_code=ask.institution_code,
        batch=ask.batch or "",
        scheme=ask.scheme,
        area=cover.area,
        medical_type=ask.medical_type,
        insurance_year=circumstances.service_day.year,
        service_day=circumstances.service_day,
        settled_at=now,
        sender_message=ask.message,
        reverses=None,
        total=bill.total,
        over_ceiling=bill.over_ceiling,
        full_self_pay=bill.full_self_pay,
        first_self_pay=bill.first_self_pay,
        in_scope=bill.in_scope,
        **{name: getattr(shares, name) for name in SHARE_FIELDS},
        own_account=own_account,
        family=0,
        cash=cash,
        balance_after=facts.own_balance - own_account,
        illustrative=outcome.trace.illustrative,
        record=record,
    )


def personal_part(shares: Shares, own_balance: Fen, account_use: int) -> tuple[Fen, Fen]:
    """(from the own account, cash): the account first, where the person lets it be used."""
    own_account = min(shares.personal, own_balance) if account_use else 0
    return own_account, shares.personal - own_account


def move_of(done: Settlement) -> Move:
    """Funds, account and pocket give; the institution's payable and cash box receive."""
    day = in_china(done.settled_at).date()
    gives = [(accounts.fund(done.area, FUND_NAMES[name][done.scheme]), -getattr(done, name)) for name in FUND_NAMES]
    gives += [(accounts.fund(done.area, fund), -getattr(done, name)) for name, fund in OTHER_FUNDS.items()]
    gives += [(accounts.personal(done.person_id), -done.own_account), (accounts.pocket(done.person_id), -done.cash)]
    takes = [
        (accounts.payable(done.institution_code, day), done.funds_total + done.account_total),
        (accounts.cash(done.institution_code), done.cash),
    ]
    return accounts.move(done.settlement_id, done.person_id, gives + takes)


@dataclass(frozen=True, slots=True)
class Undoing:
    """What to write to take a settlement back."""

    settlement: Settlement
    year_book: YearBook
    state: State


def undo(
    done: Settlement,
    encounter: tuple[Kind, State],
    year_book: YearBook,
    balance: Fen,
    settlement_id: int,
    now: datetime,
    message: str,
) -> Undoing | Refusal:
    """Take a settlement back exactly: amounts turned, the year book less what it added, the encounter open again."""
    state = state_after(*encounter, Step.REVERSE)
    if isinstance(state, Refusal):
        return state
    turned = reversal_of(done, settlement_id, now, message, balance)
    return Undoing(turned, minus(year_book, done.record.year_book_delta), state)

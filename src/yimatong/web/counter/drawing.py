"""From a visit and its lines to the counter's page: pure."""

from collections.abc import Sequence
from datetime import date

from yimatong.benefits.core.circumstances import Care
from yimatong.board.core import BillRow
from yimatong.care.core import Charge, Encounter
from yimatong.kernel.dates import age_on, wall_clock
from yimatong.kernel.money import Fen
from yimatong.people.core import Person, masked_certno
from yimatong.providers.core import Institution
from yimatong.settlement.service import Settled
from yimatong.web.counter.acts import (
    BY_CERTNO,
    BY_CODE,
    CHRONIC_TYPE,
    EMERGENCY_TYPE,
    PHARMACY_TYPE,
    VISIT_TYPE,
)
from yimatong.web.counter.views import ChargeRow, Preview, RecentBill
from yimatong.web.estimate.asking import LINES_MAX, Wish
from yimatong.web.shared.amounts import grouped
from yimatong.web.shared.choosing import Choice
from yimatong.web.shared.drawing import count_text, limited_note, paid_by, price_text, steps_of
from yimatong.web.shared.labels import SHORT_SCHEMES, STATUSES, medical_type
from yimatong.web.shared.receipt import bar_label, payer_rows, payer_segments
from yimatong.web.shared.words import Words

HOSPITAL_CARES = (VISIT_TYPE, CHRONIC_TYPE, EMERGENCY_TYPE)
PHARMACY_CARES = (PHARMACY_TYPE,)


def charge_rows(charges: Sequence[Charge], picked: str, words: Words) -> tuple[ChargeRow, ...]:
    """The lines that are not settled, in the order they were added."""
    return tuple(
        ChargeRow(
            key=charge.charge_no,
            name=charge.item_name,
            note=limited_note(charge, words) or (words.say("限定用药，已核准") if charge.limited else ""),
            list_class=charge.list_class,
            price=price_text(charge.price_micro),
            quantity=count_text(charge.quantity_e4),
            amount=charge.amount,
            own=charge.amount - charge.in_scope,
            picked=charge.charge_no == picked,
            limited=charge.limited and charge.list_class != "丙",
            approved=charge.full_self_pay != charge.amount,
        )
        for charge in charges
    )


def class_sums(charges: Sequence[Charge], words: Words) -> str:
    """`4 项 · 甲 18.96 · 乙 38.00`."""
    parts = [words.say("{n} 项", n=len(charges))]
    for list_class in "甲乙丙":
        amount: Fen = sum(charge.amount for charge in charges if charge.list_class == list_class)
        if amount:
            parts.append(f"{words.say(list_class)} {grouped(amount)}")
    return " · ".join(parts)


def preview_of(settled: Settled, words: Words) -> Preview:
    """How the bill would be shared; the last step, one's own part, is told by the payers instead."""
    done = settled.settlement
    paid = paid_by(done)
    payers = payer_rows(paid, words)
    shown = tuple(payer for payer in payers if payer.key != "cash") or payers
    return Preview(
        steps=steps_of(done, words)[:-1],
        payers=shown,
        segments=payer_segments(payers),
        bar_label=bar_label(payers),
        cash=done.cash,
        balance_after=done.balance_after if done.account_total else None,
        uses_account=True,
    )


CARES_BY_TYPE = {CHRONIC_TYPE: Care.CHRONIC_OUTPATIENT, PHARMACY_TYPE: Care.PHARMACY}


def wish_of_visit(encounter: Encounter, institution: Institution, charges: Sequence[Charge]) -> Wish:
    """What an estimate begins with: this visit's care, level and items, as many of each as charged, rounded up to whole ones."""
    lines = tuple((charge.local_code, -(-charge.quantity_e4 // 10_000)) for charge in charges if charge.quantity_e4 > 0)
    care = CARES_BY_TYPE.get(encounter.medical_type, Care.OUTPATIENT)
    return Wish(care, institution.level, disease=encounter.disease_code, lines=lines[:LINES_MAX])


def sex_age(person: Person, day: date, words: Words) -> str:
    """`男 68 岁`."""
    sex = words.say("男") if person.sex == "1" else words.say("女")
    return words.say("{sex} {n} 岁", sex=sex, n=age_on(person.birth, day))


def credential_text(certificate: str, encounter: Encounter, words: Words) -> str:
    """What was shown, and when."""
    what = {BY_CODE: "医保码", BY_CERTNO: "身份证"}.get(certificate, "社保卡")
    return f"{words.say(what)} {wall_clock(encounter.opened_at)[11:16]}"


def person_facts(encounter: Encounter, status: str, area: str, balance: Fen, words: Words) -> tuple[tuple[str, str], ...]:
    """Scheme, area of insurance, balance."""
    scheme = " · ".join(words.say(part) for part in dict.fromkeys((SHORT_SCHEMES[encounter.scheme], STATUSES[status])))
    return ((words.say("险种"), scheme), (words.say("参保地"), area), (words.say("账户余额"), grouped(balance)))


def care_choices(encounter: Encounter, is_pharmacy: bool, words: Words) -> tuple[Choice, ...]:
    """The kinds of care this counter can settle."""
    offered = PHARMACY_CARES if is_pharmacy else HOSPITAL_CARES
    return tuple(Choice(code, words.say(medical_type(code)), code == encounter.medical_type) for code in offered)


def masked_id(person: Person) -> str:
    """The identity number with all but its county and last character hidden."""
    return masked_certno(person.certno)


def recent_bills(rows: Sequence[BillRow], words: Words) -> tuple[RecentBill, ...]:
    """Bills without their reversals."""
    return tuple(
        RecentBill(
            str(row.settlement_id),
            row.person,
            row.settled_at,
            row.total,
            words.say("已退费") if row.taken_back else words.say("已结算"),
        )
        for row in rows
        if row.reverses is None
    )

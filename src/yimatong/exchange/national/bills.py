"""A settled, previewed or reversed bill as the interface tells it: `setlinfo` and one `setldetail` row per fund that paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yimatong.benefits.core.circumstances import Care
from yimatong.benefits.core.trace import Step
from yimatong.exchange.national.answers import Values
from yimatong.exchange.national.people import IDENTITY_CARD, flag
from yimatong.exchange.national.spec import SPEC, TRANSACTIONS
from yimatong.kernel.dates import age_on
from yimatong.kernel.money import Rate, yuan_text
from yimatong.people.core import PersonRecord
from yimatong.settlement.core.facts import Facts
from yimatong.settlement.core.settled import Settlement

BY_ITEM = "1"
"""clr_way: settled by item."""
CLEARED_AS = {Care.OUTPATIENT: "11", Care.CHRONIC_OUTPATIENT: "14", Care.INPATIENT: "21", Care.PHARMACY: "41"}
"""How the law looked at the care -> clr_type."""
POOLED_AT_THE_COUNTER = frozenset({Care.OUTPATIENT, Care.PHARMACY})
BASIC_FUND = {("310", True): "310102", ("310", False): "310100", ("390", True): "390102", ("390", False): "390100"}
"""(scheme, pooled for ordinary outpatients) -> fund_pay_type of the basic fund."""
CATASTROPHIC_FUND = {"310": "310300", "390": "390200"}
OTHER_FUNDS = {
    "large_cost": "330100",
    "civil_servant": "320100",
    "enterprise": "370100",
    "assistance": "610100",
    "disabled": "350100",
    "other": "999997",
}
PAID_BY = {"tilt": "assistance", "supplementary": "other"}
"""Kind of layer -> the fund it pays from, where the names differ."""
FUND_NAMES = SPEC.dictionaries["fund_pay_type"]


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom a bill is for, as an answer tells it."""

    psn_no: str
    name: str
    certno: str
    sex: str
    ethnicity: str
    birth: date
    civil_servant: bool
    certificate_type: str


def patient_of_facts(facts: Facts, day: date, certificate_type: str) -> Patient:
    """The patient as the bill was decided."""
    person = facts.person
    civil_servant = any(cover.civil_servant and cover.holds_on(day) for cover in facts.covers)
    return Patient(
        str(person.person_id), person.name, person.certno, person.sex, person.ethnicity, person.birth, civil_servant,
        certificate_type,
    )  # fmt: skip


def patient_of_record(record: PersonRecord, bill: Settlement, certificate_type: str) -> Patient:
    """The patient of a bill settled before."""
    person = record.person
    covers = [cover for cover in record.covers if cover.scheme == bill.scheme and cover.in_force(bill.service_day)]
    civil_servant = any(cover.civil_servant for cover in covers)
    return Patient(
        person.psn_no, person.name, person.certno, person.sex, person.ethnicity, person.birth, civil_servant, certificate_type
    )


def setlinfo(infno: str, bill: Settlement, patient: Patient) -> Values:
    """The fields of this transaction's `setlinfo`. Where it has no field for the disabled persons' fund, other expenditure
    holds it, so that the funds always sum to their total."""
    fields = FIELDS[infno]
    disabled = "hifdm_pay" in fields
    told = {
        **_about(bill, patient, fields),
        "medfee_sumamt": bill.total,
        "fulamt_ownpay_amt": bill.full_self_pay,
        "overlmt_selfpay": bill.over_ceiling,
        "preselfpay_amt": bill.first_self_pay,
        "inscp_scp_amt": bill.in_scope,
        "act_pay_dedc": bill.deductible,
        "crt_dedc": bill.deductible,
        "hifp_pay": bill.basic,
        "pool_prop_selfpay": bill.basic_rate,
        "cvlserv_pay": bill.civil_servant,
        "hifes_pay": bill.enterprise,
        "hifmi_pay": bill.catastrophic,
        "hifob_pay": bill.large_cost,
        "hifdm_pay": bill.disabled,
        "maf_pay": bill.assistance,
        "oth_pay": bill.other if disabled else bill.other + bill.disabled,
        "fund_pay_sumamt": bill.funds_total,
        "psn_part_amt": bill.personal,
        "psn_pay": bill.personal,
        "acct_pay": bill.account_total,
        "acct_mulaid_pay": bill.family,
        "psn_cash_pay": bill.cash,
        "pdn_cash_pay": bill.cash,
        "cash_payamt": bill.cash,
        "hosp_part_amt": bill.hospital,
        "balc": bill.balance_after,
    }
    return {name: value for name, value in told.items() if name in fields}


def _about(bill: Settlement, patient: Patient, fields: Mapping[str, int]) -> dict[str, str | int | date | datetime | None]:
    """Whose bill it is, when it was settled, and who clears it."""
    return {
        "mdtrt_id": str(bill.encounter_id),
        "setl_id": str(bill.settlement_id),
        "psn_no": patient.psn_no,
        "psn_name": patient.name,
        "psn_cert_type": IDENTITY_CARD,
        "certno": patient.certno,
        "gend": patient.sex,
        "naty": patient.ethnicity,
        "brdy": patient.birth,
        "age": age_on(patient.birth, bill.service_day) * 10 ** fields.get("age", 0),
        "insutype": bill.scheme,
        "psn_type": bill.record.psn_type,
        "cvlserv_flag": flag(patient.civil_servant),
        "setl_time": bill.settled_at,
        "mdtrt_cert_type": patient.certificate_type,
        "med_type": bill.medical_type,
        "medins_setl_id": bill.sender_message,
        "clr_optins": bill.area,
        "insu_admdvs": bill.area,
        "clr_way": BY_ITEM,
        "clr_type": CLEARED_AS[Care(bill.record.care)],
        "begndate": bill.record.began_on,
        "enddate": bill.record.ended_on,
        "invono": bill.record.invoice,
    }


def setldetail(bill: Settlement) -> list[Values]:
    """One row per fund that paid (or, reversed, was paid back); together they are `fund_pay_sumamt`."""
    pooled = Care(bill.record.care) in POOLED_AT_THE_COUNTER
    funds = {"basic": BASIC_FUND[bill.scheme, pooled], "catastrophic": CATASTROPHIC_FUND[bill.scheme], **OTHER_FUNDS}
    return [_fund_row(bill, fund, fund_type) for fund, fund_type in funds.items() if getattr(bill, fund)]


def _fund_row(bill: Settlement, fund: str, fund_type: str) -> Values:
    steps = [step for step in bill.record.trace.steps if PAID_BY.get(step.kind, step.kind) == fund]
    sign = 1 if bill.reverses is None else -1
    ceilings = [max(0, step.ceiling.limit - step.ceiling.used) for step in steps if step.ceiling is not None]
    return {
        "fund_pay_type": fund_type,
        "inscp_scp_amt": sign * max((step.base for step in steps), default=0),
        "crt_payb_lmt_amt": min(ceilings, default=0),
        "fund_payamt": getattr(bill, fund),
        "fund_pay_type_name": FUND_NAMES[fund_type],
        "setl_proc_info": "".join(map(_told, steps)) if sign == 1 else "撤销结算，原支付金额退回。",
    }


def _told(step: Step) -> str:
    """One layer in a sentence: 计入1200.00元，扣起付线300.00元，按85%支付，支付765.00元。"""
    words = [f"计入{yuan_text(step.base)}元"]
    if step.deductible is not None and step.deductible.taken:
        words.append(f"扣起付线{yuan_text(step.deductible.taken)}元")
    if step.brackets:
        words.append("按" + "、".join(_percent(part.rate) for part in step.brackets) + "支付")
    if step.ceiling is not None and step.ceiling.cut:
        words.append(f"超过限额{yuan_text(step.ceiling.cut)}元不付")
    return "，".join([*words, f"支付{yuan_text(step.payment)}元。"])


def _percent(rate: Rate) -> str:
    return yuan_text(rate).rstrip("0").rstrip(".") + "%"


def _fields(infno: str) -> dict[str, int]:
    """Names of the fields of a transaction's `setlinfo`, with their decimals."""
    nodes = [node for node in TRANSACTIONS[infno].output if node.name == "setlinfo"]
    names = {field.name: field.decimals for node in nodes for field in node.fields}
    return names | ({"psn_cash_pay": 2} if "pdn_cash_pay" in names else {})


FIELDS = {infno: _fields(infno) for infno in TRANSACTIONS if _fields(infno)}

"""From a settlement to the receipt that is printed: pure, everything it needs is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from yimatong.benefits.core.bill import Bill, Shares
from yimatong.benefits.core.explaining import Language, Sentence, explain
from yimatong.benefits.core.trace import Trace
from yimatong.care.core import Charge
from yimatong.kernel.money import Fen
from yimatong.settlement.core.settled import Settlement
from yimatong.web.ports import Line
from yimatong.web.shared.amounts import grouped
from yimatong.web.shared.labels import CARES, medical_type
from yimatong.web.shared.receipt import (
    Document,
    Receipt,
    ReceiptLine,
    Step,
    aloud,
    bar_label,
    hundred_sentence,
    line_groups,
    own_step,
    payer_rows,
    payer_segments,
)
from yimatong.web.shared.words import Words

STAYS = ("inpatient", "case_priced")
FUND_SHARES = (
    *("basic", "large_cost", "civil_servant", "enterprise"),
    *("catastrophic", "assistance", "disabled", "other"),
)
LEFT_LABELS = {
    "aside": "能进医保的",
    "hospital": "剩下来算报销的",
    "detour": "剩下来算报销的",
    "ceiling": "剩下来算报销的",
    "deductible": "剩下来算报销的",
    "nothing": "都归您自己",
}
"""Steps that take something off before a fund pays, and what the rest is then called."""
COLOURS = {
    "basic": "basic",
    "large_cost": "cat",
    "catastrophic": "cat",
    "civil_servant": "supp",
    "enterprise": "supp",
    "disabled": "supp",
    "supplementary": "supp",
    "assistance": "aid",
    "tilt": "aid",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A settlement with all that its receipt names. `taken_back` says that a reversal followed; `units` are by charge number."""

    settlement: Settlement
    lines: Sequence[Line]
    charges: Sequence[Charge]
    institution: str
    person: str
    taken_back: bool
    units: dict[str, str] = field(default_factory=dict)


def receipt_of(told: Told, words: Words) -> Receipt:
    """The whole receipt. `person` is masked already."""
    done = told.settlement
    paid = paid_by(done)
    payers = payer_rows(paid, words)
    title = title_of(done, words)
    return Receipt(
        settlement_id=str(done.settlement_id),
        title=title,
        institution=told.institution,
        when=when_of(done, words),
        person=told.person,
        settled=not told.taken_back,
        total=done.total,
        cash=done.cash,
        payers=payers,
        segments=payer_segments(payers),
        bar_label=bar_label(payers),
        per_hundred=hundred_sentence(paid, words),
        steps=steps_of(done, words),
        groups=line_groups(tuple(_line(line, told, words) for line in told.lines), words),
        aloud=aloud(title, done.total, paid, words),
    )


def paid_by(done: Settlement) -> dict[str, Fen]:
    """Fen by payer, under our names of payers; they add up to the bill."""
    paid = {name: getattr(done, name) for name in (*FUND_SHARES, "hospital")}
    paid |= {"account": done.account_total, "cash": done.cash}
    assert sum(paid.values()) == done.total, "the payers of a bill add up to it"
    return paid


def title_of(done: Settlement, words: Words) -> str:
    """`住院 11 天`, or the kind of visit."""
    if done.record.care in STAYS:
        days = max(1, (done.record.ended_on - done.record.began_on).days)
        return words.say("住院 {n} 天", n=days)
    return words.say(medical_type(done.medical_type))


def when_of(done: Settlement, words: Words) -> str:
    """The day of a visit, both days of a stay."""
    if done.record.care in STAYS and done.record.began_on != done.record.ended_on:
        return f"{words.day(done.record.began_on)} – {words.full_day(done.record.ended_on)}"
    return words.full_day(done.service_day)


def care_of(done: Settlement, words: Words) -> str:
    """The kind of care in one word."""
    return words.say(CARES[done.record.care])


def steps_of(done: Settlement, words: Words) -> tuple[Step, ...]:
    """How it was counted, ending in the cash that was left."""
    shares = Shares(
        **{name: getattr(done, name) for name in (*FUND_SHARES, "hospital", "deductible", "basic_rate")}, personal=done.personal
    )
    return steps_told(done.record.trace, done.record.bill, shares, paid_by(done), words)


def steps_told(trace: Trace, bill: Bill, shares: Shares, paid: dict[str, Fen], words: Words) -> tuple[Step, ...]:
    """The sentences of a trace as steps; `paid` is fen by payer and tells the last one."""
    language: Language = "en" if words.language == "en" else "zh"
    return tuple(_step(sentence, paid, words) for sentence in explain(trace, bill, shares, language))


def _step(sentence: Sentence, paid: dict[str, Fen], words: Words) -> Step:
    if sentence.kind == "own":
        return own_step(paid, sentence.title, sentence.text, words)
    return Step(
        title=sentence.title,
        texts=(sentence.text,),
        amount=None if sentence.kind == "nothing" else sentence.amount,
        left_label=words.say(LEFT_LABELS.get(sentence.kind, "报完还剩")),
        left=sentence.left_after,
        key=COLOURS.get(sentence.kind, ""),
        taken=sentence.kind in LEFT_LABELS,
        documents=tuple(Document(paper.title, paper.publisher, paper.date) for paper in sentence.documents if paper.title),
        illustrative=sentence.illustrative,
    )


def _line(line: Line, told: Told, words: Words) -> tuple[str, ReceiptLine]:
    charge = next((charge for charge in told.charges if charge.charge_no == line.charge_no), None)
    quantity = quantity_text(charge, told.units.get(charge.charge_no, "")) if charge else ""
    note = limited_note(charge, words) if charge else ""
    return line.list_class, ReceiptLine(line.item_name, quantity, line.amount, line.amount - line.in_scope, note)


def quantity_text(charge: Charge, unit: str = "") -> str:
    """`2 盒 × 7.35`, without zeros nobody needs."""
    return f"{count_text(charge.quantity_e4)}{f' {unit}' if unit else ''} × {price_text(charge.price_micro)}"


def count_text(quantity_e4: int) -> str:
    """A quantity in 1/10 000 as a plain number."""
    whole, part = divmod(abs(quantity_e4), 10_000)
    text = f"{whole}.{part:04d}".rstrip("0").rstrip(".")
    return f"−{text}" if quantity_e4 < 0 else text


def price_text(price_micro: int) -> str:
    """A price in micro-yuan with two places, or as many as it has."""
    fen, rest = divmod(price_micro, 10_000)
    return grouped(fen) + (f"{rest:04d}".rstrip("0") if rest else "")


def limited_note(charge: Charge, words: Words) -> str:
    """Why a line is not, or not wholly, the insurance's business."""
    if charge.limited and charge.full_self_pay == charge.amount and charge.list_class != "丙":
        return words.say("限定用药，没有核准，全自费")
    if charge.over_ceiling:
        return words.say("超出限价 {amount}", amount=grouped(charge.over_ceiling))
    return ""

"""The law on a terminal: cases that came out or did not, and one bill with every layer, its document and why."""

from collections.abc import Iterable
from typing import TextIO

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from yimatong.benefits.cases import CaseResult
from yimatong.benefits.core.explaining import Language, explain, percent, yuan
from yimatong.benefits.core.phrases import FUND_WORDS
from yimatong.benefits.core.trace import Document, Step
from yimatong.benefits.written import Answer

WIDTH = 132
"""Columns of a table where the terminal does not say how wide it is."""

HEADS = {
    "zh": ("哪一层", "看多少", "起付线", "分段", "封顶线", "付", "依据"),
    "en": ("layer", "looks at", "deductible", "brackets", "ceiling", "pays", "document"),
}
CEILING_OF = {"zh": {"cost": "费用", "payment": "支付"}, "en": {"cost": "cost", "payment": "payment"}}
WORDS = {"zh": ("合计", "各基金", "个人", "医院", "示意"), "en": ("total", "funds", "you", "hospital", "illustrative")}


def print_cases(results: Iterable[CaseResult], out: TextIO) -> None:
    """One row a case: what it is, whether it came out, and what differs."""
    table = _table("", "pack", "case", "differs")
    for result in results:
        word = "ok" if result.passed else "FAIL"
        told = "\n".join(result.differences)
        if result.must_not_match and result.passed:
            told = f"as it must: {told}"
        table.add_row(word, f"{result.area}-{result.scheme}", result.name, told)
    _console(out).print(table)


def print_answer(answer: Answer, language: Language, out: TextIO) -> None:
    """The trace as a table, the shares, and the same in plain words."""
    outcome, console = answer.outcome, _console(out)
    table = _table(*HEADS[language])
    for step in outcome.trace.steps:
        table.add_row(*_row(step, outcome.trace.documents, language))
    console.print(table)
    total, funds, own, hospital, _ = WORDS[language]
    shares = outcome.shares
    amounts = [(total, answer.bill.total), (funds, shares.funds_total), (own, shares.personal)]
    amounts += [(hospital, shares.hospital)] if shares.hospital else []
    console.print("  ".join(f"{word} {yuan(amount)}" for word, amount in amounts), highlight=False)
    console.print(_words(answer, language))


def _words(answer: Answer, language: Language) -> Table:
    table = _table("", "", "", "")
    table.show_header = False
    for sentence in explain(answer.outcome.trace, answer.bill, answer.outcome.shares, language):
        table.add_row(sentence.title, sentence.text, yuan(sentence.amount), _papers(sentence.documents, language))
    return table


def _row(step: Step, documents: tuple[Document, ...], language: Language) -> tuple[str, ...]:
    part, ceiling = step.deductible, step.ceiling
    places = dict.fromkeys([*step.documents, *(part.documents if part else ()), *(ceiling.documents if ceiling else ())])
    capped = f"{CEILING_OF[language][ceiling.of]} {yuan(ceiling.limit)}" if ceiling else ""
    cut = f"\n-{yuan(ceiling.cut)}" if ceiling and ceiling.cut else ""
    return (
        FUND_WORDS[language][step.kind],
        yuan(step.base),
        yuan(part.taken) if part else "",
        "\n".join(f"{yuan(each.amount)} × {percent(each.rate)} = {yuan(each.payment)}" for each in step.brackets),
        capped + cut,
        yuan(step.payment),
        _papers(tuple(documents[place] for place in places), language),
    )


def _papers(documents: tuple[Document, ...], language: Language) -> str:
    return "\n".join(dict.fromkeys(_paper(document, language) for document in documents))


def _paper(document: Document, language: Language) -> str:
    mark = f"（{WORDS[language][4]}）" if document.illustrative else ""
    return " ".join(filter(None, (document.title or document.why, document.date))) + mark


def _table(*heads: str) -> Table:
    table = Table(box=SIMPLE)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _console(out: TextIO) -> Console:
    console = Console(file=out)
    return console if console.is_terminal else Console(file=out, width=WIDTH)
